import { listGroups } from '../../operations/index.ts';
import type { Connected } from '../guards.ts';
import type { SlackRequest } from '../requests.ts';
import type { Shareable } from '../share.ts';
import { noGroupsMessage } from './choose-messages.ts';
import { collectStats } from './collect-stats.ts';
import { statsOf, vanishedMessage } from './stats.ts';
import { allGroups, sharedAllStatsMessage, sharedGroupStatsMessage } from './stats-messages.ts';

/** The figures of this moment for everyone to see, not those that stood beside the button: they may be of last week. */
export async function makeShareable(request: SlackRequest & Connected, value: string): Promise<Shareable> {
  const { cleverreach, reader } = request;
  const groups = await listGroups.run({}, cleverreach);
  if (groups.length === 0) return { answer: noGroupsMessage(reader) };
  if (value === allGroups) {
    const all = await collectStats(request, groups);
    return { message: sharedAllStatsMessage(reader, all), change: { action: 'groups.share' } };
  }
  const group = groups.find(({ id }) => id === value);
  const stats = group && (await statsOf(cleverreach, group));
  if (!stats) return { answer: vanishedMessage(reader, value, groups) };
  const { id, name } = group;
  return {
    message: sharedGroupStatsMessage(reader, group, stats),
    change: { action: 'groups.share', groups: [{ id, name }] },
  };
}
