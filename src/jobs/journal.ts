import { type Held, RecordError } from '../storage/records.ts';
import { asJson, type JobState, type OpenJob, openJobMs } from './job-record.ts';
import { JobError, type Journal, type Step } from './jobs.ts';

/** A journal that is kept in the job's record. */
export interface KeptJournal extends Journal {
  /** Resolves once no step is under way any more, also those that nobody waited for. */
  settled(): Promise<void>;
  /** Whether something could not be noted, so that the run has to end. */
  isInterrupted(): boolean;
  /** The record as it is now. */
  held(): Held<JobState>;
}

/**
 * Told where a run stands, for tests that end the process there: `STEP:begun` (where `recover` is given, this is noted; nothing
 * is done), `STEP:done` (done, and not noted) and `STEP:noted`.
 */
export type OnMoment = (moment: string, job: { readonly name: string; readonly id: string }) => Promise<void>;

/**
 * Keeps the journal of one run. Every note replaces the record as this run knows it, so of two runs of the same job only one
 * goes on. Steps may run side by side: what they note meanwhile is written at once.
 */
export function createJournal(
  initial: { held: Held<JobState>; job: OpenJob },
  options: { key: string; isLast: boolean; onMoment: (moment: string) => Promise<void> },
): KeptJournal {
  const { key, isLast, onMoment } = options;
  let { held, job } = initial;
  let interruption: JobError | undefined;
  const running = new Set<Promise<unknown>>();
  /** The write under way, and the one after it, which takes along whatever is noted until it begins. */
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  function note(name: string, step: OpenJob['steps'][string]): Promise<void> {
    job = { ...job, steps: { ...job.steps, [name]: step } };
    next ??= writing.then(() => {
      next = undefined;
      return write();
    });
    writing = next;
    return next;
  }

  async function write(): Promise<void> {
    if (interruption) throw interruption;
    try {
      const replaced = await held.replace(job, { ttlMs: openJobMs });
      if (replaced === undefined) throw new Error('another run has it, or it is gone');
      held = replaced;
    } catch (error) {
      // A mistake in the program, which the next run would make as well.
      if (error instanceof RecordError) throw error;
      // Only the text: what a store says of itself may hold the command and its values.
      const why = error instanceof Error ? error.message : String(error);
      interruption = new JobError('job_interrupted', `${key}: ${why}`);
      throw interruption;
    }
  }

  async function once<T>(step: Step<T>): Promise<T> {
    const { name, run, recover } = step;
    if (interruption) throw interruption;
    const noted = Object.hasOwn(job.steps, name) ? job.steps[name] : undefined;
    if (noted?.outcome !== undefined) return read(step, noted.outcome.value);

    const begunAt = noted?.begunAt ?? new Date();
    if (recover && !noted) await note(name, { begunAt });
    await onMoment(`${name}:begun`);
    const outcome = await (recover && noted ? recover(begunAt) : run());
    await onMoment(`${name}:done`);
    await note(name, { begunAt, outcome: { value: written(step, outcome) } });
    await onMoment(`${name}:noted`);
    return outcome;
  }

  function read<T>({ name, schema }: Step<T>, value: unknown): T {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new RecordError('record_unreadable', key, `what came of the step ${name} does not fit`);
  }

  function written<T>({ name, schema }: Step<T>, outcome: T): unknown {
    const kept = asJson(schema, outcome);
    if (kept) return kept.value;
    throw new RecordError('record_unwritable', key, `what came of the step ${name} does not fit`);
  }

  return {
    isLast,
    once(step) {
      const done = once(step);
      running.add(done);
      const forget = () => void running.delete(done);
      done.then(forget, forget);
      return done;
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    isInterrupted: () => interruption !== undefined,
    held: () => held,
  };
}
