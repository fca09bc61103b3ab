import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from './memory-storage.ts';

describe('a store in memory', () => {
  function setUp() {
    let nowMs = 1_000_000;
    const storage = createMemoryStorage({ now: () => nowMs });
    const pass = (ms: number) => {
      nowMs += ms;
    };
    return { storage, pass };
  }

  it('keeps a value for exactly its time, by the clock it was given', async () => {
    const { storage, pass } = setUp();
    await storage.set('key', 'value', { ttlMs: 50 });
    pass(49);
    expect(await storage.get('key')).toBe('value');
    expect(await storage.add('key', 'other', { ttlMs: 50 })).toBe(false);
    pass(1);
    expect(await storage.get('key')).toBeUndefined();
  });

  it('treats what is over as if it were not there, in every way', async () => {
    const { storage, pass } = setUp();
    for (const key of ['a', 'b', 'c', 'd']) await storage.set(key, 'value', { ttlMs: 50 });
    pass(50);
    expect(await storage.take('a')).toBeUndefined();
    expect(await storage.deleteIf('b', 'value')).toBe(false);
    expect(await storage.deleteAll('c')).toBe(0);
    expect(await storage.add('d', 'value', { ttlMs: 50 })).toBe(true);
  });

  it('shares nothing with another one', async () => {
    const [first, second] = [setUp().storage, setUp().storage];
    await first.set('key', 'value');
    expect(await second.get('key')).toBeUndefined();
  });
});
