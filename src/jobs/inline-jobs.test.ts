import { setImmediate as nextTurn } from 'node:timers/promises';
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
  it('start only after whoever enqueued has gone on', async () => {
    const order: string[] = [];
    const { jobs } = setUp(async () => void order.push('work'));
    await jobs.enqueue(greet, job('V1'));
    order.push('answer');
    await Promise.resolve().then(() => order.push('still answering'));
    await jobs.close();
    expect(order).toEqual(['answer', 'still answering', 'work']);
  });

  it('are not done again when the first try failed', async () => {
    const { jobs, handler } = setUp(() => Promise.reject(new Error('no')));
    await jobs.enqueue(greet, job('V1'));
    await nextTurn();
    await jobs.enqueue(greet, job('V1'));
    await jobs.close();
    expect(handler).toHaveBeenCalledOnce();
  });

  it('forget the oldest ids, so that memory stays bounded', async () => {
    const { jobs, handler } = setUp(undefined, { rememberedIds: 2 });
    for (const id of ['V1', 'V2', 'V3', 'V3', 'V1']) await jobs.enqueue(greet, job(id));
    await jobs.close();
    expect(handler.mock.calls.map(([{ id }]) => id)).toEqual(['V1', 'V2', 'V3', 'V1']);
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
