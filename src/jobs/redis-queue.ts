import { setTimeout as pause } from 'node:timers/promises';
import { DelayedError, Queue, type Job as QueuedJob, Worker } from 'bullmq';
import * as z from 'zod';
import { hashed, keys } from '../storage/keys.ts';
import { connectRedis, createPatientClient } from '../storage/redis-client.ts';
import { StorageError } from '../storage/storage.ts';
import type { JobCount } from './jobs.ts';

/** Which record a job of the queue stands for; all that the queue knows of it. */
export type JobReference = z.infer<typeof referenceSchema>;
const referenceSchema = z.object({ workspace: z.string(), kind: z.string(), id: z.string() });

/** What came of taking a job: it is to be taken out, tried again as one that failed, or only put off, by milliseconds. */
export type Taken = 'done' | 'failed' | { laterMs: number };

/** How often a job was taken before. */
export interface EarlierRuns {
  readonly all: number;
  /** Those that failed. */
  readonly failed: number;
  /** Those whose process died, or was away for so long that the job was given to another. */
  readonly lost: number;
}

/** In milliseconds. */
export interface QueueTiming {
  /** A job whose process does not say for this long that it is still there is taken by another... */
  lockMs: number;
  /** ...which looks this often. */
  checkMs: number;
  /** Until a job that failed is tried again the first time; twice as long each time after that. */
  retryMs: number;
}

export interface RedisQueueOptions {
  urls: readonly string[];
  timing: QueueTiming;
  /** How many jobs are taken side by side. */
  concurrency: number;
  /** Told once per outage. */
  onError: (error: Error) => void;
  take: (reference: JobReference, earlier: EarlierRuns) => Promise<Taken>;
}

/** A queue of references in Redis, for all processes: every job is taken by one of them at a time. */
export interface RedisQueue {
  /** Does nothing where the same job is in the queue already. @throws StorageError */
  add(reference: JobReference): Promise<void>;
  /** @throws StorageError */
  count(): Promise<JobCount>;
  /** Those of a workspace that wait or run. @throws StorageError */
  of(workspace: string): Promise<JobReference[]>;
  /** Takes a job out that waits; one that runs stays until its run ends. @throws StorageError */
  remove(reference: JobReference): Promise<void>;
  start(): void;
  /** Resolves when the jobs that were taken are through, and the connections closed. */
  close(): Promise<void>;
}

const name = 'queue';
/** How long a command of whoever enqueues may take, the wait for the connection included. */
const deadlineMs = 2_000;
/** Longer than BullMQ blocks, which is ten seconds at most. */
const silenceMs = 12_000;
/**
 * Without an error for so long, an outage is over. Not with the next connection: a Redis that became a replica, or is out of
 * memory, takes connections and refuses everything else.
 */
const quietMs = 30_000;
/** How long BullMQ may take to say goodbye to Redis. */
const goodbyeMs = 2_000;

