import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createInlineJobs } from '../src/jobs/inline-jobs.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { createBrowser } from './browser-client.ts';
import { startRedis, type TestRedis, withClient } from './redis.ts';
import { addTenant, connectUrlOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;
let second: { url: string };
let crowds = 0;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
  second = await world.another();
});
afterAll(async () => {
  await world?.close();
  await redis?.close();
});
beforeEach(() => {
  world.cleverReach.setFaults({});
  world.slack.clearFaults();
});

const directMessages = (user: string) => world.slack.messagesFor(user, '@app').filter(({ author }) => author === 'app');
const homeOf = (user: string) => JSON.stringify(world.slack.homeView(user)?.content['blocks'] ?? []);

/** A workspace whose tokens CleverReach no longer takes, though nobody knows yet. */
async function doomedTenant(options: Parameters<typeof addTenant>[1] = {}): Promise<Tenant> {
  const tenant = await addTenant(world, options);
  await tenant.connect();
  await world.slack.waitForMessage(tenant.admin, tenantChannel, {
    match: ({ text }) => /Connected|Verbunden/.test(text),
  });
  revokeTokens();
  return tenant;
}

/** As somebody does who removes the app from the account. */
function revokeTokens(): void {
  world.cleverReach.tokens.clear();
}

/** Asks through both processes at once, until each has its answer. */
async function askMany(tenant: Tenant, people: number): Promise<Message[]> {
  const { slack } = world;
  const { eventsUrl } = slack.app;
  crowds += 1;
  const name = `crowd-${crowds}`;
  const users = Array.from({ length: people }, (_, i) => slack.addUser(tenant.id, { name: `${name}-${i}` }).id);
  const { id: place } = slack.addChannel(tenant.id, { name });
  const asked = users.map(async (user, index) => {
    slack.app.eventsUrl = index % 2 === 0 ? eventsUrl : `${second.url}/slack/events`;
    const { message } = await slack.command(user, place, '/cleverreach stats VIP');
    const match = ({ author, text }: Message) => author === 'app' && !text.endsWith(' …');
    return message ?? slack.waitForMessage(user, place, { match });
  });
  slack.app.eventsUrl = eventsUrl;
  return Promise.all(asked);
}

/** The jobs that were to tell somebody of this workspace; each tells it once. */
const tellings = async ({ id }: Tenant) =>
  Object.keys(await redis.dump()).filter((key) => key.startsWith(`cr:{${id}}:job:tell-broken`));

/** Resolves once no job of either process waits or runs. */
const idle = () =>
  expect
    .poll(() => withClient(redis.port, (client) => client.keys('cr:{jobs}:*')))
    .not.toContainEqual(expect.stringMatching(/:(wait|active|delayed)$/));

