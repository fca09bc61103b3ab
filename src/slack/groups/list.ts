import type { Group } from '../../cleverreach/index.ts';
import { announcing } from '../announcing.ts';
import type { Connected } from '../guards.ts';
import { withAge } from '../kit/age.ts';
import type { Message } from '../kit/blocks.ts';
import type { SlackRequest } from '../requests.ts';
import { noGroupsMessage } from './choose-messages.ts';
import { currentGroups } from './current-groups.ts';
import { findGroup, groupsContaining } from './find-group.ts';
import { groupListMessage } from './list-messages.ts';
import { resolveGroup } from './resolve-group.ts';

/** `groups [text]`: the groups whose name contains the text. */
export async function showGroups(request: SlackRequest & Connected): Promise<void> {
  // What is fetched anew takes the place of what it was.
  const options = { replace: request.wantsAnew === true };
  const message = await announcing(request, request.reader.t.groups.working, () => groupsMessage(request), options);
  await request.reply(message, options);
}

async function groupsMessage(request: SlackRequest & Connected): Promise<Message> {
  const { reader, args } = request;
  const groups = await currentGroups(
    request,
    (known) => groupsContaining(known, args).length > 0 || findGroup(known, args).kind !== 'none',
  );
  if (groups.length === 0) return noGroupsMessage(reader);
  const fitting = groupsContaining(groups, args);
  if (fitting.length > 0) return shown(request, fitting);
  // None has the text in it as it was typed: perhaps with less punctuation, else the most similar names are offered.
  const resolved = await resolveGroup(request, args, (id) => `groups ${id}`, groups);
  return 'answer' in resolved ? resolved.answer : shown(request, [resolved.group]);
}

function shown(request: SlackRequest & Connected, groups: Group[]): Message {
  const { reader, args } = request;
  return withAge(request, groupListMessage(reader, groups, args), `groups ${args}`.trim());
}
