import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import { en } from '../src/texts/en.ts';
import { createBrowser, type Page } from './browser-client.ts';
import { addTenant, connectUrlOf, logLinesOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.cleverReach.setFaults({});
  world.slack.clearFaults();
});

const whoConnects = (installer: string) => en.connection.whoConnects(`<@${installer}>`);
const liveTokens = () => [...world.cleverReach.tokens.keys()];

/** Installs once more, as Slack allows at any time; gives the page at the end. */
async function installAgain(user: string): Promise<Page> {
  const browser = createBrowser();
  const start = await browser.get(`${world.publicUrl}/slack/install`);
  const { location } = await world.slack.as(user).consent(start.location ?? '');
  return browser.get(location);
}

describe('a member, in a workspace without an account, hears who can connect one', () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await addTenant(world);
  });

  test.each(['connect', 'status', 'stats', 'draft', 'unsubscribe a@example.com', 'help'])('in %s', async (line) => {
    const answer = await tenant.ask(tenant.member, line);
    expect(answer.text).toContain(whoConnects(tenant.admin));
    expect(JSON.stringify(answer)).not.toMatch(/\/cleverreach\/connect|"Connect CleverReach"/);
  });

  test.each(['mailings:draft', 'receivers:unsubscribe'])('in the modal of the shortcut %s', async (shortcut) => {
    const person = world.slack.as(tenant.member);
    await person.shortcut(shortcut);
    const view = await world.slack.waitFor(() => person.currentView());
    expect(JSON.stringify(view.content)).toContain(whoConnects(tenant.admin));
    expect(JSON.stringify(view.content)).not.toContain('/cleverreach/connect');
    await person.closeView();
  });

  test('and an admin finds the button, in the help as well', async () => {
    const help = await tenant.ask(tenant.admin, 'help');
    await world.slack.as(tenant.admin).press(help, 'Connect CleverReach');
    const offer = await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: en.connection.offer });
    expect((await visit(connectUrlOf(offer))).page.status).toBe(200);
  });
});

describe('with a connection that is broken', () => {
  async function brokenTenant() {
    const tenant = await addTenant(world, { installedBy: 'member' });
    await tenant.connect(tenant.member);
    world.cleverReach.setFaults({ tokenRevoked: true });
    for (const token of world.cleverReach.tokens.values()) token.expiresAtMs = 0;
    await tenant.ask(tenant.admin, 'stats');
    world.cleverReach.setFaults({});
    return tenant;
  }

  test('whoever made it and admins can make it again; other members hear who can', async () => {
    const tenant = await brokenTenant();
    const { id } = world.slack.addUser(tenant.id, { name: 'colleague' });
    const { id: place } = world.slack.addChannel(tenant.id, { name: 'place', members: [id] });
    const sentence = en.connection.whoReconnects(`<@${tenant.member}>`);
    for (const line of ['stats', 'status', 'connect', 'help']) {
      const { message } = await world.slack.command(id, place, `/cleverreach ${line}`);
      expect(message?.text).toContain(sentence);
      expect(JSON.stringify(message)).not.toMatch(/\/cleverreach\/connect|"Reconnect"/);
    }
    expect(connectUrlOf(await tenant.ask(tenant.admin, 'status'))).toContain(world.publicUrl);
    const { agree } = await visit(connectUrlOf(await tenant.ask(tenant.member, 'status')));
    expect((await agree()).body).toContain('<h1>Connected</h1>');
  });

  test('the answer to a form tells a member who can, when it breaks only in the job', async () => {
    const tenant = await addTenant(world);
    await tenant.connect();
    const person = world.slack.as(tenant.member);
    await person.shortcut('mailings:draft');
    await world.slack.waitFor(() => person.currentView());
    await person.choose('modal', { blockId: 'group' }, SEED_GROUPS.press.name, { query: 'Pre' });
    const sender = { sender_name: 'Tea house', sender_email: 'news@example.com' };
    await person.fill('modal', { subject: 'Tea', body: 'Good morning', ...sender });
    world.cleverReach.setFaults({ status: 401, paths: '/mailings' });
    expect(await person.submit()).toEqual({ outcome: 'closed' });
    const answer = await world.slack.waitForMessage(tenant.member, '@app', { text: en.connection.broken });
    expect(answer.text).toContain(en.connection.whoReconnects(`<@${tenant.admin}>`));
    expect(JSON.stringify(answer)).not.toContain('/cleverreach/connect');
  });
});

