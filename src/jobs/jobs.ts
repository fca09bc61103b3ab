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

/** Work to be done soon, but not while somebody waits. The queue knows nothing of what the work is. */
export interface Jobs {
  /**
   * Says what is done for a kind of job, before the first is enqueued.
   *
   * @throws JobError `job_handled_twice`
   */
  handle<T>(kind: JobKind<T>, run: (job: Job<T>) => Promise<void>): void;

  /**
   * Resolves once the job cannot be lost any more; its work starts after that. The same id again, for the same kind
   * and workspace, is ignored, also when the first has failed.
   *
   * @throws JobError `job_unhandled`, `job_invalid` or `jobs_closed`; the job is not accepted then.
   */
  enqueue<T>(kind: JobKind<T>, job: Job<T>): Promise<void>;

  /** Resolves once the jobs that were accepted (and what they enqueued) are done. After that no job is accepted. */
  close(): Promise<void>;
}

/**
 * A job was not accepted:
 *
 * - `job_unhandled`: nobody said what to do for its kind.
 * - `job_handled_twice`: two parts said what to do for a kind.
 * - `job_invalid`: its data does not fit the kind's schema.
 * - `jobs_closed`: the process is about to end.
 *
 * The message never holds the data.
 */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly code: 'job_unhandled' | 'job_handled_twice' | 'job_invalid' | 'jobs_closed';

  constructor(code: JobError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
