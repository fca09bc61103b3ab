import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import { keys } from '../src/storage/keys.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { type AuditLog, createAuditLog } from '../src/workspaces/audit-log.ts';
import { createSettings, type WorkspaceSettings } from '../src/workspaces/settings.ts';
import { addTenant, type Tenant, tenantChannel } from './tenant.ts';
import { startWorld, type World } from './world.ts';

const storage = createMemoryStorage();
let world: World;
let tenant: Tenant;
/** What is stored, read past the app. */
let settings: WorkspaceSettings;
let auditLog: AuditLog;

beforeAll(async () => {
  world = await startWorld({ storage });
  const records = world.records;
  settings = createSettings({ records, cacheMs: 1 });
  auditLog = createAuditLog({ records });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.cleverReach.setFaults({});
  tenant = await addTenant(world);
  await tenant.connect();
});

async function open(user = tenant.admin, line = 'settings') {
  const person = world.slack.as(user);
  await world.slack.command(user, tenantChannel, `/cleverreach ${line}`);
  await world.slack.waitFor(() => person.currentView()?.content['callback_id'] === 'settings:save');
  return person;
}

const shown = (person: Awaited<ReturnType<typeof open>>) => JSON.stringify(person.currentView()?.content);
const latestChanges = () => auditLog.latest(tenant.id, { count: 10 });

/** Submits, and gives what stands in the form's place. */
async function saved(person: Awaited<ReturnType<typeof open>>): Promise<string> {
  const result = await person.submit();
  expect(result).toMatchObject({ outcome: 'updated' });
  const text = shown(person);
  await person.closeView();
  return text;
}

describe('opened', () => {
  test.each(['settings', 'einstellungen'])(
    '%s shows what holds where nothing was set, without asking CleverReach',
    async (line) => {
      const before = world.cleverReach.requests.length;
      const person = await open(tenant.admin, line);
      const values = person.currentView()?.values;
      expect(JSON.stringify(values)).toContain('"own"');
      expect(JSON.stringify(values)).toContain('"members"');
      expect(shown(person)).toContain(en.settings.masksSender);
      expect(shown(person)).not.toContain(en.settings.people);
      expect(shown(person)).toContain(en.connection.ownApp.operators);
      expect(world.cleverReach.requests).toHaveLength(before);
    },
  );

  test('shows what was stored', async () => {
    const stored = {
      language: 'en',
      changes: { by: 'people', userIds: [tenant.member] },
      defaultGroup: { id: SEED_GROUPS.vip.id, name: SEED_GROUPS.vip.name },
      defaultSender: { name: 'Teehaus', email: 'news@example.com' },
      masksSender: false,
    } as const;
    await settings.save(tenant.id, stored);
    const person = await open();
    expect(shown(person)).toContain(`"initial_users":["${tenant.member}"]`);
    for (const text of [SEED_GROUPS.vip.name, 'Teehaus', 'news@example.com']) expect(shown(person)).toContain(text);
    expect(await saved(person)).toContain(en.settings.nothingChanged);
    expect(await settings.get(tenant.id)).toEqual(stored);
    expect(await latestChanges()).not.toContainEqual(expect.objectContaining({ action: 'settings.change' }));
  });

  test('has a Cancel that changes nothing', async () => {
    const person = await open();
    await person.choose('modal', { blockId: 'language' }, 'de');
    await person.closeView();
    expect((await settings.get(tenant.id)).language).toBeUndefined();
  });

  test('has no default group to choose where no account is connected', async () => {
    const bare = await addTenant(world);
    const person = world.slack.as(bare.admin);
    await bare.ask(bare.admin, 'help');
    await world.slack.command(bare.admin, tenantChannel, '/cleverreach settings');
    const view = await world.slack.waitFor(() => person.currentView());
    expect(JSON.stringify(view.content)).not.toContain('"block_id":"group"');
    await person.choose('modal', { blockId: 'changes' }, 'admins');
    expect(await person.submit()).toMatchObject({ outcome: 'updated' });
    expect((await settings.get(bare.id)).changes).toEqual({ by: 'admins' });
  });
});

