import { randomUUID } from 'node:crypto';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import { type AnswerContext, type Answers, addressOf } from './answers.ts';
import type { Message } from './kit/blocks.ts';
import { messageModal, messageModalId } from './kit/message-modal.ts';
import { sealMetadata } from './metadata.ts';
import { modalByExternalId, modalOpener, NoTriggerError, openedModal } from './opened-modal.ts';
import type { Incoming, IncomingView } from './payloads.ts';
import type { ModalBuilder, OpenedModal } from './requests.ts';
import { slackErrorCode } from './slack-error.ts';

/**
 * A shortcut and a button in Home have no place to answer in, so their answer is a modal. It has an id of ours: once the
 * account is connected, the form that was wanted takes its place.
 */
export function modalAnswers(context: AnswerContext, incoming: Incoming & { kind: 'action' | 'shortcut' }): Answers {
  const place = addressOf(incoming);
  const shownAddress: ShownAddress = { ...place, viewExternalId: randomUUID() };
  let trigger: string | undefined = incoming.triggerId;
  let shown: OpenedModal | undefined;
  const useTrigger = () => {
    const unused = trigger;
    trigger = undefined;
    return unused;
  };
  /** False when there is no trigger any more, or the person has closed what was shown. */
  async function show(message: Message): Promise<boolean> {
    const build = messageIn(context, shownAddress, message);
    if (shown) return shown.update(build);
    shown = await modalOpener(context, shownAddress, 'open', useTrigger)(build).catch(ifNoTrigger(undefined));
    return shown !== undefined;
  }
  return {
    replyAddress: shownAddress,
    acknowledge: () => undefined,
    async announce(message) {
      await show(message);
    },
    reply: (message) => showOrSend(context, place, message, () => show(message)),
    async openModal(build, state) {
      if (!shown) return modalOpener(context, place, 'open', useTrigger)(build, state);
      if (!(await shown.update(build, state))) throw new NoTriggerError();
      return shown;
    },
  };
}

/**
 * A button or a choice in a modal. A modal that shows a message shows the answer in its place; an answer that must not
 * replace it, and every answer to a form, comes on top.
 */
export function inModalAnswers(
  context: AnswerContext,
  incoming: Incoming & { kind: 'action' },
  view: IncomingView,
  address: ReplyAddress = addressOf(incoming),
): Answers {
  const isMessage = view.callbackId === messageModalId;
  const { viewExternalId: ownId, ...place } = address;
  const shownAddress: ShownAddress = { ...place, viewExternalId: (isMessage ? ownId : undefined) ?? randomUUID() };
  const modal = openedModal(context, place, view.id);
  const push = (from: ReplyAddress) => modalOpener(context, from, 'push', () => incoming.triggerId);
  let announced = false;

  const showInPlace = (message: Message) =>
    openedModal(context, shownAddress, view.id).update(messageIn(context, shownAddress, message));
  const showOnTop = async (message: Message) => {
    // Two modals cannot have the same id.
    const onTop = isMessage ? { ...place, viewExternalId: randomUUID() } : shownAddress;
    return push(onTop)(messageIn(context, onTop, message)).then(() => true, ifNoTrigger(false));
  };
  return {
    replyAddress: shownAddress,
    modal,
    acknowledge: () => undefined,
    async announce(message, { replace = false } = {}) {
      // A mere line must not take the place of what was there and is only to be renewed.
      if (!isMessage || (replace && !message.blocks)) return;
      announced = await showInPlace(message);
    },
    async reply(message, { replace } = {}) {
      const isInPlace = isMessage && (announced || replace !== false);
      await showOrSend(context, place, message, async () => {
        if (isInPlace) return showInPlace(message);
        // On top of two others there is no room.
        return (await showOnTop(message)) || (isMessage && (await showInPlace(message)));
      });
      announced = false;
    },
    async openModal(build, state) {
      if (!isMessage) return push(place)(build, state);
      if (!(await modal.update(build, state))) throw new NoTriggerError();
      return modal;
    },
  };
}

/** What goes on after connecting: no trigger, and perhaps a modal that still shows the Connect button. */
export function resumedAnswers(context: AnswerContext, replyAddress: ReplyAddress): Answers {
  const { services, workspace, client } = context;
  const { viewExternalId, ...place } = replyAddress;
  /** Undefined once a form has taken its place, which no message may cover. */
  let connectModal = viewExternalId === undefined ? undefined : { ...place, viewExternalId };
  const show = async (message: Message) =>
    connectModal !== undefined &&
    modalByExternalId(context, connectModal, connectModal.viewExternalId).update(
      messageIn(context, connectModal, message),
    );
  return {
    replyAddress,
    acknowledge: () => undefined,
    async announce(message) {
      await show(message);
    },
    reply: (message) => showOrSend(context, place, message, () => show(message)),
    async openModal(build, state) {
      if (!connectModal) throw new NoTriggerError();
      const view = build(await sealMetadata(services.sealer, workspace, { reply: place, state }));
      const updated = await client.views
        .update({ external_id: connectModal.viewExternalId, view })
        .catch((error: unknown) => {
          // The person has closed it meanwhile.
          if (slackErrorCode(error) === 'not_found') throw new NoTriggerError();
          throw error;
        });
      connectModal = undefined;
      return openedModal(context, place, updated.view?.id ?? '');
    },
  };
}

/** Where answers go that are shown in a modal with an id of ours. */
type ShownAddress = ReplyAddress & { viewExternalId: string };

/** A message as a modal that keeps our id of it, and where the answers go to what is pressed in it. */
function messageIn({ person }: AnswerContext, { viewExternalId }: ShownAddress, message: Message): ModalBuilder {
  return (privateMetadata) => ({
    ...messageModal(person.reader, message, privateMetadata),
    external_id: viewExternalId,
  });
}

/** Shows a message, or sends it where it cannot be shown: what was to be told is never lost. */
export async function showOrSend(
  { services, workspace, log }: Pick<AnswerContext, 'services' | 'workspace' | 'log'>,
  address: ReplyAddress,
  message: Message,
  show: () => Promise<boolean>,
): Promise<void> {
  const isShown = await show().catch((error: unknown) => {
    log.warn({ err: error }, 'Slack did not show an answer in a modal, so it is sent as a message');
    return false;
  });
  if (!isShown) await services.replies.send(workspace, address, message);
}

function ifNoTrigger<T>(instead: T) {
  return (error: unknown): T => {
    if (error instanceof NoTriggerError) return instead;
    throw error;
  };
}
