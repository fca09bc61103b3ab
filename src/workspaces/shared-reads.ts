import { LRUCache } from 'lru-cache';
import type { CleverReachClient } from '../cleverreach/index.ts';

/** One read. */
export interface Read<T> {
  /** What tells it from all others: of everything that decides about the answer, with the workspace, the account and the generation in it. */
  key: string;
  /** Whether an answer may be shown again some seconds later. */
  isKept(answer: T): boolean;
}

/** An answer, and since when it may be out of date. */
export interface Shared<T> {
  value: T;
  /** When CleverReach was asked, milliseconds of `now`; undefined where it was asked for this very read. */
  askedAtMs?: number;
}

/** Answers of CleverReach for all who ask the same in this process. */
export interface SharedReads {
  /**
   * The answer that is kept, or that of the same read that is under way, or a new one. With `isAnew` none that is kept.
   * Rejects for everybody who waits for it; nothing of that is kept.
   */
  get<T extends Readable>(read: Read<T>, ask: () => Promise<T>, options: { isAnew: boolean }): Promise<Shared<T>>;
}

/** What a read of CleverReach's client can give. */
type Readable = {
  [Name in keyof CleverReachClient]: Awaited<ReturnType<CleverReachClient[Name]>>;
}[keyof CleverReachClient] &
  object;

/** Objects, such as groups or mailings without their content: some hundred bytes each. */
const mostObjects = 20_000;

/**
 * `keepMs` counts from when CleverReach was asked, not from its answer; 0 keeps nothing, and the same reads at the same moment
 * are one all the same. What is over is let go by a timer, since personal names may be in it, and beyond {@link mostObjects}
 * what was not asked for longest.
 *
 * Not lru-cache's own `fetch`: it gives up a read under way when its entry has to go, and times what it keeps from the answer.
 */
export function createSharedReads({ keepMs, now }: { keepMs: number; now: () => number }): SharedReads {
  const kept = new LRUCache<string, { value: Readable; askedAtMs: number }>({
    maxSize: mostObjects,
    sizeCalculation: ({ value }) => (Array.isArray(value) ? value.length + 1 : 1),
    ttlAutopurge: true,
    perf: { now },
    // It looks at the clock each time.
    ttlResolution: 0,
  });
  const running = new Map<string, { answer: Promise<Readable>; askedAtMs: number }>();

  function keep(key: string, value: Readable, askedAtMs: number): void {
    const ttl = Math.floor(askedAtMs + keepMs - now());
    if (ttl < 1) return;
    // Everybody gets the same one.
    kept.set(key, { value: Object.freeze(value), askedAtMs }, { ttl });
  }

  function start<T extends Readable>({ key, isKept }: Read<T>, ask: () => Promise<T>): Promise<T> {
    const askedAtMs = now();
    const answer = ask();
    running.set(key, { answer, askedAtMs });
    const over = () => running.delete(key);
    answer.then((value) => {
      over();
      if (isKept(value)) keep(key, value, askedAtMs);
    }, over);
    return answer;
  }

  return {
    async get<T extends Readable>(read: Read<T>, ask: () => Promise<T>, { isAnew }: { isAnew: boolean }) {
      const before = isAnew ? undefined : kept.get(read.key);
      const known = before ?? running.get(read.key);
      if (!known) return { value: await start(read, ask) };
      const value = 'value' in known ? known.value : await known.answer;
      // The key names the method and all it was given, so the answer is that method's.
      return { value: value as T, askedAtMs: known.askedAtMs };
    },
  };
}
