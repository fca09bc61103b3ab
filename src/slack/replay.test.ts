import { describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createReplayGuard } from './replay.ts';
import { signatureWindowMs } from './signature.ts';

const minute = 60_000;

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

describe('an event', () => {
  test('that was handled is kept away over all repeats of Slack', async () => {
    const { one, other, pass } = twoProcesses();
    expect(await one.beginEvent('Ev1')).toBe(true);
    expect(await other.beginEvent('Ev1')).toBe(false);
    await one.endEvent('Ev1');
    for (const wait of [0, minute, 5 * minute]) {
      pass(wait);
      expect(await other.beginEvent('Ev1')).toBe(false);
    }
  });

  test('that failed gets in again at once', async () => {
    const { one, other } = twoProcesses();
    await one.beginEvent('Ev1');
    await one.forgetEvent('Ev1');
    expect(await other.beginEvent('Ev1')).toBe(true);
  });

  test('whose process died over it gets in with the repeat after one minute', async () => {
    const { one, other, pass } = twoProcesses();
    await one.beginEvent('Ev1');
    pass(minute);
    expect(await other.beginEvent('Ev1')).toBe(true);
  });
});
