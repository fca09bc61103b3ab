import type { SectionBlock } from '@slack/types';
import { section } from './blocks.ts';
import { limits } from './limits.ts';
import { fitLines } from './text-of.ts';

/** Lines as sections of so many each: Slack folds up a section that is long. Lines are mrkdwn already made safe. */
export function lineSections(lines: string[], linesPerSection: number): SectionBlock[] {
  return Array.from({ length: Math.ceil(lines.length / linesPerSection) }, (_, index) =>
    section(fitLines(lines.slice(index * linesPerSection, (index + 1) * linesPerSection), limits.sectionText)),
  );
}
