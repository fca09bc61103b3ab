import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../src/sandbox/slack/index.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { type Storage, StorageError } from '../src/storage/storage.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { createBrowser } from './browser-client.ts';
import { startRedis, type TestRedis, withClient } from './redis.ts';
import { type RedisWay, startRedisWay } from './redis-way.ts';
import { commandFields, type SignedRequests, signedRequests } from './signed-requests.ts';
import { wordsOf } from './unsubscribing.ts';
import { startWorld, type World } from './world.ts';

let redis: TestRedis;
let replica: TestRedis;
let way: RedisWay;
let world: World;
let signed: SignedRequests;

beforeAll(async () => {
  [redis, replica] = await Promise.all([startRedis({ persistent: true }), startRedis()]);
  way = await startRedisWay(redis);
  world = await startWorld({ redisUrl: way.url });
  await world.ready();
  signed = signedRequests(world);
});
afterAll(async () => {
  await world.close();
  way.close();
  await Promise.all([redis.close(), replica.close()]);
});

const onRedis = (use: (client: Redis) => Promise<unknown>) => () => withClient(redis.port, use);
const outages = {
  'is frozen': { begin: async () => redis.freeze(), end: async () => redis.unfreeze() },
  'is gone, and comes back': { begin: () => redis.stop(), end: () => redis.start() },
  'is out of memory': {
    begin: onRedis((client) => client.config('SET', 'maxmemory', '1')),
    end: onRedis((client) => client.config('SET', 'maxmemory', '0')),
  },
  'has become a replica, and is a master again': {
    begin: onRedis((client) => client.replicaof('127.0.0.1', 1)),
    end: onRedis((client) => client.replicaof('NO', 'ONE')),
  },
  'fails over to its replica': {
    async begin() {
      await withClient(replica.port, (client) => client.replicaof('127.0.0.1', redis.port));
      const link = () => withClient(replica.port, (client) => client.info('replication'));
      await expect.poll(link, { timeout: 10_000 }).toContain('master_link_status:up');
      await onRedis((client) => client.replicaof('127.0.0.1', replica.port))();
    },
    async end() {
      await withClient(replica.port, (client) => client.replicaof('NO', 'ONE'));
      way.leadTo(replica);
    },
  },
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

const probe = (path: string) => fetch(`${world.publicUrl}${path}`);
const both = new RegExp(
  `^${[en, de].map(({ errors }) => `${errors.storage} \\((Reference|Referenz) [0-9a-f]{10}\\)`).join('\n')}$`,
);

/** Everything a person can do, prepared while all is well. */
async function somebody() {
  const { slack } = world;
  const user = slack.addUser(world.workspace, { name: `person-${performance.now()}` }).id;
  const channel = slack.addChannel(world.workspace, { name: `c${user.toLowerCase()}`, members: [user] }).id;
  await slack.command(user, channel, '/cleverreach statt');
  const shown = await slack.waitForMessage(user, channel, { text: 'statt' });
  await slack.shortcut(user, 'receivers:add');
  await slack.waitFor(() => slack.currentView(user));
  const { ts } = slack.say(user, channel, 'ask ben@example.com');
  return { user, channel, shown, ts };
}
test('Redis stopped: nothing is installed, and the pages say so', async () => {
  const browser = createBrowser();
  const start = await browser.get(`${world.publicUrl}/slack/install`);
  const { location } = await world.slack.as('anna').consent(start.location ?? '');
  await outage('is gone, and comes back');
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

describe.each(Object.keys(outages) as (keyof typeof outages)[])('Redis %s', (kind) => {
  test('everybody is told in time, and all is well afterwards', async () => {
    const { slack } = world;
    const { user, channel, shown, ts } = await somebody();
    const sentence = ({ author, text, ts: at }: Message) => author === 'app' && at > shown.ts && both.test(text);
    const told = (count: number) =>
      slack.waitFor(() => slack.messagesFor(user, channel).filter(sentence).length === count);

    await outage(kind);
    const [typed, pressed, chosen, everywhere, submitted, event, ready] = await Promise.all([
      slack.command(user, channel, '/cleverreach help'),
      slack.press(user, shown, '/cleverreach status'),
      slack.messageShortcut(user, channel, ts, 'receivers:unsubscribe-from-message'),
      slack.shortcut(user, 'mailings:draft'),
      slack.submit(user, 'modal', { force: true }),
      signed.json({
        type: 'event_callback',
        event_id: `Ev0${Math.round(performance.now())}`,
        event: { type: 'app_uninstalled' },
        team_id: 'T0X',
      }),
      probe('/readyz'),
    ]);
    expect(typed.message?.text).toMatch(both);
    expect([pressed.outcome, chosen.outcome]).toEqual(['ok', 'ok']);
    await told(3);
    // On top of the form, which keeps what was filled in.
    expect(submitted).toMatchObject({ outcome: 'pushed' });
    expect(wordsOf(slack.currentView(user)?.content)).toContain(en.errors.storage);
    // Without its token Slack can be asked for no modal. It says by itself that there was trouble.
    expect(everywhere).toMatchObject({ outcome: 'failed' });
    expect(event.status).toBe(503);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'unavailable', reason: 'storage' });
    expect((await probe('/healthz')).status).toBe(200);

    await recover();
    await expect.poll(async () => (await probe('/readyz')).status, { timeout: 10_000 }).toBe(200);
    expect((await slack.command(user, channel, '/cleverreach help')).message?.text).toContain(en.help.title);
    await slack.press(user, shown, '/cleverreach status');
    await slack.waitForMessage(user, channel, { after: shown.ts, text: 'Teehaus Muster' });
    await slack.closeView(user, 'modal');
    expect(slack.currentView(user)?.content['callback_id']).toBe('receivers:add');
  });
});
