import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import { StorageError } from '../storage/storage.ts';
import { endedJobMs, jobRecord, type OpenJob, openJobMs } from './job-record.ts';
import type { Job, Journal, Step } from './jobs.ts';
import { createJobRunner, type JobRunnerOptions } from './run-job.ts';

const reference = { workspace: 'T1', kind: 'greet', id: 'V1' };
const key = 'cr:{T1}:job:greet:V1';
const first = { all: 0, failed: 0, lost: 0 };

function setUp(open: Partial<OpenJob> = {}) {
  let nowMs = 0;
  const memory = createMemoryStorage({ now: () => nowMs });
  let broken: (() => void) | undefined;
  const replaceIf = vi.fn(async (...values: Parameters<typeof memory.replaceIf>) => {
    broken?.();
    return memory.replaceIf(...values);
  });
  const storage = { ...memory, replaceIf };
  const sealer = createSealer([{ id: 'k', key: new Uint8Array(32).fill(1) }]);
  const records = createRecords({ storage, sealer });
  const onError = vi.fn<JobRunnerOptions['onError']>();
  let work: (journal: Journal, job: Job<unknown>) => Promise<void> = async () => undefined;
  const handlers = new Map([['greet', (job: Job<unknown>, journal: Journal) => work(journal, job)]]);
  const run = createJobRunner({ records, handlers, onError, onMoment: async () => undefined, pauseMs: 1 });
  return {
    storage,
    sealer,
    records,
    onError,
    replaceIf,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** Writes reject while this says so. */
    breakStore(isBroken: () => boolean) {
      broken = () => {
        if (isBroken()) throw new StorageError('replaceIf: no answer');
      };
    },
    /** Notes an accepted job. */
    accept: () =>
      records.write(jobRecord, 'T1', key, { data: 'planted', takeovers: 0, steps: {}, ...open }, { ttlMs: openJobMs }),
    /** Runs it once, as this. */
    run(does: (journal: Journal, job: Job<unknown>) => Promise<void>, earlier = first) {
      work = does;
      return run(reference, earlier);
    },
    kept: () => records.read(jobRecord, 'T1', key),
  };
}

type Setup = ReturnType<typeof setUp>;
async function accepted(open?: Partial<OpenJob>): Promise<Setup> {
  const all = setUp(open);
  await all.accept();
  return all;
}

/** A step that tells which way it was gone. */
function step(name = 'create', way: string[] = []): Step<string> & { way: string[] } {
  return {
    name,
    schema: z.string(),
    way,
    async run() {
      way.push(`${name} run`);
      return 'made';
    },
    async recover(begunAt) {
      way.push(`${name} looked for since ${begunAt.toISOString()}`);
      return 'found';
    },
  };
}
const begunAt = new Date('2026-11-25T12:00:00Z');

