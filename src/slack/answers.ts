import type { FastifyBaseLogger } from 'fastify';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import type { SlackClient } from './clients.ts';
import type { Message } from './kit/blocks.ts';
import { modalOpener } from './opened-modal.ts';
import type { Incoming } from './payloads.ts';
import type { Person } from './people.ts';
import type { SlackRequest } from './requests.ts';
import type { Services } from './services.ts';

/** Slack's answer to the HTTP request it sent: nothing, a message, or what a modal is to do. Bytes are JSON already. */
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
  client: SlackClient;
  log: FastifyBaseLogger;
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
  const timer = setTimeout(once, timeLeftMs(arrivedAtMs));
  return {
    replyAddress,
    acknowledge: () => once(),
    async announce(message) {
      // An answer in the HTTP response could not take the place of this.
      once();
      const replace = announced;
      announced = true;
      await services.replies.respond(replyAddress, message, { replace, once: true });
    },
    async reply(message) {
      if (!acknowledged) return once(responseOf(message));
      await services.replies.send(workspace, replyAddress, message, { replace: announced });
      // What comes after an answer does not take its place.
      announced = false;
    },
    openModal: modalOpener(context, replyAddress, 'open', () => incoming.triggerId),
  };
}

/**
 * A message as the HTTP response to a command has it, in UTF-8. Kept for as long as the message is: one that is the same for
 * many people, the help above all, is turned into JSON once, which is a sixth of what answering with it costs.
 */
function responseOf(message: Message): Buffer {
  const known = responses.get(message);
  if (known) return known;
  const { text, blocks } = message;
  const response = Buffer.from(JSON.stringify({ response_type: 'ephemeral', text, ...(blocks ? { blocks } : {}) }));
  responses.set(message, response);
  return response;
}

const responses = new WeakMap<Message, Buffer>();

/**
 * A message's pressed button is acknowledged when its work has an answer or is through, so that Slack does not hear "ok" before
 * a job is enqueued; but in time. The answer is a message of its own, or takes the place of the button's.
 */
export function actionAnswers(
  context: AnswerContext,
  incoming: Incoming & { kind: 'action' },
  arrivedAtMs: number,
): Answers {
  const { services, workspace, ack } = context;
  const replyAddress = addressOf(incoming);
  let announced = false;
  let acknowledged = false;
  const acknowledge = () => {
    if (acknowledged) return;
    acknowledged = true;
    clearTimeout(timer);
    ack();
  };
  const timer = setTimeout(acknowledge, timeLeftMs(arrivedAtMs));
  return {
    replyAddress,
    acknowledge,
    async announce(message, { replace = false } = {}) {
      acknowledge();
      // A mere line must not take the place of what was there: should the work fail, that would be lost.
      if (!replace || !message.blocks) return;
      announced = await services.replies.respond(replyAddress, message, { replace, once: true });
    },
    async reply(message, { replace = false } = {}) {
      acknowledge();
      await services.replies.send(workspace, replyAddress, message, { replace: replace || announced });
      announced = false;
    },
    openModal: modalOpener(context, replyAddress, 'open', () => incoming.triggerId),
  };
}

/** How long Slack can still be kept waiting, in milliseconds. */
export function timeLeftMs(arrivedAtMs: number): number {
  return Math.max(0, patienceMs - (performance.now() - arrivedAtMs));
}

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
