import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { View } from '../src/sandbox/slack/index.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { addTenant, type Tenant, tenantChannel } from './tenant.ts';
import { member, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.cleverReach.setFaults({});
  world.slack.clearFaults();
});

const saidIn = (view: View | null) => JSON.stringify(view?.content['blocks'] ?? []);
const homeOf = (user: string) => saidIn(world.slack.homeView(user));
const shows = (user: string, text: string) => world.slack.waitFor(() => homeOf(user).includes(text));
const complete = en.home.statsButton;
const published = () => world.slack.exchanges({ direction: 'to-slack', name: 'views.publish' });
const publishedFor = (user: string) =>
  published().filter(({ request }) => new URLSearchParams(request.body).get('user_id') === user);

async function connectedTenant(): Promise<Tenant> {
  const tenant = await addTenant(world);
  await tenant.connect();
  return tenant;
}

async function openHome(user: string): Promise<void> {
  const { delivered } = await world.slack.openHome(user);
  expect(delivered).toMatchObject({ outcome: 'ok' });
}

/** Writes a draft with the form, and gives its card. */
async function writeDraft(user: string, subject: string) {
  const before = world.slack.messagesFor(user, tenantChannel).at(-1)?.ts ?? '0';
  await world.slack.command(user, tenantChannel, `/cleverreach draft ${subject}`);
  await world.slack.waitFor(() => world.slack.currentView(user));
  await world.slack.choose(user, 'modal', { blockId: 'group' }, SEED_GROUPS.press.name, { query: 'Pre' });
  await world.slack.fill(user, 'modal', {
    sender_name: 'Teehaus Muster',
    sender_email: 'news@example.com',
    body: 'Good morning!',
  });
  await world.slack.submit(user, 'modal');
  return world.slack.waitForMessage(user, tenantChannel, { after: before, match: ({ author }) => author === 'app' });
}

describe('a slow CleverReach', () => {
  test('delays neither the answer to Slack nor the account and the buttons; the figures follow', async () => {
    const { member: user } = await connectedTenant();
    world.cleverReach.setFaults({ latencyMs: 600 });
    await openHome(user);
    expect(homeOf(user)).toContain('Teehaus Muster GmbH');
    for (const text of [en.groups.working, en.home.fetchingDrafts, en.home.draftButton])
      expect(homeOf(user)).toContain(text);
    await shows(user, complete);
    expect(homeOf(user)).not.toContain(en.groups.working);
  });

  test('is told in the same way to whoever opens Home again', async () => {
    const { member: user } = await connectedTenant();
    await openHome(user);
    await shows(user, complete);
    world.cleverReach.setFaults({ latencyMs: 600 });
    await openHome(user);
    expect(homeOf(user)).toContain(en.groups.working);
    await shows(user, complete);
  });

  test('a quick one takes the place of the old state at once, without a state in between', { retry: 2 }, async () => {
    const { member: user } = await connectedTenant();
    await openHome(user);
    await shows(user, complete);
    const before = publishedFor(user).length;
    await openHome(user);
    expect(publishedFor(user)).toHaveLength(before + 1);
    expect(homeOf(user)).toContain(complete);
  });

  test('what it says late never takes the place of what it was asked later', async () => {
    const { member: user } = await connectedTenant();
    const { groups } = world.cleverReach.account;
    await openHome(user);
    await shows(user, complete);
    // Slow is the list of drafts alone: the groups are those of now.
    world.cleverReach.setFaults({ latencyMs: 1_500, paths: '/mailings', times: 1 });
    await openHome(user);
    const crowd = world.cleverReach.addCrowd({ name: 'Only since now', size: 90_000 });
    try {
      await openHome(user);
      await shows(user, 'Only since now');
      const late = await world.slack.waitFor(() =>
        publishedFor(user).find(({ response }) => response?.body.includes('hash_conflict')),
      );
      expect(late.request.body).not.toContain('Only since now');
      expect(homeOf(user)).toContain('Only since now');
      expect(homeOf(user)).not.toContain(en.groups.working);
    } finally {
      groups.delete(crowd.id);
    }
  });

  test('is waited for when the app stops', async () => {
    const stopping = await startWorld();
    await stopping.ready();
    stopping.cleverReach.setFaults({ latencyMs: 400 });
    await stopping.slack.openHome(member);
    expect(saidIn(stopping.slack.homeView(member))).toContain(en.groups.working);
    await stopping.close();
    expect(saidIn(stopping.slack.homeView(member))).toContain(complete);
  });
});

