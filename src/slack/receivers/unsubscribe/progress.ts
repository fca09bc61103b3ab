/** Tells how far work is. */
export interface Progress {
  /** So much is done. */
  at(done: number): void;
  /** Resolves once the last report is through, and lets no other begin: what comes after it must not be covered by it. */
  end(): Promise<void>;
}

/**
 * Reports now and then: `waitMs` says how long to wait before the first, second, … report, and after the last of its numbers
 * there is none any more. Reports never overlap, and one that fails is left out.
 */
export function progress(
  waitMs: Iterable<number>,
  report: (done: number) => Promise<unknown>,
  now: () => number = () => performance.now(),
): Progress {
  const waits = waitMs[Symbol.iterator]();
  const next = () => {
    const wait = waits.next();
    return wait.done ? Number.POSITIVE_INFINITY : now() + wait.value;
  };
  let dueAtMs = next();
  let running: Promise<unknown> | undefined;
  return {
    at(done) {
      if (running || now() < dueAtMs) return;
      running = report(done)
        .catch(() => undefined)
        .finally(() => {
          running = undefined;
          dueAtMs = next();
        });
    },
    async end() {
      dueAtMs = Number.POSITIVE_INFINITY;
      await running;
      dueAtMs = Number.POSITIVE_INFINITY;
    },
  };
}
