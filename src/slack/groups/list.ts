import { listGroups } from '../../operations/index.ts';
import { announcing } from '../announcing.ts';
import type { Connected } from '../guards.ts';
import type { Message } from '../kit/blocks.ts';
import type { SlackRequest } from '../requests.ts';
import { noGroupsMessage } from './choose-messages.ts';
import { groupsContaining } from './find-group.ts';
import { groupListMessage } from './list-messages.ts';
import { resolveGroup } from './resolve-group.ts';

/** `groups [text]`: the groups whose name contains the text. */
export async function showGroups(request: SlackRequest & Connected): Promise<void> {
  const message = await announcing(request, request.reader.t.groups.working, () => groupsMessage(request));
  await request.reply(message);
}

async function groupsMessage(request: SlackRequest & Connected): Promise<Message> {
  const { cleverreach, reader, args } = request;
  const groups = await listGroups.run({}, cleverreach);
  if (groups.length === 0) return noGroupsMessage(reader);
  const fitting = groupsContaining(groups, args);
  if (fitting.length > 0) return groupListMessage(reader, fitting, args);
  // None has the text in it as it was typed: perhaps with less punctuation, else the most similar names are offered.
  const resolved = await resolveGroup(request, args, (id) => `groups ${id}`, groups);
  return 'answer' in resolved ? resolved.answer : groupListMessage(reader, [resolved.group], args);
}
