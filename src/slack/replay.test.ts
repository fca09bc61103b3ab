import { describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createReplayGuard } from './replay.ts';
import { signatureWindowMs } from './signature.ts';

/** Two processes with one storage, and its clock. */
function twoProcesses() {
  let nowMs = 1_700_000_000_000;
  const storage = createMemoryStorage({ now: () => nowMs });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { one: createReplayGuard(storage), other: createReplayGuard(storage), pass };
}

describe('a signed request', () => {
  test('of many sent at once to two processes, one is taken', async () => {
    const { one, other } = twoProcesses();
    const uses = Array.from({ length: 20 }, (_, index) => (index % 2 ? one : other).firstUse('v0=abc'));
    expect((await Promise.all(uses)).filter(Boolean)).toHaveLength(1);
  });

  test('is remembered as long as its signature could still be valid anywhere', async () => {
    const { one, other, pass } = twoProcesses();
    // Signed by a clock five minutes ahead, it stays valid for ten minutes.
    await one.firstUse('v0=abc');
    pass(2 * signatureWindowMs + 1_000);
    expect(await other.firstUse('v0=abc')).toBe(false);
  });

  test('does not stand in the way of another', async () => {
    const { one } = twoProcesses();
    await one.firstUse('v0=abc');
    expect(await one.firstUse('v0=abd')).toBe(true);
  });
});
