import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { createRecords } from '../src/storage/records.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import { createSealer } from '../src/storage/sealer.ts';
import type { Storage } from '../src/storage/storage.ts';
import { createOAuthApps, type OAuthApps } from '../src/workspaces/oauth-apps.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { addTenant, connectUrlOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;
let storage: Storage;
let oauthApps: OAuthApps;
let apps = 0;

/** The operator has no OAuth app; what an admin enters is put where the form puts it. */
beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url, withoutOAuthApp: true });
  storage = createRedisStorage({ urls: [redis.url], onError: () => undefined });
  const records = createRecords({ storage, sealer: createSealer(loadConfig(world.env).encryptionKeys) });
  oauthApps = createOAuthApps({ records, operatorApp: undefined });
});
afterAll(async () => {
  await storage?.close();
  await world?.close();
  await redis?.close();
});

/** Makes an OAuth app at CleverReach. */
function registerApp() {
  apps += 1;
  const app = { clientId: `own-app-${apps}`, clientSecret: `planted-secret-${apps}` };
  world.cleverReach.apps.set(app.clientId, {
    ...app,
    name: 'Nordwind',
    redirectUris: [`${world.publicUrl}/cleverreach/callback`],
  });
  return app;
}

async function tenantWithOwnApp() {
  const tenant = await addTenant(world);
  const app = registerApp();
  await oauthApps.save(tenant.id, app);
  return { tenant, app };
}

function endAccessTokens(clientId: string): void {
  for (const token of world.cleverReach.tokens.values()) if (token.clientId === clientId) token.expiresAtMs = 0;
}

/** The client ids that have asked for tokens since. */
async function tokenRequestsDuring(work: () => Promise<unknown>): Promise<string[]> {
  world.cleverReach.requests.length = 0;
  await work();
  const asked = world.cleverReach.requests.filter(({ path }) => path === '/oauth/token.php');
  return asked.map(({ body }) => /own-app-\d+/.exec(JSON.stringify(body))?.[0] ?? 'another app');
}

/** The figures arrive, also where a line that they are being fetched comes first. */
async function seesFigures(tenant: Tenant): Promise<void> {
  const after = world.slack.messagesFor(tenant.member, tenantChannel).at(-1)?.ts ?? '0';
  await tenant.ask(tenant.member, 'stats');
  await world.slack.waitForMessage(tenant.member, tenantChannel, { after, text: '6 groups' });
}

describe('a workspace with an OAuth app of its own, whose operator has none', () => {
  test('connects with it, and its tokens are renewed with it', async () => {
    const { tenant, app } = await tenantWithOwnApp();
    const page = await tenant.connect();
    expect(page.body).toContain('<h1>Connected</h1>');
    await seesFigures(tenant);
    endAccessTokens(app.clientId);
    const asked = await tokenRequestsDuring(() => seesFigures(tenant));
    expect(asked).toEqual([app.clientId]);
  });

  test('leaves the workspaces beside it where they were', async () => {
    await tenantWithOwnApp();
    const other = await addTenant(world);
    expect((await other.ask(other.admin, 'connect')).text).toContain('no CleverReach OAuth app yet');
  });

  test('goes on with the app its connection was made with, after that was replaced or removed', async () => {
    const { tenant, app } = await tenantWithOwnApp();
    await tenant.connect();
    await oauthApps.save(tenant.id, registerApp());
    endAccessTokens(app.clientId);
    expect(await tokenRequestsDuring(() => seesFigures(tenant))).toEqual([app.clientId]);
    await oauthApps.remove(tenant.id);
    endAccessTokens(app.clientId);
    const asked = await tokenRequestsDuring(() => seesFigures(tenant));
    expect(asked).toEqual([app.clientId]);
  });

  test.each(['replaced', 'removed'])(
    'comes back from a consent page with the app it went there with, %s meanwhile',
    async (how) => {
      const { tenant, app } = await tenantWithOwnApp();
      const { browser, callbackUrl } = await visit(connectUrlOf(await tenant.ask(tenant.admin, 'connect')));
      const url = await callbackUrl();
      await (how === 'replaced' ? oauthApps.save(tenant.id, registerApp()) : oauthApps.remove(tenant.id));
      const asked = await tokenRequestsDuring(async () => {
        expect((await browser.get(url)).body).toContain('<h1>Connected</h1>');
      });
      expect(asked).toEqual([app.clientId]);
      endAccessTokens(app.clientId);
      expect(await tokenRequestsDuring(() => seesFigures(tenant))).toEqual([app.clientId]);
    },
  );

  test('is offered to reconnect when CleverReach refuses its app, and does so with a new one', async () => {
    const { tenant, app } = await tenantWithOwnApp();
    await tenant.connect();
    world.cleverReach.apps.delete(app.clientId);
    endAccessTokens(app.clientId);
    const { ts: after } = await tenant.ask(tenant.admin, 'help');
    await tenant.ask(tenant.admin, 'stats');
    const offer = await world.slack.waitForMessage(tenant.admin, tenantChannel, { after, text: 'no longer accepts' });
    const newer = registerApp();
    await oauthApps.save(tenant.id, newer);
    const asked = await tokenRequestsDuring(async () => {
      const page = await (await visit(connectUrlOf(offer))).agree();
      expect(page.body).toContain('<h1>Connected</h1>');
    });
    expect(asked).toEqual([newer.clientId]);
  });

  test('whoever connected it is told once that CleverReach refuses its app, and entering the new secret is enough', async () => {
    const { tenant, app } = await tenantWithOwnApp();
    await tenant.connect();
    const newer = { ...app, clientSecret: `${app.clientSecret}-changed` };
    const known = world.cleverReach.apps.get(app.clientId) ?? expect.fail('the app');
    world.cleverReach.apps.set(app.clientId, { ...known, clientSecret: newer.clientSecret });
    endAccessTokens(app.clientId);
    for (const user of [tenant.member, tenant.admin, tenant.member]) {
      expect((await tenant.ask(user, 'stats')).text).toContain('no longer accepts');
    }
    const told = await world.slack.waitForMessage(tenant.admin, '@app', { text: 'own OAuth app' });
    expect(told.text).toContain('enter the new secret here');
    await world.slack.as(tenant.admin).press(told, 'Enter own OAuth app');
    await world.slack.waitFor(() => JSON.stringify(world.slack.currentView(tenant.admin)).includes(app.clientId));
    expect((await tenant.ask(tenant.admin, 'connect')).text).toContain('no longer accepts');

    await oauthApps.save(tenant.id, newer);
    await seesFigures(tenant);
    expect((await tenant.ask(tenant.admin, 'connect')).text).toContain('is connected to');
    const messages = world.slack.messagesFor(tenant.admin, '@app').filter(({ text }) => text.includes('own OAuth app'));
    expect(messages).toHaveLength(1);
    expect(world.slack.messagesFor(tenant.member, '@app')).toEqual([]);
  });

  test('leaves its secret neither in Redis nor in the log, and nothing at all when it removes the app', async () => {
    const { tenant, app } = await tenantWithOwnApp();
    await visit(connectUrlOf(await tenant.ask(tenant.admin, 'connect')));
    await tenant.connect();
    const dump = await redis.dump();
    expect(dump).toHaveProperty([`cr:{${tenant.id}}:oauth-app`]);
    expect(JSON.stringify(dump) + world.log()).not.toContain(app.clientSecret);
    await world.slack.uninstall(tenant.id);
    await expect.poll(async () => Object.keys(await redis.dump()).filter((key) => key.includes(tenant.id))).toEqual([]);
  });
});
