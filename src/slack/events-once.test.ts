import { describe, expect, test, vi } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { type Storage, StorageError } from '../storage/storage.ts';
import { createEventsOnce } from './events-once.ts';

const minute = 60_000;

/** Two processes with one storage, and its clock. */
function twoProcesses(faults: Partial<Storage> = {}) {
  let nowMs = 1_700_000_000_000;
  const storage = { ...createMemoryStorage({ now: () => nowMs }), ...faults };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { one: createEventsOnce(storage), other: createEventsOnce(storage), pass };
}

/** Work that is under way until the test says how it ends. */
function held() {
  let end: (error?: Error) => void = () => undefined;
  let tell: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const work = () =>
    new Promise<void>((resolve, reject) => {
      end = (error) => (error ? reject(error) : resolve());
      tell();
    });
  return { work, begun, end: (error?: Error) => end(error) };
}

const nothing = async () => undefined;
const never = () => Promise.reject(new Error('It was done twice.'));
const broken = new Error('broken');

describe('an event', () => {
  test('that was handled is not handled again, over all repeats of Slack', async () => {
    const { one, other, pass } = twoProcesses();
    expect(await one.handle('Ev1', nothing)).toBe('handled');
    for (const wait of [0, minute, 5 * minute]) {
      pass(wait);
      expect(await other.handle('Ev1', never)).toBe('repeated');
    }
  });

  test('that failed is handled by its next repeat, at once', async () => {
    const { one, other } = twoProcesses();
    await expect(one.handle('Ev1', () => Promise.reject(broken))).rejects.toBe(broken);
    expect(await other.handle('Ev1', nothing)).toBe('handled');
  });

  test('repeated while it is being handled waits, and is done with when that goes well', async () => {
    const { one, other } = twoProcesses();
    const first = held();
    const handling = one.handle('Ev1', first.work);
    await first.begun;
    const repeat = other.handle('Ev1', never);
    first.end();
    expect(await Promise.all([handling, repeat])).toEqual(['handled', 'repeated']);
  });

  test('repeated while it is being handled does the work itself, once, when that fails', async () => {
    const { one, other } = twoProcesses();
    const first = held();
    const handling = one.handle('Ev1', first.work);
    await first.begun;
    let done = 0;
    const work = async () => {
      done += 1;
    };
    const repeats = [other.handle('Ev1', work), one.handle('Ev1', work), other.handle('Ev1', work)];
    first.end(broken);
    await expect(handling).rejects.toBe(broken);
    expect((await Promise.all(repeats)).sort()).toEqual(['handled', 'repeated', 'repeated']);
    expect(done).toBe(1);
  });

  test('that takes longer than Slack waits is busy to its repeats, and handled to later ones', async () => {
    const { one, other } = twoProcesses();
    const first = held();
    const handling = one.handle('Ev1', first.work);
    await first.begun;
    expect(await other.handle('Ev1', never)).toBe('busy');
    first.end();
    expect(await handling).toBe('handled');
    expect(await other.handle('Ev1', never)).toBe('repeated');
  });

  test('whose process died over it is handled by a repeat ten seconds later', async () => {
    const { one, other, pass } = twoProcesses();
    const first = held();
    void one.handle('Ev1', first.work);
    await first.begun;
    pass(10_000);
    expect(await other.handle('Ev1', nothing)).toBe('handled');
    first.end();
  });

  test('stays its process’s for as long as that is at it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    try {
      const storage = createMemoryStorage();
      const first = held();
      const handling = createEventsOnce(storage).handle('Ev1', first.work);
      await first.begun;
      await vi.advanceTimersByTimeAsync(10 * minute);
      const other = createEventsOnce(storage);
      expect(await other.handle('Ev1', never)).toBe('busy');
      first.end();
      await handling;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('whose process lost it to another and fails later does not take the other’s mark away', async () => {
    const { one, other, pass } = twoProcesses();
    const [first, second] = [held(), held()];
    const lost = one.handle('Ev1', first.work);
    await first.begun;
    pass(10_000);
    const taken = other.handle('Ev1', second.work);
    await second.begun;
    first.end(broken);
    await expect(lost).rejects.toBe(broken);
    expect(await one.handle('Ev1', never)).toBe('busy');
    second.end();
    expect(await taken).toBe('handled');
  });

  test('is not taken for handled when that could not be noted', async () => {
    const { one } = twoProcesses({ set: () => Promise.reject(new StorageError('set: no answer')) });
    await expect(one.handle('Ev1', nothing)).rejects.toBeInstanceOf(StorageError);
    await expect(one.handle('Ev1', nothing)).rejects.toBeInstanceOf(StorageError);
  });

  test('does not stand in the way of another', async () => {
    const { one } = twoProcesses();
    await one.handle('Ev1', nothing);
    expect(await one.handle('Ev2', nothing)).toBe('handled');
  });
});
