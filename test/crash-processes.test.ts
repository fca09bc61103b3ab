import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { keys } from '../src/storage/keys.ts';
import type { Moment } from './crashable.ts';
import { type CrashingWorld, startCrashingWorld } from './crashing-world.ts';
import { type ChangeName, calls, changeNames, type ReadyChange } from './interrupted-changes.ts';

let world: CrashingWorld;
beforeAll(async () => {
  world = await startCrashingWorld();
});
afterAll(() => world.close());

/** Has each of the four changes submitted and held there. */
async function heldChanges(momentOf: (name: ChangeName) => string): Promise<ReadyChange[]> {
  // All of them are ready before one is held: there is unsubscribing in getting ready for an undo, too.
  const ready = await Promise.all(changeNames.map((name) => world.changes[name]()));
  await Promise.all(
    ready.map(async (change) => {
      const held = world.holds.hold(change.job, (moment) => moment === momentOf(change.name));
      await change.submit();
      expect(await held, change.name).toBeDefined();
    }),
  );
  return ready;
}

describe('of two processes', () => {
  test('one goes on with the jobs of the other when that is killed, and not before', async () => {
    const held = await heldChanges((name) => calls[name].after);
    const dying = world.serving;
    world.holds.clear();
    await world.startAnother();
    // It looks for jobs of dead processes, for longer than one may be silent.
    const looks = new Set<string>();
    await vi.waitFor(
      async () => {
        looks.add((await world.redis.dump())[`${keys.jobQueue()}:queue:stalled-check`] ?? '');
        expect(looks.size).toBeGreaterThan(6);
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(world.serving.moments).toEqual([]);
    await dying.kill();
    await world.idle();
    for (const change of held) await world.expectOnce(change);
  }, 60_000);

  test('one that was frozen, and whose jobs the other has done, gets no further with them when it wakes up', async () => {
    const held = await heldChanges(() => 'result:begun');
    const frozen = world.serving;
    frozen.signal('SIGSTOP');
    world.holds.clear();
    await world.startAnother();
    await world.idle();
    for (const change of held) await world.expectOnce(change);
    frozen.signal('SIGCONT');
    frozen.release();
    // It ends when its jobs do.
    frozen.signal('SIGTERM');
    expect(await frozen.exited).toBe(0);
    for (const change of held) await world.expectOnce(change);
  }, 60_000);
});

describe('processes that are killed one after the other, at whatever moments', () => {
  const seed = Date.now() % 2 ** 31;
  const deaths = 3;
  const share = fc.noBias(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
  /** What somebody changes, and where among the moments of its job each of the processes dies. */
  const stories = fc.record({
    name: fc.constantFrom(...changeNames),
    shares: fc.array(share, { minLength: deaths, maxLength: deaths }),
  });
  const isEarly = (moment: string | undefined) => moment?.startsWith('enqueue:') ?? false;

  /** The moments of a job of each kind, as long as nothing goes wrong with it. */
  async function healthyMoments(): Promise<Map<string, string[]>> {
    const healthy = await Promise.all(changeNames.map((name) => world.changes[name]()));
    for (const change of healthy) await change.submit();
    await world.idle();
    const own = ({ job }: ReadyChange) => world.serving.moments.filter(({ name }) => name === job);
    return new Map(healthy.map((change) => [change.job, own(change).map(({ moment }) => moment)]));
  }

  test(`do everything once in all (seed ${seed})`, async () => {
    const known = await healthyMoments();
    const ready = await Promise.all(
      fc.sample(stories, { numRuns: 12, seed }).map(async ({ name, shares }) => {
        const change = await world.changes[name]();
        const moments = [...new Set(known.get(change.job))];
        const at = shares.map((one, death) => {
          // A job is enqueued once, after which its moments are those of its runs.
          const possible = death === 0 ? moments : moments.filter((moment) => !isEarly(moment));
          return possible[Math.floor(one * possible.length)];
        });
        return { change, at, story: `${name}, killed at ${at.join(', ')}` };
      }),
    );
    // Slack is kept waiting by those that are not enqueued yet.
    ready.sort((one, other) => Number(isEarly(one.at[0])) - Number(isEarly(other.at[0])));

    let held: { change: ReadyChange; at: (string | undefined)[]; job: Moment }[] = [];
    for (const { change, at, story } of ready) {
      const met = world.holds.hold(change.job, (moment) => moment === at[0]);
      const heard = change.submit();
      held.push({ change, at, job: (await met) ?? expect.fail(story) });
      if (!isEarly(at[0])) await heard;
    }
    for (let death = 1; death <= deaths; death += 1) {
      await world.serving.kill();
      world.holds.clear();
      // Of one that has ended nothing is heard any more, also where the queue did not hear so.
      held = held.filter(({ job }) => job.moment !== 'job:ended');
      const next = held.map(({ job, at }) => world.holds.hold(job, (moment) => moment === at[death]));
      await world.startAnother();
      for (const { change, job } of held) if (isEarly(job.moment)) await change.submit();
      const met = await Promise.all(next);
      held = held.flatMap((one, index) => {
        const job = met[index];
        return job ? [{ ...one, job }] : [];
      });
    }
    await world.idle();
    for (const { change, story } of ready) await world.expectOnce(change, story);
  }, 60_000);
});
