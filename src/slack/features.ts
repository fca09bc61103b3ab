import { connectionFeature } from './connection/feature.ts';
import type { Feature } from './feature.ts';
import { groupsFeature } from './groups/feature.ts';
import { helpFeature } from './help.ts';
import { mailingsFeature } from './mailings/feature.ts';
import { receiversFeature } from './receivers/feature.ts';

/** The parts of the product, in the order of the help. A new one is a folder and a line here. */
const parts: Feature[] = [groupsFeature, mailingsFeature, receiversFeature, connectionFeature];

export const features: Feature[] = [...parts, helpFeature(parts)];
