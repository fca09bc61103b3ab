/**
 * Work in this process that nobody waits for and that is worth nothing without it, like a view of figures. What must not be
 * lost is a job instead.
 */
export interface Background {
  /** Begins the work. What it throws goes to `onError`, since there is nobody else who would hear of it. */
  run(work: () => Promise<void>, onError: (error: unknown) => void): void;
  /** Resolves when all of it is done, also what begins meanwhile. */
  settle(): Promise<void>;
}

export function createBackground(): Background {
  const running = new Set<Promise<void>>();
  return {
    run(work, onError) {
      const done = work()
        .catch(onError)
        .finally(() => running.delete(done));
      running.add(done);
    },
    async settle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
