import { CleverReachNotFoundError, type Group, type GroupStats } from '../../cleverreach/index.ts';
import { getGroupStats } from '../../operations/index.ts';
import type { Reader } from '../../texts/index.ts';
import type { Connected } from '../guards.ts';
import { withAge } from '../kit/age.ts';
import type { Message } from '../kit/blocks.ts';
import type { SlackRequest } from '../requests.ts';
import { isShared } from '../share.ts';
import { noGroupsMessage, otherGroupsMessage } from './choose-messages.ts';
import { collectStats } from './collect-stats.ts';
import { currentGroups, isGroup } from './current-groups.ts';
import { growingAnswer, type ShowSoFar } from './growing-answer.ts';
import { resolveGroup } from './resolve-group.ts';
import { allStatsMessage, groupStatsMessage } from './stats-messages.ts';

/** `stats`: list health of all groups; `stats <group>`: of one. */
export function showStats(request: SlackRequest & Connected): Promise<void> {
  return growingAnswer(request, request.reader.t.groups.working, (showSoFar) => statsMessage(request, showSoFar));
}

async function statsMessage(request: SlackRequest & Connected, showSoFar: ShowSoFar): Promise<Message> {
  const { cleverreach, reader, args, channelId } = request;
  const asksFirst = isShared(channelId);
  // A button names its group by id: then the figures need not wait for the groups.
  const id = /^[1-9]\d{0,18}$/.exec(args)?.[0];
  const early = id === undefined ? undefined : { id, stats: statsOf(cleverreach, { id }) };
  early?.stats.catch(() => undefined);
  const groups = await currentGroups(request, (known) => args === '' || isGroup(args)(known));
  if (groups.length === 0) return noGroupsMessage(reader);
  if (args === '') {
    const all = await collectStats(request, groups, (done) =>
      showSoFar(() => allStatsMessage(reader, done, { of: groups.length })),
    );
    return withAge(request, allStatsMessage(reader, all, { asksFirst }));
  }
  const resolved = await resolveGroup(request, args, (id) => `stats ${id}`, groups);
  if ('answer' in resolved) return resolved.answer;
  const { group } = resolved;
  const stats = await (early?.id === group.id ? early.stats : statsOf(cleverreach, group));
  return stats
    ? withAge(request, groupStatsMessage(reader, group, stats, { asksFirst }))
    : vanishedMessage(reader, group.id, groups);
}

/** The group was deleted since it was listed, or since the button was made that means it. */
export function vanishedMessage(reader: Reader, groupId: string, groups: Group[]): Message {
  const others = groups.filter(({ id }) => id !== groupId);
  return otherGroupsMessage(reader, reader.t.groups.vanished, (id) => `stats ${id}`, others);
}

/** Undefined where the group was deleted since it was listed. */
export async function statsOf(
  cleverreach: Connected['cleverreach'],
  { id }: Pick<Group, 'id'>,
): Promise<GroupStats | undefined> {
  try {
    return await getGroupStats.run({ groupId: id }, cleverreach);
  } catch (error) {
    if (error instanceof CleverReachNotFoundError) return undefined;
    throw error;
  }
}
