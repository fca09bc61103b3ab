import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startRedis, type TestRedis, type TestRedisOptions, withClient } from '../../test/redis.ts';
import { keys } from '../storage/keys.ts';
import { createRecords } from '../storage/records.ts';
import { createRedisStorage } from '../storage/redis-storage.ts';
import { createSealer } from '../storage/sealer.ts';
import { StorageError } from '../storage/storage.ts';
import type { Job, JobKind, Journal } from './jobs.ts';
import { createRedisJobs, type RedisJobsOptions } from './redis-jobs.ts';

/** The promised two seconds, and what a busy machine may need to notice that they are over. */
const boundMs = 2_500;

const greet: JobKind<string> = { name: 'greet', schema: z.string() };
const job = (id: string, workspace = 'T1'): Job<string> => ({ id, workspace, data: `planted-${id}` });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function server(options?: TestRedisOptions): Promise<TestRedis> {
  const redis = await startRedis(options);
  closers.push(redis.close);
  return redis;
}

type Run = (job: Job<string>, journal: Journal) => Promise<void>;

/** One process of several. It does jobs once it is started. */
function process(redis: TestRedis, run: Run = async () => undefined, options: Partial<RedisJobsOptions> = {}) {
  const urls = [redis.url];
  const storage = createRedisStorage({ urls, onError: () => undefined });
  const records = createRecords({ storage, sealer: createSealer([{ id: 'k', key: new Uint8Array(32) }]) });
  const onError = vi.fn<RedisJobsOptions['onError']>();
  const onOutage = vi.fn<RedisJobsOptions['onOutage']>();
  const timing = { lockMs: 1_000, checkMs: 250, retryMs: 50 };
  const jobs = createRedisJobs({ urls, records, storage, onError, onOutage, timing, ...options });
  const done: string[] = [];
  jobs.handle(greet, async (job, journal) => {
    await run(job, journal);
    done.push(job.id);
  });
  const close = vi.fn(jobs.close);
  closers.push(async () => {
    if (close.mock.calls.length === 0) await close();
    await storage.close();
  });
  return { jobs: { ...jobs, close }, done, onError, onOutage };
}

/** What is in Redis of jobs that wait or are being done. */
async function inQueue(redis: TestRedis): Promise<string[]> {
  return Object.keys(await redis.dump()).filter((key) => new RegExp(`^${keys.jobQueue()}:.*:[\\w-]{22}$`).test(key));
}

