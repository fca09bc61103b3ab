import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keys } from '../src/storage/keys.ts';
import { type CrashingWorld, startCrashingWorld } from './crashing-world.ts';
import { type ChangeName, calls, changeNames, type ReadyChange } from './interrupted-changes.ts';
import { withClient } from './redis.ts';

let world: CrashingWorld;
beforeAll(async () => {
  world = await startCrashingWorld();
});
afterAll(() => world.close());

describe('a process that is killed', () => {
  /** By their names, the moments at which it is killed. */
  const points: Record<string, (name: ChangeName) => string | undefined> = {
    'before enqueue': () => 'enqueue:begun',
    'between its record and the queue': () => 'enqueue:recorded',
    'after enqueue': () => 'enqueue:noted',
    'before the call': (name) => calls[name].before,
    'after the call': (name) => calls[name].after,
    'before the call for the mail': (name) => (name === 'add' ? 'opt-in-mail:begun' : undefined),
    'after the call for the mail': (name) => (name === 'add' ? 'opt-in-mail:done' : undefined),
    'before the record': () => 'result:done',
    'before the reply': () => 'changes:noted',
    // No more than a process does side by side.
    'after the reply': (name) => (name === 'add' || name === 'draft' ? 'job:ended' : undefined),
  };
  interface Interrupted {
    name: ChangeName;
    point: string;
    moment: string;
    change: ReadyChange;
    /** What Slack heard when it was submitted, and what when it was submitted again. */
    heard?: Promise<string>;
    heardAgain?: string;
  }
  const isUnheard = ({ moment }: Interrupted) => moment.startsWith('enqueue:');
  let interrupted: Interrupted[];

  beforeAll(async () => {
    interrupted = [];
    for (const [point, momentOf] of Object.entries(points)) {
      for (const name of changeNames) {
        const moment = momentOf(name);
        if (moment !== undefined) interrupted.push({ name, point, moment, change: await world.changes[name]() });
      }
    }
    // Slack is kept waiting by those that are not enqueued yet, and must not give them up before the process dies.
    interrupted.sort((one, other) => Number(isUnheard(one)) - Number(isUnheard(other)));
    for (const one of interrupted) {
      const held = world.holds.hold(one.change.job, (moment) => moment === one.moment);
      one.heard = one.change.submit();
      expect(await held, `${one.name} ${one.point}`).toBeDefined();
    }
    await world.serving.kill();
    world.holds.clear();
    await world.startAnother();
    for (const one of interrupted.filter(isUnheard)) {
      await one.heard;
      one.heardAgain = await one.change.submit();
    }
    await world.idle();
  }, 60_000);

  describe.each(Object.entries(points))('%s', (point, momentOf) => {
    const named = changeNames.filter((name) => momentOf(name) !== undefined);
    test.each(named)('of %s has done it once, and answered once', async (name) => {
      const one = interrupted.find((it) => it.name === name && it.point === point) ?? expect.fail();
      await world.expectOnce(one.change);
      const taken = name === 'undo' ? 'ok' : 'closed';
      expect(await one.heard).toBe(isUnheard(one) ? 'failed' : taken);
      // Another process may have done it by then: there is no button any more, or the plan is said to be used up.
      expect([undefined, taken, 'gone', 'pushed']).toContain(one.heardAgain);
    });
  });

  test.each([
    ['before', ['POST receivers']],
    ['after', ['POST receivers', 'POST activate']],
  ])(
    '%s CleverReach could say that the mail is sent has it sent no second time, and tells that it is unclear',
    (when, effects) => {
      const { change } = interrupted.find(({ point }) => point === `${when} the call for the mail`) ?? expect.fail();
      expect(change.effects()).toEqual(effects);
      expect(change.answers()).toEqual([expect.stringContaining('unclear whether the e-mail was sent')]);
    },
  );

  test('again and again by the same job does it no more, and tells that nobody knows what came of it', async () => {
    const change = await world.changes.draft();
    const held = world.holds.hold(change.job, (moment) => moment === calls.draft.before);
    await change.submit();
    await held;
    await withClient(world.redis.port, async (client) => {
      const [lock = ''] = await client.keys(`${keys.jobQueue()}:queue:*:lock`);
      await client.hset(lock.replace(/:lock$/, ''), 'stc', '9');
    });
    await world.serving.kill();
    world.holds.clear();
    await world.startAnother();
    await world.idle();
    expect(change.answers()).toEqual([expect.stringContaining('it is not known whether it was done')]);
    expect(change.effects()).toEqual([]);
  });
});
