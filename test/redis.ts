import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A real Redis of a test's own, on a free port of the loopback interface. Every method resolves once it is so. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Ends the process at once, as a crash would. What it holds is lost, unless `persistent` was asked for. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Stops the process in its tracks: connections stay open and are never answered. */
  freeze(): void;
  unfreeze(): void;
  /** Everything it holds, key by key; what is not a string is shown as JSON. For "no token is in the dump". */
  dump(): Promise<Record<string, string>>;
  flush(): Promise<void>;
  /** Ends it for good and removes what it left on the disk. */
  close(): Promise<void>;
}

export interface TestRedisOptions {
  /** Keeps everything in an append-only file, so that a restart finds it again. */
  readonly persistent?: boolean;
  /** Further arguments for `redis-server`, for instance `['--maxmemory', '2mb']`. */
  readonly args?: readonly string[];
}

/**
 * Starts a `redis-server` and waits until it answers. It dies with the process that started it, however that ends.
 *
 * @throws Error that says how to install Redis, when there is none on the machine.
 */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  if (!hasRedis()) throw new Error(`redis-server is not installed. ${installHint}`);
  const directory = await mkdtemp(join(tmpdir(), 'redis-test-'));
  const discard = () => rm(directory, { recursive: true, force: true });
  const first = await startOnFreePort(directory, options).catch(async (error: unknown) => {
    await discard();
    throw error;
  });
  const { port } = first;
  let { server } = first;
  const url = `redis://127.0.0.1:${port}`;

  return {
    url,
    port,
    stop: () => server.stop(),
    async start() {
      server = await startServer(port, directory, options);
    },
    freeze: () => server.signal('SIGSTOP'),
    unfreeze: () => server.signal('SIGCONT'),
    dump: () => withClient(port, dumpAll),
    async flush() {
      await withClient(port, (client) => client.flushall());
    },
    async close() {
      await server.stop();
      await discard();
    },
  };
}

/** What a person does about a missing `redis-server`. */
export const installHint =
  'The tests run against a real one: `sudo apt-get install redis-server` on Debian and Ubuntu, `brew install redis` on macOS.';

/** Whether there is a `redis-server` to be started. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

interface Server {
  stop(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

async function startOnFreePort(directory: string, options: TestRedisOptions) {
  // Redis cannot choose a port itself, so between finding one and taking it another process may take it first.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, server: await startServer(port, directory, options) };
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given'));
        else resolve(address.port);
      });
    });
  });
}

async function startServer(port: number, directory: string, options: TestRedisOptions): Promise<Server> {
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, '--save', ''];
  args.push('--appendonly', options.persistent ? 'yes' : 'no', ...(options.args ?? []));
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log = `${log}${chunk}`.slice(-2000);
    });
  }
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const watchdog = watch(child, directory);
  // A number that is free again may soon be another process's.
  child.once('exit', () => watchdog.kill('SIGKILL'));

  const server: Server = {
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
    signal: (signal) => void child.kill(signal),
  };
  try {
    await Promise.race([answers(port, child), exited.then(() => Promise.reject(new Error('redis-server ended')))]);
  } catch (error) {
    await server.stop();
    throw new Error(`redis-server did not start on port ${port}: ${log}`, { cause: error });
  }
  return server;
}

/**
 * Kills the server and clears up when this process is gone, also when it was killed itself and no exit handler ran:
 * the shell waits for a line on a pipe whose other end only this process holds.
 */
function watch(child: ChildProcess, directory: string): ChildProcess {
  const script = 'read -r _; kill -9 "$1"; rm -rf "$2"';
  return spawn('sh', ['-c', script, 'sh', String(child.pid), directory], { stdio: ['pipe', 'ignore', 'ignore'] });
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  await withClient(
    port,
    async (client) => {
      // Another test's server on the same port would answer too: only the process just started counts.
      const info = await client.info('server');
      if (!info.includes(`process_id:${child.pid}\r\n`)) throw new Error('another server answers on this port');
    },
    () => (child.exitCode === null && child.signalCode === null ? 20 : null),
  );
}

/** Gives a connection to the server on a port for the length of one piece of work. */
export async function withClient<T>(
  port: number,
  use: (client: Redis) => Promise<T>,
  retryStrategy: () => number | null = () => null,
): Promise<T> {
  const client = new Redis({ host: '127.0.0.1', port, retryStrategy, maxRetriesPerRequest: null, lazyConnect: true });
  client.on('error', () => undefined); // what matters arrives as the rejection of the command
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

async function dumpAll(client: Redis): Promise<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const key of (await client.keys('*')).sort()) {
    entries.push([key, await shown(client, key)]);
  }
  return Object.fromEntries(entries);
}

async function shown(client: Redis, key: string): Promise<string> {
  const type = await client.type(key);
  switch (type) {
    case 'string':
      return (await client.get(key)) ?? '';
    case 'hash':
      return JSON.stringify(await client.hgetall(key));
    case 'list':
      return JSON.stringify(await client.lrange(key, 0, -1));
    case 'set':
      return JSON.stringify(await client.smembers(key));
    case 'zset':
      return JSON.stringify(await client.zrange(key, '0', '-1', 'WITHSCORES'));
    case 'stream':
      return JSON.stringify(await client.xrange(key, '-', '+'));
    case 'none':
      return ''; // expired between the two commands
    default:
      throw new Error(`the dump cannot show a ${type}`);
  }
}
