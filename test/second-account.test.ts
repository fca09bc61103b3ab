import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import { addTenant, connectUrlOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let tenant: Tenant;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.cleverReach.setFaults({});
  // A member who installed the app may connect as long as nobody else has, and replaces nobody's account then.
  tenant = await addTenant(world, { installedBy: 'member' });
});

const liveTokens = () => [...world.cleverReach.tokens.keys()];

describe('two people meet the Connect button, and one of them was faster', () => {
  test('the slower one’s page says that there is an account, and what they wanted carries on', async () => {
    const offer = await tenant.ask(tenant.member, 'stats');
    await tenant.connect(tenant.admin);
    const before = liveTokens();
    const { page } = await visit(connectUrlOf(offer));
    expect(page.status).toBe(200);
    expect(page.body).toContain('Already connected');
    expect(page.body).not.toMatch(/oauth\/authorize/);
    await world.slack.waitForMessage(tenant.member, tenantChannel, { after: offer.ts, text: 'groups' });
    expect(liveTokens()).toEqual(before);
  });

  test('also when the consent was under way already: the account stays whose it is', async () => {
    const { browser, callbackUrl } = await visit(connectUrlOf(await tenant.ask(tenant.member, 'stats')));
    const callback = await callbackUrl();
    await tenant.connect(tenant.admin);
    const before = liveTokens();
    const page = await browser.get(callback);
    expect(page.body).toContain('Already connected');
    expect(liveTokens()).toEqual(before);
    const status = await tenant.ask(tenant.member, 'status');
    expect(JSON.stringify(status.blocks)).toContain(`<@${tenant.admin}>`);
  });

  test('also when both consents are under way at once: the one that may not replace gives its token back', async () => {
    const slow = await visit(connectUrlOf(await tenant.ask(tenant.member, 'stats')));
    const callback = await slow.callbackUrl();
    const asked = world.cleverReach.requests.length;
    world.cleverReach.setFaults({ latencyMs: 600, paths: 'whoami', times: 1 });
    const late = slow.browser.get(callback);
    // The member's callback has its token by now and waits for the account's name.
    await vi.waitFor(() => {
      const paths = world.cleverReach.requests.slice(asked).map(({ path }) => path);
      expect(paths).toContain('/oauth/token.php');
    });
    await tenant.connect(tenant.admin);
    expect((await late).body).toContain('Already connected');
    expect(JSON.stringify((await tenant.ask(tenant.member, 'status')).blocks)).toContain(`<@${tenant.admin}>`);
  });

  test('a workspace that removes the app while somebody consents keeps nothing', async () => {
    const { browser, callbackUrl } = await visit(connectUrlOf(await tenant.ask(tenant.member, 'stats')));
    const callback = await callbackUrl();
    const asked = world.cleverReach.requests.length;
    world.cleverReach.setFaults({ latencyMs: 600, paths: 'whoami', times: 1 });
    const before = liveTokens();
    const late = browser.get(callback);
    await vi.waitFor(() => {
      const paths = world.cleverReach.requests.slice(asked).map(({ path }) => path);
      expect(paths).toContain('/oauth/token.php');
    });
    await world.slack.uninstall(tenant.id);
    expect((await late).body).toContain('This link no longer works');
    expect(liveTokens()).toEqual(before);
  });

  test('an admin may put another account in the place of a member’s', async () => {
    const offer = await tenant.ask(tenant.admin, 'stats');
    await tenant.connect(tenant.member);
    const { agree } = await visit(connectUrlOf(offer));
    expect((await agree()).body).toContain('is now connected');
    const status = await tenant.ask(tenant.admin, 'status');
    expect(JSON.stringify(status.blocks)).toContain(`<@${tenant.admin}>`);
  });
});

describe('a form that cannot be taken', () => {
  const values = { subject: 'Tea', sender_name: 'Tea house', sender_email: 'news@example.com', body: 'Good morning' };

  async function openAndFill() {
    const person = world.slack.as(tenant.member);
    await person.shortcut('mailings:draft');
    const form = await world.slack.waitFor(() => person.currentView());
    await person.choose('modal', { blockId: 'group' }, SEED_GROUPS.press.name, { query: 'Pre' });
    await person.fill('modal', values);
    return { person, form };
  }

  test('keeps what was written beneath the reason, and can be submitted again', async () => {
    await tenant.connect();
    const { person, form } = await openAndFill();
    world.cleverReach.setFaults({ tokenRevoked: true });
    const result = await person.submit();
    expect(result).toMatchObject({ outcome: 'pushed' });
    expect(person.viewStack().map(({ id }) => id)).toContain(form.id);
    world.cleverReach.setFaults({});
    await tenant.connect();
    await person.closeView();
    expect(JSON.stringify(person.currentView()?.values)).toContain('Good morning');
    expect(await person.submit()).toEqual({ outcome: 'closed' });
    await world.slack.waitForMessage(tenant.member, '@app', { text: 'Draft “Tea” created' });
  });

  test('whose connection breaks only in the job answers with the way to make it again', async () => {
    await tenant.connect(tenant.member);
    const { person } = await openAndFill();
    world.cleverReach.setFaults({ status: 401, paths: '/mailings' });
    expect(await person.submit()).toEqual({ outcome: 'closed' });
    const answer = await world.slack.waitForMessage(tenant.member, '@app', { text: '/cleverreach/connect' });
    world.cleverReach.setFaults({});
    const { agree } = await visit(connectUrlOf(answer));
    await agree();
    await world.slack.waitForMessage(tenant.member, '@app', { after: answer.ts, text: 'Everything is ready' });
  });
});

test('a trigger that is too old brings a button that opens the form', async () => {
  await tenant.connect();
  world.slack.setFault({ method: 'views.open', error: 'expired_trigger_id', times: 1 });
  const answer = await tenant.ask(tenant.member, 'draft Tea');
  await world.slack.press(tenant.member, answer, { actionId: 'command:run:0' });
  const form = await world.slack.waitFor(() => world.slack.currentView(tenant.member));
  expect(JSON.stringify(form.content)).toContain('"initial_value":"Tea"');
});
