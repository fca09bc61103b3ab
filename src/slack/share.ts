import * as z from 'zod';
import type { Reader } from '../texts/index.ts';
import { announcing } from './announcing.ts';
import { answerInPlace } from './answer-in-place.ts';
import { type Change, changerOf, noteChanges } from './changes.ts';
import type { Feature } from './feature.ts';
import { type Connected, connected, member } from './guards.ts';
import { button, context, type Message, type Modal, plainText, section } from './kit/blocks.ts';
import { conversationInput } from './kit/inputs.ts';
import { limits } from './kit/limits.ts';
import { fitLines } from './kit/text-of.ts';
import type { SlackRequest, SubmissionRequest } from './requests.ts';

/** What everyone in a conversation is to see, and what the audit log says of it; or what the sharer is told instead. */
export type Shareable = { message: Message; change: Omit<Change, 'result'> } | { answer: Message };

/**
 * Makes what is shared anew, for the sharer's workspace: `value` is the button's and may be forged, so it may be no more
 * than an id of the workspace's own account. In the message no whole e-mail address may stand.
 */
export type MakeShareable = (request: SlackRequest & Connected, value: string) => Promise<Shareable>;

/**
 * The actions and the submission behind a share button, for a feature's table. Nothing is posted unasked: either the button
 * has a question and posts in its channel after it, or it opens a form that asks where to. These are two actions, because what
 * was asked cannot be told from where a button was pressed: a message that comes late may not know where it will stand. Every
 * full member may share. `id` is the `feature:verb` of the button and of the form.
 */
export function sharing(id: string, make: MakeShareable): Required<Pick<Feature, 'actions' | 'submissions'>> {
  return {
    actions: {
      [id]: member(connected((request) => askWhere(request, id))),
      [hereId(id)]: member(connected((request) => shareHere(request, id, make))),
    },
    submissions: { [id]: member(connected((request) => shareInChosen(request, make))) },
  };
}

/** The button. `asksFirst` where it is to post right there ({@link isShared} says where that is), and so has a question. */
export function shareButton({ t }: Reader, id: string, value: string, { asksFirst }: { asksFirst: boolean }) {
  const { confirmTitle, confirmText, confirmButton } = t.share;
  return button(t.share.button, asksFirst ? hereId(id) : id, {
    value,
    ...(asksFirst
      ? {
          confirm: {
            title: plainText(confirmTitle, limits.confirmTitle),
            text: plainText(confirmText, limits.confirmText),
            confirm: plainText(confirmButton, limits.confirmButton),
            deny: plainText(t.cancel, limits.confirmButton),
          },
        }
      : {}),
  });
}

/** Whether others read along in a conversation. The ids of direct messages begin with a D. */
export function isShared(channelId: string | undefined): channelId is string {
  return channelId !== undefined && !channelId.startsWith('D');
}

/** The form that asks where to. */
export function shareModal({ t }: Reader, id: string, privateMetadata: string): Modal {
  return {
    type: 'modal',
    callback_id: id,
    private_metadata: privateMetadata,
    title: plainText(t.share.modalTitle, limits.modalTitle),
    submit: plainText(t.share.submit, limits.modalSubmit),
    close: plainText(t.cancel, limits.modalClose),
    blocks: [conversationInput(channelBlock, t.share.channel, t.share.channelPlaceholder), section(t.share.audience)],
  };
}

/** A message with the name of whoever shares it on top. */
export function signed({ t }: Reader, userId: string, { text, blocks, plainBlocks }: Message): Message {
  const line = t.share.by(`<@${userId}>`);
  const top = context(line);
  return {
    text: fitLines([line, text], limits.messageText),
    ...(blocks ? { blocks: [top, ...blocks] } : {}),
    ...(plainBlocks ? { plainBlocks: [top, ...plainBlocks] } : {}),
  };
}

const channelBlock = 'channel';
const longestValue = 200;
const stateSchema = z.object({ value: z.string() });

function hereId(id: string): string {
  return `${id}-here`;
}

async function askWhere({ reader, value, reply, openModal }: SlackRequest, id: string): Promise<void> {
  // Ours are ids, and have to fit into the state of the form.
  if (value.length > longestValue) return reply({ text: reader.t.share.expired });
  await openModal((privateMetadata) => shareModal(reader, id, privateMetadata), { value });
}

async function shareHere(request: SlackRequest & Connected, id: string, make: MakeShareable): Promise<void> {
  const { reader, value, channelId, replyAddress, log } = request;
  const { responseUrl } = replyAddress;
  if (!isShared(channelId) || responseUrl === undefined) return askWhere(request, id);
  // Whoever sees nothing happen presses again, and it would stand there twice.
  const telling = { announce: (message: Message) => request.reply(message), log };
  const place = { channelId, responseUrl };
  await request.reply(await announcing(telling, reader.t.share.working, () => share(request, make, value, place)));
}

async function shareInChosen(request: SubmissionRequest & Connected, make: MakeShareable): Promise<void> {
  const { t } = request.reader;
  const state = stateSchema.safeParse(request.state);
  if (!state.success) return request.reply({ text: t.share.expired });
  const [place] = request.responseUrls;
  if (!place) return request.refuse({ [channelBlock]: t.share.channelMissing });
  await answerInPlace(request, t.share.working, () => share(request, make, state.data.value, place));
}

/** Posts it, notes it, and gives what the sharer is told. */
async function share(
  request: SlackRequest & Connected,
  make: MakeShareable,
  value: string,
  { channelId, responseUrl }: { channelId: string; responseUrl: string },
): Promise<Message> {
  const { services, origin, person, reader } = request;
  const { t } = reader;
  // Nobody else can see how old it is, or fetch it anew.
  const made = await make({ ...request, cleverreach: request.anew }, value);
  if ('answer' in made) return made.answer;
  const isPosted = await services.replies.share(responseUrl, signed(reader, person.id, made.message));
  const change: Change = { ...made.change, detail: channelId, result: isPosted ? 'done' : 'uncertain' };
  await noteChanges(request, origin.teamId, changerOf(request), [change]);
  const channel = /^[CG][A-Z0-9]+$/.test(channelId) ? `<#${channelId}>` : undefined;
  return isPosted ? { text: t.share.done(channel) } : { text: `:warning: ${t.share.failed}` };
}
