import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAccount, SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { createBrowser } from './browser-client.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { addTenant, connectUrlOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { unsubscribing } from './unsubscribing.ts';
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
beforeEach(() => world.cleverReach.setFaults({}));

const shown = (message: Message) => JSON.stringify(message.blocks);
/** What is kept of a workspace, without the ids behind the names of kinds. */
const keptOf = async ({ id }: Tenant) =>
  Object.keys(await redis.dump())
    .filter((key) => key.startsWith(`cr:{${id}}:`))
    .map((key) => key.slice(`cr:{${id}}:`.length).replace(/:[\w-]{11,}$/, ''))
    .sort();
const hasRecord = async ({ id }: Tenant) => `cr:{${id}}:connection` in (await redis.dump());

/** By workspace, a link to the connect page from before it was connected. */
const links: Record<string, string> = {};

/** A workspace with a connection of its own, by the person named, and the access token it got. */
async function connectedTenant(by: 'admin' | 'member' = 'admin') {
  const tenant = await addTenant(world, { installedBy: by });
  links[tenant.id] = connectUrlOf(await tenant.ask(tenant[by], 'connect'));
  const token = await newToken(() => tenant.connect(tenant[by]));
  return { tenant, token };
}

/** The access token that something makes CleverReach give out. */
async function newToken(act: () => Promise<unknown>): Promise<string> {
  const before = new Set(world.cleverReach.tokens.keys());
  await act();
  const [token] = [...world.cleverReach.tokens.keys()].filter((candidate) => !before.has(candidate));
  return token ?? expect.fail('CleverReach gave no token');
}

/** What CleverReach answers to this token now. */
async function answerTo(token: string): Promise<number> {
  const url = `${world.cleverReach.url}/v3/groups.json`;
  return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
}

/** Presses Disconnect and gives what stands there afterwards. */
async function pressDisconnect(user: string, message: Message, options?: { confirm?: boolean; forgedValue?: string }) {
  await world.slack.as(user).press(message, 'Disconnect', options);
}

const sees = (user: string, text: string) => world.slack.waitForMessage(user, tenantChannel, { text });

