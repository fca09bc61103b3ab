import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createInterruptedJobs } from '../../test/interrupted-jobs.ts';
import { changeOnce } from './change-once.ts';
import type { JobKind } from './jobs.ts';

const kind: JobKind<null> = { name: 'make', schema: z.null() };

/** Makes one thing beside `there` that are there before, and dies at these moments. */
async function made(
  deaths: (string | number)[],
  options: { there?: number; onDeath?: (things: string[]) => void } = {},
) {
  const { there = 2, onDeath } = options;
  const things = Array.from({ length: there }, () => 'old');
  const asked: number[] = [];
  const outcomes: string[] = [];
  const jobs = createInterruptedJobs();
  jobs.deaths = deaths;
  jobs.onDeath = () => onDeath?.(things);
  jobs.handle(kind, async (_job, journal) => {
    outcomes.push(
      await changeOnce(journal, {
        name: 'make',
        before: z.number(),
        outcome: z.string(),
        look: async () => things.length,
        async make() {
          things.push('new');
          return `number ${things.length}`;
        },
        async settle(before) {
          asked.push(before);
          return things.length > before ? `number ${before + 1}` : undefined;
        },
      }),
    );
  });
  await jobs.enqueue(kind, { id: 'one', workspace: 'T1', data: null });
  await jobs.idle();
  return { made: things.filter((thing) => thing === 'new').length, outcomes, asked, ...jobs };
}

describe('a change', () => {
  it('is made once, and comes to the same, wherever and however often its process dies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { maxLength: 6 }), async (deaths) => {
        const { made: count, outcomes, failures } = await made(deaths);
        expect([count, new Set(outcomes), failures]).toEqual([1, new Set(['number 3']), []]);
      }),
      { numRuns: 300 },
    );
  });

  it('is not asked about where the process died before it', async () => {
    expect((await made(['make:begun'])).asked).toEqual([]);
    expect((await made(['make-before:done'])).asked).toEqual([]);
  });

  it('is asked about by what was there before the process that died, and not before the one that carries on', async () => {
    const {
      asked,
      made: count,
      outcomes,
    } = await made(['make-before:noted'], { onDeath: (things) => things.push('another') });
    expect([asked, count, outcomes]).toEqual([[2], 0, ['number 3']]);
  });
});
