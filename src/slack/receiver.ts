import type { App, Receiver } from '@slack/bolt';
import type { FastifyBaseLogger, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { StorageError } from '../storage/storage.ts';
import { type Texts, textsInBothLanguages } from '../texts/index.ts';
import { withoutOddities } from './oddities.ts';
import { type Incoming, parseIncoming } from './payloads.ts';
import type { ReplayGuard } from './replay.ts';
import { signatureProblem } from './signature.ts';

/** Slack's largest payload is a submitted view of 250 kB; form encoding can treble it. */
const bodyLimitBytes = 1024 * 1024;

export interface ReceiverOptions {
  signingSecret: string;
  replay: ReplayGuard;
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
 * are acknowledged after they were handled, so that Slack repeats what failed.
 */
export function createReceiver(options: ReceiverOptions): FastifyReceiver {
  const { signingSecret, replay, now = Date.now, observe } = options;
  const running = new Set<Promise<unknown>>();
  let app: App | undefined;

  async function receive(request: FastifyRequest, reply: FastifyReply) {
    const startedAt = performance.now();
    let kind = 'unknown';
    const finish = (status: number, outcome: string, body?: unknown) => {
      observe?.({ kind, outcome, durationMs: performance.now() - startedAt });
      if (status >= 400) request.log.warn({ kind, outcome }, 'refused a request');
      return reply.code(status).send(body ?? (status >= 400 ? { error: outcome } : ''));
    };

    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const form = isForm(request) ? new URLSearchParams(raw.toString('utf8')) : undefined;
    // Slack's certificate check is not signed and asks for nothing.
    if (form?.get('ssl_check') === '1' && !form.has('payload') && !form.has('command')) return finish(200, 'ssl_check');

    const signature = request.headers['x-slack-signature'];
    const problem = signatureProblem({
      signingSecret,
      signature,
      timestamp: request.headers['x-slack-request-timestamp'],
      body: raw,
      nowMs: now(),
    });
    if (problem) return finish(401, problem);

    const received = form ? fromForm(form) : parseJson(raw.toString('utf8'));
    if (!isObject(received)) return finish(400, 'malformed');
    const body = withoutOddities(received);
    if (body['type'] === 'url_verification') {
      kind = 'url_verification';
      return typeof body['challenge'] === 'string'
        ? finish(200, 'ok', { challenge: body['challenge'] })
        : finish(400, 'malformed');
    }
    const incoming = parseIncoming(body);
    if (!incoming) return finish(400, 'malformed');
    kind = incoming.kind;

    try {
      // `signatureProblem` has shown that the signature is a string.
      const isFirst = await isTakenFirst(incoming, String(signature));
      if (!isFirst) return incoming.kind === 'event' ? finish(200, 'repeated') : finish(401, 'replayed');
    } catch (error) {
      request.log.error({ err: error }, 'the storage cannot tell whether this request is a replay');
      return incoming.kind === 'command'
        ? finish(
            200,
            'storage_unavailable',
            sentence((t) => t.errors.storage),
          )
        : finish(503, 'storage_unavailable');
    }

    const { acked, processed, hasBegun } = process(body, incoming, request, startedAt);
    if (incoming.kind === 'event') {
      try {
        await processed;
        await replay.endEvent(incoming.eventId);
        return finish(200, 'ok');
      } catch {
        await replay.forgetEvent(incoming.eventId).catch(() => undefined);
        return hasBegun() ? finish(500, 'failed') : finish(400, 'malformed');
      }
    }
    const answer = await Promise.race([
      acked,
      processed.then(
        () => unhandled,
        (error: unknown) => new Failure(error),
      ),
    ]);
    if (answer === unhandled) return finish(404, 'unhandled');
    if (!(answer instanceof Failure)) return finish(200, 'ok', answer);
    if (!hasBegun()) return finish(400, 'malformed');
    if (incoming.kind !== 'command') return finish(500, 'failed');
    // Slack would show nothing but `http_service_error`.
    return finish(200, 'failed', failureSentence(answer.error, request.id));
  }

  /**
   * Typing the same into a select twice gives two identical requests within a second, for they hold nothing of their own
   * but the signature's time. Choices are only read and closing a form does nothing, so both may come again.
   */
  async function isTakenFirst(incoming: Incoming, signature: string): Promise<boolean> {
    if (incoming.kind === 'options' || incoming.kind === 'closed') return true;
    return incoming.kind === 'event' ? replay.beginEvent(incoming.eventId) : replay.firstUse(signature);
  }

  function process(body: Record<string, unknown>, incoming: Incoming, request: FastifyRequest, arrivedAtMs: number) {
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
      .catch((error: unknown) => request.log.error({ err: error }, 'handling a request failed'))
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

const unhandled = Symbol('unhandled');

/** Told apart from whatever a listener may acknowledge with. */
class Failure {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

function isForm(request: FastifyRequest): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
}

/** Interactions come as JSON in a field `payload`; commands as plain fields. */
function fromForm(form: URLSearchParams): unknown {
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parseJson(payload);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Nothing is known yet of whoever asked, so the sentence comes in both languages. */
function sentence(pick: (t: Texts) => string) {
  return { response_type: 'ephemeral', text: textsInBothLanguages(pick) };
}

function failureSentence(error: unknown, reference: string) {
  return sentence((t) => {
    const what = error instanceof StorageError ? t.errors.storage : t.errors.internal;
    return `${what} (${t.errors.reference(reference)})`;
  });
}

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
