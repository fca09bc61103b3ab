import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { type Storage, StorageError } from '../src/storage/storage.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { createBrowser } from './browser-client.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { commandFields, type SignedRequests, signedRequests } from './signed-requests.ts';
import { startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;
let signed: SignedRequests;

beforeAll(async () => {
  redis = await startRedis({ persistent: true });
  world = await startWorld({ redisUrl: redis.url });
  await world.ready();
  signed = signedRequests(world);
});
afterAll(async () => {
  await world.close();
  await redis.close();
});

const outages = {
  frozen: { begin: async () => redis.freeze(), end: async () => redis.unfreeze() },
  stopped: { begin: () => redis.stop(), end: () => redis.start() },
};
let recover: () => Promise<void> = async () => undefined;
afterEach(() => recover());

/** Begins an outage that ends with the test at the latest. */
async function outage(kind: keyof typeof outages): Promise<void> {
  const { begin, end } = outages[kind];
  await begin();
  recover = async () => {
    recover = async () => undefined;
    await end();
  };
}

const command = () => signed.form(commandFields(world, 'help'));
const press = () =>
  signed.interaction({
    type: 'block_actions',
    team: { id: world.workspace },
    user: { id: 'U07BEN00002' },
    actions: [{ action_id: 'command:run', value: 'status' }],
    trigger_id: `${performance.now()}`,
  });
const probe = (path: string) => fetch(`${world.publicUrl}${path}`);

async function inSlacksTime<T>(work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  return result;
}

test.each(['frozen', 'stopped'] as const)(
  'Redis %s: everyone is told in time, and all is well afterwards',
  async (kind) => {
    await outage(kind);
    const [typed, pressed, event] = await inSlacksTime(() =>
      Promise.all([
        command(),
        press(),
        signed.json({
          type: 'event_callback',
          team_id: 'T0SOMEWHERE',
          event_id: `Ev${kind}`,
          event: { type: 'app_uninstalled' },
        }),
      ]),
    );
    expect(typed.status).toBe(200);
    expect(JSON.parse(typed.body)).toEqual({
      response_type: 'ephemeral',
      text: `${en.errors.storage}\n${de.errors.storage}`,
    });
    expect(pressed).toMatchObject({ status: 503, body: '{"error":"storage_unavailable"}' });
    expect(event.status).toBe(503);

    const ready = await inSlacksTime(() => probe('/readyz'));
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'unavailable', reason: 'storage' });
    expect((await probe('/healthz')).status).toBe(200);

    await recover();
    await expect.poll(async () => (await probe('/readyz')).status, { timeout: 10_000 }).toBe(200);
    expect(await command()).toMatchObject({ status: 200, body: expect.stringContaining(en.help.title) });
    expect(await press()).toMatchObject({ status: 200 });
  },
);

test('Redis stopped: nothing is installed, and the pages say so', async () => {
  const browser = createBrowser();
  const start = await browser.get(`${world.publicUrl}/slack/install`);
  const { location } = await world.slack.as('anna').consent(start.location ?? '');
  await outage('stopped');
  for (const [page, title] of [
    [await browser.get(location), en.pages.install.failedTitle],
    [await createBrowser().get(`${world.publicUrl}/slack/install`), en.pages.errorTitle],
  ] as const) {
    expect(page.status).toBe(503);
    expect(page.body).toContain(title);
    expect(page.body).toContain(en.pages.unavailable);
    const reference = /Reference: ([0-9a-f]{10})/.exec(page.body)?.[1] ?? 'none';
    expect(world.log()).toContain(`"reference":"${reference}"`);
  }
});

/** An app whose storage loses every reading from some moment on, after the replay check has gone well. */
async function losing(error: Error) {
  const memory = createMemoryStorage();
  let lost = false;
  const storage: Storage = {
    ...memory,
    get: async (key) => {
      if (lost) throw error;
      return memory.get(key);
    },
  };
  const its = await startWorld({ storage });
  await its.install();
  const { url } = await its.another();
  lost = true;
  return { its, url };
}

test.each([
  ['the storage', new StorageError('get: no answer'), en.errors.storage, de.errors.storage],
  ['the app itself', new Error('a bug'), en.errors.internal, de.errors.internal],
])(
  'a command that fails because of %s before anything is known is answered in words',
  async (_case, error, english, german) => {
    const { its, url } = await losing(error);
    const typed = await signedRequests(its).form(commandFields(its, 'help'), { url });
    await its.close();
    expect(typed.status).toBe(200);
    const { response_type, text } = JSON.parse(typed.body);
    expect(response_type).toBe('ephemeral');
    expect(text).toContain(english);
    expect(text).toContain(german);
    expect(text).not.toContain(error.message);
    expect(its.log()).toContain(`"reference":"${/Reference ([0-9a-f]{10})/.exec(text)?.[1]}"`);
  },
);
