import type { z } from 'zod';

/** One kind of work that outlives the request it came with. The name is stored with the jobs, so it may not change. */
export interface JobKind<T> {
  readonly name: string;
  /** Reads what `enqueue` was given and what a queue brings back from JSON. */
  readonly schema: z.ZodType<T>;
}

/** One piece of work. */
export interface Job<T> {
  /** What makes the work the same work: a view's or an action's id. */
  readonly id: string;
  /** The workspace it is done for (`T…`). */
  readonly workspace: string;
  readonly data: T;
}

/** One step of a job: something done outside that must not be done twice, or work whose outcome is worth keeping. */
export interface Step<T> {
  /** What tells it from the job's other steps; stored with the job, so it may not change. */
  readonly name: string;
  /** Reads what the journal brings back from JSON. */
  readonly schema: z.ZodType<T>;
  run(): Promise<T>;
  /**
   * Called in place of `run` when an earlier process began the step and died before its outcome was noted, so that nobody
   * knows whether it took effect: finds out, and only does what was not done. `begunAt` is by that process's clock.
   *
   * A step without it is run again: for what does no harm when it is done twice.
   */
  recover?(begunAt: Date): Promise<T>;
}

/** What a job has done so far, kept where the process that carries on finds it. */
export interface Journal {
  /**
   * Whether this is the job's last run: those before it failed, or ended with their process. Nothing more is to be tried, but
   * whoever waits is to be told that nobody knows what came of it. Noted steps still have their outcomes.
   */
  readonly isLast: boolean;

  /**
   * Does a step, and notes what came of it before it resolves. A step that was noted by an earlier process is not done
   * again: its outcome is what was noted. What `run` throws is not noted, and passes through.
   *
   * Where `recover` is given, that the step begins is noted before it does.
   *
   * @throws JobError `job_interrupted` when it cannot be noted. The run has to end then, with this error: whoever runs the job
   * next finds out what it did.
   */
  once<T>(step: Step<T>): Promise<T>;
}

export interface JobCount {
  waiting: number;
  running: number;
}

/** Work to be done soon, but not while somebody waits. The queue knows nothing of what the work is. */
export interface Jobs {
  /**
   * Says what is done for a kind of job, before the first is enqueued. A job that a process did not finish, or whose `run`
   * rejected, may be run again, by any process: what must happen once are steps of its journal.
   *
   * @throws JobError `job_handled_twice`
   */
  handle<T>(kind: JobKind<T>, run: (job: Job<T>, journal: Journal) => Promise<void>): void;

  /**
   * Resolves once the job cannot be lost any more; its work may have begun by then. The same id again, for the same kind
   * and workspace, is ignored, also when the first has failed.
   *
   * @throws JobError `job_unhandled`, `job_invalid` or `jobs_closed`; the job is not accepted then. A queue whose store does
   * not answer rejects as the store does: the job may be accepted or not, and can be enqueued again with the same id.
   */
  enqueue<T>(kind: JobKind<T>, job: Job<T>): Promise<void>;

  /** Begins to do jobs, also those that other processes have left. Until then they are only accepted. */
  start(): void;

  /** How many jobs wait, of all processes, and how many are being done. Rejects as the queue's store does. */
  count(): Promise<JobCount>;

  /** Forgets a workspace's jobs: those that wait are not begun, those that run find out at their next step. */
  forget(workspace: string): Promise<void>;

  /** Resolves once the jobs that this process has begun are done. After that no job is accepted. */
  close(): Promise<void>;
}

/**
 * Said to whoever wants a job done:
 *
 * - `job_unhandled`: nobody said what to do for its kind.
 * - `job_handled_twice`: two parts said what to do for a kind.
 * - `job_invalid`: its data does not fit the kind's schema.
 * - `jobs_closed`: the process is about to end.
 *
 * Or, to one that runs:
 *
 * - `job_interrupted`: its journal cannot be kept: the store does not answer, another process has the job by now, or its
 *   workspace was forgotten.
 *
 * The message never holds the data.
 */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly code: 'job_unhandled' | 'job_handled_twice' | 'job_invalid' | 'jobs_closed' | 'job_interrupted';

  constructor(code: JobError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
