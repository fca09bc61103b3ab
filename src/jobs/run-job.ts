import { setTimeout as pause } from 'node:timers/promises';
import { keys } from '../storage/keys.ts';
import type { Held, Records } from '../storage/records.ts';
import { StorageError } from '../storage/storage.ts';
import { endedJobMs, type JobState, jobRecord, type OpenJob, openJobMs } from './job-record.ts';
import { type Job, JobError, type Journal } from './jobs.ts';
import { createJournal, type OnMoment } from './journal.ts';
import type { EarlierRuns, JobReference, Taken } from './redis-queue.ts';

/** Does a job of one kind, whose data is not checked yet. */
export type RunHandler = (job: Job<unknown>, journal: Journal) => Promise<void>;

export interface JobRunnerOptions {
  records: Records;
  handlers: ReadonlyMap<string, RunHandler>;
  /** Told what a job threw, each time. */
  onError: (error: unknown, job: { readonly name: string; readonly id: string }) => void;
  onMoment: OnMoment;
  /**
   * Until an interrupted job is tried again the first time, in milliseconds; twice as long each time after that. And until it
   * is tried again to note that a job has ended, always as long.
   */
  pauseMs: number;
}

/** Of runs that failed; the next one is the last. With the pauses between them this is about three minutes. */
const mostFailures = 5;
/** Of runs whose process died or was away: more than restarts bring about, so it is the job that ends its process. */
const mostLosses = 10;
/** The longest pause before an interrupted job is tried again. */
const longestPauseMs = 30_000;
/** How often it is tried to note that a job has ended: better than an answer that comes twice. */
const endTries = 15;

/**
 * Does a job of the queue, or what its earlier runs have left to do, and says what becomes of it. A job whose record is gone
 * was forgotten, one that has ended is not done again. Never rejects.
 */
export function createJobRunner({ records, handlers, onError, onMoment, pauseMs }: JobRunnerOptions) {
  return async (reference: JobReference, earlier: EarlierRuns): Promise<Taken> => {
    const { workspace, kind, id } = reference;
    const about = { name: kind, id };
    const later = { laterMs: Math.min(pauseMs * 2 ** earlier.all, longestPauseMs) };
    const handler = handlers.get(kind);
    // Another version of the app has enqueued it, and will do it.
    if (!handler) return later;
    try {
      const key = keys.job(workspace, kind, id);
      const taken = await take(records, reference, key, earlier.all > 0);
      if (!taken) return 'done';
      const isLast = earlier.failed >= mostFailures || earlier.lost >= mostLosses;
      const journal = createJournal(taken, { key, isLast, onMoment: (moment) => onMoment(moment, about) });
      const run = async () => {
        // The last run, too, has ended its process.
        if (earlier.lost > mostLosses) throw new Error('the job ends every process that does it');
        await handler({ id, workspace, data: taken.job.data }, journal);
      };
      const failure = await run().then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      // What still goes on would be in the way of the next run.
      await journal.settled();
      if (journal.isInterrupted()) return later;
      if (failure) onError(failure.error, about);
      if (failure && !isLast) return 'failed';
      if (!(await end(journal.held(), pauseMs))) return later;
      await onMoment('job:ended', about);
      return 'done';
    } catch (error) {
      if (error instanceof StorageError || error instanceof JobError) return later;
      onError(error, about);
      return 'done';
    }
  };
}

/**
 * Undefined where there is nothing left to do. A run that is not the first one writes the record anew, so that an earlier
 * one, should it be under way still, cannot note anything more.
 */
async function take(
  records: Records,
  { workspace }: JobReference,
  key: string,
  isRepeated: boolean,
): Promise<{ held: Held<JobState>; job: OpenJob } | undefined> {
  const held = await records.hold(jobRecord, workspace, key);
  if (held === undefined || 'endedAt' in held.value) return undefined;
  if (!isRepeated) return { held, job: held.value };
  const job = { ...held.value, takeovers: held.value.takeovers + 1 };
  const mine = await held.replace(job, { ttlMs: openJobMs });
  if (mine === undefined) throw new JobError('job_interrupted', `${key}: another run goes on with it`);
  return { held: mine, job };
}

/** Leaves a mark in the record's place; false where the record is not this run's any more, or Redis does not come back. */
async function end(held: Held<JobState>, pauseMs: number): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      return (await held.replace({ endedAt: new Date() }, { ttlMs: endedJobMs })) !== undefined;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      if (tries === endTries) return false;
      await pause(pauseMs);
    }
  }
}
