/** Asking again: only reads, only where another try may well succeed, and never beyond the deadline. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CleverReachRateLimitedError, CleverReachUnavailableError } from './errors.ts';

/** A read is tried at most this often again. */
const MAX_REPEATS = 2;

/** The first wait; it doubles with each try, and half of it more or less keeps many processes from marching in step. */
const FIRST_WAIT_MS = 200;

/** A rate limit that asks for a longer wait than this is told to the caller instead of waited for. */
const MAX_POLITE_WAIT_MS = 2_000;

/** Runs the attempt, and again where that makes sense; throws the last failure. `deadlineMs` is a `Date.now()`. */
export async function repeatRead<T>(attempt: () => Promise<T>, deadlineMs: number): Promise<T> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = waitBeforeRepeat(error, repeats, Math.random());
      if (waitMs === undefined || Date.now() + waitMs >= deadlineMs) throw error;
      await sleep(waitMs);
    }
  }
}

/**
 * How long to wait before trying again, in milliseconds; undefined for not at all. Connections that fail and 502 are
 * known of CleverReach and pass; a 500 is the answer to this very question and stays. `random` is from 0 to below 1.
 */
export function waitBeforeRepeat(error: unknown, repeats: number, random: number): number | undefined {
  if (error instanceof CleverReachRateLimitedError) {
    const { retryAfterMs } = error;
    return repeats === 0 && retryAfterMs !== undefined && retryAfterMs <= MAX_POLITE_WAIT_MS ? retryAfterMs : undefined;
  }
  if (!(error instanceof CleverReachUnavailableError) || repeats >= MAX_REPEATS) return undefined;
  if (error.status !== undefined && ![502, 503, 504].includes(error.status)) return undefined;
  if (error.retryAfterMs !== undefined)
    return error.retryAfterMs <= MAX_POLITE_WAIT_MS ? error.retryAfterMs : undefined;
  return FIRST_WAIT_MS * 2 ** repeats * (0.5 + random);
}
