import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ChangeName, interruptedChanges, type ReadyChange } from './interrupted-changes.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { member, startWorld, type World } from './world.ts';

/** Changes that are under way when Redis goes away are done once and told once it is back, by the same process. */

const names: ChangeName[] = ['add', 'unsubscribe', 'undo', 'draft'];
let redis: TestRedis;
let world: World;
let changes: ReturnType<typeof interruptedChanges>;

beforeAll(async () => {
  redis = await startRedis({ persistent: true });
  world = await startWorld({ redisUrl: redis.url, settling: { lateMs: 2_000, againMs: 100 } });
  await world.ready();
  changes = interruptedChanges(world);
});
afterAll(async () => {
  await world.close();
  await redis.close();
});
let end: () => Promise<void> | void = () => undefined;
afterEach(async () => {
  await end();
  world.cleverReach.setFaults({});
});

const outages = {
  'is frozen': { begin: () => redis.freeze(), end: () => redis.unfreeze() },
  'is restarted': { begin: () => redis.stop(), end: () => redis.start() },
};

const ready = async () => (await fetch(`${world.publicUrl}/readyz`)).status;
const writes = () =>
  world.cleverReach.requests.filter(
    ({ method, path }) => method === 'PUT' || (/(receivers|mailings)$/.test(path) && method === 'POST'),
  );

describe.each(Object.keys(outages) as (keyof typeof outages)[])('while Redis %s', (kind) => {
  test('changes that were begun are done once and told once', async () => {
    const begun = await Promise.all(names.map((name) => changes[name]()));
    world.cleverReach.setFaults({
      latencyMs: 700,
      also: [],
      methods: ['PUT', 'POST'],
      paths: '(activate|deactivate|/receivers|/mailings)$',
    });
    world.cleverReach.requests.length = 0;
    await Promise.all(begun.map((change) => submitted(change)));
    // Each is about to make its call.
    await vi.waitFor(() => expect(writes().length).toBeGreaterThanOrEqual(6), { timeout: 5_000, interval: 5 });
    const { begin } = outages[kind];
    let isOver = false;
    end = async () => {
      if (!isOver) await outages[kind].end();
      isOver = true;
    };
    await begin();
    // The calls are through, and what came of them cannot be noted.
    await vi.waitFor(() => expect(writes().filter(({ status }) => status === null)).toEqual([]), { timeout: 5_000 });
    await vi.waitFor(async () => expect(await ready()).toBe(503), { timeout: 5_000 });
    await end();

    for (const change of begun) {
      await vi.waitFor(() => expect(change.answers()).toHaveLength(1), { timeout: 40_000, interval: 100 });
      expect(change.isDone()).toBe(true);
      expect(change.effects()).toEqual(change.once);
    }
    expect(await ready()).toBe(200);
    expect((await world.ask(member, 'help')).text).toContain('/cleverreach');
  }, 60_000);
});

async function submitted(change: ReadyChange): Promise<void> {
  expect(['closed', 'ok']).toContain(await change.submit());
}
