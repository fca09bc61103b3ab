import { JobError, type Jobs } from './jobs.ts';

/** One run of a job: what came of it, and how long it took. A job may have several. */
export interface JobRun {
  kind: string;
  /** `interrupted`: it could not note what it does, and another run goes on with it. */
  outcome: 'done' | 'failed' | 'interrupted';
  durationMs: number;
}

/** The same jobs, with each of their runs told to `observe`. */
export function observedJobs(jobs: Jobs, observe: (run: JobRun) => void): Jobs {
  return {
    ...jobs,
    handle(kind, run) {
      jobs.handle(kind, async (job, journal) => {
        const startedMs = performance.now();
        const tell = (outcome: JobRun['outcome']) =>
          observe({ kind: kind.name, outcome, durationMs: performance.now() - startedMs });
        try {
          await run(job, journal);
        } catch (error) {
          tell(error instanceof JobError && error.code === 'job_interrupted' ? 'interrupted' : 'failed');
          throw error;
        }
        tell('done');
      });
    },
  };
}
