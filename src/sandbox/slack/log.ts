import type { Clock } from './clock.ts';
import type { Feed } from './feed.ts';
import type { Exchange, Refusal } from './types.ts';

/** How an exchange ended. */
export interface Ending {
  outcome: Exclude<Exchange['outcome'], 'pending'>;
  response: Exchange['response'];
  error?: string | null;
  problems?: Refusal[];
}

/** Keeps every exchange between Slack and the app. */
export interface Log {
  readonly exchanges: readonly Exchange[];
  start(exchange: Pick<Exchange, 'direction' | 'kind' | 'name' | 'request'>): Exchange;
  finish(exchange: Exchange, ending: Ending): void;
  /** The app's payload or answer was heard but is of no use to Slack. */
  refuse(exchangeId: number, error: string, problems?: Refusal[]): void;
  find(id: number): Exchange | undefined;
  clear(): void;
}

/** More would fill the memory of a demo that is left open for days. */
const KEPT = 5000;

export function createLog(clock: Clock, feed: Feed): Log {
  const exchanges: Exchange[] = [];
  // Durations are real time, whatever a test does to the sandbox's clock.
  const started = new WeakMap<Exchange, number>();
  let lastId = 0;
  return {
    exchanges,
    start(exchange) {
      lastId += 1;
      const entry: Exchange = {
        id: lastId,
        ...exchange,
        startedAtMs: clock.now(),
        durationMs: null,
        response: null,
        outcome: 'pending',
        error: null,
        problems: [],
      };
      started.set(entry, performance.now());
      exchanges.push(entry);
      if (exchanges.length > KEPT) exchanges.shift();
      feed.emit({ type: 'exchange', exchange: entry });
      return entry;
    },
    finish(exchange, ending) {
      exchange.durationMs = Math.round(performance.now() - (started.get(exchange) ?? performance.now()));
      exchange.response = ending.response;
      exchange.outcome = ending.outcome;
      exchange.error = ending.error ?? null;
      exchange.problems = ending.problems ?? [];
      feed.emit({ type: 'exchange', exchange });
    },
    refuse(exchangeId, error, problems = []) {
      const exchange = exchanges.find((entry) => entry.id === exchangeId);
      if (exchange === undefined) return;
      exchange.outcome = 'refused';
      exchange.error = error;
      exchange.problems = problems;
      feed.emit({ type: 'exchange', exchange });
    },
    find: (id) => exchanges.find((entry) => entry.id === id),
    clear() {
      exchanges.length = 0;
    },
  };
}
