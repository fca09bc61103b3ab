import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startRedis, type TestRedis } from '../../test/redis.ts';
import { startRedisCluster, type TestRedisCluster } from '../../test/redis-cluster.ts';
import { createRecords } from '../storage/records.ts';
import { createRedisStorage } from '../storage/redis-storage.ts';
import { createSealer } from '../storage/sealer.ts';
import { createInlineJobs } from './inline-jobs.ts';
import type { Job, JobKind, Jobs, Journal } from './jobs.ts';
import { createRedisJobs } from './redis-jobs.ts';

const greet = {
  name: 'greet',
  schema: z.object({ who: z.string().min(1), at: z.coerce.date().optional() }),
} satisfies JobKind<unknown>;
type Greeting = z.infer<typeof greet.schema>;

const job = (id: string, who = 'Ada', workspace = 'T1'): Job<Greeting> => ({ id, workspace, data: { who } });

let redis: TestRedis;
let cluster: TestRedisCluster;
beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
});
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await Promise.all([redis, ...cluster.masters].map((server) => server.flush()));
});
afterAll(async () => {
  await Promise.all([redis?.close(), cluster?.close()]);
});

type OnError = (error: unknown, job: { readonly name: string; readonly id: string }) => void;

function inRedis(urls: readonly string[], onError: OnError): Jobs {
  const never = (error: Error) => {
    throw error;
  };
  const storage = createRedisStorage({ urls, onError: never });
  closers.push(() => storage.close());
  const records = createRecords({ storage, sealer: createSealer([{ id: 'k', key: new Uint8Array(32) }]) });
  return createRedisJobs({ urls, records, storage, onError, onOutage: never });
}

describe.each([
  { name: 'in this process', open: (onError: OnError) => createInlineJobs({ onError }) },
  { name: 'in Redis', open: (onError: OnError) => inRedis([redis.url], onError) },
  { name: 'in a Redis Cluster', open: (onError: OnError) => inRedis(cluster.urls, onError) },
])('jobs $name', ({ open }) => {
  function setUp(run: (job: Job<Greeting>, journal: Journal) => Promise<void> = async () => undefined) {
    const onError = vi.fn<OnError>();
    const handler = vi.fn(run);
    const jobs = open(onError);
    jobs.handle(greet, handler);
    const last = vi.fn();
    jobs.handle({ name: 'last', schema: z.null() }, async () => last());
    jobs.start();
    closers.unshift(() => jobs.close());
    return {
      jobs,
      handler,
      onError,
      /** Resolves when everything is done that was enqueued before: jobs are begun in the order they come. */
      async done() {
        await jobs.enqueue({ name: 'last', schema: z.null() }, { id: 'last', workspace: 'T1', data: null });
        await vi.waitFor(() => expect(last).toHaveBeenCalled());
        await jobs.close();
      },
    };
  }

  it('are done, with their workspace and their data as the schema reads it', async () => {
    const { jobs, handler, done } = setUp();
    const data = { who: 'Ada', at: new Date('2026-11-25T12:00:00Z') };
    await jobs.enqueue(greet, { id: 'V1', workspace: 'T1', data });
    await done();
    expect(handler.mock.calls.map(([done]) => done)).toEqual([{ id: 'V1', workspace: 'T1', data }]);
  });

  it('are done once, however often the same id comes', async () => {
    const { jobs, handler, done } = setUp();
    await Promise.all([1, 2, 3].map(() => jobs.enqueue(greet, job('V1'))));
    await vi.waitFor(() => expect(handler).toHaveBeenCalled());
    await jobs.enqueue(greet, job('V1', 'Grace'));
    await done();
    expect(handler).toHaveBeenCalledOnce();
  });

  it('are different work in another workspace or of another kind', async () => {
    const { jobs, handler, done } = setUp();
    const other = vi.fn(async () => undefined);
    jobs.handle({ ...greet, name: 'part' }, other);
    await jobs.enqueue(greet, job('V1'));
    await jobs.enqueue(greet, job('V1', 'Ada', 'T2'));
    await jobs.enqueue({ ...greet, name: 'part' }, job('V1'));
    await done();
    expect(handler).toHaveBeenCalledTimes(2);
    expect(other).toHaveBeenCalledOnce();
  });

  it('do the steps of their journal, also side by side', async () => {
    const steps: string[] = [];
    const { jobs, done } = setUp(async (_job, { once, isLast }) => {
      const step = { schema: z.string(), recover: async () => 'recovered' };
      const both = ['first', 'second'].map((name) => once({ ...step, name, run: async () => `${name} done` }));
      steps.push(...(await Promise.all(both)), String(isLast));
    });
    await jobs.enqueue(greet, job('V1'));
    await done();
    expect(steps).toEqual(['first done', 'second done', 'false']);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['does a step that fails', (_: unknown, { once }: Journal) => once({ ...failing, recover: failing.run })],
  ])('tell what went wrong by name and id, and nothing of the data, when the work %s', async (_, run) => {
    const { jobs, onError, done } = setUp(run);
    await jobs.enqueue(greet, job('V1', 'planted-address'));
    await jobs.enqueue(greet, job('V2'));
    await done();
    expect(onError.mock.calls).toEqual([
      [new Error('no'), { name: 'greet', id: 'V1' }],
      [new Error('no'), { name: 'greet', id: 'V2' }],
    ]);
    expect(inspect(onError.mock.calls, { depth: null })).not.toContain('planted');
  });

  it('are refused when their data does not fit, and accepted when it is mended', async () => {
    const { jobs, handler, done } = setUp();
    const refused = jobs.enqueue(greet, job('V1', ''));
    await expect(refused).rejects.toMatchObject({ code: 'job_invalid' });
    await jobs.enqueue(greet, job('V1'));
    await done();
    expect(handler).toHaveBeenCalledOnce();
  });

  it('show nothing of refused data', async () => {
    const { jobs } = setUp();
    jobs.handle({ name: 'strict', schema: z.literal('x') }, async () => undefined);
    const planted: JobKind<string> = { name: 'strict', schema: z.literal('y').or(z.string().max(1)) };
    const error = await jobs.enqueue(planted, { ...job('V1'), data: 'planted' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'job_invalid' });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('planted');
  });

  it('are refused when nobody handles them', async () => {
    const { jobs } = setUp();
    await expect(jobs.enqueue({ ...greet, name: 'part' }, job('V1'))).rejects.toMatchObject({ code: 'job_unhandled' });
  });

  it('have one handler a kind', () => {
    const { jobs } = setUp();
    expect(() => jobs.handle(greet, async () => undefined)).toThrow(
      expect.objectContaining({ code: 'job_handled_twice' }),
    );
  });

  it('that were begun are finished before the queue is closed, and none is accepted after that', async () => {
    const order: string[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { jobs, handler } = setUp(async () => {
      await gate;
      order.push('done');
    });
    await jobs.enqueue(greet, job('V1'));
    await vi.waitFor(() => expect(handler).toHaveBeenCalled());
    const closed = jobs.close().then(() => order.push('closed'));
    await new Promise((resolve) => setImmediate(resolve));
    open();
    await closed;
    expect(order).toEqual(['done', 'closed']);
    await expect(jobs.enqueue(greet, job('V3'))).rejects.toMatchObject({ code: 'jobs_closed' });
  });
});

const failing = { name: 'step', schema: z.void(), run: () => Promise.reject(new Error('no')) };
