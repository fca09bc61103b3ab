import type { App, Receiver } from '@slack/bolt';
import type { FastifyBaseLogger, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { StorageError } from '../storage/storage.ts';
import { addressOf } from './answers.ts';
import type { EventsOnce } from './events-once.ts';
import { type Incoming, parseIncoming } from './payloads.ts';
import type { ReplayGuard } from './replay.ts';
import type { Replies } from './replies.ts';
import { readBody } from './request-body.ts';
import { signatureProblem } from './signature.ts';
import { failureText, shownByHttp } from './without-token.ts';

/** Slack's largest payload is a submitted view of 250 kB; form encoding can treble it. */
const bodyLimitBytes = 1024 * 1024;

export interface ReceiverOptions {
  signingSecret: string;
  replay: ReplayGuard;
  events: EventsOnce;
  replies: Pick<Replies, 'respond'>;
  now?: () => number;
  /** Told once per request: what kind it was, what became of it, and how long Slack waited, in milliseconds. */
  observe?: (request: { kind: string; outcome: string; durationMs: number }) => void;
}

/** What one request from Slack is to whoever handles it. */
export interface Reception {
  incoming: Incoming;
  /** The reference of this request: in every log line about it, and under every error a person sees. */
  reference: string;
  log: FastifyBaseLogger;
  /** When Slack began to wait, on the clock of `performance.now()`. */
  arrivedAtMs: number;
}

/** What the receiver hands to listeners beside Slack's own payload, as `handover` in Bolt's context. */
export interface Handover {
  reception: Reception;
  /**
   * To be called first. Bolt looks into parts of a payload that the product does not use, and trips over what does not
   * look like Slack's; what fails before this call is therefore the payload's fault.
   */
  begin(): void;
}

/** A payload on its way through Bolt. */
interface Processing {
  /** Resolves with what a listener acknowledges; never where none does. */
  acked: Promise<unknown>;
  /** Ends with the listener. */
  processed: Promise<void>;
  hasBegun(): boolean;
}

/** What Slack is answered. Without `answer` the body is empty, or names the outcome if that is an error. */
interface Verdict {
  status: number;
  outcome: string;
  answer?: unknown;
}

/** Bolt's way in, on our own Fastify server. `settle` waits for work that goes on after Slack got its answer. */
export interface FastifyReceiver extends Receiver {
  plugin: FastifyPluginAsync;
  settle(): Promise<void>;
}

/**
 * Verifies, refuses replays, parses, hands to Bolt, and answers with what the listener acknowledges.
 *
 * Differences to Bolt's own receiver, each on purpose: timestamps from the future are refused, content types may
 * carry a charset, JSON that is no object is a 400 instead of a crash, the same signed request is taken once, and events
 * are acknowledged when they have been handled, so that Slack repeats what failed.
 */
export function createReceiver(options: ReceiverOptions): FastifyReceiver {
  const { signingSecret, replay, events, replies, now = Date.now, observe } = options;
  const running = new Set<Promise<unknown>>();
  let app: App | undefined;

  async function receive(request: FastifyRequest, reply: FastifyReply) {
    const startedAt = performance.now();
    let kind = 'unknown';
    const finish = (status: number, outcome: string, body?: unknown) => {
      observe?.({ kind, outcome, durationMs: performance.now() - startedAt });
      if (status >= 400) request.log.warn({ kind, outcome }, 'refused a request');
      if (Buffer.isBuffer(body)) reply.type('application/json; charset=utf-8');
      return reply.code(status).send(body ?? (status >= 400 ? { error: outcome } : ''));
    };

    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const received = readBody(raw, request.headers['content-type']);
    if (received.isCertificateCheck) return finish(200, 'ssl_check');

    const signature = request.headers['x-slack-signature'];
    const problem = signatureProblem({
      signingSecret,
      signature,
      timestamp: request.headers['x-slack-request-timestamp'],
      body: raw,
      nowMs: now(),
    });
    if (problem) return finish(401, problem);

    const body = received.payload();
    if (!body) return finish(400, 'malformed');
    if (body['type'] === 'url_verification') {
      kind = 'url_verification';
      return typeof body['challenge'] === 'string'
        ? finish(200, 'ok', { challenge: body['challenge'] })
        : finish(400, 'malformed');
    }
    const incoming = parseIncoming(body);
    if (!incoming) return finish(400, 'malformed');
    kind = incoming.kind;

    const begin = () => process(body, incoming, request, startedAt);
    const { status, outcome, answer } =
      incoming.kind === 'event'
        ? await handleEvent(incoming.eventId, begin, request)
        : // `signatureProblem` has shown that the signature is a string.
          await handleOnce(incoming, String(signature), begin, request);
    return finish(status, outcome, answer);
  }

  async function handleEvent(eventId: string, begin: () => Processing, request: FastifyRequest): Promise<Verdict> {
    let processing: Processing | undefined;
    const work = () => {
      processing = begin();
      return processing.processed;
    };
    try {
      const came = await events.handle(eventId, work);
      if (came === 'busy') return { status: 503, outcome: 'busy' };
      return { status: 200, outcome: came === 'handled' ? 'ok' : 'repeated' };
    } catch (error) {
      if (processing && !processing.hasBegun()) return { status: 400, outcome: 'malformed' };
      if (!(error instanceof StorageError)) return { status: 500, outcome: 'failed' };
      request.log.error({ err: error }, 'the storage cannot tell whether this event was handled');
      return { status: 503, outcome: 'storage_unavailable' };
    }
  }

  async function handleOnce(
    incoming: Incoming,
    signature: string,
    begin: () => Processing,
    request: FastifyRequest,
  ): Promise<Verdict> {
    try {
      const isFirst = isRepeatable(incoming) || (await replay.firstUse(signature));
      if (!isFirst) return { status: 401, outcome: 'replayed' };
    } catch (error) {
      request.log.error({ err: error }, 'the storage cannot tell whether this request is a replay');
      return tellFailure(incoming, error, request, { status: 503, outcome: 'storage_unavailable' });
    }

    const { acked, processed, hasBegun } = begin();
    const answer = await Promise.race([
      acked,
      processed.then(
        () => unhandled,
        (error: unknown) => new Failure(error),
      ),
    ]);
    if (answer === unhandled) return { status: 404, outcome: 'unhandled' };
    if (!(answer instanceof Failure)) return { status: 200, outcome: 'ok', answer };
    if (!hasBegun()) return { status: 400, outcome: 'malformed' };
    return tellFailure(incoming, answer.error, request, { status: 500, outcome: 'failed' });
  }

  /**
   * Says what went wrong, in whichever way is open where nothing is known of whoever asks; Slack would show them an error of its
   * own, which helps nobody. Where there is no way, as for what was pressed in a modal or in Home, that is what is left.
   */
  function tellFailure(incoming: Incoming, error: unknown, request: FastifyRequest, otherwise: Verdict): Verdict {
    const text = failureText(error, request.id);
    const answer = shownByHttp(incoming, text);
    if (answer !== undefined) return { ...otherwise, status: 200, answer };
    if (!('responseUrl' in incoming) || incoming.responseUrl === undefined) return otherwise;
    // Slack waits no longer for this than for anything else, so it gets its answer before.
    const told = replies
      .respond(addressOf(incoming), { text })
      .then((isTold) => void (isTold || request.log.warn('somebody was not told what went wrong')))
      .finally(() => running.delete(told));
    running.add(told);
    return { ...otherwise, status: 200 };
  }

  function process(
    body: Record<string, unknown>,
    incoming: Incoming,
    request: FastifyRequest,
    arrivedAtMs: number,
  ): Processing {
    if (!app) throw new Error('The receiver was not given to a Bolt app.');
    const { promise: acked, resolve } = withResolvers<unknown>();
    let begun = false;
    const handover: Handover = {
      reception: { incoming, reference: request.id, log: request.log, arrivedAtMs },
      begin: () => {
        begun = true;
      },
    };
    const processed = app.processEvent({
      body,
      ack: async (answer: unknown) => resolve(answer),
      customProperties: { handover },
    });
    const settled = processed
      .catch((error: unknown) => {
        // Before that it is the payload's fault, which the line about the refusal tells.
        if (begun) request.log.error({ err: error }, 'handling a request failed');
      })
      .finally(() => running.delete(settled));
    running.add(settled);
    return { acked, processed, hasBegun: () => begun };
  }

  return {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => undefined,
    stop: async () => undefined,
    settle: async () => {
      await Promise.allSettled(running);
    },
    plugin: async (server) => {
      server.removeAllContentTypeParsers();
      // The signature is over the bytes as they came, whatever they call themselves.
      server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyLimitBytes }, (_request, body, done) =>
        done(null, body),
      );
      server.post('/slack/events', { bodyLimit: bodyLimitBytes }, receive);
    },
  };
}

/**
 * Typing the same into a select twice gives two identical requests within a second, for they hold nothing of their own but
 * the signature's time. Choices are only read and closing a form does nothing, so both may come again.
 */
function isRepeatable({ kind }: Incoming): boolean {
  return kind === 'options' || kind === 'closed';
}

const unhandled = Symbol('unhandled');

/** Told apart from whatever a listener may acknowledge with. */
class Failure {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
