import { keys } from '../storage/keys.ts';
import type { Records } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import { asJson, jobRecord, type OpenJob, openJobMs } from './job-record.ts';
import { JobError, type Jobs } from './jobs.ts';
import type { OnMoment } from './journal.ts';
import { createRedisQueue, type QueueTiming } from './redis-queue.ts';
import { createJobRunner, type RunHandler } from './run-job.ts';

export interface RedisJobsOptions {
  /** `redis://` or `rediss://`; several are start nodes of a Cluster. The one that `records` and `storage` are in. */
  readonly urls: readonly string[];
  readonly records: Records;
  readonly storage: Storage;
  /** Told what a job threw, each time it is tried. Never the job's data: it is somebody's addresses and texts. */
  readonly onError: (error: unknown, job: { readonly name: string; readonly id: string }) => void;
  /** Told once per outage that the queue cannot be reached; it goes on by itself. */
  readonly onOutage: (error: Error) => void;
  /** Other times than those below, for tests that cannot wait. */
  readonly timing?: QueueTiming;
  /**
   * Told where `enqueue` and a job's run stand, for tests that end the process there. By the names that its crash points go by:
   *
   * - `enqueue:begun`: before it is enqueued; nothing of it is kept.
   * - `enqueue:recorded`: the record is there, and not in the queue.
   * - `enqueue:noted`: after it was enqueued; Slack has not heard "ok".
   * - `STEP:begun`: before the call that a step makes: `create:begun` of a draft. That it begins is noted.
   * - `STEP:done`: after the call. What came of it is not noted.
   * - `STEP:noted`: it is noted. Of a job that answers somebody, `result:done` is before the record of its answer, and
   *   `changes:noted` before the reply.
   * - `job:ended`: after the reply; the record is the mark, and the queue has not heard.
   */
  readonly onMoment?: OnMoment;
}

/** Another process goes on with the jobs of one that died after fifteen seconds at most. */
const production: QueueTiming = { lockMs: 10_000, checkMs: 5_000, retryMs: 5_000 };

/** How many jobs a process does side by side. They wait for CleverReach and Slack most of the time. */
const concurrency = 20;

/**
 * Jobs that survive their process. What a job is and how far it has come stands sealed in a record of its workspace; the queue,
 * BullMQ's, only refers to it. Any process goes on with a job whose process died; its journal tells what is done already.
 *
 * A job that fails is tried again for about three minutes, one that cannot be noted for as long as its record is there: a
 * week. Without Redis the process starts and waits for it; `enqueue` rejects within some seconds then, as the storage does.
 */
export function createRedisJobs(options: RedisJobsOptions): Jobs {
  const { urls, records, storage, onError, onOutage, timing = production, onMoment = async () => undefined } = options;
  const handlers = new Map<string, RunHandler>();
  const run = createJobRunner({ records, handlers, onError, onMoment, pauseMs: timing.retryMs / 5 });
  const queue = createRedisQueue({ urls, timing, concurrency, onError: onOutage, take: run });
  let isClosed = false;

  return {
    handle(kind, run) {
      if (handlers.has(kind.name)) throw new JobError('job_handled_twice', `${kind.name} has a handler already`);
      handlers.set(kind.name, async ({ id, workspace, data }, journal) => {
        const parsed = kind.schema.safeParse(data);
        if (!parsed.success) throw new JobError('job_invalid', `${kind.name} ${id}: its data does not fit`);
        await run({ id, workspace, data: parsed.data }, journal);
      });
    },

    async enqueue({ name, schema }, { id, workspace, data }) {
      if (isClosed) throw new JobError('jobs_closed', `${name} ${id}: no more jobs are accepted`);
      if (!handlers.has(name)) throw new JobError('job_unhandled', `${name} ${id}: nobody handles this`);
      const json = asJson(schema, data);
      if (json === undefined) throw new JobError('job_invalid', `${name} ${id}: its data does not fit`);

      await onMoment('enqueue:begun', { name, id });
      const key = keys.job(workspace, name, id);
      const open: OpenJob = { data: json.value, takeovers: 0, steps: {} };
      const isNew = await records.add(jobRecord, workspace, key, open, { ttlMs: openJobMs });
      await onMoment('enqueue:recorded', { name, id });
      // A process that died here has left a record that no queue knows: whoever submits again, brings it into the queue.
      const ended = !isNew && 'endedAt' in ((await records.read(jobRecord, workspace, key)) ?? open);
      if (!ended) await queue.add({ workspace, kind: name, id });
      await onMoment('enqueue:noted', { name, id });
    },

    start: () => queue.start(),

    count: () => queue.count(),

    async forget(workspace) {
      for (const reference of await queue.of(workspace)) {
        await storage.delete(keys.job(workspace, reference.kind, reference.id));
        await queue.remove(reference);
      }
    },

    async close() {
      await queue.close();
      isClosed = true;
    },
  };
}