export function createRedisQueue({ urls, timing, concurrency, onError, take }: RedisQueueOptions): RedisQueue {
  let lastErrorAtMs = 0;
  function outage(error: Error): void {
    // Not an outage: another process has the job by now, and its journal sees to the rest.
    if (/\block\b/i.test(error.message)) return;
    const isNew = Date.now() - lastErrorAtMs > quietMs;
    lastErrorAtMs = Date.now();
    // Only the text: ioredis hangs the command's arguments on its errors.
    if (isNew) onError(new Error(error.message || error.name));
  }
  const shared = {
    prefix: keys.jobQueue(),
    // Asks Redis for its version otherwise, and where it does not answer just then, never works again.
    skipVersionCheck: true,
  };

  const producer = connectRedis({ urls, deadlineMs, onError: () => undefined });
  let queue: Queue | undefined;
  let worker: AbandonableWorker | undefined;
  let client: ReturnType<typeof createPatientClient> | undefined;
  const running = new Set<Promise<unknown>>();

  async function command<T>(what: string, run: (queue: Queue) => Promise<T>): Promise<T> {
    const work = async () => {
      const connection = await producer.ready();
      queue ??= createQueue(connection);
      return { value: await run(queue) };
    };
    try {
      const done = await within(deadlineMs, work());
      if (done === undefined) throw new Error(`no answer within ${deadlineMs} ms`);
      return done.value;
    } catch (error) {
      throw new StorageError(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function createQueue(connection: Awaited<ReturnType<typeof producer.ready>>): Queue {
    const created = new Queue(name, { ...shared, connection, streams: { events: { maxLen: keptEvents } } });
    // What matters rejects the command; an outage is the worker's to tell.
    created.on('error', () => undefined);
    return created;
  }

  async function process(job: QueuedJob, token?: string): Promise<void> {
    const reference = referenceSchema.parse(job.data);
    const earlier = { all: job.attemptsStarted - 1, failed: job.attemptsMade, lost: job.stalledCounter };
    const taken = await take(reference, earlier);
    if (taken === 'done') return;
    // BullMQ keeps the error with the job: nothing of what went wrong may be in it.
    if (taken === 'failed') throw new Error('the job failed');
    // Where the lock is lost, another process has the job by now; where Redis does not answer, one will find it.
    await within(deadlineMs, job.moveToDelayed(Date.now() + taken.laterMs, token)).catch(() => undefined);
    throw new DelayedError();
  }

  return {
    async add(reference) {
      await command('enqueue', (queue) =>
        queue.add(reference.kind, reference, {
          jobId: idOf(reference),
          attempts: Number.MAX_SAFE_INTEGER, // `take` decides when it is enough
          backoff: { type: 'exponential', delay: timing.retryMs },
          removeOnComplete: true,
          removeOnFail: true,
          stackTraceLimit: 0,
        }),
      );
    },
    async count() {
      const counts = await command('count', (queue) => queue.getJobCounts('waiting', 'delayed', 'active'));
      const { waiting = 0, delayed = 0, active = 0 } = counts;
      return { waiting: waiting + delayed, running: active };
    },
    async of(workspace) {
      const jobs = await command('list', (queue) => queue.getJobs(['waiting', 'delayed', 'active']));
      // One that ended between being listed and being read is not there.
      const references = jobs.map((job: QueuedJob | undefined) => referenceSchema.safeParse(job?.data).data);
      return references.filter((reference) => reference?.workspace === workspace).filter((it) => it !== undefined);
    },
    async remove(reference) {
      await command('remove', (queue) => queue.remove(idOf(reference)));
    },
    start() {
      client = createPatientClient({ urls, silenceMs });
      const tracked = (job: QueuedJob, token?: string) => {
        const run = process(job, token).finally(() => running.delete(settled));
        const settled = run.catch(() => undefined);
        running.add(settled);
        return run;
      };
      worker = new AbandonableWorker(name, tracked, {
        ...shared,
        connection: client,
        concurrency,
        lockDuration: timing.lockMs,
        stalledInterval: timing.checkMs,
        maxStalledCount: Number.MAX_SAFE_INTEGER,
        runRetryDelay: 1_000,
      });
      worker.on('error', outage);
    },
    async close() {
      const closed = (worker?.close() ?? Promise.resolve()).then(() => true);
      do {
        await Promise.all(running);
      } while (!(await within(goodbyeMs, closed)) && running.size > 0);
      await worker?.abandon();
      await queue?.close();
      client?.disconnect();
      producer.disconnect();
    },
  };
}

/** Where Redis is away, BullMQ waits with closing until it is back, and keeps the process alive meanwhile. */
class AbandonableWorker extends Worker {
  async abandon(): Promise<void> {
    await this.lockManager.close();
    await this.getBackend().close(true);
  }
}

/** BullMQ's log of what happened, which nobody reads. */
const keptEvents = 100;

/** Readable by nobody, since BullMQ leaves ids behind in its log; 132 bits of it are enough to tell jobs apart. */
function idOf({ workspace, kind, id }: JobReference): string {
  return hashed(keys.job(workspace, kind, id)).slice(0, 22);
}

/** Undefined where it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([work, pause(ms, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
