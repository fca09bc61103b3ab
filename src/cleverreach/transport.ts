/**
 * One HTTP exchange with CleverReach: a request goes out, and a whole answer comes back or the failure that prevented
 * it. What the answer means is read elsewhere.
 */
import { errors, Pool } from 'undici';
import type { Deadline } from './deadline.ts';
import {
  type CleverReachError,
  CleverReachTimeoutError,
  CleverReachUnavailableError,
  CleverReachUnexpectedAnswerError,
} from './errors.ts';

export interface Request {
  /** The endpoint's pattern with the method, for errors and figures; never with ids in it. */
  endpoint: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path below the address of CleverReach, with query, encoded. */
  path: string;
  /** For what changes nothing although it is no GET: it has a read's deadline and may be asked again. */
  readOnly?: true;
  token?: string;
  /** The body and its content type. */
  body?: { type: string; text: string };
}

export interface RawAnswer {
  status: number;
  /** The header as sent, where there was exactly one. */
  retryAfter: string | undefined;
  text: string;
}

/** Whether nothing is changed by it, so that it may be asked again and is never uncertain. */
export function isRead(request: Request): boolean {
  return request.method === 'GET' || request.readOnly === true;
}

export interface Transport {
  /** Sends once. The deadline ends it, wherever it stands, as a `CleverReachTimeoutError`. */
  exchange(request: Request, deadline: Deadline): Promise<RawAnswer>;
  /** Lets what is under way finish, then closes the connections. */
  close(): Promise<void>;
}

/** Answers beyond this are not read: 5,000 receivers with forty attributes each stay well below. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** At most this many connections at once; what comes on top waits, within its deadline. */
const MAX_CONNECTIONS = 64;

/** A host that takes no connection within this time counts as not reachable, which leaves reads time to try again. */
const CONNECT_TIMEOUT_MS = 3_000;

/** Keep-alive connections to the one CleverReach at this address. */
export function createTransport(url: string): Transport {
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/+$/, '');
  const pool = new Pool(origin, {
    connections: MAX_CONNECTIONS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    maxResponseSize: MAX_ANSWER_BYTES,
    // The deadline of the call is the only clock.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  let closing: Promise<void> | undefined;

  return {
    async exchange(request, deadline) {
      try {
        const answer = await pool.request({
          method: request.method,
          path: `${base}${request.path}`,
          headers: headersOf(request),
          body: request.body?.text ?? null,
          signal: deadline,
        });
        const text = await answer.body.text();
        const retryAfter = answer.headers['retry-after'];
        return {
          status: answer.statusCode,
          retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
          text,
        };
      } catch (error) {
        throw failureOfTransport(error, request, deadline);
      }
    },
    // A second call waits for the first.
    close: () => (closing ??= pool.close()),
  };
}

function headersOf(request: Request): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'cleverreach-for-slack' };
  if (request.token !== undefined) headers['authorization'] = `Bearer ${request.token}`;
  if (request.body) headers['content-type'] = request.body.type;
  return headers;
}

/** Failures before anything was sent: a write that met one of them certainly did nothing. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * The failure as one of ours. The original is not kept as its cause: undici's parser errors carry a piece of the
 * answer. Its code says enough.
 */
function failureOfTransport(error: unknown, request: Request, deadline: Deadline): CleverReachError | unknown {
  const isWrite = !isRead(request);
  const endpoint = request.endpoint;
  if (deadline.aborted) return new CleverReachTimeoutError({ endpoint, uncertain: isWrite });
  const code = codeOf(error);
  // No code: not from the network but a mistake of our own, which must not pass for a failure of CleverReach. The same
  // for arguments undici does not take.
  if (code === undefined || code === 'UND_ERR_INVALID_ARG') return error;
  const unreadable = code.startsWith('HPE_') || code.startsWith('UND_ERR_RES_') || code === 'UND_ERR_HEADERS_OVERFLOW';
  const Failure = unreadable ? CleverReachUnexpectedAnswerError : CleverReachUnavailableError;
  return new Failure({ endpoint, uncertain: isWrite && !BEFORE_SENDING.has(code), reason: code });
}

function codeOf(error: unknown): string | undefined {
  // Not every parser error has a code.
  if (error instanceof errors.HTTPParserError) return error.code ?? 'HPE_INVALID';
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code;
}
