import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { JobError, type Jobs, type Journal } from './jobs.ts';
import { type JobRun, observedJobs } from './observed-jobs.ts';

const journal: Journal = { isLast: false, once: ({ run }) => run() };

test.each<[string, Error | undefined, JobRun['outcome']]>([
  ['is through', undefined, 'done'],
  ['fails', new Error('no'), 'failed'],
  ['fails by its own fault', new JobError('job_invalid', 'no'), 'failed'],
  ['cannot note what it does', new JobError('job_interrupted', 'no'), 'interrupted'],
])('a run that %s is told once, and ends as it does', async (_, error, outcome) => {
  let run: (data: unknown) => Promise<void> = () => expect.fail('nobody handles it');
  const jobs: Pick<Jobs, 'handle'> = {
    handle(kind, handler) {
      run = (data) => handler({ id: 'V1', workspace: 'T1', data: kind.schema.parse(data) }, journal);
    },
  };
  const observe = vi.fn();
  const observed = observedJobs({ ...others, ...jobs }, observe);
  observed.handle({ name: 'greet', schema: z.null() }, () => (error ? Promise.reject(error) : Promise.resolve()));
  expect(await run(null).catch((thrown: unknown) => thrown)).toBe(error);
  expect(observe.mock.calls).toEqual([[{ kind: 'greet', outcome, durationMs: expect.any(Number) }]]);
});

const others: Omit<Jobs, 'handle'> = {
  enqueue: async () => undefined,
  start: () => undefined,
  count: async () => ({ waiting: 0, running: 0 }),
  forget: async () => undefined,
  close: async () => undefined,
};
