import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { createKeyRotation } from '../src/storage/key-rotation.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import { createBrowser } from './browser-client.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { addTenant, connectUrlOf, logLinesOf, tenantChannel, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;
beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
});
afterAll(async () => {
  await world?.close();
  await redis?.close();
});

test('where a key is lost, installing and connecting again is the way back, as the documents say', async () => {
  const { slack } = world;
  const tenant = await addTenant(world);
  await tenant.connect();

  const lost = { id: 'lost', key: new Uint8Array(randomBytes(32)) };
  const { encryptionKeys: kept } = loadConfig(world.env);
  const storage = createRedisStorage({ urls: [redis.url], onError: () => undefined });
  await createKeyRotation({ storage, ring: [lost, ...kept] }).rotate();
  const unreadable = async () => (await createKeyRotation({ storage, ring: kept }).verify()).unreadable;
  const named = (name: string) => ({ key: `cr:{${tenant.id}}:${name}`, missingKey: 'lost', count: 1 });
  expect(await unreadable()).toEqual(expect.arrayContaining(['installation', 'connection', 'audit-log'].map(named)));

  // One that has nothing of it in its memory.
  slack.app.eventsUrl = `${(await world.another()).url}/slack/events`;
  const failed = await tenant.ask(tenant.member, 'stats');
  expect(failed.text).toContain('Something went wrong');
  expect(JSON.stringify(logLinesOf(world, failed.text))).toContain('installation: does not open (seal_unknown_key)');

  const browser = createBrowser();
  const start = await browser.get(`${world.publicUrl}/slack/install`);
  const { location } = await slack.as(tenant.admin).consent(start.location ?? '');
  expect((await browser.get(location)).body).toContain('The app is installed');
  const offer = await tenant.ask(tenant.admin, 'stats');
  expect(offer.text).toContain('needs a CleverReach account');
  expect((await (await visit(connectUrlOf(offer))).agree()).body).toContain('<h1>Connected</h1>');
  await slack.waitForMessage(tenant.admin, tenantChannel, { after: offer.ts, text: '6 groups' });

  // The past is lost; the log goes on without it.
  const left = (await unreadable()).filter(({ key }) => !key.includes(':ticket:'));
  expect(left).toEqual([named('audit-log')]);
  expect((await tenant.ask(tenant.admin, 'audit')).text).toContain('Teehaus Muster GmbH');
  await storage.close();
});
