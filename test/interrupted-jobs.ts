import { randomBytes } from 'node:crypto';
import { asJson, jobRecord, openJobMs } from '../src/jobs/job-record.ts';
import { JobError, type Jobs } from '../src/jobs/jobs.ts';
import { createJobRunner, type RunHandler } from '../src/jobs/run-job.ts';
import { keys } from '../src/storage/keys.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { createRecords } from '../src/storage/records.ts';
import { createSealer } from '../src/storage/sealer.ts';
import { StorageError } from '../src/storage/storage.ts';

/** A queue in memory with the product's own journals, whose runs end wherever a test says, as if the process had died there. */
export interface InterruptedJobs extends Jobs {
  /**
   * For each run of the jobs to come, the moment at which it dies: the first with this name (see `onMoment` of the queue in
   * Redis), or the one of this number, from 0. Runs beyond that die no more, and one that has no such moment does not either.
   */
  deaths: (string | number)[];
  /** The moments of each run since this was emptied, whether it died or not. */
  runs: string[][];
  /** What runs threw that did not die: nothing, unless something is wrong. */
  failures: unknown[];
  /** Called where a run has died, before the next begins. */
  onDeath: () => Promise<void> | void;
  /** What `enqueue` rejects with from now on. */
  refusal: Error | undefined;
  /** How often `enqueue` was called, also for what it knew already. */
  enqueued: number;
  /** What the jobs that are accepted from now on wait for. */
  gate: Promise<unknown>;
  /** Resolves once all that was accepted is done. */
  idle(): Promise<void>;
}

export function createInterruptedJobs(): InterruptedJobs {
  const memory = createMemoryStorage();
  const sealer = createSealer([{ id: 'test', key: randomBytes(32) }]);
  const handlers = new Map<string, RunHandler>();
  const working = new Set<Promise<void>>();
  let isDead = false;
  const storage = {
    ...memory,
    async replaceIf(...values: Parameters<typeof memory.replaceIf>) {
      if (isDead) throw new StorageError('replaceIf: nothing is noted by a process that is dead');
      return memory.replaceIf(...values);
    },
  };
  const records = createRecords({ storage, sealer });
  const run = createJobRunner({
    records,
    handlers,
    onError(error) {
      // What a run says that was ended is that it was ended, whatever was around the step.
      if (!isDead || !(error instanceof JobError && error.code === 'job_interrupted')) jobs.failures.push(error);
    },
    async onMoment(moment) {
      const moments = jobs.runs.at(-1);
      const [death] = jobs.deaths;
      if (!isDead) moments?.push(moment);
      if (death === moment || death === (moments?.length ?? 0) - 1) isDead = true;
      if (isDead) throw new JobError('job_interrupted', 'the process is dead');
    },
    pauseMs: 0,
  });

  /** Runs it until no run dies any more. */
  async function work(workspace: string, kind: string, id: string): Promise<void> {
    for (let all = 0; ; all += 1) {
      isDead = false;
      jobs.runs.push([]);
      const taken = await run({ workspace, kind, id }, { all, failed: 0, lost: 0 });
      jobs.deaths.shift();
      if (taken === 'done' || !isDead) return;
      await jobs.onDeath();
    }
  }

  const jobs: InterruptedJobs = {
    deaths: [],
    runs: [],
    failures: [],
    onDeath: () => undefined,
    refusal: undefined,
    enqueued: 0,
    gate: Promise.resolve(),
    async idle() {
      while (working.size > 0) await Promise.all(working);
    },
    handle(kind, handler) {
      handlers.set(kind.name, async ({ id, workspace, data }, journal) =>
        handler({ id, workspace, data: kind.schema.parse(data) }, journal),
      );
    },
    async enqueue({ name, schema }, { id, workspace, data }) {
      if (jobs.refusal) throw jobs.refusal;
      const json = asJson(schema, data);
      if (!json) throw new JobError('job_invalid', `${name} ${id}: its data does not fit`);
      const open = { data: json.value, takeovers: 0, steps: {} };
      const isNew = await records.add(jobRecord, workspace, keys.job(workspace, name, id), open, { ttlMs: openJobMs });
      jobs.enqueued += 1;
      if (!isNew) return;
      const done = Promise.all([...working, jobs.gate])
        .then(() => work(workspace, name, id))
        .finally(() => working.delete(done));
      working.add(done);
    },
    start: () => undefined,
    count: async () => ({ waiting: 0, running: working.size }),
    forget: async () => undefined,
    close: () => jobs.idle(),
  };
  return jobs;
}
