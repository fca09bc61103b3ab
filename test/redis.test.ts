import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { startRedis, type TestRedis, type TestRedisOptions } from './redis.ts';

describe('a Redis for a test', () => {
  const running: { close(): Promise<void> | void }[] = [];
  afterEach(async () => {
    for (const each of running.splice(0)) await each.close();
  });

  async function redis(options?: TestRedisOptions): Promise<TestRedis> {
    const server = await startRedis(options);
    running.push(server);
    return server;
  }

  function connect({ url }: TestRedis): Redis {
    const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    running.push({ close: () => client.disconnect() });
    return client;
  }

  it('answers on loopback as soon as it is started', async () => {
    const client = connect(await redis());
    await expect(client.ping()).resolves.toBe('PONG');
    await expect(client.config('GET', 'bind')).resolves.toEqual(['bind', '127.0.0.1']);
  });

  it('stands beside another one', async () => {
    const [first, second] = await Promise.all([redis(), redis()]);
    await connect(first).set('whose', 'first');
    expect(await second.dump()).toEqual({});
    expect(await first.dump()).toEqual({ whose: 'first' });
  });

  it('is gone when stopped, and empty on the same port when started again', async () => {
    const server = await redis();
    await connect(server).set('key', 'value');
    await server.stop();
    await expect(connects(server.port)).resolves.toBe(false);
    await server.start();
    expect(await server.dump()).toEqual({});
  });

  it('finds everything again after a stop when it is persistent', async () => {
    const server = await redis({ persistent: true });
    await connect(server).set('key', 'value');
    await server.stop();
    await server.start();
    expect(await server.dump()).toEqual({ key: 'value' });
  });

  it('says nothing while frozen and goes on afterwards', async () => {
    const server = await redis();
    const client = connect(server);
    await client.ping();
    server.freeze();
    let answered = false;
    const answer = client.ping().then(() => {
      answered = true;
    });
    await expect(connects(server.port)).resolves.toBe(true); // the kernel still takes connections, as in the real case
    expect(answered).toBe(false);
    server.unfreeze();
    await answer;
  });

  it('shows what is in it, whatever its type, and forgets it on a flush', async () => {
    const server = await redis();
    const client = connect(server);
    await client.set('string', 'a');
    await client.hset('hash', 'field', 'b');
    await client.rpush('list', 'c');
    await client.sadd('set', 'd');
    await client.zadd('zset', 1, 'e');
    await client.xadd('stream', '1-1', 'field', 'f');
    expect(await server.dump()).toEqual({
      string: 'a',
      hash: '{"field":"b"}',
      list: '["c"]',
      set: '["d"]',
      zset: '["e","1"]',
      stream: '[["1-1",["field","f"]]]',
    });
    await server.flush();
    expect(await server.dump()).toEqual({});
  });

  it('takes further arguments', async () => {
    const client = connect(await redis({ args: ['--maxmemory', '3mb'] }));
    await expect(client.config('GET', 'maxmemory')).resolves.toEqual(['maxmemory', '3145728']);
  });

  it('says why it does not start', async () => {
    await expect(startRedis({ args: ['--no-such-option', 'x'] })).rejects.toThrow(
      /did not start on port \d+.*no-such-option/s,
    );
  });

  it('dies with the process that started it, even if that is killed', async () => {
    const script = `
      const { startRedis } = await import('./test/redis.ts');
      const { port } = await startRedis();
      process.stdout.write(String(port));
    `;
    const owner = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    const [port] = await once(owner.stdout, 'data');
    const connection = createConnection(Number(port), '127.0.0.1');
    await once(connection, 'connect');
    // Not `once`, which rejects on an error first: a killed server may reset its connections.
    const closed = new Promise((resolve) => connection.once('close', resolve));
    connection.on('error', () => undefined).resume();
    owner.kill('SIGKILL');
    await closed;
  });
});

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
