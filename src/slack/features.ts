import { auditFeature } from './audit/feature.ts';
import { connectionFeature } from './connection/feature.ts';
import { ownAppFeature } from './connection/own-app/feature.ts';
import type { Feature } from './feature.ts';
import { groupsFeature } from './groups/feature.ts';
import { helpFeature } from './help.ts';
import { homeFeature } from './home/feature.ts';
import { mailingCardFeature } from './mailings/card/feature.ts';
import { draftFeature } from './mailings/draft/feature.ts';
import { mailingListFeature } from './mailings/list/feature.ts';
import { addFeature } from './receivers/add/feature.ts';
import { findFeature } from './receivers/find/feature.ts';
import { receiversFeature } from './receivers/list/feature.ts';
import { unsubscribeFeature } from './receivers/unsubscribe/feature.ts';
import { settingsFeature } from './settings/feature.ts';

/** The parts of the product, in the order of the help. A new one is a folder and a line here. */
const parts: Feature[] = [
  groupsFeature,
  receiversFeature,
  findFeature,
  addFeature,
  unsubscribeFeature,
  mailingListFeature,
  mailingCardFeature,
  draftFeature,
  connectionFeature,
  homeFeature,
  ownAppFeature,
  settingsFeature,
  auditFeature,
];

export const features: Feature[] = [...parts, helpFeature(parts)];
