/** Sending a request under its deadline: reads are repeated where that may help, writes go out once. */
import type { Breakers } from './breakers.ts';
import { Deadline } from './deadline.ts';
import { CleverReachError, CleverReachPausedError } from './errors.ts';
import { repeatRead } from './repeat.ts';
import { isRead, type RawAnswer, type Request, type Transport } from './transport.ts';

/** What is told about every exchange, a repeated one counting each time, and about every call that was not made. */
export interface ObservedCall {
  /** The pattern, e.g. `GET /groups/{id}/stats`; never with ids in it. */
  endpoint: string;
  /** `ok`, or the code of the error. */
  outcome: string;
  durationMs: number;
}

export interface SenderOptions {
  breakers: Breakers;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** How long a call may take in all, with its repetitions and the reading of the answer. */
  readMs: number;
  writeMs: number;
}

/**
 * Sends the request and reads the answer with `read`, which throws where the answer is a failure. An `account` that does not
 * answer is left alone for a while; what belongs to none, which is all that has to do with tokens, is sent in any case.
 */
export type Send = <T>(
  request: Request,
  read: (raw: RawAnswer, request: Request) => T,
  account?: string | undefined,
) => Promise<T>;

/** A `Send` over the transport. */
export function createSender(transport: Transport, options: SenderOptions): Send {
  const { observe, readMs, writeMs, breakers } = options;

  async function send<T>(request: Request, read: (raw: RawAnswer, request: Request) => T): Promise<T> {
    const repeatable = isRead(request);
    const timeoutMs = repeatable ? readMs : writeMs;
    const deadline = new Deadline(timeoutMs);
    const attempt = () =>
      observed(request.endpoint, observe, async () => read(await transport.exchange(request, deadline), request));
    try {
      return await (repeatable ? repeatRead(attempt, Date.now() + timeoutMs) : attempt());
    } finally {
      deadline.clear();
    }
  }

  return async (request, read, account) => {
    if (account === undefined) return send(request, read);
    const { endpoint } = request;
    try {
      return await breakers.run(account, endpoint, () => send(request, read));
    } catch (error) {
      if (error instanceof CleverReachPausedError) observe?.({ endpoint, outcome: error.code, durationMs: 0 });
      throw error;
    }
  };
}

async function observed<T>(
  endpoint: string,
  observe: SenderOptions['observe'],
  exchange: () => Promise<T>,
): Promise<T> {
  const startedMs = performance.now();
  const report = (outcome: string) => observe?.({ endpoint, outcome, durationMs: performance.now() - startedMs });
  try {
    const result = await exchange();
    report('ok');
    return result;
  } catch (error) {
    report(error instanceof CleverReachError ? error.code : 'internal_error');
    throw error;
  }
}
