import { describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { createInstallStates, installStateTtlMs } from './install-states.ts';

const options = { scopes: ['commands'], redirectUri: 'https://example.com/slack/oauth_redirect' };
const now = new Date();

/** A storage that shows its keys. */
function setUp() {
  let nowMs = 1_700_000_000_000;
  const keys: string[] = [];
  const memory = createMemoryStorage({ now: () => nowMs });
  const storage: Storage = {
    ...memory,
    add: (key, value, ttl) => {
      keys.push(key);
      return memory.add(key, value, ttl);
    },
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { states: createInstallStates(storage), keys, pass };
}

describe('a state of the installation', () => {
  test('gives back what it was made for, once', async () => {
    const { states } = setUp();
    const state = await states.generateStateParam(options, now);
    expect(await states.verifyStateParam(now, state)).toEqual(options);
    await expect(states.verifyStateParam(now, state)).rejects.toMatchObject({ code: 'slack_oauth_invalid_state' });
  });

  test('of many uses at once one succeeds', async () => {
    const { states } = setUp();
    const state = await states.generateStateParam(options, now);
    const uses = await Promise.allSettled(Array.from({ length: 10 }, () => states.verifyStateParam(now, state)));
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('lasts ten minutes and no longer', async () => {
    const { states, pass } = setUp();
    const [first, second] = [
      await states.generateStateParam(options, now),
      await states.generateStateParam(options, now),
    ];
    pass(installStateTtlMs - 1);
    expect(await states.verifyStateParam(now, first)).toEqual(options);
    pass(1);
    await expect(states.verifyStateParam(now, second)).rejects.toMatchObject({ code: 'slack_oauth_invalid_state' });
  });

  test('is 256 random bits, and its name in the storage does not give it away', async () => {
    const { states, keys } = setUp();
    const made = await Promise.all(Array.from({ length: 50 }, () => states.generateStateParam(options, now)));
    expect(new Set(made).size).toBe(50);
    for (const state of made) {
      expect(Buffer.from(state, 'base64url')).toHaveLength(32);
      expect(keys.join()).not.toContain(state);
    }
  });

  test.each(['', 'made-up', '../x', 'x'.repeat(100_000)])('%s that nobody issued is refused', async (state) => {
    await expect(setUp().states.verifyStateParam(now, state)).rejects.toMatchObject({
      code: 'slack_oauth_invalid_state',
    });
  });
});
