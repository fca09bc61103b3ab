import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startRedis, type TestRedis } from './redis.ts';
import { removal, removing } from './removing.ts';
import { signedRequests } from './signed-requests.ts';
import type { Tenant } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;
let tools: ReturnType<typeof removing>;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
  tools = removing(world, redis);
});
afterAll(async () => {
  await world.close();
  await redis.close();
});

describe('a removal that happened before the workspace’s installation', () => {
  const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
  async function leftAfter(
    more: () => object,
    { fault, status = 200 }: { fault?: object; status?: number } = {},
  ): Promise<{ left: string[]; asked: number }> {
    const tenant = await tools.connectedTenant();
    if (fault) world.slack.setFault({ method: 'auth.test', ...fault });
    const asked = () => world.slack.exchanges({ name: 'auth.test' }).length;
    const before = asked();
    const event = removal(tenant.id, `Ev${randomUUID()}`, { type: 'app_uninstalled' }, more());
    const answer = await signedRequests(world).json(event);
    world.slack.clearFaults();
    expect(answer).toMatchObject({ status });
    return { left: await tools.keysOf(tenant.id), asked: asked() - before };
  }

  test.each([
    ['before it', 60],
    ['at about the same time', 0],
    ['a little later by another clock', -5],
  ])('or %s takes nothing while Slack says that the token lives', async (_case, seconds) => {
    const { left, asked } = await leftAfter(() => ({ event_time: secondsAgo(seconds) }));
    expect(left).toEqual(expect.arrayContaining([expect.stringContaining('connection')]));
    expect(asked).toBe(1);
  });

  test('takes everything when Slack says that the token is dead', async () => {
    const fault = { error: 'account_inactive' };
    expect((await leftAfter(() => ({ event_time: secondsAgo(60) }), { fault })).left).toEqual([]);
  });

  test.each([
    ['cannot be asked', { status: 503 }],
    ['takes too long', { latencyMs: 1_500 }],
  ])('is left open when Slack %s: what may be alive is not erased, and Slack repeats it', async (_case, fault) => {
    const { left } = await leftAfter(() => ({ event_time: secondsAgo(60) }), { fault, status: 500 });
    expect(left).toEqual(expect.arrayContaining([expect.stringContaining('connection')]));
  });

  test.each([
    ['a good while later', () => ({ event_time: secondsAgo(-60) })],
    ['so long ago that it cannot be a repeat', () => ({ event_time: 1_234_567_890 })],
    ['nobody knows when', () => ({})],
    ['at no time at all', () => ({ event_time: 'yesterday' })],
  ])('is none when it happened %s: all goes, and Slack is not asked', async (_case, when) => {
    expect(await leftAfter(when)).toEqual({ left: [], asked: 0 });
  });
});

describe('a removal that Slack tells of late', () => {
  /** Slack's events do not get through until they are repeated. */
  async function removeUnheard(tenant: Tenant): Promise<void> {
    const { app } = world.slack;
    const { eventsUrl } = app;
    app.eventsUrl = 'http://127.0.0.1:1/';
    const delivered = await world.slack.uninstall(tenant.id);
    app.eventsUrl = eventsUrl;
    expect(delivered.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  }

  test('is known when the app is installed anew: that begins from nothing, and the old token is revoked', async () => {
    const tenant = await tools.connectedTenant();
    const token = tools.newestToken();
    await removeUnheard(tenant);
    expect((await tenant.install()).status).toBe(200);
    expect(await tools.works(token)).toBe(false);
    expect(
      (await tools.keysOf(tenant.id)).map((key) => key.replace(/.*\}:/, '').replace(/:[\w-]{43}$/, '')).sort(),
    ).toEqual(
      // Whoever installs is offered to connect.
      ['installation', 'ticket:connect-link'],
    );
    await tenant.connect();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    try {
      const repeated = await world.slack.deliverRetries();
      expect(repeated.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    } finally {
      vi.useRealTimers();
    }
    expect(await tools.statusIn(tenant)).toContain('is connected');
  });

  test('and nothing goes where the app is only installed once more', async () => {
    const tenant = await tools.connectedTenant();
    const token = tools.newestToken();
    expect((await tenant.install()).status).toBe(200);
    expect(await tools.statusIn(tenant)).toContain('is connected');
    expect(await tools.works(token)).toBe(true);
  });

  test('ends the connection from before, where Slack did not say at the new installation what it was', async () => {
    const tenant = await tools.connectedTenant();
    const token = tools.newestToken();
    const removedAt = Math.ceil(Date.now() / 1000);
    await removeUnheard(tenant);
    vi.useFakeTimers({ toFake: ['Date'], now: (removedAt + 5) * 1000 });
    try {
      // Slack's own library, which installs, has more patience.
      world.slack.setFault({ method: 'auth.test', latencyMs: 1_200 });
      expect((await tenant.install()).status).toBe(200);
      world.slack.clearFaults();
      expect(await tools.works(token)).toBe(true);
      const event = { type: 'app_uninstalled' };
      await signedRequests(world).json(removal(tenant.id, 'Ev0LATE', event, { event_time: removedAt }));
      expect(await tools.works(token)).toBe(false);
      expect(await tools.statusIn(tenant)).toContain('Connect');
      // What has been made since stays.
      await tenant.connect();
      await signedRequests(world).json(removal(tenant.id, 'Ev0LATER', event, { event_time: removedAt }));
      expect(await tools.statusIn(tenant)).toContain('is connected');
    } finally {
      vi.useRealTimers();
    }
  });
});
