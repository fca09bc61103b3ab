/** Leaving an account alone that does not answer: for a while nothing is sent, then one call tries whether it is back. */
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  Event,
  handleAll,
} from 'cockatiel';
import { LRUCache } from 'lru-cache';
import { CleverReachPausedError, CleverReachTimeoutError, CleverReachUnavailableError } from './errors.ts';

/**
 * So many calls in a row without an answer. A read counts once, after its repetitions, so this is no hiccup; and one person who
 * asks for all groups of an account meets it at once, instead of waiting for hundreds of calls that come to nothing.
 */
const failures = 5;
/** As long as somebody takes who reads that it did not work and presses the button to try again. */
const recoverAfterMs = 5_000;
/**
 * What somebody else asks for while one call tries waits so long for what comes of that: a CleverReach that is back answers
 * within it, so nobody is turned away then, and one that stays silent keeps nobody but the one waiting.
 */
const probePatienceMs = 1_500;
/** The breakers of accounts that nobody has asked for in so long are forgotten: they are closed by then in any case. */
const forgetAfterMs = 10 * 60_000;

/** What became of an account's breaker: `opened`, `probing` (one call is let through), `closed` again. */
export type BreakerChange = 'opened' | 'probing' | 'closed';

export interface Breakers {
  /**
   * Makes a call for an account, unless it is left alone.
   *
   * @throws CleverReachPausedError, never `uncertain`, where nothing was sent
   */
  run<T>(account: string, endpoint: string, call: () => Promise<T>): Promise<T>;
}

export interface BreakersOptions {
  /** Told of every change, without whose account it is. */
  onChange?: ((change: BreakerChange) => void) | undefined;
  /** How long an account is left alone, in milliseconds. */
  recoverAfterMs?: number | undefined;
}

/** One breaker for each account: what one of them does is no reason to leave the others alone. */
export function createBreakers(options: BreakersOptions = {}): Breakers {
  const breakers = new LRUCache<string, CircuitBreakerPolicy>({
    max: 10_000,
    ttl: forgetAfterMs,
    updateAgeOnGet: true,
  });

  function breakerOf(account: string): CircuitBreakerPolicy {
    const known = breakers.get(account);
    if (known) return known;
    const breaker = circuitBreaker(handleAll, {
      breaker: new ConsecutiveBreaker(failures),
      halfOpenAfter: options.recoverAfterMs ?? recoverAfterMs,
    });
    breaker.onBreak(() => options.onChange?.('opened'));
    breaker.onHalfOpen(() => options.onChange?.('probing'));
    breaker.onReset(() => options.onChange?.('closed'));
    breakers.set(account, breaker);
    return breaker;
  }

  return {
    async run(account, endpoint, call) {
      const breaker = breakerOf(account);
      if (isProbing(breaker)) await changeOf(breaker, probePatienceMs);
      // The library would wait for the one call as long as that takes.
      if (isProbing(breaker)) throw new CleverReachPausedError({ endpoint });
      const outcome = await breaker
        .execute(() => outcomeOf(call))
        .catch((error: unknown) => {
          throw error instanceof BrokenCircuitError ? new CleverReachPausedError({ endpoint }) : error;
        });
      if ('refusal' in outcome) throw outcome.refusal;
      return outcome.answer;
    },
  };
}

/** Resolves with the breaker's next change, or when it takes too long. */
async function changeOf(breaker: CircuitBreakerPolicy, patienceMs: number): Promise<void> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patienceMs);
  await Event.toPromise(breaker.onStateChange, late.signal).catch(() => undefined);
  clearTimeout(timer);
}

function isProbing(breaker: CircuitBreakerPolicy): boolean {
  return breaker.state === CircuitState.HalfOpen;
}

/**
 * Rejects where nothing came back, or that CleverReach cannot serve. What it refuses, it has answered, and is there; a mistake of
 * our own says nothing against it either.
 */
async function outcomeOf<T>(call: () => Promise<T>): Promise<{ answer: T } | { refusal: unknown }> {
  try {
    return { answer: await call() };
  } catch (error) {
    if (error instanceof CleverReachUnavailableError || error instanceof CleverReachTimeoutError) throw error;
    return { refusal: error };
  }
}
