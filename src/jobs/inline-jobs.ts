import { LRUCache } from 'lru-cache';
import { type Job, JobError, type JobKind, type Jobs, type Journal } from './jobs.ts';

export interface InlineJobsOptions {
  /** Told what a job threw. Never the job's data: it is somebody's addresses and texts. */
  readonly onError: (error: unknown, job: { readonly name: string; readonly id: string }) => void;
  /** How many ids are remembered in order to ignore repeats; 10,000 when left out. */
  readonly rememberedIds?: number;
}

/** What is lost with the process is never begun again, so there is nothing to be noted. */
const journal: Journal = { isLast: false, once: ({ run }) => run() };

/** A job of a kind whose type is known to its handler alone: checks the data, and gives back the work still to do. */
type Accept = (job: Job<unknown>) => () => Promise<void>;

/**
 * A queue in this process, for the demo and for tests: accepted work is done at once, all of it side by side, and is
 * lost if the process is killed.
 */
export function createInlineJobs({ onError, rememberedIds = 10_000 }: InlineJobsOptions): Jobs {
  const handlers = new Map<string, Accept>();
  const seen = new LRUCache<string, true>({ max: rememberedIds });
  const running = new Set<Promise<void>>();
  let closed = false;

  async function start(work: () => Promise<void>, name: string, id: string): Promise<void> {
    // Not in this turn: whoever enqueues answers Slack first.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      await work();
    } catch (error) {
      onError(error, { name, id });
    }
  }

  return {
    handle(kind, run) {
      if (handlers.has(kind.name)) throw new JobError('job_handled_twice', `${kind.name} has a handler already`);
      handlers.set(kind.name, ({ id, workspace, data }) => {
        const parsed = kind.schema.safeParse(data);
        if (!parsed.success) throw new JobError('job_invalid', `${kind.name} ${id}: its data does not fit`);
        return () => run({ id, workspace, data: parsed.data }, journal);
      });
    },

    async enqueue<T>({ name }: JobKind<T>, job: Job<T>) {
      if (closed) throw new JobError('jobs_closed', `${name} ${job.id}: no more jobs are accepted`);
      const accept = handlers.get(name);
      if (accept === undefined) throw new JobError('job_unhandled', `${name} ${job.id}: nobody handles this`);
      const work = accept(job);

      const identity = JSON.stringify([name, job.workspace, job.id]);
      if (seen.has(identity)) return;
      seen.set(identity, true);

      const done = start(work, name, job.id).finally(() => running.delete(done));
      running.add(done);
    },

    start() {
      // There are none but its own, and those are done at once.
    },

    count: async () => ({ waiting: 0, running: running.size }),

    async forget() {
      // What was accepted has begun, and nothing of it is kept.
    },

    async close() {
      while (running.size > 0) await Promise.all(running);
      closed = true;
    },
  };
}
