import type { CleverReachSandbox } from '../src/sandbox/cleverreach/index.ts';
import type { Texts } from '../src/texts/index.ts';

type Fault = Omit<Parameters<CleverReachSandbox['setFaults']>[0], 'also'>;
/** What somebody hears of a change. */
export type Told = 'failed' | 'uncertain' | 'done' | 'reconnect';

/** A way in which CleverReach answers badly or not at all, and what comes of it. */
export interface BadAnswer {
  fault: () => Fault;
  /** The sentence for it. */
  says: (t: Texts) => string;
  /** It is no trouble, but an answer with a way on: nobody needs a reference. */
  isOrdinary?: true;
  /** How often a read is asked for in all. */
  reads: number;
  /** What the figures call it. */
  outcome: string;
  /** What is told of a change. */
  changes: Told;
  /** How often a change is asked for; once, if left out. */
  writes?: number;
}

/** All of them, by what CleverReach answers. */
export const badAnswers: Record<string, BadAnswer> = {
  '401': {
    fault: () => ({ status: 401 }),
    says: (t) => t.connection.broken,
    isOrdinary: true,
    reads: 2,
    outcome: 'cleverreach_unauthorized',
    changes: 'reconnect',
    writes: 2,
  },
  '403': {
    fault: () => ({ status: 403 }),
    says: (t) => t.errors.forbidden,
    reads: 1,
    outcome: 'cleverreach_forbidden',
    changes: 'failed',
  },
  '404': {
    fault: () => ({ status: 404 }),
    says: (t) => t.groups.vanished,
    isOrdinary: true,
    reads: 1,
    outcome: 'cleverreach_not_found',
    changes: 'failed',
  },
  '409': {
    fault: () => ({ status: 409 }),
    says: (t) => t.errors.conflict,
    reads: 1,
    outcome: 'cleverreach_conflict',
    changes: 'failed',
  },
  '413': {
    fault: () => ({ status: 413 }),
    says: (t) => t.errors.tooLarge,
    reads: 1,
    outcome: 'cleverreach_too_large',
    changes: 'failed',
  },
  '429 without Retry-After': {
    fault: () => ({ rateLimit: { remaining: 0 } }),
    says: (t) => t.errors.rateLimited,
    reads: 1,
    outcome: 'cleverreach_rate_limited',
    changes: 'failed',
  },
  '429 with Retry-After of a second': {
    fault: () => ({ rateLimit: { remaining: 0, retryAfterSeconds: 1 } }),
    says: (t) => t.errors.rateLimited,
    reads: 2,
    outcome: 'cleverreach_rate_limited',
    changes: 'failed',
  },
  '429 with Retry-After of a minute': {
    fault: () => ({ rateLimit: { remaining: 0, retryAfterSeconds: 60 } }),
    says: (t) => t.errors.rateLimited,
    reads: 1,
    outcome: 'cleverreach_rate_limited',
    changes: 'failed',
  },
  '500': {
    fault: () => ({ status: 500 }),
    says: (t) => t.errors.unavailable,
    reads: 1,
    outcome: 'cleverreach_unavailable',
    changes: 'uncertain',
  },
  '502': {
    fault: () => ({ status: 502, statusBody: '<h1>Bad Gateway</h1>' }),
    says: (t) => t.errors.unavailable,
    reads: 3,
    outcome: 'cleverreach_unavailable',
    changes: 'uncertain',
  },
  'a page of HTML with 200': {
    fault: () => ({ body: 'html' }),
    says: (t) => t.errors.unexpected,
    reads: 1,
    outcome: 'cleverreach_unexpected_answer',
    changes: 'uncertain',
  },
  false: {
    fault: () => ({ body: 'false' }),
    says: (t) => t.errors.refused,
    reads: 1,
    outcome: 'cleverreach_refused',
    changes: 'failed',
  },
  'half a JSON': {
    fault: () => ({ body: 'half' }),
    says: (t) => t.errors.unexpected,
    reads: 1,
    outcome: 'cleverreach_unexpected_answer',
    changes: 'done',
  },
  'a connection that is reset': {
    fault: () => ({ body: 'reset' }),
    says: (t) => t.errors.unavailable,
    reads: 3,
    outcome: 'cleverreach_unavailable',
    changes: 'uncertain',
  },
  'a connection that is reset once it is done': {
    fault: () => ({ body: 'lost' }),
    says: (t) => t.errors.unavailable,
    reads: 3,
    outcome: 'cleverreach_unavailable',
    changes: 'done',
  },
  'ten seconds of silence': {
    fault: () => ({ latencyMs: 10_000 }),
    says: (t) => t.errors.timeout,
    reads: 1,
    outcome: 'cleverreach_timeout',
    changes: 'uncertain',
  },
  silence: {
    fault: () => ({ hang: true }),
    says: (t) => t.errors.timeout,
    reads: 1,
    outcome: 'cleverreach_timeout',
    changes: 'uncertain',
  },
};
