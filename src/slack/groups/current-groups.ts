import type { Group } from '../../cleverreach/index.ts';
import { listGroups } from '../../operations/index.ts';
import type { Connected } from '../guards.ts';
import { findGroup } from './find-group.ts';

/** What groups are asked for with. */
export type AskingGroups = Pick<Connected, 'cleverreach' | 'anew' | 'isFromMemory'>;

/**
 * All groups. Where those that are remembered lack what is looked for, CleverReach is asked: it may have been made a moment
 * ago, and nobody is to hear that there is no such group.
 */
export async function currentGroups(
  { cleverreach, anew, isFromMemory }: AskingGroups,
  isThere: (groups: Group[]) => boolean,
): Promise<Group[]> {
  const groups = await listGroups.run({}, cleverreach);
  return isThere(groups) || !isFromMemory() ? groups : listGroups.run({}, anew);
}

/** Whether words mean a group, or several. */
export function isGroup(words: string): (groups: Group[]) => boolean {
  return (groups) => findGroup(groups, words).kind !== 'none';
}
