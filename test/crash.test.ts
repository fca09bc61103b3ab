import fc from 'fast-check';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { keys } from '../src/storage/keys.ts';
import { type Crashable, createHolds, type Moment, startCrashable } from './crashable.ts';
import { type ChangeName, interruptedChanges, type ReadyChange } from './interrupted-changes.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { type Surroundings, startSurroundings } from './surroundings.ts';

const changeNames: ChangeName[] = ['add', 'unsubscribe', 'undo', 'draft'];

let redis: TestRedis;
let world: Surroundings;
let changes: ReturnType<typeof interruptedChanges>;
const holds = createHolds();
const processes: Crashable[] = [];

/** Starts the app, whose jobs are held where the test says. */
async function start(env: Record<string, string> = {}): Promise<Crashable> {
  const process = await startCrashable({ ...world.env, ...env }, holds.isHeld);
  processes.push(process);
  world.watchLog(process.stdout);
  return process;
}

/** One more, beside those there are, to which Slack sends from then on. */
async function startAnother(): Promise<Crashable> {
  const port = String(await getPort({ host: '127.0.0.1' }));
  const process = await start({ PORT: port });
  world.slack.app.eventsUrl = `http://127.0.0.1:${port}/slack/events`;
  return process;
}

/** The process that Slack talks to. */
let serving: Crashable;
beforeAll(async () => {
  redis = await startRedis();
  world = await startSurroundings({ redisUrl: redis.url });
  serving = await start();
  await world.ready();
  changes = interruptedChanges(world);
});
afterAll(async () => {
  for (const process of processes) await process.kill();
  await world.close();
  await redis.close();
});

const soon = { timeout: 20_000, interval: 50 };

/** Resolves once no job waits or runs any more. */
async function idle(): Promise<void> {
  const isJob = new RegExp(`^${keys.jobQueue()}:.*:[\\w-]{22}$`);
  await vi.waitFor(async () => {
    expect(Object.keys(await redis.dump()).filter((key) => isJob.test(key))).toEqual([]);
  }, soon);
}

/** It is as it was asked for, CleverReach was asked to once, and the person was told once. */
function expectOnce(change: ReadyChange, story = ''): void {
  expect(change.effects(), story).toEqual(change.once);
  expect(change.isDone(), story).toBe(true);
  expect(change.answers(), story).toHaveLength(1);
}

describe('a process that is killed', () => {
  type Point = (moment: string, change: ReadyChange) => boolean;
  /** By their names, the moments at which it is killed. */
  const points: Record<string, Point> = {
    'before enqueue': (moment) => moment === 'enqueue:begun',
    'between its record and the queue': (moment) => moment === 'enqueue:recorded',
    'after enqueue': (moment) => moment === 'enqueue:noted',
    'before the call': (moment, { call }) => moment === call?.before,
    'after the call': (moment, { call }) => moment === call?.after,
    'before the record': (moment) => moment === 'result:done',
    'before the reply': (moment) => moment === 'changes:noted',
    'after the reply': (moment) => moment === 'job:ended',
  };
  interface Interrupted {
    name: ChangeName;
    point: string;
    change: ReadyChange;
    /** What Slack heard when it was submitted, and what when it was submitted again. */
    heard?: Promise<string>;
    heardAgain?: string;
  }
  const isUnheard = ({ point }: Interrupted) => /enqueue|queue/.test(point);
  let interrupted: Interrupted[];

  beforeAll(async () => {
    interrupted = [];
    for (const point of Object.keys(points).filter((p) => !p.endsWith('call'))) {
      for (const name of changeNames) interrupted.push({ name, point, change: await changes[name]() });
    }
    // Slack is kept waiting by those that are not enqueued yet, and must not give them up before the process dies.
    interrupted.sort((one, other) => Number(isUnheard(one)) - Number(isUnheard(other)));
    for (const one of interrupted) {
      const { name, point, change } = one;
      const held = holds.hold(change.job, (moment) => points[point]?.(moment, change) ?? false);
      one.heard = change.submit();
      expect(await held, `${name}: ${point}`).toBeDefined();
    }
    await serving.kill();
    holds.clear();
    serving = await startAnother();
    for (const one of interrupted.filter(isUnheard)) {
      await one.heard;
      one.heardAgain = await one.change.submit();
    }
    await idle();
  }, 60_000);

  describe.each(Object.keys(points).filter((p) => !p.endsWith('call')))('%s', (point) => {
    test.each(changeNames)('of %s has done it once, and answered once', async (name) => {
      const one = interrupted.find((it) => it.name === name && it.point === point) ?? expect.fail();
      expectOnce(one.change);
      const taken = name === 'undo' ? 'ok' : 'closed';
      expect(await one.heard).toBe(isUnheard(one) ? 'failed' : taken);
      // Another process may have done it by then: there is no button any more, or the plan is said to be used up.
      expect([undefined, taken, 'gone', 'pushed']).toContain(one.heardAgain);
    });
  });
});

