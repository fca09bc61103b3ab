import { randomUUID } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import type { Modal } from './kit/blocks.ts';
import { messageModal } from './kit/message-modal.ts';
import { sealMetadata } from './metadata.ts';
import type { Incoming } from './payloads.ts';
import type { Person } from './people.ts';
import type { SlackRequest } from './requests.ts';
import type { Services } from './services.ts';
import { slackErrorCode } from './slack-error.ts';

/** Slack's answer to the HTTP request it sent: nothing, a message, or what a modal is to do. */
export type Ack = (answer?: unknown) => void;

/** How a request is answered: the part of a {@link SlackRequest} that differs with the way it came in. */
export type Answers = Pick<SlackRequest, 'replyAddress' | 'acknowledge' | 'announce' | 'reply' | 'openModal'>;

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
    async announce(text) {
      announced = true;
      await services.replies.send(workspace, replyAddress, { text });
    },
    async reply(message) {
      if (acknowledged) await services.replies.send(workspace, replyAddress, message, { replace: announced });
      else
        once({ response_type: 'ephemeral', text: message.text, ...(message.blocks ? { blocks: message.blocks } : {}) });
    },
    openModal: modalOpener(context, replyAddress, () => incoming.triggerId),
  };
}

/** A pressed button is acknowledged at once; the answer is a message of its own. */
export function actionAnswers(context: AnswerContext, incoming: Incoming & { kind: 'action' }): Answers {
  const { services, workspace } = context;
  const replyAddress = addressOf(incoming);
  return {
    replyAddress,
    acknowledge: () => undefined,
    announce: nothing,
    reply: (message, options) => services.replies.send(workspace, replyAddress, message, options),
    openModal: modalOpener(context, replyAddress, () => incoming.triggerId),
  };
}

/**
 * A shortcut has no place to answer in, so its answer is a modal. That modal has an id of ours: once the account is
 * connected, the form that was wanted takes its place.
 */
export function shortcutAnswers(context: AnswerContext, incoming: Incoming & { kind: 'shortcut' }): Answers {
  const { services, workspace, client, person } = context;
  const externalId = randomUUID();
  const replyAddress: ReplyAddress = { ...addressOf(incoming), viewExternalId: externalId };
  let trigger: string | undefined = incoming.triggerId;
  const useTrigger = () => {
    const unused = trigger;
    trigger = undefined;
    return unused;
  };
  return {
    replyAddress,
    acknowledge: () => undefined,
    announce: nothing,
    async reply(message) {
      const triggerId = useTrigger();
      if (triggerId === undefined) return services.replies.send(workspace, replyAddress, message);
      const view = { ...messageModal(person.reader, message), external_id: externalId };
      try {
        await client.views.open({ trigger_id: triggerId, view });
      } catch (error) {
        if (!isTriggerProblem(error)) throw error;
        await services.replies.send(workspace, replyAddress, message);
      }
    },
    openModal: modalOpener(context, replyAddress, useTrigger),
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
    async openModal(build) {
      const { viewExternalId } = replyAddress;
      if (viewExternalId !== undefined) {
        const { viewExternalId: _, ...address } = replyAddress;
        const view = build(await sealMetadata(services.sealer, workspace, { reply: address }));
        const updated = await client.views.update({ external_id: viewExternalId, view }).then(
          () => true,
          () => false, // The person has closed it meanwhile.
        );
        if (updated) return;
      }
      throw new NoTriggerError();
    },
  };
}

/** Slack gave no trigger to open a modal with, or it was used up or too old (`expired_trigger_id`, `trigger_exchanged`, …). */
export class NoTriggerError extends Error {
  readonly code = 'no_trigger';
  constructor() {
    super('There is no trigger to open a modal with.');
    this.name = 'NoTriggerError';
  }
}

/** `expired_trigger_id`, `trigger_expired`, `trigger_exchanged`: it came too late, or for the second time. */
function isTriggerProblem(error: unknown): boolean {
  return slackErrorCode(error)?.includes('trigger') === true;
}

function modalOpener(context: AnswerContext, replyAddress: ReplyAddress, trigger: () => string | undefined) {
  const { services, workspace, client } = context;
  return async (build: (privateMetadata: string) => Modal): Promise<void> => {
    const triggerId = trigger();
    if (triggerId === undefined) throw new NoTriggerError();
    const view = build(await sealMetadata(services.sealer, workspace, { reply: replyAddress }));
    try {
      await client.views.open({ trigger_id: triggerId, view });
    } catch (error) {
      if (isTriggerProblem(error)) throw new NoTriggerError();
      throw error;
    }
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