describe('saved', () => {
  test('everything at once: told, stored, and in the audit log without an address', async () => {
    const person = await open();
    await person.choose('modal', { blockId: 'language' }, 'en');
    await person.choose('modal', { blockId: 'changes' }, 'people');
    await world.slack.waitFor(() => shown(person).includes('"block_id":"people"'));
    await person.fill('modal', { people: [tenant.member] });
    await person.choose('modal', { blockId: 'group' }, SEED_GROUPS.vip.name, { query: 'VIP' });
    await person.fill('modal', { sender_name: ' Teehaus  Muster ', sender_email: 'News@Example.com' });
    await person.choose('modal', { blockId: 'masks' }, []);
    const text = await saved(person);
    for (const part of [
      en.settings.saved,
      en.settings.languages.en,
      `<@${tenant.member}>`,
      SEED_GROUPS.vip.name,
      'Teehaus Muster',
      'news@example.com',
      en.settings.unmasked,
    ]) {
      expect(text).toContain(part);
    }
    expect(await settings.get(tenant.id)).toEqual({
      language: 'en',
      changes: { by: 'people', userIds: [tenant.member] },
      defaultGroup: { id: SEED_GROUPS.vip.id, name: SEED_GROUPS.vip.name },
      defaultSender: { name: 'Teehaus Muster', email: 'news@example.com' },
      masksSender: false,
    });
    const [change] = await latestChanges();
    expect(change).toMatchObject({
      userId: tenant.admin,
      action: 'settings.change',
      result: 'done',
      detail: 'language, changes, defaultGroup, defaultSender, masksSender',
    });
    expect(JSON.stringify(change) + world.log()).not.toMatch(/news@example\.com/i);
  });

  test('a language for all holds at once: for the confirmation, for everybody, and for the pages', async () => {
    const person = await open();
    await person.choose('modal', { blockId: 'language' }, 'de');
    expect(await saved(person)).toContain(de.settings.saved);
    expect((await tenant.ask(tenant.member, 'help')).text).toContain(de.help.topics.workspace);
    const again = await open();
    expect(shown(again)).toContain(de.settings.modalTitle);
    await again.choose('modal', { blockId: 'language' }, 'own');
    expect(await saved(again)).toContain(en.settings.saved);
    expect((await tenant.ask(tenant.member, 'help')).text).toContain(en.help.topics.workspace);
  });

  test('who may make changes holds at once', async () => {
    const person = await open();
    await person.choose('modal', { blockId: 'changes' }, 'admins');
    await saved(person);
    expect((await tenant.ask(tenant.member, 'draft')).text).toBe(en.denied.changes([]));
  });

  test('the default group and the sender can be taken out again', async () => {
    await settings.save(tenant.id, {
      changes: { by: 'members' },
      defaultGroup: { id: SEED_GROUPS.vip.id, name: SEED_GROUPS.vip.name },
      defaultSender: { name: 'Teehaus', email: 'news@example.com' },
      masksSender: true,
    });
    const person = await open();
    await person.choose('modal', { blockId: 'group' }, en.settings.noGroup, { query: '' });
    await person.fill('modal', { sender_name: '', sender_email: '' });
    await saved(person);
    expect(await settings.get(tenant.id)).toEqual({ changes: { by: 'members' }, masksSender: true });
  });

  test('by two admins at once: the later one wins, and the audit log has both', async () => {
    const second = world.slack.addUser(tenant.id, { name: 'second', isAdmin: true });
    const place = world.slack.addChannel(tenant.id, { name: 'place', members: [second.id] });
    const first = await open();
    const other = world.slack.as(second.id);
    await world.slack.command(second.id, place.id, '/cleverreach settings');
    await world.slack.waitFor(() => other.currentView());
    await first.choose('modal', { blockId: 'changes' }, 'admins');
    await other.choose('modal', { blockId: 'language' }, 'de');
    await saved(first);
    await other.submit();
    expect(await settings.get(tenant.id)).toMatchObject({ language: 'de', changes: { by: 'members' } });
    expect(await latestChanges()).toMatchObject([
      { userId: second.id, detail: 'language, changes' },
      { userId: tenant.admin, detail: 'changes' },
      { action: 'connection.connect' },
    ]);
  });

  test('people who are guests or have left are named in vain, and harm nothing', async () => {
    const guest = world.slack.addUser(tenant.id, { name: 'visitor', isRestricted: true });
    const place = world.slack.addChannel(tenant.id, { name: 'visitors', members: [guest.id] });
    await settings.save(tenant.id, { changes: { by: 'people', userIds: [guest.id, 'U0GONE'] }, masksSender: true });
    const answer = await world.slack.command(guest.id, place.id, '/cleverreach unsubscribe');
    expect(answer.message?.text).toBe(en.denied.guest);
    expect(shown(await open())).toContain('U0GONE');
  });
});

