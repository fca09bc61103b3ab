import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { type Storage, StorageError } from '../src/storage/storage.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { signedRequests } from './signed-requests.ts';
import { addTenant, type Tenant, tenantChannel } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
});
afterAll(async () => {
  await world.close();
  await redis.close();
});

/** A connected workspace with something of everything that is kept: also a link and a state that wait for a browser. */
async function connectedTenant(): Promise<Tenant> {
  const tenant = await addTenant(world);
  await tenant.connect();
  // It comes by itself, and could otherwise be taken for the answer below, whose request would outlive the workspace.
  await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: 'Connected to the CleverReach account' });
  await tenant.ask(tenant.admin, 'stats');
  return tenant;
}

const keysOf = async (id: string) => Object.keys(await redis.dump()).filter((key) => key.includes(id));

/** The CleverReach token that was given out last, and whether CleverReach still takes it. */
const newestToken = () => [...world.cleverReach.tokens.keys()].at(-1) ?? '';
async function works(token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${world.cleverReach.url}/v3/groups`, { headers })).status === 200;
}

const statusIn = (tenant: Tenant) => tenant.ask(tenant.admin, 'status').then(({ text }) => text);

describe('removing the app from a workspace', () => {
  test.each([
    { order: ['app_uninstalled', 'tokens_revoked'] as const },
    { order: ['tokens_revoked', 'app_uninstalled'] as const },
  ])('$order erases everything of it, revokes its CleverReach token, and leaves others alone', async ({ order }) => {
    const neighbour = await connectedTenant();
    const neighbours = newestToken();
    const tenant = await connectedTenant();
    const token = newestToken();
    expect(await works(token)).toBe(true);
    expect((await keysOf(tenant.id)).length).toBeGreaterThan(1);

    const delivered = await world.slack.uninstall(tenant.id, { order });
    expect(delivered.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(await keysOf(tenant.id)).toEqual([]);
    expect(await works(token)).toBe(false);

    expect(await works(neighbours)).toBe(true);
    expect(await statusIn(neighbour)).toContain('is connected');
  });

  test('one of both events is enough', async () => {
    const tenant = await connectedTenant();
    await signedRequests(world).json(removal(tenant.id, 'Ev0ONLY', { type: 'app_uninstalled' }));
    expect(await keysOf(tenant.id)).toEqual([]);
  });

  test('and installing it again begins from nothing', async () => {
    const tenant = await connectedTenant();
    await world.slack.uninstall(tenant.id);
    expect((await tenant.install()).status).toBe(200);
    expect(await statusIn(tenant)).toContain('Connect');
  });

  test('and a process that knew the token before serves the new installation at once', async () => {
    const tenant = await connectedTenant();
    const { url } = await world.another();
    const { app } = world.slack;
    const { eventsUrl } = app;
    const typedThere = async (line: string) => {
      app.eventsUrl = `${url}/slack/events`;
      const { message } = await world.slack.command(tenant.admin, tenantChannel, `/cleverreach ${line}`);
      app.eventsUrl = eventsUrl;
      return message?.text;
    };
    expect(await typedThere('status')).toContain('is connected');
    await world.slack.uninstall(tenant.id);
    expect((await tenant.install()).status).toBe(200);
    await typedThere('settings');
    await world.slack.waitFor(() => world.slack.currentView(tenant.admin));
  });

  test('erases also where CleverReach does not answer, in time for Slack', async () => {
    const tenant = await connectedTenant();
    world.cleverReach.setFaults({ latencyMs: 3_500 });
    const delivered = await world.slack.uninstall(tenant.id);
    world.cleverReach.setFaults({});
    expect(delivered.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(await keysOf(tenant.id)).toEqual([]);
  });
});

function removal(team: string, id: string, event: object, more: object = {}) {
  return { type: 'event_callback', team_id: team, event_id: id, event, ...more };
}

describe('what is no removal erases nothing', () => {
  const tokens = { oauth: ['U07BEN00002'] };
  test.each([
    ['a person’s token was revoked', { type: 'tokens_revoked', tokens }],
    ['a person’s token was revoked, and no bot’s', { type: 'tokens_revoked', tokens: { ...tokens, bot: [] } }],
    ['another event', { type: 'app_home_opened', user: 'U07BEN00002' }],
    ['the access of other workspaces was taken away', { type: 'team_access_revoked', team_ids: ['T0ELSEWHERE'] }],
  ])('%s', async (name, event) => {
    const tenant = await connectedTenant();
    const before = await keysOf(tenant.id);
    const answer = await signedRequests(world).json(removal(tenant.id, `Ev${name.length}`, event));
    expect(answer.status).toBe(200);
    expect(await keysOf(tenant.id)).toEqual(before);
    expect(await statusIn(tenant)).toContain('is connected');
  });
});

describe('a removal that happened before the workspace’s installation', () => {
  const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
  async function leftAfter(
    more: () => object,
    { fault, status = 200 }: { fault?: object; status?: number } = {},
  ): Promise<{ left: string[]; asked: number }> {
    const tenant = await connectedTenant();
    if (fault) world.slack.setFault({ method: 'auth.test', ...fault });
    const asked = () => world.slack.exchanges({ name: 'auth.test' }).length;
    const before = asked();
    const event = removal(tenant.id, `Ev${randomUUID()}`, { type: 'app_uninstalled' }, more());
    const answer = await signedRequests(world).json(event);
    world.slack.clearFaults();
    expect(answer).toMatchObject({ status });
    return { left: await keysOf(tenant.id), asked: asked() - before };
  }

  test.each([
    ['before it', 60],
    ['at about the same time', 0],
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
    const tenant = await connectedTenant();
    const token = newestToken();
    await removeUnheard(tenant);
    expect((await tenant.install()).status).toBe(200);
    expect(await works(token)).toBe(false);
    expect((await keysOf(tenant.id)).map((key) => key.replace(/.*\}:/, '').replace(/:[\w-]{43}$/, '')).sort()).toEqual(
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
    expect(await statusIn(tenant)).toContain('is connected');
  });

  test('and nothing goes where the app is only installed once more', async () => {
    const tenant = await connectedTenant();
    const token = newestToken();
    expect((await tenant.install()).status).toBe(200);
    expect(await statusIn(tenant)).toContain('is connected');
    expect(await works(token)).toBe(true);
  });

  test('ends the connection from before, where Slack did not say at the new installation what it was', async () => {
    const tenant = await connectedTenant();
    const token = newestToken();
    const removedAt = Math.ceil(Date.now() / 1000);
    await removeUnheard(tenant);
    vi.useFakeTimers({ toFake: ['Date'], now: (removedAt + 5) * 1000 });
    try {
      // Slack's own library, which installs, has more patience.
      world.slack.setFault({ method: 'auth.test', latencyMs: 1_200 });
      expect((await tenant.install()).status).toBe(200);
      world.slack.clearFaults();
      expect(await works(token)).toBe(true);
      const event = { type: 'app_uninstalled' };
      await signedRequests(world).json(removal(tenant.id, 'Ev0LATE', event, { event_time: removedAt }));
      expect(await works(token)).toBe(false);
      expect(await statusIn(tenant)).toContain('Connect');
      // What has been made since stays.
      await tenant.connect();
      await signedRequests(world).json(removal(tenant.id, 'Ev0LATER', event, { event_time: removedAt }));
      expect(await statusIn(tenant)).toContain('is connected');
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a removal during an outage', () => {
  /** A storage whose walk over all keys fails, as often as the test says, or waits. */
  function failingStorage() {
    const memory = createMemoryStorage();
    const failing = { erasures: 0, commands: 0, walk: async () => undefined as unknown };
    const fails = (kind: 'erasures' | 'commands') => failing[kind] > 0 && failing[kind]--;
    const storage: Storage = {
      ...memory,
      deleteAll: async (prefix) => {
        if (fails('erasures')) throw new StorageError('deleteAll: no answer');
        await failing.walk();
        return memory.deleteAll(prefix);
      },
      take: async (key) => {
        if (fails('commands')) throw new StorageError('take: no answer');
        return memory.take(key);
      },
    };
    return { storage, failing };
  }

  test('that Slack repeats when the app is installed again takes nothing from the new installation', async () => {
    const { storage, failing } = failingStorage();
    const shared = world;
    vi.useFakeTimers({ toFake: ['Date'] });
    world = await startWorld({ storage });
    try {
      const tenant = await connectedTenant();
      // Each of the two events, and its first repeat.
      failing.erasures = 4;
      const delivered = await world.slack.uninstall(tenant.id);
      expect(delivered.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
      vi.setSystemTime(Date.now() + 60_000);
      expect((await tenant.install()).status).toBe(200);
      await tenant.connect();
      const repeated = await world.slack.deliverRetries();
      expect(repeated.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
      expect(await statusIn(tenant)).toContain('onnected');
      expect(await storage.get(`cr:{${tenant.id}}:installation`)).toBeDefined();
      expect(await storage.get(`cr:{${tenant.id}}:connection`)).toBeDefined();
    } finally {
      vi.useRealTimers();
      await world.close();
      world = shared;
    }
  });

  test('whose erasing takes long takes nothing of what is installed meanwhile', async () => {
    const { storage, failing } = failingStorage();
    const shared = world;
    world = await startWorld({ storage });
    try {
      const tenant = await connectedTenant();
      let end = (): void => expect.fail('nothing is being erased');
      const begun = new Promise<void>((begin) => {
        failing.walk = () => {
          failing.walk = async () => undefined;
          begin();
          return new Promise<void>((over) => {
            end = over;
          });
        };
      });
      const removed = world.slack.uninstall(tenant.id);
      await begun;
      const installed = tenant.install();
      await vi.waitFor(() => expect(world.slack.exchanges({ name: 'oauth.v2.access' }).at(-1)?.outcome).toBe('ok'));
      end();
      await Promise.all([removed, installed]);
      await tenant.connect();
      expect(await statusIn(tenant)).toContain('is connected');
    } finally {
      await world.close();
      world = shared;
    }
  });

  test.each([
    ['the erasing', { erasures: 1 }],
    ['the erasing, and the first repeat too', { erasures: 2 }],
    ['the reading of the connection', { commands: 1 }],
  ])('%s fails: Slack hears it, repeats, and then all is gone and revoked', async (_case, failures) => {
    const { storage, failing } = failingStorage();
    const shared = world;
    world = await startWorld({ storage });
    try {
      const tenant = await connectedTenant();
      const token = newestToken();
      Object.assign(failing, failures);
      const events = () => world.slack.exchanges({ direction: 'to-app', kind: 'event', name: 'app_uninstalled' });
      await world.slack.uninstall(tenant.id);
      await world.slack.deliverRetries();
      const statuses = events().map(({ response }) => response?.status);
      expect(statuses.slice(0, -1).every((status) => status === 503)).toBe(true);
      expect(statuses.length).toBeGreaterThan(1);
      expect(statuses.at(-1)).toBe(200);
      expect(await storage.get(`cr:{${tenant.id}}:connection`)).toBeUndefined();
      expect(await storage.deleteAll(`cr:{${tenant.id}}:`)).toBe(0);
      expect(await works(token)).toBe(false);
    } finally {
      await world.close();
      world = shared;
    }
  });
});
