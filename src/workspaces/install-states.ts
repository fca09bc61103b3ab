import { randomBytes } from 'node:crypto';
import { InvalidStateError, type StateStore } from '@slack/oauth';
import { keys } from '../storage/keys.ts';
import type { Storage } from '../storage/storage.ts';

/** Ten minutes, the same as the cookie that binds the state to the browser. */
export const installStateTtlMs = 10 * 60 * 1000;

/**
 * States of the Slack installation: 256 random bits, single use, ten minutes. Slack's own store puts everything into a
 * signed token that is readable by anyone and good for any number of uses. The browser is bound by the cookie that
 * `InstallProvider` sets and compares.
 */
export function createInstallStates(storage: Storage): StateStore {
  return {
    async generateStateParam(installOptions) {
      const state = randomBytes(32).toString('base64url');
      await storage.add(keys.installState(state), JSON.stringify(installOptions), { ttlMs: installStateTtlMs });
      return state;
    },
    async verifyStateParam(_now, state) {
      const stored = await storage.take(keys.installState(state));
      if (stored === undefined)
        throw new InvalidStateError('This state was never issued, was used before, or has expired.');
      // What is stored is what `generateStateParam` was given, by this program; nobody else can write the key.
      return JSON.parse(stored) as Awaited<ReturnType<StateStore['verifyStateParam']>>;
    },
  };
}
