import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Storage } from '../storage/storage.ts';

/** Longer than any holder works: a renewal takes at most CleverReach's deadline for writes and a few steps in the storage. */
const lockTtlMs = 30_000;
const pollMs = 50;

/**
 * Takes a workspace's lock, over all processes, and gives how to take it off again. Undefined when somebody else held it for
 * `patienceMs`, or when `isWanted` was so no longer meanwhile.
 */
export type Lock = (
  workspace: string,
  patienceMs: number,
  isWanted?: () => Promise<boolean>,
) => Promise<(() => Promise<void>) | undefined>;

/** @param keyOf the key of each workspace's lock */
export function createLock(storage: Storage, keyOf: (workspace: string) => string): Lock {
  return async (workspace, patienceMs, isWanted = async () => true) => {
    const key = keyOf(workspace);
    const owner = randomBytes(16).toString('base64url');
    const deadlineMs = performance.now() + patienceMs;
    while (!(await storage.add(key, owner, { ttlMs: lockTtlMs }))) {
      if (performance.now() > deadlineMs || !(await isWanted())) return undefined;
      await delay(pollMs);
    }
    return async () => {
      // A lock that cannot be taken off ends by itself, and what was done under it is done.
      await storage.deleteIf(key, owner).catch(() => false);
    };
  };
}
