import type { Change } from './control.ts';

/** Everything that changes is announced here: tests wait on it, the page follows it. */
export interface Feed {
  emit(change: Change): void;
  onChange(listener: (change: Change) => void): () => void;
  /** `explain` says, when it never happened, what there was instead. */
  waitFor<T>(find: () => T | null | undefined | false, timeoutMs?: number, explain?: () => string): Promise<T>;
}

export function createFeed(): Feed {
  const listeners = new Set<(change: Change) => void>();

  function onChange(listener: (change: Change) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    emit(change) {
      for (const listener of [...listeners]) listener(change);
    },
    onChange,
    waitFor<T>(find: () => T | null | undefined | false, timeoutMs = 5000, explain = () => ''): Promise<T> {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          stop();
          const instead = explain();
          reject(
            new Error(
              `What was waited for did not happen in the local Slack within ${timeoutMs} ms. ${instead}`.trim(),
            ),
          );
        }, timeoutMs);
        const stop = onChange(look);
        function look() {
          let found: T | null | undefined | false;
          try {
            found = find();
          } catch (error) {
            clearTimeout(timer);
            stop();
            reject(error);
            return;
          }
          if (!found) return;
          clearTimeout(timer);
          stop();
          resolve(found);
        }
        look();
      });
    },
  };
}
