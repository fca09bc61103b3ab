import { CleverReachNotFoundError, type Group } from '../../cleverreach/index.ts';
import { getGroupStats, listGroups } from '../../operations/index.ts';
import type { Connected } from '../guards.ts';
import type { Message } from '../kit/blocks.ts';
import { sentenceMessage } from '../kit/error-message.ts';
import type { SlackRequest } from '../requests.ts';
import { noGroupsMessage } from './choose-messages.ts';
import { collectStats } from './collect-stats.ts';
import { growingAnswer, type ShowSoFar } from './growing-answer.ts';
import { resolveGroup } from './resolve-group.ts';
import { allStatsMessage, groupStatsMessage } from './stats-messages.ts';

/** `stats`: list health of all groups; `stats <group>`: of one. */
export function showStats(request: SlackRequest & Connected): Promise<void> {
  return growingAnswer(request, request.reader.t.groups.working, (showSoFar) => statsMessage(request, showSoFar));
}

async function statsMessage(request: SlackRequest & Connected, showSoFar: ShowSoFar): Promise<Message> {
  const { cleverreach, reader, args } = request;
  const groups = await listGroups.run({}, cleverreach);
  if (groups.length === 0) return noGroupsMessage(reader);
  if (args === '') {
    const all = await collectStats(request, groups, (done) =>
      showSoFar(() => allStatsMessage(reader, done, groups.length)),
    );
    return allStatsMessage(reader, all);
  }
  const resolved = await resolveGroup(request, args, (id) => `stats ${id}`, groups);
  return 'answer' in resolved ? resolved.answer : groupStats(request, resolved.group);
}

async function groupStats(
  { cleverreach, reader, reference }: SlackRequest & Connected,
  group: Group,
): Promise<Message> {
  try {
    return groupStatsMessage(reader, group, await getGroupStats.run({ groupId: group.id }, cleverreach));
  } catch (error) {
    if (!(error instanceof CleverReachNotFoundError)) throw error;
    return sentenceMessage(reader, reader.t.groups.vanished, reference);
  }
}