describe('a connection that CleverReach ends', () => {
  test('is told once to whoever connected it, in their language, however many people in however many processes meet it', async () => {
    const tenant = await doomedTenant({ admin: { locale: 'de-DE' } });
    const before = directMessages(tenant.admin).length;
    // Slow enough that all of them are under way when the first is refused.
    world.cleverReach.setFaults({ paths: 'oauth/token.php', latencyMs: 200 });
    const answers = await askMany(tenant, 20);
    expect(answers.filter(({ text }) => !text.includes('no longer accepts'))).toEqual([]);

    const told = await world.slack.waitForMessage(tenant.admin, '@app', {
      text: 'akzeptiert die Verbindung zum Konto',
    });
    expect(told.text).toContain('Teehaus Muster GmbH');
    expect(told.text).toContain(de.connection.told.why);
    // And whoever comes later, in either process.
    await askMany(tenant, 4);
    expect((await tenant.ask(tenant.admin, 'status')).text).toContain('ist unterbrochen');
    await idle();
    expect(await tellings(tenant)).toHaveLength(1);
    expect(directMessages(tenant.admin)).toHaveLength(before + 1);
    expect(directMessages(tenant.member)).toEqual([]);
  });

  test('is told once also when the process that told it died before it had stored that', async () => {
    const tenant = await doomedTenant();
    const key = `cr:{${tenant.id}}:connection`;
    await withClient(redis.port, async (client) => {
      const before = (await client.getBuffer(key)) ?? expect.fail('a connection');
      await tenant.ask(tenant.member, 'stats');
      await world.slack.waitForMessage(tenant.admin, '@app', { text: 'no longer accepts the connection' });
      await client.set(key, before);
      // One that has nothing of it in its memory.
      const { eventsUrl } = world.slack.app;
      world.slack.app.eventsUrl = `${(await world.another()).url}/slack/events`;
      expect((await tenant.ask(tenant.member, 'stats')).text).toContain('no longer accepts');
      world.slack.app.eventsUrl = eventsUrl;
      expect(await client.getBuffer(key)).not.toEqual(before);
    });
    await idle();
    expect(await tellings(tenant)).toHaveLength(1);
    expect(directMessages(tenant.admin)).toHaveLength(1);
  });

  test('is connected again from that message, however late; when it breaks after that, it is told again', async () => {
    const tenant = await doomedTenant();
    await tenant.ask(tenant.member, 'stats');
    const told = await world.slack.waitForMessage(tenant.admin, '@app', { text: 'no longer accepts the connection' });
    await world.slack.as(tenant.admin).press(told, en.connection.reconnectButton);
    // A link of its own each time, since links expire.
    const offer = await world.slack.waitForMessage(tenant.admin, '@app', {
      after: told.ts,
      text: 'works for 30 minutes',
    });
    expect((await (await visit(connectUrlOf(offer))).agree()).body).toContain('<h1>Connected</h1>');
    expect((await tenant.ask(tenant.member, 'stats')).text).toContain('6 groups');

    revokeTokens();
    expect((await tenant.ask(tenant.member, 'stats')).text).toContain('no longer accepts');
    await expect.poll(() => tellings(tenant)).toHaveLength(2);
    await idle();
    const messages = directMessages(tenant.admin).filter(({ text }) => text.includes(en.connection.told.why));
    expect(messages).toHaveLength(2);
  });

  test('is shown in the Home of whoever connected it, with Reconnect, without their opening it anew', async () => {
    const tenant = await doomedTenant();
    await world.slack.openHome(tenant.admin);
    await world.slack.waitFor(() => homeOf(tenant.admin).includes(`"${en.connection.reconnectButton}"`));
    const other = await addTenant(world);
    await other.connect();
    await world.slack.openHome(other.admin);
    await world.slack.waitFor(() => homeOf(other.admin).includes(en.home.statsButton));
    revokeTokens();
    await other.ask(other.member, 'stats');
    await world.slack.waitFor(() => homeOf(other.admin).includes(`"${en.connection.reconnectButton}"`));
    expect(connectUrlOf({ blocks: world.slack.homeView(other.admin)?.content['blocks'] })).toContain(world.publicUrl);
  });

  test('by whoever has left Slack since: that nobody could be told is in the log, and everybody finds Reconnect', async () => {
    const tenant = await doomedTenant();
    const logged = world.log().length;
    world.slack.setFault({ method: 'chat.postMessage', error: 'account_inactive' });
    expect((await tenant.ask(tenant.admin, 'stats')).text).toContain('no longer accepts');
    await expect.poll(() => world.log().slice(logged)).toContain('could not be told that the connection is broken');
    await idle();
    world.slack.clearFaults();
    expect(JSON.stringify((await tenant.ask(tenant.admin, 'status')).blocks)).toContain(en.connection.reconnectButton);
    expect(await tellings(tenant)).toHaveLength(1);
  });

  test('is told once Slack is back, where it was away: the queue tries again', async () => {
    const inline = createInlineJobs({ onError: (error) => expect.fail(String(error)) });
    let failures = 0;
    const jobs: Jobs = {
      ...inline,
      handle: (kind, run) =>
        inline.handle(kind, (job, journal) =>
          run(job, journal).catch(() => {
            failures += 1;
            away.slack.clearFaults();
            return run(job, journal);
          }),
        ),
    };
    const away = await startWorld({ jobs });
    const tenant = await addTenant(away);
    await tenant.connect();
    away.cleverReach.tokens.clear();
    away.slack.setFault({ method: 'chat.postMessage', status: 503 });
    await tenant.ask(tenant.member, 'stats');
    await away.slack.waitForMessage(tenant.admin, '@app', { text: 'no longer accepts the connection' });
    expect(failures).toBe(1);
    await away.close();
  });

  test('is told with the organisation’s installation, where the workspace has none of its own', async () => {
    const { slack } = world;
    const { id, enterprise } = slack.addWorkspace({ name: 'Konzern Berlin', enterprise: { name: 'Konzern' } });
    const users = slack.snapshot().workspaces.find((workspace) => workspace.id === id)?.users ?? [];
    const admin = users.find(({ isAdmin }) => isAdmin)?.id ?? '';
    const browser = createBrowser();
    const start = await browser.get(`${world.publicUrl}/slack/install`);
    await browser.get((await slack.as(admin).consent(start.location ?? '', { enterprise: true })).location);
    const offer = (await slack.command(admin, '#general', '/cleverreach status')).message;
    await (await visit(connectUrlOf(offer))).agree();
    await slack.waitForMessage(admin, '#general', { text: 'Connected' });
    expect(await withClient(redis.port, (client) => client.exists(`cr:{${enterprise?.id}}:installation`))).toBe(1);

    revokeTokens();
    await slack.command(admin, '#general', '/cleverreach stats');
    await slack.waitForMessage(admin, '@app', { text: 'no longer accepts the connection' });
  });
});
