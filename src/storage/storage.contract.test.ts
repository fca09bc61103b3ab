import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type TestRedis } from '../../test/redis.ts';
import { startRedisCluster, type TestRedisCluster } from '../../test/redis-cluster.ts';
import { walked } from '../../test/walked.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { createRedisStorage } from './redis-storage.ts';
import { type Storage, StorageError } from './storage.ts';

const long = { ttlMs: 600_000 };

let redis: TestRedis;
let cluster: TestRedisCluster;

beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
});

afterAll(async () => {
  await Promise.all([redis?.close(), cluster?.close()]);
});

function onError(error: Error): never {
  throw error;
}

describe.each([
  { name: 'in memory', open: () => createMemoryStorage() },
  { name: 'in Redis', open: () => createRedisStorage({ urls: [redis.url], onError }) },
  { name: 'in a Redis Cluster', open: () => createRedisStorage({ urls: cluster.urls, onError }) },
])('a store $name', ({ open }) => {
  let storage: Storage;

  beforeAll(() => {
    storage = open();
  });

  afterEach(async () => {
    // Not a flush of the servers: also the store that cleans up after itself is the one under test.
    for (const prefix of ['a', 'b', 'c', 'key']) await storage.deleteAll(prefix);
  });

  afterAll(() => storage.close());

  it('gives back what was set, and nothing for what never was', async () => {
    await storage.set('key', 'value');
    expect(await storage.get('key')).toBe('value');
    expect(await storage.get('key:other')).toBeUndefined();
  });

  it('keeps an empty value apart from none', async () => {
    await storage.set('key', '');
    expect(await storage.get('key')).toBe('');
    expect(await storage.add('key', 'other', long)).toBe(false);
    expect(await storage.take('key')).toBe('');
  });

  it('keeps any well-formed text as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
        await storage.set('key', value);
        expect(await storage.get('key')).toBe(value);
      }),
      { numRuns: 50 },
    );
  });

  it('replaces a value', async () => {
    await storage.set('key', 'first');
    await storage.set('key', 'second');
    expect(await storage.get('key')).toBe('second');
  });

  it('forgets a value when its time is over, and then adds again', async () => {
    await storage.set('key:set', 'value', { ttlMs: 40 });
    expect(await storage.add('key:add', 'value', { ttlMs: 40 })).toBe(true);
    await expect.poll(() => storage.get('key:set')).toBeUndefined();
    await expect.poll(() => storage.add('key:add', 'second', long)).toBe(true);
    expect(await storage.take('key:set')).toBeUndefined();
  });

  it('lets a value stay that is set again without a time', async () => {
    await storage.set('key', 'passing', { ttlMs: 40 });
    await storage.set('key', 'staying');
    await storage.set('key:clock', 'value', { ttlMs: 80 });
    await expect.poll(() => storage.get('key:clock')).toBeUndefined();
    expect(await storage.get('key')).toBe('staying');
  });

  it('adds only where nothing is', async () => {
    expect(await storage.add('key', 'first', long)).toBe(true);
    expect(await storage.add('key', 'second', long)).toBe(false);
    expect(await storage.get('key')).toBe('first');
  });

  it('lets exactly one of fifty adders win', async () => {
    const wins = await Promise.all(Array.from({ length: 50 }, (_, i) => storage.add('key', String(i), long)));
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect(await storage.get('key')).toBe(String(wins.indexOf(true)));
  });

  it('lets exactly one of fifty takers have the value', async () => {
    await storage.set('key', 'once');
    const taken = await Promise.all(Array.from({ length: 50 }, () => storage.take('key')));
    expect(taken.filter((value) => value !== undefined)).toEqual(['once']);
    expect(await storage.get('key')).toBeUndefined();
  });

  it('keeps the members of a set, each once, until it is deleted', async () => {
    expect(await storage.members('key:set')).toEqual([]);
    await Promise.all(['T1', 'T2', 'T1', '', 'a b'].map((member) => storage.addTo('key:set', member)));
    await storage.addTo('key:other', 'T3');
    expect((await storage.members('key:set')).sort()).toEqual(['', 'T1', 'T2', 'a b']);
    await storage.delete('key:set');
    expect(await storage.members('key:set')).toEqual([]);
    expect(await storage.members('key:other')).toEqual(['T3']);
  });

  it('takes members out of a set, and the set with the last of them', async () => {
    for (const member of ['T1', 'T2']) await storage.addTo('a:set', member);
    await storage.removeFrom('a:set', 'T1');
    await storage.removeFrom('a:set', 'T3');
    await storage.removeFrom('b:set', 'T1');
    expect(await storage.members('a:set')).toEqual(['T2']);
    await storage.removeFrom('a:set', 'T2');
    expect(await storage.members('a:set')).toEqual([]);
    expect(await storage.deleteAll('a:')).toBe(0);
  });

  it('erases sets by their prefix as well, each as one', async () => {
    await storage.addTo('a:set', 'T1');
    await storage.addTo('a:set', 'T2');
    await storage.addTo('b:set', 'T3');
    expect(await storage.deleteAll('a:')).toBe(1);
    expect([await storage.members('a:set'), await storage.members('b:set')]).toEqual([[], ['T3']]);
  });

  it('keeps a list newest first, and of it only so many as it is told', async () => {
    expect(await storage.latest('key', { count: 10 })).toEqual([]);
    for (const value of ['1', '', '2', '2', '3']) await storage.append('key', value, { keep: 4 });
    await storage.append('key:other', 'x', { keep: 1 });
    expect(await storage.latest('key', { count: 10 })).toEqual(['3', '2', '2', '']);
    await storage.append('key', '4', { keep: 2 });
    expect(await storage.latest('key', { count: 10 })).toEqual(['4', '3']);
    expect(await storage.latest('key:other', { count: 10 })).toEqual(['x']);
  });

  it('gives a part of a list, and nothing beyond its end', async () => {
    for (let i = 1; i <= 7; i += 1) await storage.append('key', String(i), { keep: 100 });
    expect(await storage.latest('key', { from: 0, count: 3 })).toEqual(['7', '6', '5']);
    expect(await storage.latest('key', { from: 3, count: 3 })).toEqual(['4', '3', '2']);
    expect(await storage.latest('key', { from: 6, count: 3 })).toEqual(['1']);
    expect(await storage.latest('key', { from: 7, count: 3 })).toEqual([]);
    expect(await storage.latest('key', { from: 0, count: 0 })).toEqual([]);
    expect(await storage.latest('key', { from: 2, count: 0 })).toEqual([]);
  });

  it('loses nothing of what many put into a list at once', async () => {
    const values = Array.from({ length: 50 }, (_, i) => String(i));
    await Promise.all(values.map((value) => storage.append('key', value, { keep: 50 })));
    expect((await storage.latest('key', { count: 100 })).sort()).toEqual(values.sort());
  });

  it('deletes lists by their key and by their prefix, each as one', async () => {
    for (const key of ['a:list', 'a:other', 'b:list', 'c:list']) {
      await storage.append(key, '1', { keep: 9 });
      await storage.append(key, '2', { keep: 9 });
    }
    await storage.delete('c:list');
    expect(await storage.deleteAll('a:')).toBe(2);
    const left = await Promise.all(['a:list', 'b:list', 'c:list'].map((key) => storage.latest(key, { count: 9 })));
    expect(left).toEqual([[], ['2', '1'], []]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to keep %s entries', async (keep) => {
    await expect(storage.append('key', 'value', { keep })).rejects.toThrow(RangeError);
    expect(await storage.latest('key', { count: 10 })).toEqual([]);
  });

  it.each([-1, 0.5, Number.NaN])(
    'refuses to read from or for %s entries, which Redis counts from the end',
    async (odd) => {
      await storage.append('key', 'value', { keep: 1 });
      await expect(storage.latest('key', { from: odd, count: 1 })).rejects.toThrow(RangeError);
      await expect(storage.latest('key', { from: 0, count: odd })).rejects.toThrow(RangeError);
    },
  );

  it('replaces an entry of a list wherever it has moved to, and only where it still is', async () => {
    for (const value of ['1', '2', '3']) await storage.append('key', value, { keep: 9 });
    expect(await storage.replaceEntry('key', '2', 'zwei')).toBe(true);
    await storage.append('key', '4', { keep: 3 });
    expect(await storage.replaceEntry('key', '2', 'late')).toBe(false);
    expect(await storage.replaceEntry('key', '1', 'gone')).toBe(false);
    expect(await storage.replaceEntry('key', '3', 'drei')).toBe(true);
    expect(await storage.replaceEntry('key:none', '1', 'next')).toBe(false);
    expect(await storage.latest('key', { count: 9 })).toEqual(['4', 'drei', 'zwei']);
    expect(await storage.latest('key:none', { count: 9 })).toEqual([]);
  });

  it('walks over all keys of a prefix, those with values or those with lists, and no others', async () => {
    const values = Array.from({ length: 700 }, (_, i) => `a:{T${i}}`);
    const lists = Array.from({ length: 20 }, (_, i) => `a:{T${i}}:list`);
    await Promise.all([...values, 'ab', 'b:value'].map((name) => storage.set(name, 'value')));
    await Promise.all([...lists, 'b:list'].map((name) => storage.append(name, 'value', { keep: 1 })));
    await storage.addTo('a:set', 'member');
    await storage.set('a:over', 'value', { ttlMs: 1 });
    await expect.poll(() => storage.get('a:over')).toBeUndefined();
    expect(await walked(storage, 'a:', 'value')).toEqual(values.sort());
    expect(await walked(storage, 'a:', 'list')).toEqual(lists.sort());
    expect(await walked(storage, 'key:none', 'value')).toEqual([]);
    await expect(walked(storage, '', 'value')).rejects.toThrow(RangeError);
  });

  it('deletes several keys at once, wherever they are kept', async () => {
    const names = ['a', 'b', 'c', 'key:{T1}', 'key:{T2}'];
    for (const name of names) await storage.set(name, 'value');
    await storage.delete(...names, 'never-there');
    expect(await Promise.all(names.map((name) => storage.get(name)))).toEqual(names.map(() => undefined));
  });

  it('deletes nothing when told nothing', async () => {
    await expect(storage.delete()).resolves.toBeUndefined();
  });

  it('deletes a value only for whoever knows it', async () => {
    await storage.set('key', 'mine');
    expect(await storage.deleteIf('key', 'yours')).toBe(false);
    expect(await storage.get('key')).toBe('mine');
    expect(await storage.deleteIf('key', 'mine')).toBe(true);
    expect(await storage.get('key')).toBeUndefined();
    expect(await storage.deleteIf('key', 'mine')).toBe(false);
  });

  it('replaces a value only for whoever knows it, and lets it live as long as is said then', async () => {
    await storage.add('key', 'mine', { ttlMs: 60_000 });
    expect(await storage.replaceIf('key', 'yours', 'next', { ttlMs: 60_000 })).toBe(false);
    expect(await storage.get('key')).toBe('mine');
    expect(await storage.replaceIf('key', 'mine', 'next', { ttlMs: 60_000 })).toBe(true);
    expect(await storage.get('key')).toBe('next');
    expect(await storage.replaceIf('key', 'next', 'next', { ttlMs: 1 })).toBe(true);
    await expect.poll(() => storage.get('key')).toBeUndefined();
    expect(await storage.replaceIf('key', 'next', 'late', { ttlMs: 60_000 })).toBe(false);
    expect(await storage.get('key')).toBeUndefined();
    await expect(storage.replaceIf('key', 'next', 'late', { ttlMs: 0 })).rejects.toThrow(RangeError);
  });

  it('replaces a value whose time goes on as it was', async () => {
    await storage.set('key:staying', 'old');
    await storage.set('key:passing', 'old', { ttlMs: 1_000 });
    expect(await storage.replaceIf('key:staying', 'old', 'next')).toBe(true);
    expect(await storage.replaceIf('key:passing', 'old', 'next')).toBe(true);
    expect(await storage.replaceIf('key:passing', 'old', 'late')).toBe(false);
    expect(await storage.get('key:passing')).toBe('next');
    expect(await storage.replaceIf('key:never', '', 'next')).toBe(false);
    await expect.poll(() => storage.get('key:passing'), { timeout: 5_000 }).toBeUndefined();
    expect(await storage.get('key:staying')).toBe('next');
  });

  it('of many who replace the same value at once lets one', async () => {
    await storage.set('key', 'free');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => storage.replaceIf('key', 'free', `owner ${i}`, { ttlMs: 60_000 })),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await storage.get('key')).toBe(`owner ${outcomes.indexOf(true)}`);
  });

  it('erases all that begins with a prefix, on every server, and nothing else', async () => {
    const doomed = Array.from({ length: 700 }, (_, i) => `a:{T${i}}:record`);
    await Promise.all([...doomed, 'b:{T1}', 'ab'].map((name) => storage.set(name, 'value')));
    expect(await storage.deleteAll('a:')).toBe(700);
    expect(await Promise.all(doomed.map((name) => storage.get(name)))).toEqual(doomed.map(() => undefined));
    expect([await storage.get('b:{T1}'), await storage.get('ab')]).toEqual(['value', 'value']);
  });

  it.each(['a*', 'a?', 'a[bc]', 'a\\', 'a[^b]', 'a{T}'])('takes the prefix %s by its letters', async (prefix) => {
    await storage.set(`${prefix}:record`, 'value');
    for (const bystander of ['ab', 'ac', 'ad', 'abc', 'aT', 'a']) await storage.set(bystander, 'value');
    expect(await storage.deleteAll(prefix)).toBe(1);
    expect(await storage.get('ab')).toBe('value');
  });

  it('refuses to erase everything for want of a prefix', async () => {
    await storage.set('key', 'value');
    await expect(storage.deleteAll('')).rejects.toThrow(RangeError);
    expect(await storage.get('key')).toBe('value');
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a time to live of %s', async (ttlMs) => {
    await expect(storage.add('key', 'value', { ttlMs })).rejects.toThrow(RangeError);
    await expect(storage.set('key', 'value', { ttlMs })).rejects.toThrow(RangeError);
    expect(await storage.get('key')).toBeUndefined();
  });

  it('can serve', async () => {
    await expect(storage.ping()).resolves.toBeUndefined();
  });

  it('rejects everything once it is closed, and may be closed twice', async () => {
    const closed = open();
    await closed.ping();
    const last = closed.get('key');
    await closed.close();
    await expect(last).resolves.toBeUndefined();
    await expect(closed.get('key')).rejects.toThrow(StorageError);
    await expect(closed.ping()).rejects.toThrow('the store is closed');
    await expect(closed.close()).resolves.toBeUndefined();
  });
});
