import * as z from 'zod';
import type { Mailing } from '../../../cleverreach/index.ts';
import { announcing } from '../../announcing.ts';
import type { Feature, Handler } from '../../feature.ts';
import { type Connected, connected, member } from '../../guards.ts';
import { withAge } from '../../kit/age.ts';
import type { Message } from '../../kit/blocks.ts';
import type { SlackRequest } from '../../requests.ts';
import { isShared, type Shareable, sharing } from '../../share.ts';
import { vanishedMessage } from '../list/messages.ts';
import { detailsOf } from './details.ts';
import { findMailing, mailingOf } from './find-mailing.ts';
import { mailingCard, sharedMailingCard, shareId } from './messages.ts';
import { previewLink } from './preview-link.ts';

const share = sharing(shareId, makeShareable);

/** Mailings: one of them, as a card. */
export const mailingCardFeature: Feature = {
  topic: 'mailings',
  commands: [
    {
      words: { en: 'mailing', de: 'mailing' },
      usage: (t) => ({ arguments: t.help.arguments.mailing, does: t.help.commands.mailing }),
      run: member(connected(showCard)),
    },
  ],
  actions: {
    ...share.actions,
    'mailings:refresh': asLine(member(connected(refreshCard))),
    // Links; Slack reports their press as well.
    'mailings:open': async () => undefined,
    'mailings:preview': async () => undefined,
  },
  submissions: share.submissions,
};

/** A message of its own also when it is asked for by a button: the list it was chosen from stays. */
async function showCard(request: SlackRequest & Connected): Promise<void> {
  const message = await announcing(request, request.reader.t.mailings.working, async () => {
    const found = await findMailing(request, request.args);
    return 'answer' in found ? found.answer : cardFor(request, found.mailing);
  });
  await request.reply(message);
}

async function refreshCard(request: SlackRequest & Connected): Promise<void> {
  await request.reply(await freshCard(request), { replace: true });
}

async function freshCard(request: SlackRequest & Connected): Promise<Message> {
  const mailing = await mailingBehind(request, request.value);
  return mailing ? cardFor(request, mailing) : vanishedMessage(request.reader);
}

async function cardFor(request: SlackRequest & Connected, mailing: Mailing): Promise<Message> {
  const { origin, reader, connection, channelId } = request;
  const [details, previewUrl] = await Promise.all([
    detailsOf(request, mailing),
    previewLink(request, { origin, language: reader.language }, mailing, connection),
  ]);
  const { loginDomain } = connection.account;
  const card = mailingCard(reader, details, { loginDomain, previewUrl, isInConversation: isShared(channelId) });
  // The mailing itself is of this moment; what became of it may have been asked for before.
  return details.report ? withAge(request, card) : card;
}

async function makeShareable(request: SlackRequest & Connected, value: string): Promise<Shareable> {
  const { services, origin, reader, connection } = request;
  const mailing = await mailingBehind(request, value);
  if (!mailing) return { answer: vanishedMessage(reader) };
  const [details, { masksSender }] = await Promise.all([
    detailsOf(request, mailing),
    services.settings.get(origin.teamId),
  ]);
  const { loginDomain } = connection.account;
  return {
    message: sharedMailingCard(reader, details, { loginDomain, masksSender }),
    change: { action: 'mailing.share', mailing: { id: mailing.id, name: mailing.name } },
  };
}

/** The mailing that a button means. Its value may be forged, but it can name only mailings of the workspace's own account. */
async function mailingBehind({ cleverreach }: Connected, value: string): Promise<Mailing | undefined> {
  const id = z
    .string()
    .regex(/^[1-9]\d{0,18}$/)
    .safeParse(value);
  return id.success ? mailingOf(cleverreach, id.data) : undefined;
}

/** Should the account have to be connected first, the card that was asked for follows by itself. */
function asLine(handler: Handler): Handler {
  return (request) => handler({ ...request, line: `mailing ${request.value}`, wantsAnew: true });
}
