import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { readerFor } from '../src/texts/index.ts';
import { type Reading, startReading } from './reading.ts';
import { type Tenant, tenantChannel } from './tenant.ts';

/** What is shown from memory says how old it is, can be fetched anew, and hides nothing that is new. */

const { vip } = SEED_GROUPS;
let reading: Reading;
let tenant: Tenant;

beforeAll(async () => {
  reading = await startReading();
});
afterAll(() => reading.close());
beforeEach(async () => {
  reading.world.cleverReach.setFaults({});
  tenant = await reading.tenant();
});

const stats = (group: { id: string }) => `GET /groups/${group.id}/stats`;
const contexts = (message: Message) =>
  message.blocks.filter(({ type }) => type === 'context').map((block) => JSON.stringify(block));
const labels = (message: Message) => JSON.stringify(message.blocks);

/** What somebody makes in CleverReach itself. */
const createGroup = (name: string) => reading.world.cleverReach.addCrowd({ name, size: 3 });

describe('what is some seconds old', () => {
  const lines = ['stats', 'stats vip', 'overview', 'groups', 'groups vip', 'mailings', 'mailings draft'];
  test.each(lines)('says so, and has a button that fetches it anew: %s', async (line) => {
    await reading.ask(tenant.member, line);
    await reading.ask(tenant.admin, line);
    reading.pass(4_000);
    const young = await reading.ask(tenant.member, line);
    expect(labels(young)).not.toContain('Fetched from CleverReach');
    reading.pass(8_000);
    reading.asked();
    const old = await reading.ask(tenant.member, line);
    const german = await reading.ask(tenant.admin, line);
    const called = reading.asked().filter((call) => !call.includes('/receivers'));
    expect(called).toEqual([]);
    expect(contexts(old).join()).toMatch(/Fetched from CleverReach: as of \d\d:\d\d:\d\d"/);
    expect(old.text).toMatch(/Fetched from CleverReach: as of \d\d:\d\d:\d\d/);
    expect(contexts(german).join()).toMatch(/Aus CleverReach abgerufen: Stand \d\d:\d\d:\d\d"/);
    expect(labels(german)).toContain('Aktualisieren');

    const fresh = await reading.press(tenant.member, old, 'Refresh');
    expect(reading.asked().length).toBeGreaterThan(0);
    expect(labels(fresh)).not.toContain('Fetched from CleverReach');
    expect(fresh.blocks.map(({ type }) => type)).toEqual(young.blocks.map(({ type }) => type));
    // And so it is for whoever asks next.
    await reading.ask(tenant.admin, line);
    expect(reading.asked().filter((call) => !call.includes('/receivers'))).toEqual([]);
  });

  test('has its time in the reader’s zone', async () => {
    await reading.ask(tenant.admin, 'stats vip');
    reading.pass(20_000);
    const before = Date.now();
    const [shown] = /Stand \d\d:\d\d:\d\d/.exec((await reading.ask(tenant.admin, 'stats vip')).text) ?? [];
    const { f } = readerFor('de', 'Europe/Berlin');
    const possible = [-1, 0, 1, 2, 3].map((seconds) => `Stand ${f.clock(new Date(before - 20_000 + seconds * 1_000))}`);
    expect(possible).toContain(shown);
  });

  test('a card of a mailing that was sent says how old its report is, and its Refresh fetches it', async () => {
    const line = 'mailing 8157005';
    await reading.ask(tenant.member, line);
    reading.pass(10_000);
    reading.asked();
    const old = await reading.ask(tenant.member, line);
    expect(labels(old)).toContain('Fetched from CleverReach: as of');
    expect(reading.asked()).toEqual(['GET /mailings/8157005']);
    const fresh = await reading.press(tenant.member, old, 'Refresh');
    expect(reading.asked()).toContain('GET /reports/8157005');
    expect(labels(fresh)).not.toContain('Fetched from CleverReach');
  });

  test('Home says when CleverReach was asked, and Refresh asks', async () => {
    await reading.ask(tenant.admin, 'stats');
    reading.pass(20_000);
    const before = new Date(Date.now() - 20_000);
    await reading.world.slack.openHome(tenant.admin);
    const { t, f } = readerFor('de', 'Europe/Berlin');
    const home = () => JSON.stringify(reading.world.slack.homeView(tenant.admin)?.content['blocks'] ?? []);
    await reading.world.slack.waitFor(() => home().includes(t.home.statsButton));
    const minute = [f.dateTime(before), f.dateTime(new Date(before.getTime() + 5_000))];
    expect(minute.some((time) => home().includes(t.home.asked(time)))).toBe(true);
    reading.asked();
    await reading.world.slack.press(tenant.admin, 'home', t.home.refreshButton);
    await reading.world.slack.waitFor(() =>
      reading.world.cleverReach.requests.some(({ path }) => path.endsWith(`${vip.id}/stats`)),
    );
  });

  test.each(['refresh stats vip', 'Aktualisieren: statistik vip'])('“%s” can be typed as well', async (line) => {
    await reading.ask(tenant.member, 'stats vip');
    reading.asked();
    expect((await reading.ask(tenant.member, line)).text).toContain(vip.name);
    expect(reading.asked()).toEqual(['GET /groups', stats(vip)]);
  });

  test('nothing of a group’s name gets lost by it', async () => {
    const group = createGroup('refresh');
    expect((await reading.ask(tenant.member, 'stats refresh')).text).toContain('refresh');
    expect((await reading.ask(tenant.member, 'refresh stats refresh')).text).toContain('refresh');
    reading.world.cleverReach.account.groups.delete(group.id);
    // Alone it asks for nothing.
    expect((await reading.ask(tenant.member, 'refresh')).text).toContain('refresh');
  });
});

describe('what somebody has just made in CleverReach', () => {
  const made = () => createGroup(`Made ${(reading.world.cleverReach.account.groups.size + 1) * 7919}`);
  test.each<[string, (group: { id: string; name: string }) => string]>([
    ['stats', ({ name }) => `stats ${name}`],
    ['stats', ({ id }) => `stats ${id}`],
    ['groups', ({ name }) => `groups ${name}`],
    ['receivers', ({ name }) => `receivers ${name}`],
  ])('is found at once, although the groups are remembered: %s', async (_, lineFor) => {
    await reading.ask(tenant.member, 'groups');
    const group = made();
    const { text, blocks } = await reading.ask(tenant.member, lineFor(group));
    expect(text + JSON.stringify(blocks)).toContain(group.name);
    expect(text).not.toContain('No group matches');
    reading.world.cleverReach.account.groups.delete(group.id);
  });

  test('can be chosen in a form at once', async () => {
    await reading.ask(tenant.member, 'groups');
    const group = made();
    await reading.world.slack.command(tenant.member, tenantChannel, '/cleverreach draft');
    await reading.world.slack.waitFor(() => reading.world.slack.currentView(tenant.member));
    const { options } = await reading.world.slack.suggest(tenant.member, 'modal', { blockId: 'group' }, group.name);
    expect(options.map(({ text }) => text)).toEqual([group.name]);
    reading.world.cleverReach.account.groups.delete(group.id);
  });
});
