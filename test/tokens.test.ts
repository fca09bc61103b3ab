import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createCleverReach } from '../src/cleverreach/index.ts';
import { startCleverReach } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { createRecords } from '../src/storage/records.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import { createSealer } from '../src/storage/sealer.ts';
import { createConnections } from '../src/workspaces/connections.ts';
import { createOAuthApps } from '../src/workspaces/oauth-apps.ts';
import { startRedis, type TestRedis, withClient } from './redis.ts';
import { addTenant, connectUrlOf, logLinesOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

describe('as a person meets it', () => {
  let world: World;
  let second: { url: string };
  beforeAll(async () => {
    world = await startWorld({ redisUrl: redis.url });
    second = await world.another();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.cleverReach.setFaults({});
    world.cleverReach.settings.oldAccessTokenSurvivesRefresh = false;
  });

  const hasRecord = async ({ id }: Tenant) => `cr:{${id}}:connection` in (await redis.dump());
  const refreshes = () =>
    world.cleverReach.requests.filter(
      ({ path, body }) => path === '/oauth/token.php' && JSON.stringify(body).includes('"refresh_token"'),
    );
  const liveTokens = () =>
    [...world.cleverReach.tokens.values()].filter(({ expiresAtMs }) => expiresAtMs > Date.now()).length;

  /** A connected workspace whose access token has ended at CleverReach, though the app cannot know. */
  async function expiredTenant(): Promise<Tenant> {
    const tenant = await addTenant(world);
    world.cleverReach.tokens.clear();
    await tenant.connect();
    // What comes next is then the answer to what the test asks.
    await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: 'Connected to the CleverReach account' });
    for (const token of world.cleverReach.tokens.values()) token.expiresAtMs = 0;
    world.cleverReach.requests.length = 0;
    return tenant;
  }

  test.each([false, true])(
    'a token that has ended is renewed within the request (old one lives on: %s)',
    async (lives) => {
      world.cleverReach.settings.oldAccessTokenSurvivesRefresh = lives;
      const tenant = await expiredTenant();
      expect((await tenant.ask(tenant.member, 'stats')).text).toContain('6 groups');
      expect(refreshes()).toHaveLength(1);
      expect((await tenant.ask(tenant.member, 'stats')).text).toContain('6 groups');
      expect(refreshes()).toHaveLength(1);
    },
  );

  test('fifty people at once, served by two processes: one renewal, fifty answers', async () => {
    const tenant = await expiredTenant();
    const people = Array.from({ length: 50 }, (_, index) =>
      world.slack.addUser(tenant.id, { name: `person-${index}` }),
    );
    const { id: place } = world.slack.addChannel(tenant.id, { name: 'everybody' });
    const { eventsUrl } = world.slack.app;
    // Slow enough that all of them find the old token.
    world.cleverReach.setFaults({ paths: 'oauth/token.php', latencyMs: 200 });
    const asked = people.map(({ id }, index) => {
      world.slack.app.eventsUrl = index % 2 === 0 ? eventsUrl : `${second.url}/slack/events`;
      return world.slack.command(id, place, '/cleverreach stats VIP');
    });
    world.slack.app.eventsUrl = eventsUrl;
    const results = await Promise.all(asked);
    expect(results.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    for (const { id } of people) await world.slack.waitForMessage(id, place, { text: 'VIP-Kunden: ' });

    const hosts = world.slack.exchanges({ kind: 'command' }).slice(-50);
    expect(hosts.filter(({ request }) => request.url.startsWith(second.url))).toHaveLength(25);
    expect(refreshes()).toHaveLength(1);
    expect(liveTokens()).toBe(1);
  });

  test('CleverReach refuses to renew: the person gets Reconnect, and reconnecting carries on', async () => {
    const tenant = await expiredTenant();
    world.cleverReach.setFaults({ tokenRevoked: true });
    const offer = await tenant.ask(tenant.admin, 'stats');
    expect(offer.text).toContain('CleverReach no longer accepts the connection');
    expect(JSON.stringify(offer.blocks)).toContain('"Reconnect"');
    world.cleverReach.setFaults({});

    // It stays broken without asking CleverReach again, and whoever looks gets the way out.
    world.cleverReach.requests.length = 0;
    for (const line of ['stats', 'connect', 'draft']) {
      expect((await tenant.ask(tenant.admin, line)).text).toContain('no longer accepts');
    }
    const status = await tenant.ask(tenant.admin, 'status');
    expect(JSON.stringify(status.blocks)).toContain('broken, please reconnect');
    expect(connectUrlOf(status)).toContain(world.publicUrl);
    expect(world.cleverReach.requests).toEqual([]);

    await (await visit(connectUrlOf(offer))).agree();
    const answer = await world.slack.waitForMessage(tenant.admin, tenantChannel, {
      after: offer.ts,
      text: '6 groups',
    });
    expect(answer.ephemeralFor).toBe(tenant.admin);
  });

  test('a token that is refused although it was just renewed is a broken connection as well', async () => {
    const tenant = await expiredTenant();
    world.cleverReach.setFaults({ paths: '/v3/', status: 401 });
    const offer = await tenant.ask(tenant.admin, 'stats');
    expect(offer.text).toContain('no longer accepts the connection');
    expect(connectUrlOf(offer)).toContain(world.publicUrl);
    expect(refreshes()).toHaveLength(1);
  });

  test('the token endpoint down when it is needed: an error with a reference, and it heals by itself', async () => {
    const tenant = await expiredTenant();
    world.cleverReach.setFaults({ oauthDown: true });
    const failed = await tenant.ask(tenant.member, 'stats');
    expect(failed.text).toContain('CleverReach cannot be reached at the moment');
    expect(logLinesOf(world, failed.text)).not.toEqual([]);
    world.cleverReach.setFaults({});
    expect((await tenant.ask(tenant.member, 'stats')).text).toContain('6 groups');
  });

  test('disconnecting while a renewal is under way is not undone, and nothing stays alive', async () => {
    const tenant = await expiredTenant();
    const question = await tenant.ask(tenant.admin, 'disconnect');
    world.cleverReach.setFaults({ paths: 'oauth/token.php', latencyMs: 400 });
    const asked = tenant.ask(tenant.member, 'stats');
    await expect.poll(() => refreshes().length).toBe(1);
    await world.slack.as(tenant.admin).press(question, 'Disconnect');
    await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: 'has ended' });
    expect((await asked).text).toContain('needs a CleverReach account');
    expect(await hasRecord(tenant)).toBe(false);
    expect(liveTokens()).toBe(0);
    expect((await tenant.ask(tenant.admin, 'stats')).text).toContain('needs a CleverReach account');
  });

  test.each([
    ['a connection of another workspace', true, 'connection'],
    ['a record of another kind', false, 'installation'],
  ])('%s, put in the place of a connection, does not open', async (_what, isOthers, kind) => {
    const [owner, thief] = [await addTenant(world), await addTenant(world)];
    await owner.connect();
    const logged = world.log().length;
    const place = `cr:{${thief.id}}:connection`;
    const copied = await withClient(redis.port, (client) =>
      client.copy(`cr:{${isOthers ? owner.id : thief.id}}:${kind}`, place),
    );
    expect(copied).toBe(1);
    world.cleverReach.requests.length = 0;
    const answer = await thief.ask(thief.admin, 'stats');
    expect(answer.text).toContain('needs a CleverReach account');
    expect(world.cleverReach.requests).toEqual([]);
    expect(world.log().slice(logged)).toContain(`${place}: does not open (seal_wrong_place)`);
    // Connecting anew is the way out, and what was asked for carries on.
    await (await visit(connectUrlOf(answer))).agree();
    await world.slack.waitForMessage(thief.admin, tenantChannel, { after: answer.ts, text: '6 groups' });
  });

  test('a connection ended in one process is ended in the other', async () => {
    const tenant = await expiredTenant();
    const { eventsUrl } = world.slack.app;
    world.slack.app.eventsUrl = `${second.url}/slack/events`;
    expect((await tenant.ask(tenant.member, 'stats')).text).toContain('6 groups');
    world.slack.app.eventsUrl = eventsUrl;
    await world.slack.as(tenant.admin).press(await tenant.ask(tenant.admin, 'disconnect'), 'Disconnect');
    await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: 'has ended' });
    world.slack.app.eventsUrl = `${second.url}/slack/events`;
    const answer: Message = await tenant.ask(tenant.member, 'stats');
    world.slack.app.eventsUrl = eventsUrl;
    // What that process still remembered is refused by CleverReach, and then it looks again.
    expect(answer.text).toContain('needs a CleverReach account');
  });
});

