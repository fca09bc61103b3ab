import { keys } from '../storage/keys.ts';
import type { Storage } from '../storage/storage.ts';
import { signatureWindowMs } from './signature.ts';

/** Slack repeats an event at once, after one minute and after five; an hour covers a slow clock as well. */
const eventMemoryMs = 60 * 60 * 1000;
/**
 * How long an event that is being handled keeps its repeats away. Should the process or the storage die meanwhile, nobody
 * takes the mark back; Slack's repeat after one minute has to get in all the same.
 */
const eventHandlingMs = 50 * 1000;

/** Remembers, for all processes, what has been received already. */
export interface ReplayGuard {
  /** Whether a request with this signature comes for the first time. */
  firstUse(signature: string): Promise<boolean>;
  /** Whether this event is to be handled now: nobody has, and nobody is. A repeat of Slack's has a new signature but the same id. */
  beginEvent(eventId: string): Promise<boolean>;
  /** The event was handled: its repeats need not be. */
  endEvent(eventId: string): Promise<void>;
  /** The event could not be handled: let Slack's repeat of it in. */
  forgetEvent(eventId: string): Promise<void>;
}

export function createReplayGuard(storage: Storage): ReplayGuard {
  return {
    // Accepted are five minutes to both sides, so a captured request could be sent again for ten.
    firstUse: (signature) => storage.add(keys.replay(signature), '1', { ttlMs: 2 * signatureWindowMs + 60_000 }),
    beginEvent: (eventId) => storage.add(keys.event(eventId), 'begun', { ttlMs: eventHandlingMs }),
    endEvent: (eventId) => storage.set(keys.event(eventId), 'handled', { ttlMs: eventMemoryMs }),
    forgetEvent: (eventId) => storage.delete(keys.event(eventId)),
  };
}
