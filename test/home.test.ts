import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { View } from '../src/sandbox/slack/index.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { version } from '../src/version.ts';
import { signedRequests } from './signed-requests.ts';
import { addTenant, connectUrlOf, type Tenant, visit } from './tenant.ts';
import { admin, member, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.cleverReach.setFaults({});
  world.slack.clearFaults();
  for (const user of [member, admin]) await world.slack.closeView(user, 'modal', { all: true }).catch(() => null);
});

const blocksOf = (view: View | null) => (view?.content['blocks'] ?? []) as Record<string, unknown>[];
const saidIn = (view: View | null) => JSON.stringify(blocksOf(view));
const table = (view: View | null) => blocksOf(view).find(({ type }) => type === 'data_table');

/** Opens Home and waits until it says this. */
async function home(user: string, text: string): Promise<View> {
  const { delivered } = await world.slack.openHome(user);
  expect(delivered).toMatchObject({ outcome: 'ok' });
  return shows(user, text);
}

const shows = (user: string, text: string) =>
  world.slack.waitFor(() => {
    const view = world.slack.homeView(user);
    return saidIn(view).includes(text) && view;
  });

/** The buttons of a view, by their labels. */
function buttonsIn(view: View | null): { label: string; value: string; style: unknown }[] {
  const find = (value: unknown): { label: string; value: string; style: unknown }[] => {
    if (Array.isArray(value)) return value.flatMap(find);
    if (typeof value !== 'object' || value === null) return [];
    const element = value as { type?: string; text?: { text: string }; value?: string; style?: string };
    if (element.type !== 'button') return Object.values(value).flatMap(find);
    return [{ label: element.text?.text ?? '', value: element.value ?? '', style: element.style }];
  };
  return find(blocksOf(view));
}
const labels = (view: View | null) => buttonsIn(view).map(({ label }) => label);

/** Presses a button in Home and gives the modal that answers. */
async function answerTo(user: string, label: string, options?: { confirm?: boolean }): Promise<string> {
  const pressed = await world.slack.press(user, 'home', label, options);
  expect(pressed, label).toMatchObject({ outcome: 'ok' });
  const modal = await world.slack.waitFor(() => world.slack.currentView(user));
  return saidIn(modal);
}

const modalSays = (user: string, text: string) =>
  world.slack.waitFor(() => {
    const view = world.slack.currentView(user);
    return saidIn(view).includes(text) && view;
  });

describe('Home of a connected workspace', () => {
  test('shows a member the account, list health and the latest drafts', async () => {
    const view = await home(member, 'All figures');
    expect(saidIn(view)).toContain('Teehaus Muster GmbH');
    expect(saidIn(view)).toContain('Connected by <@U07ANNA0001> on ');
    expect(saidIn(view)).toMatch(/6 groups: \*23,\d{3}\* active, /);
    expect(saidIn(view)).toMatch(/Figures as of \d+ \w+ 20/);
    const rows = table(view)?.['rows'] as { text: string }[][];
    expect(rows[1]?.map(({ text }) => text)).toEqual(expect.arrayContaining([SEED_GROUPS.newsletter.name, '25,000']));
    expect(rows).toHaveLength(7);
    const drafts = [...world.cleverReach.account.mailings.values()].filter(({ state }) => state === 'draft');
    expect(drafts.length).toBeGreaterThan(0);
    expect(saidIn(view)).toContain('Äpfel &amp; Öfen: &lt;wichtige&gt; Änderungen');
    for (const { id } of drafts.slice(-5)) {
      expect(buttonsIn(view).map(({ value }) => value)).toContain(`mailing ${id}`);
    }
  });

  test('has no more than one primary button, and nothing for managers only', async () => {
    const view = await home(member, 'All figures');
    expect(labels(view).slice(0, 4)).toEqual(['Write a draft', 'Add a receiver', 'Unsubscribe', 'Find …']);
    expect(buttonsIn(view).filter(({ style }) => style === 'primary')).toHaveLength(1);
    for (const label of ['Settings', 'Disconnect']) expect(labels(view)).not.toContain(label);
  });

  test('an admin reads it in German, and can change the settings and the connection', async () => {
    const view = await home(admin, de.home.statsButton);
    expect(saidIn(view)).toContain('Zustand der Empfängerlisten');
    expect(labels(view)).toEqual(
      expect.arrayContaining(['Entwurf schreiben', 'Einstellungen', 'Verbindung trennen', 'Hilfe']),
    );
  });

  test('says where to get help: the commands, who installed the app, its version and host', async () => {
    const view = await home(member, 'All figures');
    expect(saidIn(view)).toContain('<@U07ANNA0001> installed the app here');
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(saidIn(view)).toContain(`Version ${version}, running at ${new URL(world.publicUrl).host}`);
  });

  test('a Slack that refuses the table shows the same figures as lines', async () => {
    world.slack.setFault({ method: 'views.publish', error: 'invalid_blocks', times: 1 });
    const view = await home(member, `*${SEED_GROUPS.newsletter.name}*: 25,000 receivers`);
    expect(table(view)).toBeUndefined();
  });

  test('of more than ten groups the ten largest are shown, and it says so', async () => {
    const tenant = await connectedTenant();
    const { groups } = world.cleverReach.account;
    const before = new Set(groups.keys());
    for (let size = 1; size <= 6; size += 1) world.cleverReach.addCrowd({ name: `Crowd ${size}`, size: 30_000 * size });
    try {
      const view = await home(tenant.member, 'The 10 largest of 12 groups');
      const rows = table(view)?.['rows'] as { text: string }[][];
      expect(rows.slice(1, 4).map(([name]) => name?.text)).toEqual(['Crowd 6', 'Crowd 5', 'Crowd 4']);
      expect(rows).toHaveLength(11);
    } finally {
      for (const id of groups.keys()) if (!before.has(id)) groups.delete(id);
    }
  });

  test('without groups it says how to make one, and without drafts that there are none', async () => {
    const tenant = await connectedTenant();
    const { account } = world.cleverReach;
    const kept = { groups: new Map(account.groups), mailings: new Map(account.mailings) };
    account.groups.clear();
    account.mailings.clear();
    try {
      const view = await home(tenant.member, en.home.noDrafts);
      expect(saidIn(view)).toContain('Create one in CleverReach under *Recipients*');
    } finally {
      for (const [id, group] of kept.groups) account.groups.set(id, group);
      for (const [id, mailing] of kept.mailings) account.mailings.set(id, mailing);
    }
  });
});

