/** Leaving an account alone that does not answer: for a while nothing is sent, then one call tries whether it is back. */
import { type CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import { CleverReachTimeoutError, CleverReachUnavailableError } from './errors.ts';

/**
 * So many calls in a row without an answer. A read counts once, after its repetitions, so this is no hiccup; and one person who
 * asks for all groups of an account meets it at once, instead of waiting for hundreds of calls that come to nothing.
 */
const failures = 5;
/** As long as somebody takes who reads that it did not work and presses the button to try again. */
const recoverAfterMs = 5_000;
/** The breakers of accounts that nobody has asked for in so long are forgotten: they are closed by then in any case. */
const forgetAfterMs = 10 * 60_000;

/** What became of an account's breaker: `opened`, `probing` (one call is let through), `closed` again. */
export type BreakerChange = 'opened' | 'probing' | 'closed';

export interface Breakers {
  /**
   * Makes a call for an account, unless it is left alone.
   *
   * @throws CleverReachUnavailableError, never `uncertain`, where nothing was sent
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
    const breaker = circuitBreaker(handleWhen(isNoAnswer), {
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
      let isSent = false;
      try {
        return await breaker.execute(() => {
          isSent = true;
          return call();
        });
      } catch (error) {
        if (isSent || breaker.state === CircuitState.Closed) throw error;
        throw new CleverReachUnavailableError({ endpoint, reason: 'it has not answered lately, so it is left alone' });
      }
    },
  };
}

/** Nothing came back, or that CleverReach cannot serve. What it refuses, it has answered. */
function isNoAnswer(error: Error): boolean {
  return error instanceof CleverReachUnavailableError || error instanceof CleverReachTimeoutError;
}
