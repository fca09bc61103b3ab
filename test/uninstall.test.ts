import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRedis, type TestRedis } from './redis.ts';
import { removal, removing } from './removing.ts';
import { signedRequests } from './signed-requests.ts';
import { tenantChannel } from './tenant.ts';
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

describe('removing the app from a workspace', () => {
  test.each([
    { order: ['app_uninstalled', 'tokens_revoked'] as const },
    { order: ['tokens_revoked', 'app_uninstalled'] as const },
  ])('$order erases everything of it, revokes its CleverReach token, and leaves others alone', async ({ order }) => {
    const neighbour = await tools.connectedTenant();
    const neighbours = tools.newestToken();
    const tenant = await tools.connectedTenant();
    const token = tools.newestToken();
    expect(await tools.works(token)).toBe(true);
    expect((await tools.keysOf(tenant.id)).length).toBeGreaterThan(1);

    const delivered = await world.slack.uninstall(tenant.id, { order });
    expect(delivered.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(await tools.keysOf(tenant.id)).toEqual([]);
    expect(await tools.works(token)).toBe(false);

    expect(await tools.works(neighbours)).toBe(true);
    expect(await tools.statusIn(neighbour)).toContain('is connected');
  });

  test('one of both events is enough', async () => {
    const tenant = await tools.connectedTenant();
    await signedRequests(world).json(removal(tenant.id, 'Ev0ONLY', { type: 'app_uninstalled' }));
    expect(await tools.keysOf(tenant.id)).toEqual([]);
  });

  test('and installing it again begins from nothing', async () => {
    const tenant = await tools.connectedTenant();
    await world.slack.uninstall(tenant.id);
    expect((await tenant.install()).status).toBe(200);
    expect(await tools.statusIn(tenant)).toContain('Connect');
  });

  test('and a process that knew the token before serves the new installation at once', async () => {
    const tenant = await tools.connectedTenant();
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
    const tenant = await tools.connectedTenant();
    world.cleverReach.setFaults({ latencyMs: 3_500 });
    const delivered = await world.slack.uninstall(tenant.id);
    world.cleverReach.setFaults({});
    expect(delivered.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(await tools.keysOf(tenant.id)).toEqual([]);
  });
});

describe('what is no removal erases nothing', () => {
  const tokens = { oauth: ['U07BEN00002'] };
  test.each([
    ['a person’s token was revoked', { type: 'tokens_revoked', tokens }],
    ['a person’s token was revoked, and no bot’s', { type: 'tokens_revoked', tokens: { ...tokens, bot: [] } }],
    ['another event', { type: 'app_home_opened', user: 'U07BEN00002' }],
    ['the access of other workspaces was taken away', { type: 'team_access_revoked', team_ids: ['T0ELSEWHERE'] }],
  ])('%s', async (name, event) => {
    const tenant = await tools.connectedTenant();
    const before = await tools.keysOf(tenant.id);
    const answer = await signedRequests(world).json(removal(tenant.id, `Ev${name.length}`, event));
    expect(answer.status).toBe(200);
    expect(await tools.keysOf(tenant.id)).toEqual(before);
    expect(await tools.statusIn(tenant)).toContain('is connected');
  });
});