/** A promise that is resolved from outside. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

const soon = { timeout: 15_000, interval: 25 };

describe('jobs in Redis', () => {
  it('are sealed, and the queue knows nothing but what they are called', async () => {
    const redis = await server();
    const { jobs } = process(redis);
    await jobs.enqueue(greet, job('V1'));
    const dump = await redis.dump();
    expect(Object.keys(dump)).toContain('cr:{T1}:job:greet:V1');
    expect(await inQueue(redis)).toHaveLength(1);
    expect(JSON.stringify(dump).includes('planted')).toBe(false);
  });

  it('wait for a process that does them, and leave a mark', async () => {
    const redis = await server();
    await process(redis).jobs.enqueue(greet, job('V1'));
    const { jobs, done } = process(redis);
    jobs.start();
    await vi.waitFor(async () => expect(await inQueue(redis)).toEqual([]), soon);
    expect(done).toEqual(['V1']);
    const lasting = await withClient(redis.port, (client) => client.pttl('cr:{T1}:job:greet:V1'));
    expect(lasting).toBeGreaterThan(0);
    expect(lasting).toBeLessThanOrEqual(24 * 60 * 60 * 1000);
  });

  it('are each done once by several processes', async () => {
    const redis = await server();
    const [one, other] = [process(redis), process(redis)];
    for (const { jobs } of [one, other]) jobs.start();
    const ids = Array.from({ length: 200 }, (_, index) => `V${index}`);
    await Promise.all(ids.map((id, index) => (index % 2 ? one : other).jobs.enqueue(greet, job(id))));
    await vi.waitFor(async () => expect(await inQueue(redis)).toEqual([]), soon);
    expect([...one.done, ...other.done].sort()).toEqual([...ids].sort());
  });

  it('stay with a process that lives, however long they take', async () => {
    const redis = await server();
    const { open, opened } = gate();
    const slow = process(redis, () => opened);
    slow.jobs.start();
    await slow.jobs.enqueue(greet, job('V1'));
    const other = process(redis);
    other.jobs.start();
    // Looks for jobs of dead processes, for longer than one may be silent.
    const looks = new Set<string>();
    await vi.waitFor(async () => {
      looks.add((await redis.dump())[`${keys.jobQueue()}:queue:stalled-check`] ?? '');
      expect(looks.size).toBeGreaterThan(6);
    }, soon);
    open();
    await vi.waitFor(async () => expect(await inQueue(redis)).toEqual([]), soon);
    expect([slow.done, other.done]).toEqual([['V1'], []]);
  });

  it('that fail are tried again, with their journal, until they are through', async () => {
    const redis = await server();
    const failures = [new Error('planted once'), new Error('planted twice')];
    let steps = 0;
    const { jobs, done, onError } = process(redis, async (_job, { once }) => {
      await once({ name: 'step', schema: z.number(), run: async () => ++steps });
      const failure = failures.shift();
      if (failure) throw failure;
    });
    jobs.start();
    await jobs.enqueue(greet, job('V1'));
    await vi.waitFor(() => expect(onError).toHaveBeenCalledTimes(1), soon);
    // What went wrong stays out of Redis.
    expect(JSON.stringify(await redis.dump()).includes('planted')).toBe(false);
    await vi.waitFor(() => expect(done).toEqual(['V1']), soon);
    expect(onError).toHaveBeenCalledTimes(2);
    expect(steps).toBe(1);
  });

  it('of a kind that only another process knows are left to it', async () => {
    const redis = await server();
    const newer = process(redis);
    const added = vi.fn();
    newer.jobs.handle({ ...greet, name: 'added' }, async () => added());
    await newer.jobs.enqueue({ ...greet, name: 'added' }, job('V1'));
    const { jobs } = process(redis);
    jobs.start();
    const delayed = () => withClient(redis.port, (client) => client.zcard(`${keys.jobQueue()}:queue:delayed`));
    await vi.waitFor(async () => expect(await delayed()).toBe(1), soon);
    await jobs.close();
    newer.jobs.start();
    await vi.waitFor(() => expect(added).toHaveBeenCalledOnce(), soon);
  });

  it('of a workspace are forgotten: those that wait are not begun, one that runs gets no further, and nothing is left', async () => {
    const redis = await server();
    const { open, opened } = gate();
    const begun: string[] = [];
    const steps: string[] = [];
    const { jobs } = process(redis, async ({ id }, { once }) => {
      begun.push(id);
      await opened;
      await once({ name: 'step', schema: z.number(), run: async () => steps.push(id), recover: async () => 0 });
    });
    jobs.start();
    await jobs.enqueue(greet, job('running', 'TERASED'));
    const others = Array.from({ length: 19 }, (_, index) => `other-${index}`);
    for (const id of others) await jobs.enqueue(greet, job(id, 'T2'));
    await vi.waitFor(() => expect(begun).toHaveLength(20), soon);
    for (const workspace of ['TERASED', 'T2']) await jobs.enqueue(greet, job('waiting', workspace));
    await jobs.forget('TERASED');
    // What runs, and what waits of the other workspace.
    expect(await inQueue(redis)).toHaveLength(21);
    open();
    await vi.waitFor(async () => expect(await inQueue(redis)).toEqual([]), soon);
    expect(steps.sort()).toEqual([...others, 'waiting'].sort());
    expect(begun).toHaveLength(21);
    expect(JSON.stringify(await redis.dump()).includes('TERASED')).toBe(false);
  });

  it('that were begun are finished by a process that stops, and those that wait by another', async () => {
    const redis = await server();
    const { open, opened } = gate();
    let begun = 0;
    const stopping = process(redis, () => {
      begun += 1;
      return opened;
    });
    stopping.jobs.start();
    const ids = Array.from({ length: 25 }, (_, index) => `V${index}`);
    for (const id of ids) await stopping.jobs.enqueue(greet, job(id));
    await vi.waitFor(() => expect(begun).toBe(20), soon);
    expect(await stopping.jobs.count()).toEqual({ waiting: 5, running: 20 });
    const closed = stopping.jobs.close();
    await nextTurn();
    open();
    await closed;
    expect(stopping.done).toHaveLength(20);
    expect(await inQueue(redis)).toHaveLength(5);
    const next = process(redis);
    next.jobs.start();
    await vi.waitFor(() => expect(next.done).toHaveLength(5), soon);
    expect([...stopping.done, ...next.done].sort()).toEqual([...ids].sort());
  });
});

describe('jobs in a Redis', () => {
  /** How long it took to be refused, in milliseconds. */
  async function refusal(enqueued: Promise<void>): Promise<number> {
    const startedMs = performance.now();
    await expect(enqueued).rejects.toThrow(StorageError);
    return performance.now() - startedMs;
  }

  /** Accepts and does a job, if not at once, then soon. */
  async function works({ jobs, done }: ReturnType<typeof process>, id: string): Promise<void> {
    await vi.waitFor(() => jobs.enqueue(greet, job(id)), soon);
    await vi.waitFor(() => expect(done).toContain(id), soon);
  }

  it('that is not there yet are refused, and done once it is', async () => {
    const redis = await server();
    await redis.stop();
    const started = process(redis);
    started.jobs.start();
    expect(await refusal(started.jobs.enqueue(greet, job('V1')))).toBeLessThan(boundMs);
    await expect(started.jobs.count()).rejects.toThrow(StorageError);
    await redis.start();
    await works(started, 'V1');
    expect(started.onOutage).toHaveBeenCalledOnce();
  });

  it('that never comes keep no process from ending', async () => {
    const redis = await server();
    await redis.stop();
    const { jobs } = process(redis);
    jobs.start();
    await jobs.close();
  });

  it('that goes away keeps no process from ending, also with a job that cannot be noted', async () => {
    const redis = await server();
    const { open, opened } = gate();
    const begun = vi.fn();
    const { jobs, done } = process(redis, () => {
      begun();
      return opened;
    });
    jobs.start();
    await jobs.enqueue(greet, job('V1'));
    await vi.waitFor(() => expect(begun).toHaveBeenCalled(), soon);
    await redis.stop();
    const closed = jobs.close();
    open();
    await closed;
    expect(done).toEqual(['V1']);
  });

  it('that is restarted wait there, and are done afterwards', async () => {
    const redis = await server({ persistent: true });
    const { jobs } = process(redis);
    await jobs.enqueue(greet, job('V1'));
    const started = process(redis);
    await redis.stop();
    started.jobs.start();
    await redis.start();
    await vi.waitFor(() => expect(started.done).toEqual(['V1']), soon);
    await works(started, 'V2');
  });

  /** What happens, how it begins and ends, and whether anybody hears of it who does not ask. */
  type Trouble = [string, (redis: TestRedis) => unknown, (redis: TestRedis) => unknown, 'told' | 'quiet'];
  const config =
    (...values: [string, string]) =>
    ({ port }: TestRedis) =>
      withClient(port, (client) => client.config('SET', ...values));
  const replicate = (host: string, port: string) => (redis: TestRedis) =>
    withClient(redis.port, (client) => client.call('REPLICAOF', host, port));
  it.each<Trouble>([
    ['freezes', (redis) => redis.freeze(), (redis) => redis.unfreeze(), 'quiet'],
    ['runs out of memory', config('maxmemory', '1'), config('maxmemory', '0'), 'told'],
    ['becomes a replica', replicate('127.0.0.1', '1'), replicate('NO', 'ONE'), 'told'],
    ['is restarted', (redis) => redis.stop(), (redis) => redis.start(), 'told'],
  ])('that %s are refused in time, and one that runs is done once in the end', async (_, begin, end, noise) => {
    const redis = await server({ persistent: true });
    const { open, opened } = gate();
    const calls: string[] = [];
    const begun = vi.fn();
    const started = process(redis, async ({ id }, { once }) => {
      const make = async () => calls.push(id);
      begun();
      if (id === 'V1') await opened;
      await once({ name: 'step', schema: z.number(), run: make, recover: make });
    });
    started.jobs.start();
    await started.jobs.enqueue(greet, job('V1'));
    await vi.waitFor(() => expect(begun).toHaveBeenCalled(), soon);
    await begin(redis);
    expect(await refusal(started.jobs.enqueue(greet, job('V2')))).toBeLessThan(boundMs);
    open();
    if (noise === 'told') await vi.waitFor(() => expect(started.onOutage).toHaveBeenCalled(), soon);
    await end(redis);
    await works(started, 'V2');
    await vi.waitFor(async () => expect(await inQueue(redis)).toEqual([]), soon);
    expect(started.done).toEqual(expect.arrayContaining(['V1', 'V2']));
    expect(calls.sort()).toEqual(['V1', 'V2']);
    expect(started.onOutage.mock.calls.length).toBeLessThanOrEqual(1);
    expect(started.onError).not.toHaveBeenCalled();
  });
});