describe('disconnect', () => {
  test('asks first, and says exactly what it will do', async () => {
    const { tenant, token } = await connectedTenant();
    const question = await tenant.ask(tenant.admin, 'disconnect');
    expect(question.ephemeralFor).toBe(tenant.admin);
    expect(shown(question)).toContain('This ends the connection to *Teehaus Muster GmbH* for everyone');
    expect(await hasRecord(tenant)).toBe(true);
    expect(await answerTo(token)).toBe(200);
  });

  test('revokes the token at CleverReach, forgets it, and says so in place of the question', async () => {
    const { tenant, token } = await connectedTenant();
    const question = await tenant.ask(tenant.admin, 'trennen');
    await pressDisconnect(tenant.admin, question);
    const done = await sees(tenant.admin, 'has ended');
    expect(done.ts).toBe(question.ts);
    expect(done.text).toContain('was revoked at CleverReach and deleted here');
    expect(await answerTo(token)).toBe(401);
    expect(await hasRecord(tenant)).toBe(false);
    expect((await tenant.ask(tenant.member, 'stats')).text).toContain('needs a CleverReach account');
  });

  test('in status asks in a dialog of Slack’s', async () => {
    const { tenant, token } = await connectedTenant();
    const status = await tenant.ask(tenant.admin, 'status');
    const asked = await world.slack.as(tenant.admin).press(status, 'Disconnect');
    expect(asked).toMatchObject({ outcome: 'confirm', dialog: { title: 'Disconnect CleverReach?' } });
    expect(await answerTo(token)).toBe(200);
    await pressDisconnect(tenant.admin, status, { confirm: true });
    await sees(tenant.admin, 'has ended');
    expect(await answerTo(token)).toBe(401);
  });

  test('by whoever connected the account, who is no admin', async () => {
    const { tenant, token } = await connectedTenant('member');
    await pressDisconnect(tenant.member, await tenant.ask(tenant.member, 'disconnect'));
    await sees(tenant.member, 'has ended');
    expect(await answerTo(token)).toBe(401);
  });

  test('by an admin who did not connect it', async () => {
    const { tenant, token } = await connectedTenant('member');
    await pressDisconnect(tenant.admin, await tenant.ask(tenant.admin, 'disconnect'));
    await sees(tenant.admin, 'has ended');
    expect(await answerTo(token)).toBe(401);
  });

  test('is refused to a member who did not connect it, and says who may', async () => {
    const { tenant, token } = await connectedTenant();
    const refusal = await tenant.ask(tenant.member, 'disconnect');
    expect(refusal.text).toContain(`and for <@${tenant.admin}>`);
    expect(refusal.blocks.some(({ type }) => type === 'actions')).toBe(false);
    expect(await answerTo(token)).toBe(200);
  });

  test('is refused to that member at the button of status as well', async () => {
    const { tenant, token } = await connectedTenant();
    await pressDisconnect(tenant.member, await tenant.ask(tenant.member, 'status'), { confirm: true });
    await sees(tenant.member, 'who connected the CleverReach account');
    expect(await hasRecord(tenant)).toBe(true);
    expect(await answerTo(token)).toBe(200);
  });

  test('is refused to a guest, whatever the press says', async () => {
    const { tenant, token } = await connectedTenant();
    const guest = world.slack.addUser(tenant.id, { name: 'visitor', isRestricted: true });
    const place = world.slack.addChannel(tenant.id, { name: 'visitors', members: [guest.id, tenant.admin] });
    world.slack.inviteApp(tenant.admin, place.id);
    // A button that was once shown to everybody, as a forged client could press it.
    await postFrom(tenant, place.id);
    const [visible] = world.slack.messagesFor(guest.id, place.id).filter(({ author }) => author === 'app');
    if (!visible) return expect.fail('the guest sees no message of the app');
    await pressDisconnect(guest.id, visible, { forgedValue: tenant.admin });
    await world.slack.waitForMessage(guest.id, place.id, { text: 'Guests cannot use' });
    expect(await hasRecord(tenant)).toBe(true);
    expect(await answerTo(token)).toBe(200);
  });

  /** Posts a message with a Disconnect button as the app, seen by everybody in the channel. */
  async function postFrom(tenant: Tenant, place: string): Promise<void> {
    const { token } = world.slack.install(tenant.id);
    const button = {
      type: 'button',
      action_id: 'connection:disconnect',
      text: { type: 'plain_text', text: 'Disconnect' },
    };
    await fetch(`${world.slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: place, text: 'old', blocks: [{ type: 'actions', elements: [button] }] }),
    });
  }

  test('with CleverReach down: forgotten all the same, and said honestly', async () => {
    const { tenant, token } = await connectedTenant();
    const question = await tenant.ask(tenant.admin, 'disconnect');
    world.cleverReach.setFaults({ oauthDown: true, status: 503 });
    await pressDisconnect(tenant.admin, question);
    const done = await sees(tenant.admin, 'has ended');
    expect(done.text).toContain('CleverReach could not be reached to revoke it');
    expect(done.text).not.toContain('was revoked');
    expect(await hasRecord(tenant)).toBe(false);
    expect(world.log()).toContain('the token of a connection that was ended could not be revoked');
    world.cleverReach.setFaults({});
    expect(await answerTo(token)).toBe(200);
    expect((await tenant.ask(tenant.admin, 'stats')).text).toContain('needs a CleverReach account');
  });

  test('a token that CleverReach has forgotten already counts as revoked', async () => {
    const { tenant, token } = await connectedTenant();
    const question = await tenant.ask(tenant.admin, 'disconnect');
    world.cleverReach.tokens.delete(token);
    await pressDisconnect(tenant.admin, question);
    expect((await sees(tenant.admin, 'has ended')).text).toContain('was revoked at CleverReach');
  });

  test('an old button, pressed after the end, ends nothing and offers to connect', async () => {
    const { tenant } = await connectedTenant();
    const [old, question] = [
      await tenant.ask(tenant.admin, 'disconnect'),
      await tenant.ask(tenant.admin, 'disconnect'),
    ];
    await pressDisconnect(tenant.admin, question);
    await sees(tenant.admin, 'has ended');
    await pressDisconnect(tenant.admin, old);
    expect(connectUrlOf(await sees(tenant.admin, 'Connect the CleverReach account'))).toContain(world.publicUrl);
  });

  test('pressed twice at once: ended once, and the second press is told where to begin again', async () => {
    const { tenant, token } = await connectedTenant();
    const first = await tenant.ask(tenant.admin, 'disconnect');
    const second = await tenant.ask(tenant.admin, 'disconnect');
    await Promise.all([pressDisconnect(tenant.admin, first), pressDisconnect(tenant.admin, second)]);
    await sees(tenant.admin, 'has ended');
    await sees(tenant.admin, 'Connect the CleverReach account');
    const ended = world.slack.messagesFor(tenant.admin, tenantChannel).filter(({ text }) => text.includes('has ended'));
    expect(ended).toHaveLength(1);
    expect(await answerTo(token)).toBe(401);
  });

  test('one workspace’s leaves another’s alone', async () => {
    const { tenant } = await connectedTenant();
    const other = await connectedTenant();
    await pressDisconnect(tenant.admin, await tenant.ask(tenant.admin, 'disconnect'));
    await sees(tenant.admin, 'has ended');
    expect(await answerTo(other.token)).toBe(200);
    expect(await hasRecord(other.tenant)).toBe(true);
    expect((await other.tenant.ask(other.tenant.member, 'stats')).text).toContain('6 groups');
  });

  test('is asked and answered in German where Slack is', async () => {
    const tenant = await addTenant(world, { admin: { locale: 'de-DE', tz: 'Europe/Berlin' } });
    await tenant.connect();
    const question = await tenant.ask(tenant.admin, 'trennen');
    expect(shown(question)).toContain(
      'Die Verbindung zu *Teehaus Muster GmbH* wird für alle in diesem Workspace getrennt',
    );
    await world.slack.as(tenant.admin).press(question, 'Verbindung trennen');
    expect((await sees(tenant.admin, 'ist getrennt')).text).toContain('wurde bei CleverReach widerrufen');
  });
});

describe('what was kept of the account', () => {
  /** Leaves something of everything behind that holds groups, receivers or mailings. */
  async function leaveTraces(tenant: Tenant): Promise<void> {
    const { slack } = world;
    const person = slack.as(tenant.admin);
    const u = unsubscribing(world);
    // The default group.
    await person.command(tenantChannel, '/cleverreach settings');
    await u.view(tenant.admin, 'settings:save');
    await person.choose('modal', { blockId: 'group' }, SEED_GROUPS.press.name, { query: 'Pre' });
    expect(await person.submit()).toMatchObject({ outcome: 'updated' });
    await person.closeView('modal', { all: true });
    // Who was unsubscribed from where, to take it back; and who would be, next.
    for (const isConfirmed of [true, false]) {
      await person.command(tenantChannel, `/cleverreach unsubscribe ${u.subscriber([SEED_GROUPS.press])}`);
      await u.lookUp(tenant.admin);
      if (isConfirmed) await u.confirm(tenant.admin, tenantChannel);
      else await person.closeView('modal', { all: true });
    }
    // A draft: its sender and group, and a link to its preview.
    await person.command(tenantChannel, '/cleverreach draft Tea');
    await u.view(tenant.admin, 'mailings:create-draft');
    await person.choose('modal', { blockId: 'group' }, SEED_GROUPS.press.name, { query: 'Pre' });
    await person.fill('modal', { sender_name: 'n', sender_email: 'n@example.com', body: 'Hello' });
    expect(await person.submit()).toEqual({ outcome: 'closed' });
    await sees(tenant.admin, 'Draft “Tea” created');
    await person.openHome();
  }
  const account = ['sender', 'ticket:mailing-preview', 'ticket:unsubscribe-plan', 'ticket:unsubscribe-undo'];

  test('goes with the connection: what stays is the workspace’s own', async () => {
    const { tenant } = await connectedTenant();
    await leaveTraces(tenant);
    expect(await keptOf(tenant)).toEqual(expect.arrayContaining(['connection', ...account]));
    await pressDisconnect(tenant.admin, await tenant.ask(tenant.admin, 'disconnect'));
    await sees(tenant.admin, 'has ended');
    const jobs = ['job:create-draft', 'job:unsubscribe'];
    const own = [
      'audit-log',
      'generation',
      'home',
      'installation',
      'settings',
      'ticket:connect-link',
      'ticket:draft-form',
    ];
    expect([...new Set(await keptOf(tenant))]).toEqual([...own, ...jobs].sort());
    // Of the jobs only that they were done.
    await tenant.connect();
    await tenant.ask(tenant.admin, 'settings');
    const form = await unsubscribing(world).view(tenant.admin, 'settings:save');
    expect(JSON.stringify(form.content)).not.toContain(SEED_GROUPS.press.name);
  });

  test('goes as well when another account takes its place, and stays when it is the same one again', async () => {
    const other = createAccount('129002', { company: 'Kaffeehaus Muster AG' });
    for (const accountId of [world.cleverReach.account.id, other.id]) {
      const { tenant } = await connectedTenant();
      await leaveTraces(tenant);
      world.cleverReach.addAccount(other);
      const { agree } = await visit(links[tenant.id] ?? '', createBrowser({ account: accountId }));
      expect((await agree()).body).toContain('<h1>Connected</h1>');
      world.cleverReach.accounts.delete(other.id);
      const kept = () => keptOf(tenant);
      if (accountId === other.id) await vi.waitFor(async () => expect(await kept()).not.toContain('sender'));
      const left = new Set((await kept()).filter((key) => account.includes(key)));
      expect([...left]).toEqual(accountId === other.id ? [] : account);
    }
  });
});

describe('reconnecting', () => {
  test('puts the new account in the place of the old one, and revokes the old token', async () => {
    const { tenant, token } = await connectedTenant();
    // A link from before somebody else connected: still good, and used by hand.
    const before = await visit(links[tenant.id] ?? '');
    expect(before.page.body).toContain(
      'The account Teehaus Muster GmbH is connected at the moment, and the connection works.',
    );
    const renewed = await newToken(() => before.agree());
    expect(renewed).not.toBe(token);
    expect(await answerTo(token)).toBe(401);
    expect(await answerTo(renewed)).toBe(200);
    expect((await tenant.ask(tenant.member, 'stats')).text).toContain('6 groups');
  });

  test('with CleverReach unwilling to revoke the old one: connected all the same', async () => {
    const { tenant, token } = await connectedTenant();
    const before = links[tenant.id] ?? '';
    world.cleverReach.setFaults({ paths: 'oauth/token$|oauth/token.json', status: 500 });
    const renewed = await newToken(async () => {
      expect((await (await visit(before)).agree()).body).toContain('<h1>Connected</h1>');
    });
    expect(await answerTo(token)).toBe(200);
    expect(await answerTo(renewed)).toBe(200);
  });
});

describe('status', () => {
  const dateIn = (language: string, timeZone: string, date: Date) =>
    new Intl.DateTimeFormat(language, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
      timeZone,
    }).format(date);

  test.each([
    ['en-US', 'en-GB', 'America/New_York', 'Access valid until', 'renewed automatically'],
    ['de-DE', 'de-DE', 'Europe/Berlin', 'Zugriff gültig bis', 'wird automatisch verlängert'],
  ])('names account, person and times for a reader in %s', async (locale, format, tz, until, renews) => {
    const tenant = await addTenant(world, { admin: { locale, tz }, installedBy: 'member' });
    const token = await newToken(() => tenant.connect(tenant.member));
    const issued = world.cleverReach.tokens.get(token);
    const answer = await tenant.ask(tenant.admin, 'status');
    expect(shown(answer)).toContain('Teehaus Muster GmbH');
    expect(shown(answer)).toContain(`<https://${world.cleverReach.account.profile.loginDomain}/|`);
    expect(shown(answer)).toContain(`<@${tenant.member}>`);
    expect(shown(answer)).toContain(`*${until}*`);
    for (const ms of [issued?.expiresAtMs ?? 0, issued?.issuedAtMs ?? 0]) {
      // The app counts a second's fraction otherwise, and that may be over a full minute.
      const possible = [ms - 1_500, ms, ms + 1_500].map((near) => dateIn(format, tz, new Date(near)));
      expect(
        possible.some((time) => shown(answer).includes(time)),
        `${possible}`,
      ).toBe(true);
    }
    expect(shown(answer)).toContain(renews);
    expect(answer.text).toContain('Teehaus Muster GmbH');
  });

  test('is what connect shows when an account is connected already', async () => {
    const { tenant } = await connectedTenant();
    const [status, connect] = [await tenant.ask(tenant.admin, 'status'), await tenant.ask(tenant.admin, 'connect')];
    expect(connect.text).toBe(status.text);
    expect(shown(connect)).not.toContain('/cleverreach/connect');
    // Whoever may not change it hears who may.
    expect((await tenant.ask(tenant.member, 'connect')).text).toContain(`Only Slack admins and <@${tenant.admin}>`);
  });
});