/** A workspace of its own with a connection. */
async function connectedTenant(): Promise<Tenant> {
  const tenant = await addTenant(world);
  await tenant.connect();
  return tenant;
}

describe('the buttons in Home answer in a modal', () => {
  test.each([
    ['Write a draft', '"block_id":"subject"'],
    ['Add a receiver', '"block_id":"address"'],
    ['Unsubscribe', '"type":"input"'],
    ['Find …', '"block_id":"address"'],
    ['All mailings', 'Mailings'],
    ['All figures', '6 groups'],
    ['Overview', 'Overview'],
    ['Connection', 'Since'],
    ['Help', '/cleverreach stats'],
  ])('%s', async (label, expected) => {
    await home(member, 'All figures');
    await answerTo(member, label);
    expect(saidIn(await modalSays(member, expected))).not.toContain('There is no command');
  });

  test.each([
    [de.home.settingsButton, '"block_id":"language"'],
    [de.home.auditButton, de.audit.title],
  ])('%s, for an admin', async (label, expected) => {
    await home(admin, de.home.statsButton);
    await answerTo(admin, label);
    await modalSays(admin, expected);
  });

  test('Show opens the card of that draft, or says that it is gone', async () => {
    const view = await home(member, 'All figures');
    const button = buttonsIn(view).filter(({ label }) => label === 'Show')[1];
    const [, id = ''] = button?.value.split(' ') ?? [];
    const { mailings } = world.cleverReach.account;
    const draft = mailings.get(id) ?? expect.fail('There is no draft.');
    const press = () => world.slack.press(member, 'home', { label: 'Show', actionId: 'command:run:1' });
    await press();
    await modalSays(member, id);
    await world.slack.closeView(member, 'modal', { all: true });
    mailings.delete(id);
    await press();
    await modalSays(member, en.mailings.noSuchId(id));
    mailings.set(id, draft);
  });

  test('Disconnect asks first; then Home shows how to connect again', async () => {
    const tenant = await connectedTenant();
    await home(tenant.admin, 'All figures');
    const asked = await world.slack.press(tenant.admin, 'home', 'Disconnect');
    expect(asked).toMatchObject({ outcome: 'confirm', dialog: { title: 'Disconnect CleverReach?' } });
    expect(await answerTo(tenant.admin, 'Disconnect', { confirm: true })).toContain('has ended');
    const view = await shows(tenant.admin, 'Connect CleverReach');
    expect(saidIn(view)).not.toContain(en.groups.statsTitle);
  });
});

describe('Home of a workspace without an account', () => {
  test('says what the app does and offers to connect, with a new link each time', async () => {
    const tenant = await addTenant(world);
    const first = await home(tenant.admin, 'Connect CleverReach');
    for (const line of en.home.intro) expect(saidIn(first)).toContain(line);
    const link = connectUrlOf({ blocks: blocksOf(first) });
    await world.slack.openHome(tenant.admin);
    const again = await world.slack.waitFor(() => {
      const view = world.slack.homeView(tenant.admin);
      return connectUrlOf({ blocks: blocksOf(view) }) !== link && view;
    });
    expect(labels(again)).toContain('Help');
    expect((await visit(connectUrlOf({ blocks: blocksOf(again) }))).page.status).toBe(200);
  });

  test('shows the account by itself as soon as it is connected', async () => {
    const tenant = await addTenant(world);
    const view = await home(tenant.admin, 'Connect CleverReach');
    const { agree } = await visit(connectUrlOf({ blocks: blocksOf(view) }));
    await agree();
    const connected = await shows(tenant.admin, 'All figures');
    expect(saidIn(connected)).not.toContain('Connect CleverReach');
  });

  test('asks CleverReach nothing', async () => {
    const tenant = await addTenant(world);
    const before = world.cleverReach.requests.length;
    await home(tenant.member, en.home.welcome);
    expect(world.cleverReach.requests).toHaveLength(before);
  });
});

