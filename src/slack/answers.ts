import { randomUUID } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import type { Message } from './kit/blocks.ts';
import { messageModal, messageModalId } from './kit/message-modal.ts';
import { sealMetadata } from './metadata.ts';
import { modalOpener, NoTriggerError, openedModal } from './opened-modal.ts';
import type { Incoming, IncomingView } from './payloads.ts';
import type { Person } from './people.ts';
import type { OpenedModal, SlackRequest } from './requests.ts';
import type { Services } from './services.ts';

/** Slack's answer to the HTTP request it sent: nothing, a message, or what a modal is to do. */
export type Ack = (answer?: unknown) => void;

/** How a request is answered: the part of a {@link SlackRequest} that differs with the way it came in. */
export type Answers = Pick<SlackRequest, 'replyAddress' | 'acknowledge' | 'announce' | 'reply' | 'openModal' | 'modal'>;

/** Slack shows an error after three seconds; what is not ready by then is announced and sent later. */
const patienceMs = 2_000;
const responseUrlLifeMs = 30 * 60 * 1000;

export interface AnswerContext {
  services: Services;
  workspace: string;
  person: Person;
  client: WebClient;
  ack: Ack;
}

/** A command's first answer goes into the HTTP response itself when it is ready in time; everything else to its `response_url`. */
export function commandAnswers(
  context: AnswerContext,
  incoming: Incoming & { kind: 'command' },
  arrivedAtMs: number,
): Answers {
  const { services, workspace, ack } = context;
  const replyAddress = addressOf(incoming);
  let acknowledged = false;
  let announced = false;
  const once = (answer?: unknown) => {
    if (acknowledged) return;
    acknowledged = true;
    clearTimeout(timer);
    ack(answer);
  };
  // Who is asking had to be looked up before, and Slack waits since the request arrived.
  const timer = setTimeout(once, Math.max(0, patienceMs - (performance.now() - arrivedAtMs)));
  return {
    replyAddress,
    acknowledge: () => once(),
    async announce(message) {
      const replace = announced;
      announced = true;
      await services.replies.respond(replyAddress, message, { replace });
    },
    async reply(message) {
      if (acknowledged) await services.replies.send(workspace, replyAddress, message, { replace: announced });
      else
        once({ response_type: 'ephemeral', text: message.text, ...(message.blocks ? { blocks: message.blocks } : {}) });
    },
    openModal: modalOpener(context, replyAddress, 'open', () => incoming.triggerId),
  };
}

/** A pressed button is acknowledged at once; the answer is a message of its own. */
export function actionAnswers(context: AnswerContext, incoming: Incoming & { kind: 'action' }): Answers {
  const { services, workspace } = context;
  const replyAddress = addressOf(incoming);
  return {
    replyAddress,
    acknowledge: () => undefined,
    async announce(message, { replace = false } = {}) {
      // A mere line must not take the place of what was there: should the work fail, that would be lost.
      if (replace && message.blocks) await services.replies.respond(replyAddress, message, { replace });
    },
    reply: (message, options) => services.replies.send(workspace, replyAddress, message, options),
    openModal: modalOpener(context, replyAddress, 'open', () => incoming.triggerId),
  };
}

/**
 * A shortcut and a button in Home have no place to answer in, so their answer is a modal. It has an id of ours: once the
 * account is connected, the form that was wanted takes its place.
 */
export function modalAnswers(context: AnswerContext, incoming: Incoming & { kind: 'action' | 'shortcut' }): Answers {
  const { services, workspace, person } = context;
  const externalId = randomUUID();
  const replyAddress: ReplyAddress = { ...addressOf(incoming), viewExternalId: externalId };
  let trigger: string | undefined = incoming.triggerId;
  let shown: OpenedModal | undefined;
  const useTrigger = () => {
    const unused = trigger;
    trigger = undefined;
    return unused;
  };
  /** False when there is no trigger any more, or the person has closed what was shown. */
  async function show(message: Message): Promise<boolean> {
    const build = () => ({ ...messageModal(person.reader, message), external_id: externalId });
    if (shown) return shown.update(build);
    try {
      shown = await modalOpener(context, replyAddress, 'open', useTrigger)(build);
      return true;
    } catch (error) {
      if (error instanceof NoTriggerError) return false;
      throw error;
    }
  }
  return {
    replyAddress,
    acknowledge: () => undefined,
    async announce(message) {
      await show(message);
    },
    async reply(message) {
      if (!(await show(message))) await services.replies.send(workspace, replyAddress, message);
    },
    async openModal(build, state) {
      if (!shown) return modalOpener(context, replyAddress, 'open', useTrigger)(build, state);
      if (!(await shown.update(build, state))) throw new NoTriggerError();
      return shown;
    },
  };
}

/** A button or a choice in a modal: a modal that shows a message shows the answer, a form gets it on top. */
export function inModalAnswers(
  context: AnswerContext,
  incoming: Incoming & { kind: 'action' },
  view: IncomingView,
  address: ReplyAddress = addressOf(incoming),
): Answers {
  const { services, workspace, person } = context;
  const modal = openedModal(context, address, view.id);
  const push = modalOpener(context, address, 'push', () => incoming.triggerId);
  const isMessage = view.callbackId === messageModalId;
  const show = async (message: Message): Promise<boolean> => {
    const build = () => messageModal(person.reader, message);
    return isMessage ? modal.update(build) : push(build).then(() => true, ifNoTrigger(false));
  };
  return {
    replyAddress: address,
    modal,
    acknowledge: () => undefined,
    async announce(message) {
      if (isMessage) await show(message);
    },
    async reply(message) {
      if (!(await show(message))) await services.replies.send(workspace, address, message);
    },
    async openModal(build, state) {
      if (!isMessage) return push(build, state);
      if (!(await modal.update(build, state))) throw new NoTriggerError();
      return modal;
    },
  };
}

/** What goes on after connecting: no trigger, and perhaps a modal that still shows the Connect button. */
export function resumedAnswers(context: AnswerContext, replyAddress: ReplyAddress): Answers {
  const { services, workspace, client } = context;
  return {
    replyAddress,
    acknowledge: () => undefined,
    announce: nothing,
    reply: (message) => services.replies.send(workspace, replyAddress, message),
    async openModal(build, state) {
      const { viewExternalId, ...address } = replyAddress;
      if (viewExternalId === undefined) throw new NoTriggerError();
      const view = build(await sealMetadata(services.sealer, workspace, { reply: address, state }));
      const updated = await client.views.update({ external_id: viewExternalId, view }).catch(() => undefined);
      // The person has closed it meanwhile.
      if (updated?.view?.id === undefined) throw new NoTriggerError();
      return openedModal(context, address, updated.view.id);
    },
  };
}

function ifNoTrigger<T>(instead: T) {
  return (error: unknown): T => {
    if (error instanceof NoTriggerError) return instead;
    throw error;
  };
}

const nothing = async () => undefined;

/** Where answers to this request go. */
export function addressOf(incoming: Incoming & { kind: 'command' | 'action' | 'shortcut' }): ReplyAddress {
  const { origin, responseUrl } = incoming;
  return {
    userId: origin.userId,
    ...(origin.enterpriseId === undefined ? {} : { enterpriseId: origin.enterpriseId }),
    isEnterpriseInstall: origin.isEnterpriseInstall,
    ...(responseUrl === undefined
      ? {}
      : { responseUrl, responseUrlExpiresAt: new Date(Date.now() + responseUrlLifeMs) }),
  };
}