describe('whoever installed the app, though no admin', () => {
  test('connects from the page after installing, as long as nothing is connected', async () => {
    const tenant = await addTenant(world, { installedBy: 'member' });
    const { agree } = await visit(tenant.installed.link(/cleverreach\/connect/));
    expect((await agree()).body).toContain('<h1>Connected</h1>');
    expect((await tenant.ask(tenant.admin, 'status')).text).toContain(`<@${tenant.member}>`);
  });

  test('connects from Slack too', async () => {
    const tenant = await addTenant(world, { installedBy: 'member' });
    expect((await tenant.connect(tenant.member)).body).toContain('<h1>Connected</h1>');
  });

  test('replaces nobody’s connection', async () => {
    const tenant = await addTenant(world, { installedBy: 'member' });
    const link = tenant.installed.link(/cleverreach\/connect/);
    await tenant.connect(tenant.admin);
    const before = liveTokens();
    const { page } = await visit(link);
    expect(page.body).toContain('Already connected');
    expect(page.body).not.toMatch(/oauth\/authorize/);
    expect(liveTokens()).toEqual(before);
  });
});

describe('installing once more where an account is connected', () => {
  test.each(['admin', 'member'] as const)('names the account and offers nothing to connect: %s', async (who) => {
    const tenant = await addTenant(world);
    await tenant.connect();
    const page = await installAgain(tenant[who]);
    expect(page.body).toContain('This workspace stays connected to the CleverReach account Teehaus Muster GmbH.');
    expect(page.body).not.toContain('/cleverreach/connect');
    expect(page.body).toContain('Back to Slack</a>');
    await tenant.ask(tenant.member, 'stats');
    await world.slack.waitForMessage(tenant.member, tenantChannel, { text: '6 groups' });
  });

  test('offers to make a broken connection again to who may, and names who may to others', async () => {
    const tenant = await addTenant(world);
    await tenant.connect();
    world.cleverReach.setFaults({ tokenRevoked: true });
    for (const token of world.cleverReach.tokens.values()) token.expiresAtMs = 0;
    await tenant.ask(tenant.member, 'stats');
    world.cleverReach.setFaults({});
    const member = await installAgain(tenant.member);
    expect(member.body).toContain('no longer works. Slack admins and whoever connected it');
    expect(member.body).not.toContain('/cleverreach/connect');
    const { agree } = await visit((await installAgain(tenant.admin)).link(/cleverreach\/connect/));
    expect((await agree()).body).toContain('<h1>Connected</h1>');
  });
});

describe('an admin who is none any more', () => {
  /** Another process, which has not looked this person up yet, as this one will have forgotten them after a minute. */
  async function elsewhere(url: string): Promise<string> {
    const other = await world.another();
    return url.replace(world.publicUrl, other.url);
  }

  test('does not get past the connect page with a link from before', async () => {
    const tenant = await addTenant(world, { installedBy: 'member' });
    const link = connectUrlOf(await tenant.ask(tenant.admin, 'connect'));
    world.slack.changeUser(tenant.admin, { isAdmin: false, isOwner: false });
    const page = await createBrowser().get(await elsewhere(link));
    expect(page.status).toBe(403);
    expect(page.body).toContain('<h1>Not allowed</h1>');
    expect(page.body).toContain('Only Slack admins and owners of this workspace, whoever installed the app');
    expect(page.body).not.toMatch(/oauth\/authorize|Try again/);
    expect(logLinesOf(world, page.body)).not.toEqual([]);
  });

  test('stores nothing by coming back from a consent that was under way', async () => {
    const tenant = await addTenant(world, { installedBy: 'member' });
    const { page: opened, callbackUrl } = await visit(connectUrlOf(await tenant.ask(tenant.admin, 'connect')));
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    const callback = await callbackUrl();
    const before = liveTokens();
    world.slack.changeUser(tenant.admin, { isAdmin: false, isOwner: false });
    const page = await createBrowser().get(await elsewhere(callback), { cookie });
    expect(page.status).toBe(403);
    expect(liveTokens()).toEqual(before);
    expect((await tenant.ask(tenant.member, 'stats')).text).toContain('needs a CleverReach account');
  });

  test('is told to try again where Slack does not say who they are', async () => {
    const tenant = await addTenant(world);
    const link = connectUrlOf(await tenant.ask(tenant.admin, 'connect'));
    world.slack.setFault({ method: 'users.info', status: 500 });
    const url = await elsewhere(link);
    const page = await createBrowser().get(url);
    expect(page.status).toBe(503);
    expect(page.body).toContain('<h1>Slack did not answer</h1>');
    expect(page.body).not.toMatch(/oauth\/authorize/);
    world.slack.clearFaults();
    expect(
      (await createBrowser().get(page.link(/cleverreach\/connect/).replace(world.publicUrl, new URL(url).origin)))
        .status,
    ).toBe(200);
  });

  test('nor does somebody whom an admin made a guest meanwhile', async () => {
    const tenant = await addTenant(world, { installedBy: 'member' });
    const link = tenant.installed.link(/cleverreach\/connect/);
    world.slack.changeUser(tenant.member, { isRestricted: true });
    const page = await createBrowser().get(await elsewhere(link));
    expect(page.status).toBe(403);
  });
});