describe('Home of a workspace whose connection broke', () => {
  test('offers to connect again, whether that was known before or not', async () => {
    const tenant = await connectedTenant();
    await home(tenant.admin, 'All figures');
    world.cleverReach.setFaults({ tokenRevoked: true });
    const noticed = await home(tenant.admin, 'Reconnect');
    expect(saidIn(noticed)).not.toContain('Latest drafts');
    const known = await home(tenant.admin, 'Reconnect');
    expect(saidIn(known)).toContain('CleverReach no longer accepts the connection');
    world.cleverReach.setFaults({});
    await visit(connectUrlOf({ blocks: blocksOf(known) })).then(({ agree }) => agree());
    await shows(tenant.admin, 'All figures');
  });
});

describe('when CleverReach fails', () => {
  test('the account and the buttons stay, a sentence says what happened, and Refresh brings the figures', async () => {
    world.cleverReach.setFaults({ status: 500 });
    const view = await home(member, en.errors.unavailable);
    expect(labels(view)).toEqual(expect.arrayContaining(['Write a draft', 'Refresh', 'Help', 'Connection']));
    expect(saidIn(view).split(en.errors.unavailable)).toHaveLength(2);
    world.cleverReach.setFaults({});
    await world.slack.press(member, 'home', 'Refresh');
    await shows(member, '6 groups');
    expect(world.slack.currentView(member)).toBeNull();
  });

  test('drafts that cannot be had do not hide the figures', async () => {
    world.cleverReach.setFaults({ status: 403, paths: '/mailings' });
    const view = await home(member, en.errors.forbidden);
    expect(table(view)).toBeDefined();
  });

  test('a group without figures is named, the others are shown', async () => {
    world.cleverReach.setFaults({ status: 500, paths: `/groups/${SEED_GROUPS.vip.id}/stats` });
    const view = await home(member, `No figures available for: ${SEED_GROUPS.vip.name}`);
    expect(saidIn(view)).toMatch(/The 5 largest of 6 groups/);
  });
});

describe('whoever may not use the app', () => {
  const outsiders = [
    ['a guest', { isRestricted: true }, en.denied.guest],
    ['somebody of another organisation', { teamId: 'T08PARTNER2', isStranger: true }, en.denied.stranger],
  ] as const;
  test.each(outsiders)('%s reads who can, and nothing of the account', async (who, about, sentence) => {
    const { id } = world.slack.addUser(world.workspace, { name: who.replaceAll(' ', '-'), ...about });
    const before = world.cleverReach.requests.length;
    const view = await home(id, sentence);
    expect(saidIn(view)).not.toContain('Teehaus');
    expect(labels(view)).toEqual([]);
    expect(world.cleverReach.requests).toHaveLength(before);
  });

  test('whom Slack does not describe can try again', async () => {
    const { id } = world.slack.addUser(world.workspace, { name: 'undescribed' });
    world.slack.setFault({ method: 'users.info', error: 'internal_error' });
    const view = await home(id, en.home.unknown);
    expect(saidIn(view)).not.toContain('Teehaus');
    world.slack.clearFaults();
    await world.slack.press(id, 'home', 'Refresh');
    await shows(id, 'All figures');
  });
});

describe('the event', () => {
  const published = () => world.slack.exchanges({ direction: 'to-slack', name: 'views.publish' }).length;

  test('of another tab publishes nothing', async () => {
    const before = published();
    const { delivered } = await world.slack.openHome(member, 'messages');
    expect(delivered).toMatchObject({ outcome: 'ok' });
    expect(published()).toBe(before);
  });

  test('that Slack repeats is acknowledged and done once', async () => {
    await home(member, 'All figures');
    const event = world.slack.exchanges({ kind: 'event', name: 'app_home_opened' }).at(-1);
    const before = published();
    expect((await world.slack.redeliver(event?.id ?? 0)).status).toBe(200);
    expect(published()).toBe(before);
  });

  test('about somebody Slack does not know is acknowledged', async () => {
    const delivered = await world.slack.sendEvent(world.workspace, {
      type: 'app_home_opened',
      user: 'U0NOBODY',
      tab: 'home',
    });
    expect(delivered).toMatchObject({ outcome: 'ok' });
  });

  test('from where the app is not, or no longer, installed is acknowledged and leads to nothing', async () => {
    const { id, member: user } = await connectedTenant();
    await home(user, 'All figures');
    await world.slack.uninstall(id);
    const before = published();
    const { status } = await signedRequests(world).json({
      type: 'event_callback',
      team_id: id,
      event_id: 'Ev0UNINSTALLED',
      event: { type: 'app_home_opened', user, tab: 'home' },
    });
    expect(status).toBe(200);
    expect(published()).toBe(before);
  });

  test('of one workspace shows nothing of another', async () => {
    const [one, other] = [await connectedTenant(), await addTenant(world)];
    await home(one.member, 'All figures');
    expect(saidIn(await home(other.member, en.home.welcome))).not.toContain('Teehaus');
  });
});
