import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { createInstallations } from '../src/workspaces/installations.ts';
import { connectUrlOf, visit } from './tenant.ts';
import { admin, channel, guest, member, startWorld, type World } from './world.ts';

const { press } = SEED_GROUPS;
const storage = createMemoryStorage();
let world: World;
beforeAll(async () => {
  world = await startWorld({ storage });
  await world.install();
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const user of [member, admin]) await world.slack.closeView(user, 'modal', { all: true }).catch(() => null);
});

const mailings = () => [...world.cleverReach.account.mailings.values()];
const shown = (user = member) => JSON.stringify(world.slack.currentView(user)?.content['blocks'] ?? []);
const entered = (blockId: string, user = member) =>
  Object.values(world.slack.currentView(user)?.values[blockId] ?? {})[0];

/** A message with blocks that nobody can type here. */
async function postAsApp(blocks: object[]): Promise<Message> {
  const records = world.records;
  const installation = await createInstallations({ records, storage }).find({ teamId: world.workspace });
  await world.slack.inviteApp(admin, channel);
  const client = new WebClient(installation?.bot.token, { slackApiUrl: world.slack.apiUrl });
  const id = world.slack.snapshot().workspaces[0]?.channels.find(({ name }) => `#${name}` === channel)?.id ?? '';
  const { ts } = await client.chat.postMessage({ channel: id, text: 'Thanks', blocks: blocks as never });
  return world.slack.waitFor(() => world.slack.messagesFor(member, channel).find((message) => message.ts === ts));
}

async function draftFrom(message: Message, user = member): Promise<void> {
  await world.slack.messageShortcut(user, channel, message.ts, 'mailings:draft-from-message');
  await world.slack.waitFor(() => world.slack.currentView(user));
}

async function submitTo(where: string, values: Record<string, string>, user = member): Promise<Message> {
  await world.slack.choose(user, 'modal', { blockId: 'group' }, press.name, { query: 'Pre' });
  await world.slack.fill(user, 'modal', { sender_name: 'n', sender_email: 'n@example.com', ...values });
  const before = world.slack.messagesFor(user, where).at(-1)?.ts ?? '0';
  expect(await world.slack.submit(user, 'modal')).toEqual({ outcome: 'closed' });
  return world.slack.waitForMessage(user, where, { after: before, match: ({ author }) => author === 'app' });
}

// In this order: the first test connects the account for all that follow.
describe('Draft mailing from this', () => {
  test('carries on with the message once the account is connected', async () => {
    const message = world.slack.say(admin, channel, 'The *new harvest* is here\n\n• Sencha\n• Gyokuro');
    await draftFrom(message, admin);
    const offer = world.slack.currentView(admin);
    const { agree } = await visit(connectUrlOf({ blocks: offer?.content['blocks'] }));
    await agree();
    await world.slack.waitFor(() => shown(admin).includes('"block_id":"subject"'));
    expect(entered('subject', admin)).toMatchObject({ value: 'The new harvest is here' });
    const body = JSON.stringify(entered('body', admin));
    expect(body).toContain('"text":"new harvest","style":{"bold":true');
    expect(body).toContain('Gyokuro');
  });

  test('makes the message the content of the mailing', async () => {
    const message = world.slack.say(admin, channel, 'Tea day :tea:\nSee <https://example.com/tea|the shop> & _come_');
    await draftFrom(message);
    await world.slack.waitFor(() => shown().includes('"block_id":"subject"'));
    const card = await submitTo(channel, {});
    const made = mailings().at(-1);
    expect(card.text).toContain(`ID: ${made?.id}`);
    expect(made?.subject).toBe('Tea day 🍵');
    expect(made?.html).toContain('Tea day 🍵<br>');
    expect(made?.html).toContain('{UNSUBSCRIBE}');
    expect(made?.text).toContain('Tea day 🍵');
  });

  test('people in it become their names', async () => {
    const ben = world.slack.snapshot().workspaces[0]?.users.find(({ name }) => name === 'ben');
    const text = (words: string) => ({ type: 'text', text: words });
    const elements = [
      text('Thanks to '),
      { type: 'user', user_id: ben?.id },
      text(' and '),
      { type: 'user', user_id: 'UNOBODY' },
    ];
    const message = await postAsApp([{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }]);
    await draftFrom(message);
    await world.slack.waitFor(() => shown().includes('"block_id":"subject"'));
    expect(entered('subject')).toMatchObject({ value: `Thanks to ${ben?.realName} and` });
    expect(JSON.stringify(entered('body'))).toContain(ben?.realName);
    expect(shown()).not.toContain(ben?.id);
  });

  test('nothing in it becomes active in the mailing', async () => {
    const hostile = '<script>alert(1)</script> <img src=x onerror=alert(1)> "><a href=javascript:alert(1)>x</a>';
    await draftFrom(world.slack.say(admin, channel, hostile));
    await world.slack.waitFor(() => shown().includes('"block_id":"subject"'));
    await submitTo(channel, {});
    const html = mailings().at(-1)?.html ?? '';
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toMatch(/<script|<img|<a href="?javascript/);
  });

  test('a guest is refused', async () => {
    const message = world.slack.say(admin, channel, 'Hi');
    await world.slack.messageShortcut(guest, channel, message.ts, 'mailings:draft-from-message');
    await world.slack.waitFor(() => /full member|Vollmitglied/.test(shown(guest)));
  });

  test('a token that is not theirs, or nobody’s, opens an empty form that says so', async () => {
    await world.slack.command(member, channel, `/cleverreach draft kept:${world.workspace}.${'x'.repeat(43)}`);
    await world.slack.waitFor(() => shown().includes('no longer kept'));
    expect(entered('subject')).toMatchObject({ value: null });
  });
});
