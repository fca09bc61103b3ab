import type { Cluster, Redis } from 'ioredis';
import { keys } from './keys.ts';
import { connectRedis } from './redis-client.ts';
import { checkedPrefix, type Storage, StorageError, wholeCount, wholeTtl } from './storage.ts';

/** How long a command may take, waiting for the connection included, in milliseconds. */
const deadlineMs = 2_000;

/** How many keys one step of a walk over the store looks at. */
const scanCount = 500;

const deleteIfScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`;

const replaceIfScript = `if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] then redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3]) else redis.call('set', KEYS[1], ARGV[2], 'KEEPTTL') end
return 1`;

const replaceEntryScript = `local at = redis.call('lpos', KEYS[1], ARGV[1])
if not at then return 0 end
redis.call('lset', KEYS[1], at, ARGV[2])
return 1`;

/** One step, so that no list is left longer than it may be, whatever happens to the connection. */
const appendScript = `redis.call('lpush', KEYS[1], ARGV[1]) return redis.call('ltrim', KEYS[1], 0, ARGV[2])`;

export interface RedisStorageOptions {
  /** `redis://` or `rediss://`; one is a server, several are start nodes of a Cluster. Needs Redis 6.2 or newer (or Valkey). */
  readonly urls: readonly string[];
  /** Told once per outage why the connection is lost or cannot be made; commands meanwhile reject by themselves. */
  readonly onError: (error: Error) => void;
}

/**
 * A store in Redis. It connects at once and reconnects by itself for ever; nothing waits for it to be there.
 *
 * Commands never hang: while the connection is away they wait for it during the first two seconds of the outage and
 * reject at once after that. A command that was on its way when the connection broke rejects and is not sent again,
 * since a second `add` or `take` would be answered by the effect of the first.
 */
export function createRedisStorage({ urls, onError }: RedisStorageOptions): Storage {
  const connection = connectRedis({ urls, deadlineMs, onError });

  const running = new Set<Promise<unknown>>();
  let closed = false;

  async function command<T>(name: string, run: (client: Redis | Cluster) => Promise<T>): Promise<T> {
    if (closed) throw new StorageError(`${name}: the store is closed`);
    const work = withinDeadline(name, run);
    running.add(work);
    try {
      return await work;
    } finally {
      running.delete(work);
    }
  }

  /** Runs one command on the connected client; the wait for the connection counts as well. */
  async function withinDeadline<T>(name: string, run: (client: Redis | Cluster) => Promise<T>): Promise<T> {
    try {
      // A client that is connected has the same deadline for each of its commands: a second clock would only cost time.
      if (connection.client.status === 'ready') return await run(connection.client);
      return await whenConnected(run);
    } catch (error) {
      // Only the text goes on: ioredis hangs the command's arguments, values included, on its errors.
      throw new StorageError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async function whenConnected<T>(run: (client: Redis | Cluster) => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    });
    try {
      return await Promise.race([connection.ready().then(run), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  function write(key: string, value: string, ttlMs: number | undefined): Promise<unknown> {
    if (ttlMs === undefined) return command('set', (client) => client.set(key, value));
    const ttl = wholeTtl(ttlMs);
    return command('set', (client) => client.set(key, value, 'PX', ttl));
  }

  /** Key by key: one command over several may not cross hash slots in a Cluster. Pipelining makes them one round trip. */
  async function deleteKeys(names: readonly string[]): Promise<number> {
    const counts = await Promise.all(names.map((key) => command('delete', (client) => client.unlink(key))));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async function* scan(prefix: string, type?: 'string' | 'list'): AsyncGenerator<string[]> {
    const pattern = `${escapedGlob(prefix)}*`;
    const step = (node: Redis, cursor: string) =>
      type === undefined
        ? node.scan(cursor, 'MATCH', pattern, 'COUNT', scanCount)
        : node.scan(cursor, 'MATCH', pattern, 'COUNT', scanCount, 'TYPE', type);
    const nodes = await command('scan', async (client) => connection.masters(client));
    for (const node of nodes) {
      let cursor = '0';
      do {
        const [next, found] = await command('scan', () => step(node, cursor));
        yield found;
        cursor = next;
      } while (cursor !== '0');
    }
  }

  return {
    async get(key) {
      return (await command('get', (client) => client.get(key))) ?? undefined;
    },
    async set(key, value, { ttlMs } = {}) {
      await write(key, value, ttlMs);
    },
    async add(key, value, { ttlMs }) {
      const ttl = wholeTtl(ttlMs);
      return (await command('add', (client) => client.set(key, value, 'PX', ttl, 'NX'))) === 'OK';
    },
    async take(key) {
      return (await command('take', (client) => client.getdel(key))) ?? undefined;
    },
    async addTo(key, member) {
      await command('addTo', (client) => client.sadd(key, member));
    },
    async removeFrom(key, member) {
      await command('removeFrom', (client) => client.srem(key, member));
    },
    async members(key) {
      return command('members', (client) => client.smembers(key));
    },
    async append(key, value, { keep }) {
      const last = wholeCount(keep, 1) - 1;
      await command('append', (client) => client.eval(appendScript, 1, key, value, last));
    },
    async latest(key, { from = 0, count }) {
      const last = wholeCount(from, 0) + wholeCount(count, 0) - 1;
      return last < from ? [] : command('latest', (client) => client.lrange(key, from, last));
    },
    async replaceEntry(key, value, next) {
      return (await command('replaceEntry', (client) => client.eval(replaceEntryScript, 1, key, value, next))) === 1;
    },
    async delete(...names) {
      await deleteKeys(names);
    },
    async deleteIf(key, value) {
      return (await command('deleteIf', (client) => client.eval(deleteIfScript, 1, key, value))) === 1;
    },
    async replaceIf(key, value, next, { ttlMs } = {}) {
      const ttl = ttlMs === undefined ? [] : [wholeTtl(ttlMs)];
      return (await command('replaceIf', (client) => client.eval(replaceIfScript, 1, key, value, next, ...ttl))) === 1;
    },
    async deleteAll(prefix) {
      let count = 0;
      for await (const found of scan(checkedPrefix(prefix))) count += await deleteKeys(found);
      return count;
    },
    async *walk(prefix, holding) {
      yield* scan(checkedPrefix(prefix), holding === 'value' ? 'string' : 'list');
    },
    async ping() {
      // A PING is also answered by a Redis that is out of memory or a read-only replica.
      await command('ping', (client) => client.set(keys.probe(), '1', 'PX', 1_000));
    },
    async close() {
      closed = true;
      await Promise.allSettled(running);
      connection.disconnect();
    },
  };
}

/** Text that stands for itself in a Redis glob pattern. */
function escapedGlob(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}
