import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { keys } from '../storage/keys.ts';
import type { Storage } from '../storage/storage.ts';

/** Slack repeats an event at once, after one minute and after five; an hour covers a slow clock as well. */
const memoryMs = 60 * 60 * 1000;
/**
 * How long the mark of an event that is being handled lasts without being renewed: as long as its process, dead or cut off,
 * keeps the repeats away.
 */
const leaseMs = 10_000;
const renewEveryMs = 3_000;
/** How long a repeat waits for the first; Slack waits three seconds. */
const patienceMs = 2_000;
const pollMs = 50;

const handled = 'handled';

/** Sees to it, over all processes, that an event is handled once, however often Slack repeats it. */
export interface EventsOnce {
  /**
   * Does the work unless it was done for this event. An event counts as handled when its work is done, and not before: as
   * long as somebody is at it, repeats wait to hear what comes of that, and do it themselves if it fails.
   *
   * - `handled`: by this call.
   * - `repeated`: by another, before or while this one waited.
   * - `busy`: another is still at it; Slack has to come again.
   *
   * @throws what the work throws; the next repeat does it then.
   * @throws StorageError when it cannot be known or noted whether it was done.
   * @throws KeyError for an id that is none of Slack's.
   */
  handle(eventId: string, work: () => Promise<void>): Promise<'handled' | 'repeated' | 'busy'>;
}

export function createEventsOnce(storage: Storage): EventsOnce {
  /** Whether the event is this owner's to handle now; otherwise what it came to meanwhile. */
  async function begin(key: string, owner: string): Promise<'begun' | 'repeated' | 'busy'> {
    const deadlineMs = performance.now() + patienceMs;
    while (!(await storage.add(key, owner, { ttlMs: leaseMs }))) {
      if ((await storage.get(key)) === handled) return 'repeated';
      if (performance.now() > deadlineMs) return 'busy';
      await delay(pollMs);
    }
    return 'begun';
  }

  return {
    async handle(eventId, work) {
      const key = keys.event(eventId);
      const owner = randomBytes(16).toString('base64url');
      const outcome = await begin(key, owner);
      if (outcome !== 'begun') return outcome;
      const renewing = setInterval(() => {
        // What cannot be renewed ends by itself.
        storage.replaceIf(key, owner, owner, { ttlMs: leaseMs }).catch(() => undefined);
      }, renewEveryMs);
      try {
        await work();
        await storage.set(key, handled, { ttlMs: memoryMs });
        return 'handled';
      } catch (error) {
        await storage.deleteIf(key, owner).catch(() => undefined);
        throw error;
      } finally {
        clearInterval(renewing);
      }
    },
  };
}
