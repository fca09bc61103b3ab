import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { admin, channel, member, startWorld, type World } from './world.ts';

const { newsletter, vip, press } = SEED_GROUPS;
let redis: TestRedis;
let world: World;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());
beforeEach(async () => {
  await redis.flush();
  world = await startWorld({ redisUrl: redis.url });
  await world.ready();
  return () => world.close();
});

/** Whether the address is active in the group, as CleverReach itself sees it; undefined when it is not in there. */
async function isActive(groupId: string, email: string): Promise<boolean | undefined> {
  const { accessToken } = await world.cleverReach.issueTokens();
  const answer = await fetch(`${world.cleverReach.url}/v3/groups/${groupId}/receivers/${email}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  if (answer.status === 404) return undefined;
  return ((await answer.json()) as { active: boolean }).active;
}

async function submit(user: string, values: Record<string, string>, where = '@app'): Promise<Message> {
  await world.slack.waitFor(() => world.slack.currentView(user));
  await world.slack.fill(user, 'modal', values);
  const before = world.slack.messagesFor(user, where).at(-1)?.ts ?? '0';
  expect(await world.slack.submit(user, 'modal')).toEqual({ outcome: 'closed' });
  return world.slack.waitForMessage(user, where, { after: before, match: ({ author }) => author === 'app' });
}

const anna = 'anna.mueller@example.com';

describe('the shortcut "Unsubscribe an address"', () => {
  test('an address in several groups leaves all of them, and the answer names them', async () => {
    await world.slack.shortcut(member, 'receivers:unsubscribe');
    const answer = await submit(member, { address: anna });
    expect(answer.text).toContain(`${anna} was unsubscribed from 3 groups:`);
    for (const { id, name } of [newsletter, vip]) {
      expect(await isActive(id, anna), name).toBe(false);
      expect(JSON.stringify(answer.blocks)).toContain(name);
      expect(answer.text).toContain(`• ${name}`);
    }
  });

  test('with chosen groups, only those are left', async () => {
    await world.slack.shortcut(member, 'receivers:unsubscribe');
    await world.slack.waitFor(() => world.slack.currentView(member));
    await world.slack.choose(member, 'modal', { blockId: 'groups' }, [vip.name], { query: 'VIP' });
    const answer = await submit(member, { address: anna });
    expect(answer.text).toContain('from 1 group:');
    expect(await isActive(vip.id, anna)).toBe(false);
    expect(await isActive(newsletter.id, anna)).toBe(true);
  });

  test('upper case does not matter', async () => {
    await world.slack.shortcut(admin, 'receivers:unsubscribe');
    await submit(admin, { address: anna.toUpperCase() });
    expect(await isActive(newsletter.id, anna)).toBe(false);
  });

  test('an address that is nowhere active: nothing is changed, and that is said', async () => {
    for (const address of ['nobody@example.com', 'juergen.groess@example.org']) {
      await world.slack.shortcut(admin, 'receivers:unsubscribe');
      const answer = await submit(admin, { address });
      expect(answer.text).toContain(`${address} ist in keiner Empfängerliste aktiv, es wurde nichts geändert.`);
    }
    expect(world.cleverReach.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  test('an address that is no address is told at its field, and CleverReach is not asked', async () => {
    await world.slack.shortcut(member, 'receivers:unsubscribe');
    await world.slack.waitFor(() => world.slack.currentView(member));
    for (const [typed, sentence] of [
      ['anna.mueller at example', /not an e-mail address/],
      ['a@b.de, c@d.de', /not an e-mail address/],
      [' ', /enter an address/],
    ] as const) {
      await world.slack.fill(member, 'modal', { address: typed }, { force: true });
      const result = await world.slack.submit(member, 'modal', { force: true });
      expect(result).toMatchObject({ outcome: 'errors', errors: { address: expect.stringMatching(sentence) } });
    }
    expect(world.cleverReach.requests.filter(({ path }) => path.includes('receivers'))).toEqual([]);
  });
});

describe('the message shortcut "Unsubscribe address"', () => {
  const say = (text: string) => world.slack.say(member, channel, text);

  test('takes the address from the message and answers in the channel, to whoever asked', async () => {
    const message = say(`Please take ${anna} off the list.`);
    await world.slack.messageShortcut(member, channel, message.ts, 'receivers:unsubscribe-from-message');
    const answer = await submit(member, {}, channel);
    expect(answer.ephemeralFor).not.toBeNull();
    expect(answer.text).toContain('was unsubscribed from 3 groups');
    expect(await isActive(newsletter.id, anna)).toBe(false);
  });

  test('with several addresses it asks which', async () => {
    const message = say(`${anna} and wartet@example.com want to leave`);
    await world.slack.messageShortcut(member, channel, message.ts, 'receivers:unsubscribe-from-message');
    await world.slack.waitFor(() => world.slack.currentView(member));
    await world.slack.choose(member, 'modal', { blockId: 'address' }, 'wartet@example.com');
    const answer = await submit(member, {}, channel);
    expect(answer.text).toContain('wartet@example.com is not active in any group');
    expect(await isActive(newsletter.id, anna)).toBe(true);
  });

  test('without an address in the message it can be typed', async () => {
    const message = say('Someone wants to leave.');
    await world.slack.messageShortcut(member, channel, message.ts, 'receivers:unsubscribe-from-message');
    const view = await world.slack.waitFor(() => world.slack.currentView(member));
    expect(JSON.stringify(view.content)).toContain('No e-mail address was found in this message.');
    await submit(member, { address: anna }, channel);
    expect(await isActive(newsletter.id, anna)).toBe(false);
  });
});

describe('the command', () => {
  test('“abmelden” with an address opens the form with it', async () => {
    await world.slack.command(member, channel, `/cleverreach abmelden ${anna}`);
    const answer = await submit(member, {}, channel);
    expect(answer.text).toContain('was unsubscribed from 3 groups');
  });
});

describe('when CleverReach fails', () => {
  test('one group that fails does not keep the others from being done, and the answer tells which', async () => {
    world.cleverReach.setFaults({ status: 500, paths: `/groups/${vip.id}/receivers/` });
    await world.slack.shortcut(member, 'receivers:unsubscribe');
    const answer = await submit(member, { address: anna });
    const shown = JSON.stringify(answer.blocks);
    expect(answer.text).toContain('Not unsubscribed everywhere');
    expect(answer.text).toMatch(new RegExp(`Not confirmed by CleverReach.*\n• ${vip.name}`));
    expect(shown).toContain(newsletter.name);
    expect(shown).toMatch(new RegExp(`Not confirmed by CleverReach[^"]*${vip.name}`));
    expect(shown).toMatch(/Reference [0-9a-f]{10}/);
    expect(await isActive(newsletter.id, anna)).toBe(false);
    world.cleverReach.setFaults({});
    expect(await isActive(vip.id, anna)).toBe(true);
  });

  test('a connection that breaks on the way: what was done before is told', async () => {
    world.cleverReach.setFaults({ status: 401, paths: `/groups/${vip.id}/receivers` });
    await world.slack.shortcut(member, 'receivers:unsubscribe');
    const answer = await submit(member, { address: anna });
    expect(answer.text).toContain('Not unsubscribed everywhere');
    expect(answer.text).toContain(`• ${newsletter.name}`);
    expect(answer.text).toMatch(new RegExp(`Could not be checked:[^•]*• ${vip.name}`));
    expect(await isActive(newsletter.id, anna)).toBe(false);
  });

  test('a group chosen in the form that vanished meanwhile is told at the field, and nothing is done', async () => {
    await world.slack.shortcut(member, 'receivers:unsubscribe');
    await world.slack.waitFor(() => world.slack.currentView(member));
    await world.slack.choose(member, 'modal', { blockId: 'groups' }, [press.name], { query: 'Pre' });
    world.cleverReach.account.groups.delete(press.id);
    await world.slack.fill(member, 'modal', { address: anna });
    expect(await world.slack.submit(member, 'modal')).toMatchObject({
      outcome: 'errors',
      errors: { groups: expect.stringContaining('no longer exists') },
    });
    expect(await isActive(newsletter.id, anna)).toBe(true);
  });
});

test('a form that is submitted twice with the same view is done once', async () => {
  await world.slack.shortcut(member, 'receivers:unsubscribe');
  await submit(member, { address: anna });
  const submission = world.slack.exchanges({ name: 'view_submission' }).at(-1);
  expect(submission && (await world.slack.redeliver(submission.id)).status).toBe(401);
  expect(
    world.cleverReach.requests.filter(({ method, path }) => method === 'PUT' && path.includes(vip.id)),
  ).toHaveLength(1);
});