/** A promise that is resolved from outside. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('a step', () => {
  it('is done and noted; the next run finds its outcome as its schema reads it', async () => {
    const { run, records, kept } = await accepted();
    const dated = { name: 'create', schema: z.object({ at: z.coerce.date() }), run: async () => ({ at: begunAt }) };
    let open: unknown;
    const outcomes: unknown[] = [];
    expect(
      await run(async ({ once }) => {
        outcomes.push(await once(dated));
        open = await kept();
        throw new Error('no');
      }),
    ).toBe('failed');
    expect(open).toMatchObject({ steps: { create: { outcome: { value: { at: begunAt.toISOString() } } } } });
    expect(await records.read(jobRecord, 'T1', key)).toMatchObject({ data: 'planted' });
    const again = { ...dated, run: () => expect.fail('it is done already') };
    await run(async ({ once }) => void outcomes.push(await once(again)), { all: 1, failed: 1, lost: 0 });
    expect(outcomes).toEqual([{ at: begunAt }, { at: begunAt }]);
  });

  it('that was begun and has no outcome is looked for, and found once', async () => {
    const { run } = await accepted({ steps: { create: { begunAt } } });
    const create = step();
    const outcomes: string[] = [];
    const work = async ({ once }: Journal) => {
      outcomes.push(await once(create));
      outcomes.push(await once(create));
    };
    expect(await run(work, { all: 1, failed: 0, lost: 1 })).toBe('done');
    expect(create.way).toEqual([`create looked for since ${begunAt.toISOString()}`]);
    expect(outcomes).toEqual(['found', 'found']);
  });

  it('is noted as begun before it is done, where it can be looked for', async () => {
    const { run, kept } = await accepted();
    let noted: unknown;
    const create = {
      ...step(),
      async run() {
        noted = await kept();
        return 'made';
      },
    };
    await run(async ({ once }) => void (await once(create)));
    expect(noted).toMatchObject({ steps: { create: { begunAt: expect.any(Date) } } });
  });

  it('that nobody can look for is done again', async () => {
    const { run } = await accepted({ steps: { create: { begunAt } } });
    const { recover: _, ...create } = step();
    await run(async ({ once }) => void (await once(create)), { all: 1, failed: 0, lost: 1 });
    expect(create.way).toEqual(['create run']);
  });

  it('that fails is not noted, and fails the run', async () => {
    const { run, kept, onError } = await accepted();
    const failing = { ...step(), run: () => Promise.reject(new Error('no')) };
    expect(await run(async ({ once }) => void (await once(failing)))).toBe('failed');
    expect(onError).toHaveBeenCalledWith(new Error('no'), { name: 'greet', id: 'V1' });
    const open = await kept();
    expect(open).toMatchObject({ steps: { create: { begunAt: expect.any(Date) } } });
    expect(open).not.toHaveProperty('steps.create.outcome');
  });

  it('whose noted outcome does not fit is an error with the key, not a guess', async () => {
    const { run, onError } = await accepted({ steps: { create: { begunAt, outcome: { value: ['planted'] } } } });
    expect(await run(async ({ once }) => void (await once(step())))).toBe('failed');
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'record_unreadable', key });
    expect(inspect(onError.mock.calls)).not.toContain('planted');
  });

  it('whose outcome JSON cannot keep fails at once', async () => {
    const { run, onError } = await accepted();
    const dated = { name: 'create', schema: z.date(), run: async () => begunAt };
    expect(await run(async ({ once }) => void (await once(dated)))).toBe('failed');
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'record_unwritable', key });
  });

  it('beside others is noted together with them', async () => {
    const { run, replaceIf } = await accepted();
    const many = Array.from({ length: 50 }, (_, index) => step(`step-${index}`));
    await run(async ({ once }) => void (await Promise.all(many.map((one) => once(one)))));
    expect(many.flatMap(({ way }) => way)).toHaveLength(50);
    // Begins, outcomes and the end; each may need a second one for what came while the first was written.
    expect(replaceIf.mock.calls.length).toBeLessThanOrEqual(6);
  });
});

describe('of two runs of the same job', () => {
  it('the one that took it over goes on, and the other gets no further', async () => {
    const { run, kept } = await accepted();
    const { open, opened } = gate();
    const slow = { ...step(), run: () => opened.then(() => 'made late') };
    const begun = gate();
    const slowRun = run(async ({ once }) => {
      const done = once(slow);
      begun.open();
      await done;
      await once({ ...step('more'), run: () => expect.fail('the job is not its any more') });
    });
    await begun.opened;
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ steps: { create: {} } }));
    const other = step();
    expect(await run(async ({ once }) => void (await once(other)), { all: 1, failed: 0, lost: 1 })).toBe('done');
    expect(other.way).toEqual([expect.stringContaining('looked for since')]);
    open();
    expect(await slowRun).toEqual({ laterMs: 1 });
    expect(await kept()).toEqual({ endedAt: expect.any(Date) });
  });
});

describe('a run whose job was given to another', () => {
  it('begins no step any more, also where the other has noted nothing yet', async () => {
    const { run } = await accepted();
    const { open, opened } = gate();
    const begun = gate();
    const slowRun = run(async ({ once }) => {
      begun.open();
      await opened;
      await once({ ...step(), run: () => expect.fail('the job is not its any more') });
    });
    await begun.opened;
    const create = step();
    const taken = await run(
      async ({ once }) => {
        open();
        expect(await slowRun).toEqual({ laterMs: 1 });
        await once(create);
      },
      { all: 1, failed: 0, lost: 1 },
    );
    expect(taken).toBe('done');
    expect(create.way).toEqual(['create run']);
  });
});

describe('a run that cannot note', () => {
  it('does not do what it could not note as begun, and is put off, without failing', async () => {
    const { run, breakStore, onError } = await accepted();
    breakStore(() => true);
    const create = step();
    const work = async ({ once }: Journal) => void (await once(create));
    expect(await run(work)).toEqual({ laterMs: 1 });
    expect(create.way).toEqual([]);
    expect(onError).not.toHaveBeenCalled();
    expect(await run(work, { all: 20, failed: 0, lost: 0 })).toEqual({ laterMs: 30_000 });
    breakStore(() => false);
    expect(await run(work, { all: 2, failed: 0, lost: 0 })).toBe('done');
    expect(create.way).toEqual(['create run']);
  });

  it('is put off although the work made nothing of it, begins nothing more, and leaves nothing under way', async () => {
    const { run, breakStore } = await accepted();
    const { open, opened } = gate();
    let isBroken = false;
    breakStore(() => isBroken);
    const order: string[] = [];
    const slow = { ...step('slow'), run: () => opened.then(() => String(order.push('slow done'))) };
    const running = run(async ({ once }) => {
      once(slow).catch(() => undefined);
      await once(step('first'));
      isBroken = true;
      await once({ name: 'second', schema: z.string(), run: async () => 'x' }).catch(() => undefined);
      const third = { name: 'third', schema: z.string(), run: async () => String(order.push('third done')) };
      await once(third).catch(() => undefined);
      setImmediate(open);
    });
    expect(await running.finally(() => order.push('put off'))).toEqual({ laterMs: 1 });
    expect(order).toEqual(['slow done', 'put off']);
  });

  it('says nothing of what the store says', async () => {
    const { run, breakStore } = await accepted();
    let thrown: unknown;
    breakStore(() => true);
    await run(async ({ once }) => {
      thrown = await once(step()).catch((error: unknown) => error);
    });
    expect(thrown).toMatchObject({ code: 'job_interrupted', message: `${key}: replaceIf: no answer` });
    expect(thrown).not.toHaveProperty('cause');
  });
});

describe('a job that was done', () => {
  it('leaves a mark for a day, with nothing of what it was', async () => {
    const { run, kept, pass } = await accepted();
    expect(await run(async ({ once }) => void (await once(step())))).toBe('done');
    expect(await kept()).toEqual({ endedAt: expect.any(Date) });
    expect(await run(() => expect.fail('it is done'), { all: 1, failed: 0, lost: 1 })).toBe('done');
    pass(endedJobMs - 1);
    expect(await kept()).toBeDefined();
    pass(1);
    expect(await kept()).toBeUndefined();
  });

  it('is not done again because the store was away for a moment at its end', async () => {
    const { run, breakStore, kept } = await accepted();
    let answers = 3;
    breakStore(() => answers-- > 0);
    expect(await run(async () => undefined)).toBe('done');
    expect(await kept()).toEqual({ endedAt: expect.any(Date) });
  });
});

describe('a job that fails or is interrupted again and again', () => {
  it('is told each time; its sixth run is the last, and then it has ended', async () => {
    const { run, onError, kept } = await accepted();
    const last: boolean[] = [];
    for (const failed of [0, 1, 2, 3, 4, 5]) {
      const taken = await run(
        async ({ isLast }) => {
          last.push(isLast);
          throw new Error('no');
        },
        { all: failed, failed, lost: 0 },
      );
      expect(taken).toBe(failed < 5 ? 'failed' : 'done');
    }
    expect(last).toEqual([false, false, false, false, false, true]);
    expect(onError).toHaveBeenCalledTimes(6);
    expect(await kept()).toEqual({ endedAt: expect.any(Date) });
  });

  it('has its last run after ten that ended with their process, and no further one', async () => {
    const { run, onError, kept } = await accepted();
    const last: boolean[] = [];
    const work = async ({ isLast }: Journal) => {
      last.push(isLast);
      throw new Error('no');
    };
    await run(work, { all: 9, failed: 0, lost: 9 });
    await run(work, { all: 12, failed: 1, lost: 10 });
    expect(last).toEqual([false, true]);
    expect(await kept()).toEqual({ endedAt: expect.any(Date) });

    const { run: runAgain, onError: told, accept } = setUp();
    await accept();
    const taken = await runAgain(() => expect.fail('it ends its process'), { all: 11, failed: 0, lost: 11 });
    expect(taken).toBe('done');
    expect(told).toHaveBeenCalledWith(expect.any(Error), { name: 'greet', id: 'V1' });
    expect(onError).toHaveBeenCalledTimes(2);
  });
});

describe('a job', () => {
  it('that was forgotten is not done, and one that is being done does not come back', async () => {
    const { run, storage, kept } = await accepted();
    const forgotten = run(async ({ once }) => {
      await storage.delete(key);
      await once({ ...step(), run: () => expect.fail('the workspace was erased') });
    });
    expect(await forgotten).toEqual({ laterMs: 1 });
    expect(await kept()).toBeUndefined();
    expect(await run(() => expect.fail('it is forgotten'), { all: 1, failed: 0, lost: 0 })).toBe('done');
    expect(await kept()).toBeUndefined();
  });

  it('goes on although its record is sealed with another key meanwhile', async () => {
    const { run, storage, sealer } = await accepted();
    const place = { workspace: 'T1', kind: 'job' };
    const taken = run(async ({ once }) => {
      const text = await sealer.open((await storage.get(key)) ?? '', place);
      await storage.set(key, await sealer.seal(text, place), { ttlMs: openJobMs });
      await once(step());
    });
    expect(await taken).toBe('done');
  });

  it('whose record cannot be read is told with its key, and is not done', async () => {
    const { run, storage, onError } = await accepted();
    await storage.set(key, 'no sealed text');
    expect(await run(() => expect.fail('nobody knows what it is'))).toBe('done');
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ key }), { name: 'greet', id: 'V1' }]]);
  });

  it('of a kind that this version does not know is left to others', async () => {
    const { records } = setUp();
    const run = createJobRunner({
      records,
      handlers: new Map(),
      onError: () => expect.fail('no error'),
      onMoment: async () => undefined,
      pauseMs: 100,
    });
    expect(await run(reference, first)).toEqual({ laterMs: 100 });
  });
});
