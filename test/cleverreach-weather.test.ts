import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CleverReachSandbox, SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { type ChangeName, interruptedChanges, type ReadyChange } from './interrupted-changes.ts';
import { admin, member, startWorld, type World } from './world.ts';

/** What people hear when CleverReach answers badly or not at all, what the figures show, and how often it was asked. */

type Fault = Omit<Parameters<CleverReachSandbox['setFaults']>[0], 'also'>;
type Told = 'failed' | 'uncertain' | 'done' | 'reconnect';

interface Row {
  fault: () => Fault;
  /** The sentence for it. */
  says: (t: typeof en) => string;
  /** How often a read is asked for in all. */
  reads: number;
  /** What the figures call it. */
  outcome: string;
  /** What is told of a change. */
  changes: Told;
  /** How often a change is asked for; once, if left out. */
  writes?: number;
}

const failed = (t: typeof en) => t.errors;
const rows: Record<string, Row> = {
  '401': {
    fault: () => ({ status: 401 }),
    says: (t) => t.connection.broken,
    reads: 2,
    outcome: 'cleverreach_unauthorized',
    changes: 'reconnect',
    writes: 2,
  },
  '403': {
    fault: () => ({ status: 403 }),
    says: (t) => failed(t).forbidden,
    reads: 1,
    outcome: 'cleverreach_forbidden',
    changes: 'failed',
  },
  '404': {
    fault: () => ({ status: 404 }),
    says: (t) => t.groups.vanished,
    reads: 1,
    outcome: 'cleverreach_not_found',
    changes: 'failed',
  },
  '409': {
    fault: () => ({ status: 409 }),
    says: (t) => failed(t).conflict,
    reads: 1,
    outcome: 'cleverreach_conflict',
    changes: 'failed',
  },
  '413': {
    fault: () => ({ status: 413 }),
    says: (t) => failed(t).tooLarge,
    reads: 1,
    outcome: 'cleverreach_too_large',
    changes: 'failed',
  },
  '429 without Retry-After': {
    fault: () => ({ rateLimit: { remaining: 0 } }),
    says: (t) => failed(t).rateLimited,
    reads: 1,
    outcome: 'cleverreach_rate_limited',
    changes: 'failed',
  },
  '429 with Retry-After of a second': {
    fault: () => ({ rateLimit: { remaining: 0, retryAfterSeconds: 1 } }),
    says: (t) => failed(t).rateLimited,
    reads: 2,
    outcome: 'cleverreach_rate_limited',
    changes: 'failed',
  },
  '429 with Retry-After of a minute': {
    fault: () => ({ rateLimit: { remaining: 0, retryAfterSeconds: 60 } }),
    says: (t) => failed(t).rateLimited,
    reads: 1,
    outcome: 'cleverreach_rate_limited',
    changes: 'failed',
  },
  '500': {
    fault: () => ({ status: 500 }),
    says: (t) => failed(t).unavailable,
    reads: 1,
    outcome: 'cleverreach_unavailable',
    changes: 'uncertain',
  },
  '502': {
    fault: () => ({ status: 502, statusBody: '<h1>Bad Gateway</h1>' }),
    says: (t) => failed(t).unavailable,
    reads: 3,
    outcome: 'cleverreach_unavailable',
    changes: 'uncertain',
  },
  'a page of HTML with 200': {
    fault: () => ({ body: 'html' }),
    says: (t) => failed(t).unexpected,
    reads: 1,
    outcome: 'cleverreach_unexpected_answer',
    changes: 'uncertain',
  },
  false: {
    fault: () => ({ body: 'false' }),
    says: (t) => failed(t).refused,
    reads: 1,
    outcome: 'cleverreach_refused',
    changes: 'failed',
  },
  'half a JSON': {
    fault: () => ({ body: 'half' }),
    says: (t) => failed(t).unexpected,
    reads: 1,
    outcome: 'cleverreach_unexpected_answer',
    changes: 'done',
  },
  'a connection that is reset': {
    fault: () => ({ body: 'reset' }),
    says: (t) => failed(t).unavailable,
    reads: 3,
    outcome: 'cleverreach_unavailable',
    changes: 'uncertain',
  },
  'a connection that is reset once it is done': {
    fault: () => ({ body: 'lost' }),
    says: (t) => failed(t).unavailable,
    reads: 3,
    outcome: 'cleverreach_unavailable',
    changes: 'done',
  },
  'ten seconds of silence': {
    fault: () => ({ latencyMs: 10_000 }),
    says: (t) => failed(t).timeout,
    reads: 1,
    outcome: 'cleverreach_timeout',
    changes: 'uncertain',
  },
  silence: {
    fault: () => ({ hang: true }),
    says: (t) => failed(t).timeout,
    reads: 1,
    outcome: 'cleverreach_timeout',
    changes: 'uncertain',
  },
};
