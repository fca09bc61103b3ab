import { expect, vi } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import { createBrowser, type Page } from './browser-client.ts';
import type { TestRedis } from './redis.ts';
import { signedRequests } from './signed-requests.ts';
import { addTenant, connectUrlOf, type Tenant, tenantChannel, type Visit, visit } from './tenant.ts';
import { unsubscribing } from './unsubscribing.ts';
import type { World } from './world.ts';

/** What people write and CleverReach knows; none of it may be found where it is not needed. */
export const planted = {
  'address in a list': 'planted.receiver@plantedhost.example',
  'address nobody has': 'planted.stranger@plantedhost.example',
  'address in a pending command': 'planted.pending@plantedhost.example',
  'address that is added': 'planted.added@plantedhost.example',
  'source of a consent': 'Planted source, order form',
  'first name': 'Plantedfirstname',
  'sender address': 'planted.sender@plantedhost.example',
  'sender name': 'Planted Sendername',
  subject: 'Planted Subject Öl & Tee',
  'body text': 'Planted body text, harvest of the year',
  'account’s address': 'planted.owner@plantedhost.example',
};

/** What is left of a story to be searched. */
export interface Story {
  /** Redis after each step, because much of what is in it goes again. */
  dumps: string[];
  /** What the app has shown to browsers. */
  pages: Page[];
  /** The workspace that disconnected at the end. */
  ended: Tenant;
  /** The workspace that stayed connected. */
  kept: Tenant;
}