describe('two processes on one Redis, with a clock of the test’s own', () => {
  const workspace = 'T0NORDWIND';
  const lockKey = `cr:{${workspace}}:connection-lock`;
  const day = 24 * 60 * 60 * 1000;

  async function start({ lifetimeDays = 30 } = {}) {
    await redis.flush();
    const clock = { offsetMs: 0 };
    const now = () => Date.now() + clock.offsetMs;
    const sandbox = await startCleverReach({ now, accessTokenLifetimeSeconds: lifetimeDays * (day / 1000) });
    const cleverreach = createCleverReach({ url: sandbox.url });
    const sealer = createSealer([{ id: 'k', key: randomBytes(32) }]);
    const app = [...sandbox.apps.values()][0];
    const storages = [1, 2].map(() => createRedisStorage({ urls: [redis.url], onError: () => undefined }));
    /** Of the first process: what its next renewal waits for before it goes out. */
    let heldUp = Promise.resolve();
    const told: string[] = [];
    const processes = storages.map((storage, index) => {
      const records = createRecords({ storage, sealer });
      const oauthApps = createOAuthApps({ records, operatorApp: app });
      return createConnections({
        records,
        storage,
        oauth: {
          ...cleverreach.oauth,
          async refresh(...given) {
            if (index === 0) await heldUp;
            return cleverreach.oauth.refresh(...given);
          },
        },
        oauthApps,
        earlyRenewalPatienceMs: 5_000,
        now,
        onBroken: async (_workspace, _connection, because) => void told.push(because),
      });
    });
    onTestFinished(async () => {
      await Promise.all([...storages.map((storage) => storage.close()), cleverreach.close(), sandbox.close()]);
    });
    const [first, other] = processes;
    if (!first || !other) return expect.fail('two processes');
    const issued = await sandbox.issueTokens();
    await first.replace(workspace, {
      accessToken: issued.accessToken,
      refreshToken: issued.refreshToken ?? '',
      obtainedAt: new Date(now()),
      expiresAt: new Date(issued.expiresAtMs),
      account: { id: '1', name: 'Teehaus' },
      connectedBy: 'U1',
      connectedAt: new Date(now()),
    });
    const listWith = (connections: typeof first) => cleverreach.client(connections.tokens(workspace)).listGroups();
    return {
      sandbox,
      first,
      other,
      listWith,
      issued,
      told,
      /** Keeps the first process from asking CleverReach for new tokens until what this gives is called. */
      holdUp() {
        let letGo: () => void = () => undefined;
        heldUp = new Promise((resolve) => {
          letGo = resolve;
        });
        return () => letGo();
      },
      /** Lets days go by for the app and for CleverReach. */
      wait: (days: number) => {
        clock.offsetMs += days * day;
      },
      refreshes: () => sandbox.requests.filter(({ path }) => path === '/oauth/token.php').length,
    };
  }

  test('fifty calls at once with a token that has ended: exactly one renewal at CleverReach', async () => {
    const { first, other, listWith, wait, refreshes } = await start();
    wait(31);
    const lists = await Promise.all(
      Array.from({ length: 50 }, (_, index) => listWith(index % 2 === 0 ? first : other)),
    );
    expect(lists.filter((groups) => groups.length === 6)).toHaveLength(50);
    expect(refreshes()).toBe(1);
  });

  test.each([
    ['thirty days', 30],
    ['a year', 365],
  ])(
    'a token that lasts %s is renewed three days before its end, before it is used, by one of both',
    async (_, days) => {
      const { sandbox, first, other, listWith, issued, wait, refreshes } = await start({ lifetimeDays: days });
      wait(days - 4);
      await Promise.all([listWith(first), listWith(other)]);
      expect(refreshes()).toBe(0);
      wait(1.5);
      await Promise.all(Array.from({ length: 20 }, (_, index) => listWith(index % 2 === 0 ? first : other)));
      expect(refreshes()).toBe(1);
      const calls = sandbox.requests.filter(({ path }) => path.startsWith('/v3/')).slice(-10);
      expect(calls.some(({ headers }) => headers.authorization === `Bearer ${issued.accessToken}`)).toBe(false);
    },
  );

  test('with the token endpoint away, the old token is used as long as it works', async () => {
    const { sandbox, first, listWith, wait } = await start();
    wait(28);
    sandbox.setFaults({ oauthDown: true });
    expect(await listWith(first)).toHaveLength(6);
    wait(3);
    await expect(listWith(first)).rejects.toMatchObject({ code: 'cleverreach_unavailable' });
    sandbox.setFaults({});
    expect(await listWith(first)).toHaveLength(6);
  });

  test('the new pair is in Redis, sealed, before CleverReach sees the new token', async () => {
    const { sandbox, first, other, listWith, issued, wait } = await start();
    wait(31);
    // While the first call with the new token is on its way, a process without any memory of it knows it already.
    sandbox.setFaults({ paths: '/v3/groups', latencyMs: 200 });
    const listed = listWith(first);
    await expect.poll(() => sandbox.requests.some(({ path }) => path.startsWith('/v3/groups'))).toBe(true);
    const { accessToken, refreshToken } = (await other.find(workspace)) ?? expect.fail('no connection');
    expect(accessToken).not.toBe(issued.accessToken);
    expect(refreshToken).not.toBe(issued.refreshToken);
    expect(sandbox.tokens.has(accessToken)).toBe(true);
    expect(JSON.stringify(await redis.dump())).not.toContain(accessToken);
    expect(await listed).toHaveLength(6);
  });

  /** The first process has taken the lock and was then too slow: it has ended. */
  async function lockEnded(): Promise<void> {
    await withClient(redis.port, async (client) => {
      await expect.poll(() => client.get(lockKey)).not.toBeNull();
      await client.pexpire(lockKey, 1);
      await expect.poll(() => client.get(lockKey)).toBeNull();
    });
  }

  test('a process whose lock has ended does not take off the lock of the next one', async () => {
    const { first, listWith, wait, holdUp } = await start();
    wait(31);
    const letGo = holdUp();
    const listed = listWith(first);
    await lockEnded();
    await withClient(redis.port, async (client) => {
      await client.set(lockKey, 'the next one', 'PX', 60_000);
      letGo();
      expect(await listed).toHaveLength(6);
      expect(await client.get(lockKey)).toBe('the next one');
    });
  });

  test('a process that is refused looks again before it calls the connection broken: another one has renewed it', async () => {
    const { sandbox, first, other, listWith, wait, holdUp, refreshes, told } = await start();
    wait(31);
    const letGo = holdUp();
    const listed = listWith(first);
    await lockEnded();
    expect(await listWith(other)).toHaveLength(6);
    expect(refreshes()).toBe(1);
    letGo();
    // Its refresh token was used up by the other one, and CleverReach says so.
    expect(await listed).toHaveLength(6);
    const renewals = sandbox.requests.filter(({ path }) => path === '/oauth/token.php');
    expect(renewals.map(({ status }) => status)).toEqual([200, 400]);
    expect((await other.find(workspace))?.brokenAt).toBeUndefined();
    expect(told).toEqual([]);
  });

  test('a process that died in a renewal holds up the others only until its lock ends', async () => {
    const { first, listWith, wait, refreshes } = await start();
    const storage = createRedisStorage({ urls: [redis.url], onError: () => undefined });
    await storage.set(`cr:{${workspace}}:connection-lock`, 'somebody dead', { ttlMs: 300 });
    wait(31);
    expect(await listWith(first)).toHaveLength(6);
    expect(refreshes()).toBe(1);
    await storage.close();
  });
});
