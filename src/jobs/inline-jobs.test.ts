import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createInlineJobs, type InlineJobsOptions } from './inline-jobs.ts';
import type { Job, JobKind, Journal } from './jobs.ts';

const greet = { name: 'greet', schema: z.object({ who: z.string().min(1) }) } satisfies JobKind<unknown>;
type Greeting = z.infer<typeof greet.schema>;

const job = (id: string, who = 'Ada', workspace = 'T1'): Job<Greeting> => ({ id, workspace, data: { who } });

function setUp(
  run: (job: Job<Greeting>, journal: Journal) => Promise<void> = async () => undefined,
  options?: Partial<InlineJobsOptions>,
) {
  const onError = vi.fn<InlineJobsOptions['onError']>();
  const handler = vi.fn(run);
  const jobs = createInlineJobs({ onError, ...options });
  jobs.handle(greet, handler);
  return { jobs, handler, onError };
}

describe('inline jobs', () => {
  it('do what was enqueued, with its workspace and data', async () => {
    const { jobs, handler } = setUp();
    await jobs.enqueue(greet, job('V1'));
    await jobs.close();
    expect(handler.mock.calls.map(([done]) => done)).toEqual([{ id: 'V1', workspace: 'T1', data: { who: 'Ada' } }]);
  });

  it('do the steps of their journal, whose failures are theirs', async () => {
    const refused = new Error('no');
    const steps: unknown[] = [];
    const { jobs, onError } = setUp(async (_job, { once }) => {
      const step = { schema: z.string(), recover: async () => 'recovered' };
      steps.push(await once({ ...step, name: 'first', run: async () => 'done' }));
      await once({ ...step, name: 'second', run: () => Promise.reject(refused) });
    });
    await jobs.enqueue(greet, job('V1'));
    await jobs.close();
    expect(steps).toEqual(['done']);
    expect(onError).toHaveBeenCalledWith(refused, { name: 'greet', id: 'V1' });
  });

  it('start only after whoever enqueued has gone on', async () => {
    const order: string[] = [];
    const { jobs } = setUp(async () => void order.push('work'));
    await jobs.enqueue(greet, job('V1'));
    order.push('answer');
    await Promise.resolve().then(() => order.push('still answering'));
    await jobs.close();
    expect(order).toEqual(['answer', 'still answering', 'work']);
  });

  it('are done once, however often the same id comes', async () => {
    const { jobs, handler } = setUp();
    await Promise.all([1, 2, 3].map(() => jobs.enqueue(greet, job('V1'))));
    await nextTurn();
    await jobs.enqueue(greet, job('V1', 'Grace'));
    await jobs.close();
    expect(handler).toHaveBeenCalledOnce();
  });

  it('are not done again when the first try failed', async () => {
    const { jobs, handler } = setUp(() => Promise.reject(new Error('no')));
    await jobs.enqueue(greet, job('V1'));
    await nextTurn();
    await jobs.enqueue(greet, job('V1'));
    await jobs.close();
    expect(handler).toHaveBeenCalledOnce();
  });

  it('are different work in another workspace or of another kind', async () => {
    const { jobs, handler } = setUp();
    const other = vi.fn(async () => undefined);
    jobs.handle({ ...greet, name: 'part' }, other);
    await jobs.enqueue(greet, job('V1'));
    await jobs.enqueue(greet, job('V1', 'Ada', 'T2'));
    await jobs.enqueue({ ...greet, name: 'part' }, job('V1'));
    await jobs.close();
    expect(handler).toHaveBeenCalledTimes(2);
    expect(other).toHaveBeenCalledOnce();
  });

  it('forget the oldest ids, so that memory stays bounded', async () => {
    const { jobs, handler } = setUp(undefined, { rememberedIds: 2 });
    for (const id of ['V1', 'V2', 'V3', 'V3', 'V1']) await jobs.enqueue(greet, job(id));
    await jobs.close();
    expect(handler.mock.calls.map(([{ id }]) => id)).toEqual(['V1', 'V2', 'V3', 'V1']);
  });

  it('are refused when their data does not fit, and accepted when it is mended', async () => {
    const { jobs, handler } = setUp();
    await expect(jobs.enqueue(greet, job('V1', ''))).rejects.toMatchObject({ code: 'job_invalid' });
    await jobs.enqueue(greet, job('V1'));
    await jobs.close();
    expect(handler).toHaveBeenCalledOnce();
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

  it.each([
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
  ])('tell what went wrong by name and id, and nothing of the data, when the work %s', async (_, run) => {
    const { jobs, onError } = setUp(run);
    await jobs.enqueue(greet, job('V1', 'planted-address'));
    await jobs.enqueue(greet, job('V2'));
    await jobs.close();
    expect(onError.mock.calls.map(([, about]) => about)).toEqual([
      { name: 'greet', id: 'V1' },
      { name: 'greet', id: 'V2' },
    ]);
    expect(inspect(onError.mock.calls, { depth: null })).not.toContain('planted');
  });

  it('show nothing of refused data', async () => {
    const { jobs } = setUp();
    jobs.handle({ name: 'strict', schema: z.literal('x') }, async () => undefined);
    const planted: JobKind<string> = { name: 'strict', schema: z.string() };
    const error = await jobs.enqueue(planted, { ...job('V1'), data: 'planted' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'job_invalid' });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('planted');
  });

  it('are finished before the queue is closed, and what they enqueue as well', async () => {
    const done: string[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { jobs } = setUp(async ({ id }) => {
      await gate;
      if (id === 'V1') await jobs.enqueue(greet, job('V2'));
      done.push(id);
    });
    await jobs.enqueue(greet, job('V1'));
    const closed = jobs.close().then(() => done.push('closed'));
    await nextTurn();
    open();
    await closed;
    expect(done).toEqual(['V1', 'V2', 'closed']);
    await expect(jobs.enqueue(greet, job('V3'))).rejects.toMatchObject({ code: 'jobs_closed' });
  });
});
