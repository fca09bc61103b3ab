import { keys } from '../storage/keys.ts';
import type { Storage } from '../storage/storage.ts';
import { signatureWindowMs } from './signature.ts';

/** Slack repeats an event at once, after one minute and after five; an hour covers a slow clock as well. */
const eventMemoryMs = 60 * 60 * 1000;

/** Remembers, for all processes, what has been received already. */
export interface ReplayGuard {
  /** Whether a request with this signature comes for the first time. */
  firstUse(signature: string): Promise<boolean>;
  /** Whether this event comes for the first time; a repeat of Slack's has a new signature but the same id. */
  firstEvent(eventId: string): Promise<boolean>;
  /** The event could not be handled: let Slack's repeat of it in. */
  forgetEvent(eventId: string): Promise<void>;
}

export function createReplayGuard(storage: Storage): ReplayGuard {
  return {
    // Accepted are five minutes to both sides, so a captured request could be sent again for ten.
    firstUse: (signature) => storage.add(keys.replay(signature), '1', { ttlMs: 2 * signatureWindowMs + 60_000 }),
    firstEvent: (eventId) => storage.add(keys.event(eventId), '1', { ttlMs: eventMemoryMs }),
    forgetEvent: (eventId) => storage.delete(keys.event(eventId)),
  };
}