/** Has each of the four changes submitted and held there. */
async function heldChanges(fits: (moment: string, change: ReadyChange) => boolean): Promise<ReadyChange[]> {
  const ready = await Promise.all(changeNames.map((name) => changes[name]()));
  for (const change of ready) {
    const held = holds.hold(change.job, (moment) => fits(moment, change));
    await change.submit();
    expect(await held).toBeDefined();
  }
  return ready;
}

describe('of two processes', () => {
  test('one goes on with the jobs of the other when that is killed, and not before', async () => {
    const held = await heldChanges((moment, { call }) => moment === (call?.after ?? 'result:done'));
    const dying = serving;
    holds.clear();
    serving = await startAnother();
    const looks = new Set<string>();
    await vi.waitFor(async () => {
      looks.add((await redis.dump())[`${keys.jobQueue()}:queue:stalled-check`] ?? '');
      expect(looks.size).toBeGreaterThan(6);
    }, soon);
    expect(serving.moments).toEqual([]);
    await dying.kill();
    await idle();
    for (const change of held) expectOnce(change);
  });

  test('one that was frozen, and whose jobs the other has done, gets no further with them when it wakes up', async () => {
    const held = await heldChanges((moment) => moment === 'result:begun');
    const frozen = serving;
    frozen.signal('SIGSTOP');
    holds.clear();
    serving = await startAnother();
    await idle();
    for (const change of held) expectOnce(change);
    frozen.signal('SIGCONT');
    frozen.release();
    // It ends when its jobs do.
    frozen.signal('SIGTERM');
    expect(await frozen.exited).toBe(0);
    for (const change of held) expectOnce(change);
  });
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

  test(`do everything once in all (seed ${seed})`, async () => {
    const healthy = await Promise.all(changeNames.map((name) => changes[name]()));
    for (const change of healthy) await change.submit();
    await idle();
    const known = serving.moments.map(({ name, moment }) => `${name} ${moment}`);

    const ready = await Promise.all(
      fc.sample(stories, { numRuns: 12, seed }).map(async ({ name, shares }) => {
        const change = await changes[name]();
        const moments = [...new Set(known)]
          .filter((it) => it.startsWith(`${change.job} `))
          .map((it) => it.split(' ')[1]);
        const inWorker = moments.filter((moment) => !moment?.startsWith('enqueue:'));
        const at = shares.map((one, death) => {
          const possible = death === 0 ? moments : inWorker;
          return possible[Math.floor(one * possible.length)];
        });
        return { change, at, story: `${name}, killed at ${at.join(', ')}` };
      }),
    );
    const isUnheard = (moment: string | undefined) => moment?.startsWith('enqueue:') ?? false;
    ready.sort((one, other) => Number(isUnheard(one.at[0])) - Number(isUnheard(other.at[0])));

    let held: { change: ReadyChange; at: (string | undefined)[]; job: Moment }[] = [];
    for (const { change, at } of ready) {
      const job = holds.hold(change.job, (moment) => moment === at[0]);
      const heard = change.submit();
      const met = (await job) ?? expect.fail(`it ended before ${at[0]}`);
      if (met.moment !== 'job:ended') held.push({ change, at, job: met });
      if (!isUnheard(at[0])) await heard;
    }
    for (let death = 1; death <= deaths; death += 1) {
      await serving.kill();
      holds.clear();
      const next = held.map(({ job, at }) => holds.hold(job, (moment) => moment === at[death]));
      serving = await startAnother();
      for (const { change, job } of held) if (isUnheard(job.moment)) await change.submit();
      const jobs = await Promise.all(next);
      held = held.flatMap((one, index) => {
        const job = jobs[index];
        // Of one that has ended nothing is heard any more, also where its process did not hear so.
        return job && job.moment !== 'job:ended' ? [{ ...one, job }] : [];
      });
    }
    await idle();
    for (const { change, story } of ready) expectOnce(change, story);
  }, 60_000);
});