describe('after a change', () => {
  test('Home shows it to whoever made it and to whoever connected the account', async () => {
    const tenant = await connectedTenant();
    const bystander = world.slack.addUser(tenant.id, { name: `bystander-${tenant.id}` });
    const everyone = [tenant.member, tenant.admin, bystander.id];
    for (const user of everyone) {
      await openHome(user);
      await shows(user, complete);
    }
    const before = publishedFor(bystander.id).length;
    await writeDraft(tenant.member, 'Changed just now');
    await shows(tenant.member, 'Changed just now');
    await shows(tenant.admin, 'Changed just now');
    expect(publishedFor(bystander.id)).toHaveLength(before);
  });

  test('who made it is told to admins and to nobody else', async () => {
    const tenant = await connectedTenant();
    for (const user of [tenant.member, tenant.admin]) {
      await openHome(user);
      await shows(user, complete);
    }
    expect(homeOf(tenant.admin)).toContain(`<@${tenant.admin}> connected the CleverReach account`);
    await writeDraft(tenant.member, 'Written by a member');
    await shows(tenant.admin, `<@${tenant.member}> created the draft “Written by a member”`);
    await shows(tenant.member, 'Written by a member');
    expect(homeOf(tenant.member)).not.toContain(en.home.changes);
  });

  test('nothing is shown to whoever has never opened Home', async () => {
    const tenant = await connectedTenant();
    await openHome(tenant.admin);
    await shows(tenant.admin, complete);
    await writeDraft(tenant.member, 'Nobody looks');
    await shows(tenant.admin, 'Nobody looks');
    expect(publishedFor(tenant.member)).toHaveLength(0);
    expect(world.slack.homeView(tenant.member)).toBeNull();
  });

  test('of the settings, made from Home, its language and what it offers are the new ones', async () => {
    const tenant = await connectedTenant();
    for (const user of [tenant.admin, tenant.member]) {
      await openHome(user);
      await shows(user, complete);
    }
    const person = world.slack.as(tenant.admin);
    await person.press('home', en.home.settingsButton);
    await world.slack.waitFor(() => person.currentView()?.content['callback_id'] === 'settings:save');
    await person.choose('modal', { blockId: 'language' }, 'de');
    await person.choose('modal', { blockId: 'changes' }, 'admins');
    await person.submit();
    await shows(tenant.admin, de.home.statsButton);
    await openHome(tenant.member);
    await shows(tenant.member, de.home.changers([]));
    expect(homeOf(tenant.admin)).toContain(de.home.draftButton);
    for (const label of [de.home.draftButton, de.home.addButton]) expect(homeOf(tenant.member)).not.toContain(label);
    expect(homeOf(tenant.member)).toContain(de.home.findButton);
  });

  test('a Home that Slack does not take delays and spoils nothing', async () => {
    const tenant = await connectedTenant();
    await openHome(tenant.member);
    await shows(tenant.member, complete);
    world.slack.setFault({ method: 'views.publish', latencyMs: 300, error: 'internal_error' });
    const before = publishedFor(tenant.member).length;
    const card = await writeDraft(tenant.member, 'Still a card');
    expect(card.text).toContain('Still a card');
    await world.slack.waitFor(() => publishedFor(tenant.member).length > before);
    await expect.poll(() => world.log()).toContain('a Home could not be brought up to date');
    world.slack.clearFaults();
    await openHome(tenant.member);
    await shows(tenant.member, 'Still a card');
  });
});