describe('the people are asked for', () => {
  test('only where some are to be chosen, and what was filled in stays', async () => {
    const person = await open();
    await person.fill('modal', { sender_name: 'Half typed' });
    await person.choose('modal', { blockId: 'changes' }, 'people');
    await world.slack.waitFor(() => shown(person).includes('"block_id":"people"'));
    expect(JSON.stringify(person.currentView()?.values)).toContain('Half typed');
    await person.choose('modal', { blockId: 'changes' }, 'admins');
    await world.slack.waitFor(() => !shown(person).includes('"block_id":"people"'));
    expect(JSON.stringify(person.currentView()?.values)).toContain('Half typed');
  });
});

describe('what cannot be taken is said at its field', () => {
  const sender = (sender_name: string, sender_email: string) => ({ sender_name, sender_email });
  test.each([
    ['a name without an address', sender('Teehaus', ''), { sender_email: en.settings.errors.senderEmailMissing }],
    [
      'an address without a name',
      sender('', 'news@example.com'),
      { sender_name: en.settings.errors.senderNameMissing },
    ],
    ['what is no address', sender('Teehaus', 'news@'), { sender_email: en.settings.errors.senderEmail }],
    ['a name too long', sender('x'.repeat(151), 'news@example.com'), { sender_name: expect.stringContaining('150') }],
  ])('%s', async (_case, values, errors) => {
    const person = await open();
    await person.fill('modal', values, { force: true });
    expect(await person.submit('modal', { force: true })).toMatchObject({ outcome: 'errors', errors });
    expect(await latestChanges()).not.toContainEqual(expect.objectContaining({ action: 'settings.change' }));
  });

  test('nobody chosen', async () => {
    const person = await open();
    await person.choose('modal', { blockId: 'changes' }, 'people');
    await world.slack.waitFor(() => shown(person).includes('"block_id":"people"'));
    const result = await person.submit('modal', { force: true });
    expect(result).toMatchObject({ outcome: 'errors', errors: { people: en.settings.errors.peopleMissing } });
  });

  test('a group that was deleted meanwhile, or that cannot be checked', async () => {
    const { groups } = world.cleverReach.account;
    const press = groups.get(SEED_GROUPS.press.id) ?? expect.fail('the press is gone');
    const person = await open();
    await person.choose('modal', { blockId: 'group' }, press.name, { query: 'Pre' });
    world.cleverReach.setFaults({ status: 503 });
    expect(await person.submit()).toMatchObject({ errors: { group: en.settings.errors.groupUnknown } });
    world.cleverReach.setFaults({});
    groups.delete(press.id);
    try {
      expect(await person.submit()).toMatchObject({ errors: { group: en.settings.errors.groupVanished } });
    } finally {
      groups.set(press.id, press);
    }
  });
});

test('settings that cannot be read: said so, admins go on, others wait, and saving repairs', async () => {
  await storage.set(keys.settings(tenant.id), 'spoilt');
  // This process may have kept what it read; another has not.
  const { url } = await world.another();
  const { eventsUrl } = world.slack.app;
  world.slack.app.eventsUrl = `${url}/slack/events`;
  try {
    expect((await tenant.ask(tenant.member, 'draft')).text).toContain(en.denied.settingsUnreadable);
    const person = await open();
    expect(shown(person)).toContain('The stored settings cannot be read.');
    expect(await saved(person)).toContain(en.settings.saved);
    expect((await settings.get(tenant.id)).changes).toEqual({ by: 'members' });
    await world.slack.command(tenant.member, tenantChannel, '/cleverreach draft');
    const form = await world.slack.waitFor(() => world.slack.currentView(tenant.member));
    expect(form.content['callback_id']).toBe('mailings:create-draft');
  } finally {
    world.slack.app.eventsUrl = eventsUrl;
  }
});
