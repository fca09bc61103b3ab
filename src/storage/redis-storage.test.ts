import { createServer, type Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startRedis, type TestRedis, type TestRedisOptions, withClient } from '../../test/redis.ts';
import { startRedisCluster } from '../../test/redis-cluster.ts';
import { startRedisWay } from '../../test/redis-way.ts';
import { walked } from '../../test/walked.ts';
import { createRedisStorage } from './redis-storage.ts';
import { type Storage, StorageError } from './storage.ts';

/** The promised two seconds, and what a busy machine may need to notice that they are over. */
const boundMs = 2_500;

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function server(options?: TestRedisOptions): Promise<TestRedis> {
  const redis = await startRedis(options);
  closers.push(redis.close);
  return redis;
}

function open(...urls: string[]) {
  const onError = vi.fn<(error: Error) => void>();
  const storage = createRedisStorage({ urls, onError });
  closers.push(storage.close);
  return { storage, onError };
}

/** How long a command took to reject, in milliseconds. */
async function rejection(command: Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await expect(command).rejects.toThrow(StorageError);
  return performance.now() - startedMs;
}

const everyCommand: [string, (storage: Storage) => Promise<unknown>][] = [
  ['get', (storage) => storage.get('key')],
  ['set', (storage) => storage.set('key', 'value')],
  ['add', (storage) => storage.add('key', 'value', { ttlMs: 1_000 })],
  ['take', (storage) => storage.take('key')],
  ['delete', (storage) => storage.delete('key')],
  ['deleteIf', (storage) => storage.deleteIf('key', 'value')],
  ['replaceIf', (storage) => storage.replaceIf('key', 'value', 'next', { ttlMs: 1_000 })],
  ['replaceEntry', (storage) => storage.replaceEntry('key', 'value', 'next')],
  ['walk', (storage) => walked(storage, 'key', 'value')],
  ['deleteAll', (storage) => storage.deleteAll('key')],
  ['ping', (storage) => storage.ping()],
];

async function heals(storage: Storage): Promise<void> {
  await expect.poll(() => storage.ping().then(() => 'serves', String), { timeout: 15_000 }).toBe('serves');
  for (const [, command] of everyCommand) await command(storage);
}

describe('a store in Redis', () => {
  it('has Redis itself count the time to live', async () => {
    const redis = await server();
    const { storage } = open(redis.url);
    await storage.set('set', 'value', { ttlMs: 60_000 });
    await storage.add('add', 'value', { ttlMs: 60_000 });
    await storage.set('fraction', 'value', { ttlMs: 59_999.5 });
    await storage.set('forever', 'value');
    await withClient(redis.port, async (client) => {
      for (const key of ['set', 'add', 'fraction']) {
        const pttl = await client.pttl(key);
        expect(pttl).toBeGreaterThan(50_000);
        expect(pttl).toBeLessThanOrEqual(60_000);
      }
      expect(await client.pttl('forever')).toBe(-1);
    });
  });

  it('lets one of fifty adders win over several connections', async () => {
    const redis = await server();
    const stores = Array.from({ length: 5 }, () => open(redis.url).storage);
    const adders = Array.from({ length: 50 }, (_, i) => stores[i % 5]?.add('key', String(i), { ttlMs: 60_000 }));
    expect((await Promise.all(adders)).filter(Boolean)).toHaveLength(1);
  });

  it('is not there at first: commands reject within the bound, later ones at once, and it heals', async () => {
    const redis = await server();
    await redis.stop();
    const { storage, onError } = open(redis.url);
    const times = await Promise.all(everyCommand.map(([, command]) => rejection(command(storage))));
    expect(Math.max(...times)).toBeLessThan(boundMs);
    expect(await rejection(storage.get('key'))).toBeLessThan(200);
    expect(onError).toHaveBeenCalledOnce();
    expect(onError.mock.lastCall?.[0].message).toContain('ECONNREFUSED');
    await redis.start();
    await heals(storage);
  });

  it('waits for a Redis that is only just starting', async () => {
    const redis = await server();
    await redis.stop();
    const { storage } = open(redis.url);
    const early = storage.set('key', 'value');
    await redis.start();
    await early;
    expect(await storage.get('key')).toBe('value');
  });

  it('is frozen: every command rejects within the bound, and it heals', async () => {
    const redis = await server();
    const { storage, onError } = open(redis.url);
    await storage.ping();
    redis.freeze();
    const times: Promise<number>[] = [];
    for (const [, command] of everyCommand) {
      times.push(rejection(command(storage)));
      await nextTurn(); // so that the later ones queue behind a pipeline that is already on its way
    }
    expect(Math.max(...(await Promise.all(times)))).toBeLessThan(boundMs);
    expect(await rejection(storage.get('key'))).toBeLessThan(boundMs);
    redis.unfreeze();
    await heals(storage);
    expect(onError).toHaveBeenCalledOnce();
  });

  it('takes connections and never says a word: commands reject within the bound', async () => {
    const mute = createServer((socket) => void socket.on('error', () => undefined));
    const { storage } = open(await listening(mute));
    expect(await rejection(storage.ping())).toBeLessThan(boundMs);
  });

  it('loses its connection without a word: it takes a new one', async () => {
    const redis = await server();
    const way = await proxy(redis);
    const { storage } = open(way.url);
    await storage.ping();
    way.swallow();
    expect(await rejection(storage.get('key'))).toBeLessThan(boundMs);
    await heals(storage);
  });

  it('fails over behind a fixed name: it goes to the new master', async () => {
    const [old, next] = await Promise.all([server(), server()]);
    const way = await proxy(old);
    const { storage } = open(way.url);
    await storage.ping();
    way.leadTo(next);
    await withClient(old.port, (client) => client.replicaof('127.0.0.1', next.port));
    await heals(storage);
  });

  it('is restarted: it heals, and each outage is told once', async () => {
    const redis = await server({ persistent: true });
    const { storage, onError } = open(redis.url);
    await storage.set('kept', 'value');
    for (const outage of [1, 2]) {
      await redis.stop();
      expect(await rejection(storage.get('kept'))).toBeLessThan(boundMs);
      expect(onError).toHaveBeenCalledTimes(outage);
      await redis.start();
      await heals(storage);
    }
    expect(await storage.get('kept')).toBe('value');
  });

  it('does not send a command again whose answer was lost with the connection', async () => {
    const redis = await server({ persistent: true });
    const { storage } = open(redis.url);
    await storage.ping();
    redis.freeze();
    const lost = rejection(storage.add('key', 'value', { ttlMs: 60_000 }));
    await nextTurn();
    await redis.stop();
    await redis.start();
    await lost;
    await heals(storage);
    expect(await storage.add('lock', 'value', { ttlMs: 60_000 })).toBe(true);
  });

  it('is out of memory: writes and ping reject and say so, reads go on', async () => {
    const redis = await server({ args: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
    const { storage } = open(redis.url);
    await expect(storage.set('key', 'value')).rejects.toThrow(/OOM/);
    await expect(storage.ping()).rejects.toThrow(/OOM/);
    expect(await storage.get('key')).toBeUndefined();
  });

  it('has become a replica: ping rejects, and it heals once the server is a master again', async () => {
    const redis = await server();
    const { storage } = open(redis.url);
    await storage.ping();
    await withClient(redis.port, (client) => client.replicaof('127.0.0.1', 1));
    await expect(storage.ping()).rejects.toThrow(StorageError);
    await withClient(redis.port, (client) => client.replicaof('NO', 'ONE'));
    await heals(storage);
  });

  it('shows no value in an error', async () => {
    const redis = await server({ args: ['--maxmemory', '1'] });
    const { storage } = open(redis.url);
    const error = await storage.set('key', 'planted-value').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'StorageError', code: 'storage_unavailable' });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('planted-value');
  });

  it('is closed during an outage: at once, and without a further word', async () => {
    const redis = await server();
    await redis.stop();
    const { storage, onError } = open(redis.url);
    await rejection(storage.ping());
    const told = onError.mock.calls.length;
    await storage.close();
    expect(await rejection(storage.ping())).toBeLessThan(200);
    expect(onError).toHaveBeenCalledTimes(told);
  });
});

