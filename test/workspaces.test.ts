import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../src/sandbox/slack/index.ts';
import { en } from '../src/texts/en.ts';
import { createBrowser, type Page } from './browser-client.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { signedRequests } from './signed-requests.ts';
import { addTenant, connectUrlOf, visit } from './tenant.ts';
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

const tokenOf = ({ request }: Exchange) => request.headers['authorization']?.replace('Bearer ', '') ?? '';
const calls = (name: string) => world.slack.exchanges({ direction: 'to-slack', name });
const keys = async () => Object.keys(await redis.dump());

describe('several workspaces', () => {
  test('each call to Slack carries the token of the workspace it is for, also side by side', async () => {
    const tenants = await Promise.all(
      ['Nordwind KG', 'Südwind AG', 'Ostwind eG'].map((name) => addTenant(world, { name })),
    );
    const everyone = tenants.flatMap(({ id, admin, member, ask }) =>
      [admin, member].map((user) => ({ id, user, ask })),
    );
    await Promise.all(everyone.map(({ user, ask }) => ask(user, 'status')));
    await Promise.all(everyone.map(({ user }) => world.slack.shortcut(user, 'mailings:draft')));
    await Promise.all(everyone.map(({ user }) => world.slack.waitFor(() => world.slack.currentView(user))));

    const tokens = new Map(tenants.map(({ id }) => [id, world.slack.install(id).token]));
    expect(new Set(tokens.values()).size).toBe(3);
    // Whoever installed was looked up then already.
    for (const { id, user } of everyone) {
      const asked = calls('users.info').filter(({ request }) => request.body.includes(user));
      expect(asked.map(tokenOf), `users.info of ${user}`).toEqual(expect.arrayContaining([tokens.get(id)]));
      expect(new Set(asked.map(tokenOf)).size).toBe(1);
    }
    const opened = calls('views.open').map(tokenOf);
    expect(opened.sort()).toEqual([...tokens.values(), ...tokens.values()].sort());
    expect(calls('views.open').every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  // Slack's client writes its token into the very object of headers it is given, and the next workspace's would find it there.
  test('each is asked for with its own token while it is installed', async () => {
    world.slack.clearLog();
    for (const name of ['Nord AG', 'Süd AG', 'West AG']) await addTenant(world, { name });
    const given = calls('oauth.v2.access').map(({ response }) => JSON.parse(response?.body ?? '').access_token);
    expect(new Set(given).size).toBe(3);
    expect(calls('auth.test').map(tokenOf)).toEqual(given);
  });

  test('a connection of one is none of another', async () => {
    const [one, other] = [await addTenant(world), await addTenant(world)];
    await one.connect();
    expect((await one.ask(one.member, 'status')).text).toContain('is connected');
    expect(connectUrlOf(await other.ask(other.admin, 'stats'))).toContain(other.id);
  });
});

/** An Enterprise organisation with two workspaces, and the app installed for all of it. */
async function organisation(name: string) {
  const { slack } = world;
  const first = slack.addWorkspace({ name: `${name} Berlin`, enterprise: { name } });
  const enterprise = first.enterprise?.id ?? '';
  const second = slack.addWorkspace({ name: `${name} Wien`, enterprise });
  const browser = createBrowser();
  const start = await browser.get(`${world.publicUrl}/slack/install`);
  const admin = personIn(first.id, true);
  const { location } = await slack.as(admin).consent(start.location ?? '', { enterprise: true });
  const page: Page = await browser.get(location);
  const status = async (workspace: string) =>
    (await slack.command(personIn(workspace, true), '#general', '/cleverreach status')).message;
  return { enterprise, first: first.id, second: second.id, page, status };
}

/** For the workspace alone, unless it is to be for all of its organisation. */
async function installAgain(workspace: string, options: { enterprise?: boolean } = {}): Promise<Page> {
  const browser = createBrowser();
  const start = await browser.get(`${world.publicUrl}/slack/install`);
  const { location } = await world.slack.as(personIn(workspace, true)).consent(start.location ?? '', options);
  return browser.get(location);
}

function personIn(workspace: string, isAdmin: boolean): string {
  const users = world.slack.snapshot().workspaces.find(({ id }) => id === workspace)?.users ?? [];
  return users.find((user) => user.isAdmin === isAdmin && !user.isBot)?.id ?? '';
}

describe('an installation for a whole organisation', () => {
  test('says so on its page, is kept under the organisation’s id, and serves each of its workspaces', async () => {
    const { enterprise, first, second, page, status } = await organisation('Konzern');
    expect(page.status).toBe(200);
    expect(page.body).toContain('Slack organisation Konzern');
    expect(page.body).toContain('Back to Slack');
    expect(await keys()).toContain(`cr:{${enterprise}}:installation`);

    world.slack.clearLog();
    const { token } = world.slack.install(first, { enterprise: true });
    for (const workspace of [first, second]) {
      const connect = await visit(connectUrlOf(await status(workspace)));
      expect((await connect.agree()).body).toContain('is now connected');
      expect((await status(workspace))?.text).toContain('is connected');
      expect(await keys()).toContain(`cr:{${workspace}}:connection`);
      expect(await keys()).not.toContain(`cr:{${workspace}}:installation`);
    }
    const tokens = calls('users.info').map(tokenOf);
    expect(tokens.length).toBeGreaterThan(1);
    expect(new Set(tokens)).toEqual(new Set([token]));
  });

  test('is not for workspaces outside of it', async () => {
    await organisation('Verein');
    const fields = { command: '/cleverreach', text: 'status', user_id: 'U0NOBODY', is_enterprise_install: 'true' };
    const elsewhere = await signedRequests(world).form({ ...fields, team_id: 'T0NOWHERE', enterprise_id: 'E0OTHER' });
    expect(elsewhere.body).toContain('/slack/install');
  });

  test('serves of colleagues only those who are in the workspace, and admins of another one as plain members', async () => {
    const { first, second, status } = await organisation('Reederei');
    await (await visit(connectUrlOf(await status(first)))).agree();
    const ask = async (about: object, line: string) => {
      const { id } = world.slack.addUser(first, { name: `colleague${randomUUID()}`, teamId: second, ...about });
      const { id: channel } = world.slack.addChannel(first, { name: id, members: [id] });
      return (await world.slack.command(id, channel, `/cleverreach ${line}`)).message?.text;
    };
    expect(await ask({ isAdmin: true }, 'status')).toBe(en.denied.stranger);
    expect(await ask({ teams: [second, first] }, 'status')).toContain('is connected');
    const disconnect = (about: object) => ask({ teams: [second, first], ...about }, 'disconnect');
    const denied = en.denied.managing(`<@${personIn(first, true)}>`);
    expect(await disconnect({})).toBe(denied);
    expect(await disconnect({ isAdmin: true })).toBe(denied);
    expect(await disconnect({ isOrgAdmin: true })).not.toBe(denied);
  });

  test('serves nobody of another organisation where Slack names no workspace', async () => {
    const { enterprise, first } = await organisation('Kanzlei');
    const elsewhere = world.slack.addWorkspace({ name: 'Fremde AG' }).id;
    const interaction = {
      type: 'block_actions',
      team: null,
      enterprise: { id: enterprise },
      is_enterprise_install: true,
    };
    const press = async (name: string, teamId: string) => {
      const { id } = world.slack.addUser(first, { name, teamId, isAdmin: true });
      const actions = [{ action_id: 'command:run', value: 'connect' }];
      await signedRequests(world).interaction({ ...interaction, user: { id, team_id: teamId }, actions });
      return world.slack.waitForMessage(id, '@app', { match: ({ author }) => author === 'app' });
    };
    expect((await press('fremd', elsewhere)).text).toBe(en.denied.stranger);
    expect(connectUrlOf(await press('vertraut', first))).toContain(first);
  });

  test('stays when a workspace leaves that had the app for itself as well', async () => {
    const { enterprise, first, second, status } = await organisation('Stiftung');
    expect((await installAgain(first)).body).toContain('Stiftung Berlin');
    expect(await keys()).toContain(`cr:{${first}}:installation`);

    const delivered = await world.slack.uninstall(first);
    expect(delivered.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect((await keys()).filter((key) => key.includes(first))).toEqual([]);
    expect(await keys()).toContain(`cr:{${enterprise}}:installation`);
    for (const workspace of [first, second]) expect((await status(workspace))?.text).toContain('Connect');
  });

  test('stays when it is taken away from one workspace, of which everything goes', async () => {
    const { enterprise, first, second, status } = await organisation('Genossenschaft');
    for (const workspace of [first, second]) await (await visit(connectUrlOf(await status(workspace)))).agree();
    expect(await world.slack.revokeAccess(first)).toMatchObject({ outcome: 'ok' });
    expect((await keys()).filter((key) => key.includes(first))).toEqual([]);
    expect(await keys()).toContain(`cr:{${enterprise}}:installation`);
    expect((await status(second))?.text).toContain('is connected');
  });

  test('leaves nothing in which the workspace is named that it was taken away from', async () => {
    const { enterprise, first, second, status } = await organisation('Molkerei');
    for (const workspace of [first, second]) await (await visit(connectUrlOf(await status(workspace)))).agree();
    expect(JSON.stringify(await redis.dump())).toContain(second);
    await world.slack.revokeAccess(second);
    expect(JSON.stringify(await redis.dump())).not.toContain(second);
    expect(await keys()).toContain(`cr:{${enterprise}}:workspaces`);
  });

  test('is told of that in the form of Slack’s documentation as well', async () => {
    const { enterprise, first, second, status } = await organisation('Brauerei');
    for (const workspace of [first, second]) await (await visit(connectUrlOf(await status(workspace)))).agree();
    const event = { type: 'team_access_revoked', team_ids: [second] };
    const documented = { team_id: null, enterprise_id: enterprise, api_app_id: 'A123ABC456', event };
    const authorizations = [{ enterprise_id: enterprise, team_id: first, is_bot: false, is_enterprise_install: false }];
    const envelope = { type: 'event_callback', team_id: first, event_id: 'Ev0BRAUEREI', event_time: 123456789 };
    const answer = await signedRequests(world).json({ ...envelope, authorizations, event: documented });
    expect(answer.status).toBe(200);
    expect((await keys()).filter((key) => key.includes(second))).toEqual([]);
    expect((await status(first))?.text).toContain('is connected');
  });

  test('goes when the organisation removes the app', async () => {
    const { enterprise, first, second, status } = await organisation('Holding');
    await (await visit(connectUrlOf(await status(second)))).agree();
    const token = [...world.cleverReach.tokens.keys()].at(-1);
    const works = async () => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${world.cleverReach.url}/v3/groups`, { headers })).ok;
    };
    expect(await works()).toBe(true);
    // The event names one workspace, and another is connected.
    const delivered = await world.slack.uninstall(first);
    expect(delivered.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    const left = (await keys()).filter((key) => [enterprise, first, second].some((id) => key.includes(id)));
    expect(left).toEqual([]);
    expect(await works()).toBe(false);
  });

  test('leaves workspaces alone, when it goes, that have the app for themselves as well', async () => {
    const { enterprise, first, second, status } = await organisation('Verlag');
    for (const workspace of [first, second]) await (await visit(connectUrlOf(await status(workspace)))).agree();
    await installAgain(first);
    const authorizations = [{ enterprise_id: enterprise, team_id: null, is_enterprise_install: true }];
    const removed = { type: 'event_callback', team_id: second, enterprise_id: enterprise, authorizations };
    await signedRequests(world).json({ ...removed, event_id: 'Ev0VERLAG', event: { type: 'app_uninstalled' } });
    expect((await keys()).filter((key) => key.includes(second) || key.includes(enterprise))).toEqual([]);
    expect((await status(first))?.text).toContain('is connected');
  });

  test.each([
    ['Slack is slow to say that their own lives', { latencyMs: 1_500 }, true],
    ['Slack does not say whether their own lives', { status: 503 }, true],
    ['Slack says that their own is dead', { error: 'token_revoked' }, false],
  ])('and when %s', async (name, fault, stays) => {
    const { enterprise, first, second, status } = await organisation(`Gut ${name.length}`);
    for (const workspace of [first, second]) await (await visit(connectUrlOf(await status(workspace)))).agree();
    await installAgain(first);
    const authorizations = [{ enterprise_id: enterprise, team_id: null, is_enterprise_install: true }];
    const removed = { type: 'event_callback', team_id: second, enterprise_id: enterprise, authorizations };
    const named = async (id: string) => (await keys()).some((key) => key.includes(id));
    world.slack.setFault({ method: 'auth.test', ...fault });
    await signedRequests(world).json({ ...removed, event_id: `Ev${name.length}`, event: { type: 'app_uninstalled' } });
    world.slack.clearFaults();
    expect([await named(second), await named(enterprise)]).toEqual([false, false]);
    expect(await keys().then((all) => all.includes(`cr:{${first}}:connection`))).toBe(stays);
  });
});
