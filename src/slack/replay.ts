import { keys } from '../storage/keys.ts';
import type { Storage } from '../storage/storage.ts';
import { signatureWindowMs } from './signature.ts';

/** Remembers, for all processes, what has been received already. */
export interface ReplayGuard {
  /** Whether a request with this signature comes for the first time. */
  firstUse(signature: string): Promise<boolean>;
}

export function createReplayGuard(storage: Storage): ReplayGuard {
  return {
    // Accepted are five minutes to both sides, so a captured request could be sent again for ten.
    firstUse: (signature) => storage.add(keys.replay(signature), '1', { ttlMs: 2 * signatureWindowMs + 60_000 }),
  };
}
