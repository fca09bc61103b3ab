import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { keys } from '../src/storage/keys.ts';
import { type Crashable, createHolds, startCrashable } from './crashable.ts';
import { type ChangeName, interruptedChanges, type ReadyChange } from './interrupted-changes.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { type Surroundings, startSurroundings } from './surroundings.ts';

/** By their names, the moments of each change at which its process is killed. */
const points: Record<string, (change: ReadyChange, moment: string) => boolean> = {
  'before enqueue': (_, moment) => moment === 'enqueue:begun',
  'between its record and the queue': (_, moment) => moment === 'enqueue:recorded',
  'after enqueue': (_, moment) => moment === 'enqueue:noted',
  'before the record': (_, moment) => moment === 'result:done',
  'before the reply': (_, moment) => moment === 'changes:noted',
  'after the reply': (_, moment) => moment === 'job:ended',
};
const changeNames: ChangeName[] = ['add', 'unsubscribe', 'undo', 'draft'];

let redis: TestRedis;
let world: Surroundings;
const processes: Crashable[] = [];
beforeAll(async () => {
  redis = await startRedis();
  world = await startSurroundings({ redisUrl: redis.url });
});
afterEach(async () => {
  for (const process of processes.splice(0)) await process.kill();
});
afterAll(async () => {
  await world.close();
  await redis.close();
});

async function start(...args: Parameters<typeof startCrashable>): Promise<Crashable> {
  const process = await startCrashable(...args);
  processes.push(process);
  world.watchLog(process.stdout);
  return process;
}

/** Resolves once no job waits or runs any more. */
async function idle(): Promise<void> {
  const isJob = (key: string) => key.startsWith(`${keys.jobQueue()}:`) && /:[\w-]{43}$/.test(key);
  await vi.waitFor(async () => expect(Object.keys(await redis.dump()).filter(isJob)).toEqual([]), {
    timeout: 20_000,
    interval: 100,
  });
}

interface Interrupted {
  name: string;
  point: string;
  change: ReadyChange;
  /** What Slack heard when it was submitted. */
  heard: Promise<string>;
}

describe('a process that is killed', () => {
  let interrupted: Interrupted[];
  let again: Map<Interrupted, string>;

  beforeAll(async () => {
    const holds = createHolds();
    const dying = await start(world.env, holds.isHeld);
    await world.ready();
    const changes = interruptedChanges(world);
    const ready: { name: ChangeName; point: string; change: ReadyChange }[] = [];
    for (const point of Object.keys(points)) {
      ready.push(
        ...(await Promise.all(changeNames.map(async (name) => ({ name, point, change: await changes[name]() })))),
      );
    }
    // Slack is kept waiting by those that are not enqueued yet, and must not give them up before the process dies.
    ready.sort((one, other) => Number(isEarly(one)) - Number(isEarly(other)));
    interrupted = [];
    for (const { name, point, change } of ready) {
      const { reached } = holds.next(change.job, (moment) => points[point]?.(change, moment) ?? false);
      interrupted.push({ name, point, change, heard: change.submit() });
      expect(await reached, `${name}: ${point}`).toBeDefined();
    }
    await dying.kill();

    await start(world.env);
    again = new Map();
    for (const one of interrupted.filter(isEarly)) {
      await one.heard;
      again.set(one, await one.change.submit());
    }
    await idle();
  }, 60_000);
  const isEarly = ({ point }: { point: string }) =>
    point === 'before enqueue' || point === 'between its record and the queue';

  describe.each(Object.keys(points))('%s', (point) => {
    // A draft has no step that looks before it repeats.
    const safe = changeNames.filter((name) => !(name === 'draft' && point === 'before the record'));
    test.each(safe)('of %s has done it exactly once, and answered once', (name) => {
      const { change } = interrupted.find((one) => one.name === name && one.point === point) ?? expect.fail();
      expect(change.effects()).toEqual(change.once);
      expect(change.isDone()).toBe(true);
      expect(change.answers()).toHaveLength(1);
    });
  });
});