/** Everything two workspaces do in their life with the app, with all that can fail on the way. */
export async function liveThrough(world: World, redis: TestRedis): Promise<Story> {
  const { slack, cleverReach } = world;
  const dumps: string[] = [];
  const pages: Page[] = [];
  const look = async () => void dumps.push(JSON.stringify(await redis.dump()));

  async function opened(url: string): Promise<Visit> {
    const visited = await visit(url);
    pages.push(visited.page);
    await look();
    return visited;
  }

  async function agreed(visited: Visit): Promise<string> {
    const url = await visited.callbackUrl();
    pages.push(await visited.browser.get(url));
    await look();
    return url;
  }

  cleverReach.account.profile.email = planted['account’s address'];
  await cleverReach.issueTokens().then(async ({ accessToken }) => {
    await fetch(`${cleverReach.url}/v3/groups/${SEED_GROUPS.press.id}/receivers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email: planted['address in a list'], activated: 1_700_000_000 }),
    });
  });

  const [ended, kept] = [await addTenant(world, { name: 'Ended GmbH' }), await addTenant(world, { name: 'Kept GmbH' })];
  pages.push(ended.installed, kept.installed);
  await look();

  // What is begun before connecting waits in Redis, with the address in it.
  const pending = await ended.ask(ended.admin, `unsubscribe ${planted['address in a pending command']}`);
  const visited = await opened(connectUrlOf(pending));
  const used = await agreed(visited);
  pages.push(await visited.browser.get(used), await createBrowser().get(used));
  await sees(world, ended.admin, 'Everything is ready');
  const refusedVisit = await opened(connectUrlOf(await kept.ask(kept.admin, 'connect')));
  cleverReach.setFaults({ refuseCodes: true });
  await agreed(refusedVisit);
  cleverReach.setFaults({ paths: 'debug/whoami', body: 'html' });
  await agreed(await opened(refusedVisit.page.url));
  cleverReach.setFaults({});
  await agreed(await opened(refusedVisit.page.url));

  for (const tenant of [ended, kept]) await work(world, tenant, look);
  for (const tenant of [ended, kept]) await workWithFailures(world, tenant, look);

  for (const token of cleverReach.tokens.values()) token.expiresAtMs = 0;
  await kept.ask(kept.member, 'stats');
  await look();
  await slack.as(ended.admin).press(await ended.ask(ended.admin, 'disconnect'), 'Disconnect');
  await sees(world, ended.admin, 'has ended');
  await look();
  return { dumps, pages, ended, kept };
}

async function work(world: World, { admin, member, ask }: Tenant, look: () => Promise<void>): Promise<void> {
  // From here on every change shows in two Homes.
  for (const user of [admin, member]) {
    await world.slack.openHome(user);
    await world.slack.waitFor(() => JSON.stringify(world.slack.homeView(user)).includes('"stats"'));
  }
  expect((await ask(member, 'stats')).text).toContain('groups');
  await ask(member, `stats ${planted.subject}`);
  await draft(world, member);
  await sees(world, member, 'The draft is in CleverReach.');
  await look();
  await add(world, member);
  await sees(world, member, planted['address that is added']);
  await look();
  await unsubscribe(world, admin, planted['address in a list']);
  await sees(world, admin, planted['address in a list'], '@app');
  await lookUp(world, admin, planted['address nobody has']);
  await look();
}

/** The same again, with CleverReach and Slack refusing in words that quote what they were sent. */
async function workWithFailures(world: World, { member, ask }: Tenant, look: () => Promise<void>): Promise<void> {
  const quoting = Object.values(planted).join(' ');
  for (const faults of [
    {
      paths: '/v3/(mailings|receivers|groups/.*/receivers)',
      status: 400,
      statusBody: { error: { code: 400, message: quoting } },
    },
    { paths: '/v3/(mailings|receivers|groups/.*/receivers)', status: 500, statusBody: `<h1>${quoting}</h1>` },
    { paths: '/v3/(mailings|receivers|groups/.*/receivers)', body: 'lost' },
    { paths: '/v3/(mailings|receivers|groups/.*/receivers)', body: 'half' },
  ] as const) {
    world.cleverReach.setFaults(faults);
    const answers = world.slack.messagesFor(member, tenantChannel).length;
    await draft(world, member);
    await world.slack.waitFor(() => world.slack.messagesFor(member, tenantChannel).length > answers);
    const beforeAdding = world.slack.messagesFor(member, tenantChannel).length;
    await add(world, member);
    await world.slack.waitFor(() => world.slack.messagesFor(member, tenantChannel).length > beforeAdding);
    const direct = world.slack.messagesFor(member, '@app').length;
    const { lookUp: lookUpAgain, submitForm } = await asked(world, member);
    await submitForm(member, { addresses: planted['address in a list'] });
    await world.slack.waitFor(() => JSON.stringify(world.slack.currentView(member)?.content).includes('Try again'));
    await world.slack.press(member, 'modal', 'Back');
    world.cleverReach.setFaults({});
    await lookUpAgain(member);
    world.cleverReach.setFaults(faults);
    expect(await world.slack.submit(member, 'modal')).toEqual({ outcome: 'closed' });
    await world.slack.waitFor(() => world.slack.messagesFor(member, '@app').length > direct);
    await look();
  }
  world.cleverReach.setFaults({});

  world.slack.setFault({ method: 'response_url', status: 500 });
  world.slack.setFault({ method: 'chat.postMessage', error: 'channel_not_found' });
  const failures = () => world.log().split('channel_not_found').length;
  const before = failures();
  await draft(world, member);
  await vi.waitFor(() => expect(failures()).toBeGreaterThan(before), 5_000);
  world.slack.clearFaults();
  await signedRequests(world).form(
    { command: '/cleverreach', text: planted.subject, team_id: 'T1' },
    { headers: { 'x-slack-signature': `v0=${'0'.repeat(64)}` } },
  );
  await ask(member, planted['address nobody has']);
  await look();
}

async function draft(world: World, user: string): Promise<void> {
  const person = world.slack.as(user);
  await person.command(tenantChannel, `/cleverreach draft ${planted.subject}`);
  await world.slack.waitFor(() => person.currentView());
  await person.choose('modal', { blockId: 'group' }, SEED_GROUPS.press.name, { query: 'Presse' });
  await person.fill('modal', {
    sender_name: planted['sender name'],
    sender_email: planted['sender address'],
    body: planted['body text'],
  });
  expect(await person.submit()).toEqual({ outcome: 'closed' });
}

async function add(world: World, user: string): Promise<void> {
  const person = world.slack.as(user);
  await person.command(tenantChannel, `/cleverreach add ${planted['address that is added']} Newsletter`);
  await world.slack.waitFor(() => JSON.stringify(person.currentView()?.content ?? {}).includes('Geburtstag'));
  await person.fill('modal', { first_name: planted['first name'], source: planted['source of a consent'] });
  expect(await person.submit()).toEqual({ outcome: 'closed' });
}

/** The form to unsubscribe is open, and the address in a list is active there, whatever was done before. */
async function asked(world: World, user: string) {
  const member = world.cleverReach.account.receivers.member(SEED_GROUPS.press.id, planted['address in a list']);
  if (member) member.membership.deactivated = 0;
  await world.slack.shortcut(user, 'receivers:unsubscribe');
  return unsubscribing(world);
}

async function lookUp(world: World, user: string, address: string): Promise<void> {
  const shown = await (await asked(world, user)).lookUp(user, { addresses: address });
  expect(shown).toContain(address);
}

async function unsubscribe(world: World, user: string, address: string): Promise<void> {
  await lookUp(world, user, address);
  expect(await world.slack.submit(user, 'modal')).toEqual({ outcome: 'closed' });
}

function sees(world: World, user: string, text: string, where = tenantChannel) {
  return world.slack.waitForMessage(user, where, { text });
}
