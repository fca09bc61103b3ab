import { listMailings } from '../../../operations/index.ts';
import { announcing } from '../../announcing.ts';
import type { Feature } from '../../feature.ts';
import { type Connected, connected, member } from '../../guards.ts';
import { withAge } from '../../kit/age.ts';
import type { Message } from '../../kit/blocks.ts';
import type { SlackRequest } from '../../requests.ts';
import { newestFirst } from '../moment.ts';
import { type ListQuery, listLine, readListQuery } from './list-line.ts';
import { type MailingList, mailingListMessage, noSuchStateMessage } from './messages.ts';

/** Mailings: lists of them. */
export const mailingListFeature: Feature = {
  topic: 'mailings',
  commands: [
    {
      words: { en: 'mailings', de: 'mailings' },
      usage: (t) => ({ arguments: t.help.arguments.mailingState, does: t.help.commands.mailings }),
      run: member(connected(showList)),
    },
  ],
};

/** Pages take each other's place. */
async function showList(request: SlackRequest & Connected): Promise<void> {
  const query = readListQuery(request.args);
  const message = await announcing(request, request.reader.t.mailings.listWorking, () => listMessage(request, query));
  await request.reply(message, { replace: true });
}

async function listMessage(
  request: SlackRequest & Connected,
  query: ReturnType<typeof readListQuery>,
): Promise<Message> {
  const { cleverreach, reader } = request;
  if ('unknown' in query) return noSuchStateMessage(reader, query.unknown);
  return withAge(request, mailingListMessage(reader, await listOf(cleverreach, query)), listLine(query));
}

/** Lines of a page. */
const perPage = 10;
/** CleverReach's most for one state. Ten pages in one call, so that whether there is a next one is nearly always known. */
const perCall = 100;

async function listOf(cleverreach: Connected['cleverreach'], { state, page }: ListQuery): Promise<MailingList> {
  // Lists of all states have no pages.
  const first = state ? (page - 1) * perPage : 0;
  const call = state ? { state, page: Math.floor(first / perCall) } : { state: 'all' as const };
  const found = await listMailings.run({ ...call, limit: perCall }, cleverreach);
  const from = first % perCall;
  return {
    ...(state ? { state } : {}),
    page: state ? page : 1,
    mailings: found.toSorted(newestFirst).slice(from, from + perPage),
    hasNext: found.length > from + perPage || found.length >= perCall,
  };
}
