import {
  CleverReachError,
  CleverReachNotFoundError,
  CleverReachUnauthorizedError,
  type Group,
} from '../../../cleverreach/index.ts';
import { getGroupStats, listGroupReceivers } from '../../../operations/index.ts';
import { announcing } from '../../announcing.ts';
import { noGroupsMessage, offerGroupsMessage, otherGroupsMessage } from '../../groups/choose-messages.ts';
import { currentGroups, isGroup } from '../../groups/current-groups.ts';
import { resolveGroup } from '../../groups/resolve-group.ts';
import type { Connected } from '../../guards.ts';
import type { Message } from '../../kit/blocks.ts';
import type { SlackRequest } from '../../requests.ts';
import { defaultFirst } from '../default-first.ts';
import { receiversMessage, receiversPerPage } from './messages.ts';
import { windowOver } from './page-window.ts';
import { type ReceiversQuery, readReceiversQuery, receiversLine } from './query.ts';

/** `receivers`: one page of a group. A pressed button's answer takes the place of the page it was on. */
export async function showReceivers(request: SlackRequest & Connected): Promise<void> {
  const message = await announcing(request, request.reader.t.receivers.working, () => answerTo(request));
  await request.reply(message, { replace: true });
}

async function answerTo(request: SlackRequest & Connected): Promise<Message> {
  const { reader, args } = request;
  const { t } = reader;
  const groups = await currentGroups(request, (known) => {
    const { group } = readReceiversQuery(args, known);
    return group === '' || isGroup(group)(known);
  });
  const [first, ...more] = groups;
  if (!first) return noGroupsMessage(reader);
  const query = readReceiversQuery(args, groups);
  const lineFor = (group: string) => receiversLine({ group, state: query.state, part: query.part });
  if (query.group === '' && more.length > 0) {
    return offerGroupsMessage(reader, t.receivers.whichGroup, lineFor, await defaultFirst(request, groups));
  }
  const resolved = query.group === '' ? { group: first } : await resolveGroup(request, query.group, lineFor, groups);
  if ('answer' in resolved) return resolved.answer;
  try {
    return await pageOf(request, resolved.group, query);
  } catch (error) {
    if (!(error instanceof CleverReachNotFoundError)) throw error;
    const others = groups.filter(({ id }) => id !== resolved.group.id);
    return otherGroupsMessage(reader, t.groups.vanished, lineFor, await defaultFirst(request, others));
  }
}

async function pageOf(request: SlackRequest & Connected, group: Group, query: ReceiversQuery): Promise<Message> {
  const { cleverreach, reader } = request;
  const { state, part, page } = query;
  const first = (page - 1) * receiversPerPage;
  const window = windowOver(first, receiversPerPage + 1);
  const input = { groupId: group.id, state, ...window, orderBy: 'registered desc' as const };
  const [found, counted] = await Promise.all([
    listGroupReceivers.run(part === undefined ? input : { ...input, addressPart: part }, cleverreach),
    part === undefined ? countOf(request, group, state) : undefined,
  ]);
  const start = first - window.page * window.pageSize;
  const receivers = found.slice(start, start + receiversPerPage);
  const hasNext = found.length > start + receiversPerPage;
  return receiversMessage(reader, { group, state, part, page, receivers, hasNext, counted });
}

/** A page is worth something without its total too. */
async function countOf(
  { anew, log }: SlackRequest & Connected,
  { id }: Group,
  state: ReceiversQuery['state'],
): Promise<number | undefined> {
  try {
    // Beside receivers of this moment a number from before would look wrong.
    const stats = await getGroupStats.run({ groupId: id }, anew);
    return stats[state === 'all' ? 'total' : state];
  } catch (error) {
    if (!(error instanceof CleverReachError) || error instanceof CleverReachUnauthorizedError) throw error;
    log.warn({ err: error }, 'a page of receivers has no total');
    return undefined;
  }
}