describe('a store in a Redis Cluster', () => {
  async function cluster() {
    const started = await startRedisCluster();
    closers.push(started.close);
    return started;
  }

  it('has one server frozen: commands reject within the bound, and it heals', async () => {
    const { urls, masters } = await cluster();
    const { storage } = open(...urls);
    await storage.ping();
    masters[1]?.freeze();
    const names = Array.from({ length: 60 }, (_, i) => `{T${i}}`);
    const startedMs = performance.now();
    const results = await Promise.allSettled(names.map((name) => storage.get(name)));
    expect(performance.now() - startedMs).toBeLessThan(boundMs);
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.every((failure) => failure instanceof StorageError)).toBe(true);
    masters[1]?.unfreeze();
    await heals(storage);
    await expect.poll(() => serves(storage, names), { timeout: 15_000 }).toBe(true);
  });

  it('is restarted as a whole: it heals', async () => {
    const { urls, masters } = await cluster();
    const { storage, onError } = open(...urls);
    await storage.ping();
    await Promise.all(masters.map((master) => master.stop()));
    expect(await rejection(storage.get('key'))).toBeLessThan(boundMs);
    expect(await rejection(storage.ping())).toBeLessThan(boundMs);
    await Promise.all(masters.map((master) => master.start()));
    await heals(storage);
    const names = Array.from({ length: 60 }, (_, i) => `{T${i}}`);
    await expect.poll(() => serves(storage, names), { timeout: 15_000 }).toBe(true);
    expect(onError).toHaveBeenCalledOnce();
  });
});

function listening(listener: Server): Promise<string> {
  closers.push(() => void listener.close());
  return new Promise((resolve) => {
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      resolve(typeof address === 'object' && address !== null ? `redis://127.0.0.1:${address.port}` : '');
    });
  });
}

/** A way to a server that can be cut off in silence, or made to lead new connections to another server. */
async function proxy(first: TestRedis) {
  const way = await startRedisWay(first);
  closers.push(way.close);
  return way;
}

async function serves(storage: Storage, names: readonly string[]): Promise<boolean> {
  const results = await Promise.allSettled(names.map((name) => storage.get(name)));
  return results.every(({ status }) => status === 'fulfilled');
}
