import { CleverReachNotFoundError, type Group, type GroupStats } from '../../cleverreach/index.ts';
import { getGroupStats, listGroups } from '../../operations/index.ts';
import type { Reader } from '../../texts/index.ts';
import type { Connected } from '../guards.ts';
import type { Message } from '../kit/blocks.ts';
import type { SlackRequest } from '../requests.ts';
import { isShared } from '../share.ts';
import { noGroupsMessage, otherGroupsMessage } from './choose-messages.ts';
import { collectStats } from './collect-stats.ts';
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
  const groups = await listGroups.run({}, cleverreach);
  if (groups.length === 0) return noGroupsMessage(reader);
  if (args === '') {
    const all = await collectStats(request, groups, (done) =>
      showSoFar(() => allStatsMessage(reader, done, { of: groups.length })),
    );
    return allStatsMessage(reader, all, { asksFirst });
  }
  const resolved = await resolveGroup(request, args, (id) => `stats ${id}`, groups);
  return 'answer' in resolved ? resolved.answer : groupStats(request, resolved, asksFirst);
}

async function groupStats(
  { cleverreach, reader }: SlackRequest & Connected,
  { group, groups }: { group: Group; groups: Group[] },
  asksFirst: boolean,
): Promise<Message> {
  const stats = await statsOf(cleverreach, group);
  return stats ? groupStatsMessage(reader, group, stats, { asksFirst }) : vanishedMessage(reader, group.id, groups);
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
