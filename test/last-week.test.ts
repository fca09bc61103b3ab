import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { type Unsubscribing, unsubscribing, wordsOf } from './unsubscribing.ts';
import { channel, member, startWorld, type World } from './world.ts';

/** What was shown long ago and is pressed or submitted today. */

const { newsletter, press } = SEED_GROUPS;
const minute = 60_000;
const week = 7 * 24 * 60 * minute;

let world: World;
let u: Unsubscribing;
let passedMs = 0;

beforeAll(async () => {
  world = await startWorld({ storage: createMemoryStorage({ now: () => Date.now() + passedMs }) });
  await world.ready();
  world.cleverReach.settings.statsCacheSeconds = 0;
  u = unsubscribing(world);
});
afterAll(() => world.close());
beforeEach(() => {
  world.cleverReach.setFaults({});
  world.cleverReach.requests.length = 0;
});

/** Time goes by for Slack and for what the app remembers. */
async function pass(ms: number): Promise<void> {
  passedMs += ms;
  await world.slack.advance(ms);
}

const type = (line: string) => world.slack.command(member, channel, `/cleverreach ${line}`);
const inChannel = () => world.slack.messagesFor(member, channel);

/** Types a line and gives the answer, once it is complete. */
async function answerTo(line: string): Promise<Message> {
  const before = inChannel().at(-1)?.ts ?? '0';
  await type(line);
  const match = ({ author, text }: Message) => author === 'app' && !text.endsWith('…');
  return world.slack.waitForMessage(member, channel, { after: before, match });
}

/** The text that takes the place of a message's after one of its buttons is pressed. */
async function pressed({ ts, text }: Message, label: string): Promise<string> {
  expect(await world.slack.press(member, { channel, ts }, label)).toMatchObject({ outcome: 'ok' });
  const now = () => inChannel().find((message) => message.ts === ts)?.text ?? '';
  return world.slack.waitFor(() => now() !== text && !now().endsWith('…') && now());
}

describe('a button in a message of last week', () => {
  test('does today what it did then, with today’s figures', async () => {
    const answer = await answerTo('stats presse');
    await pass(week);
    u.subscriber([press]);
    expect(await pressed(answer, 'Refresh')).toContain('Presse: 49 receivers');
  });

  test('turns to the next page of what is there now', async () => {
    const answer = await answerTo('receivers presse');
    await pass(week);
    expect(await pressed(answer, 'Next ›')).toContain('Page 2 · 16 to 30');
  });

  test('that brings a form back which did not get through opens an empty one that says so', async () => {
    await type('draft Tea day');
    await u.view(member, 'mailings:create-draft');
    await world.slack.choose(member, 'modal', { blockId: 'group' }, press.name, { query: 'Pre' });
    await world.slack.fill(member, 'modal', { sender_name: 'n', sender_email: 'n@example.com', body: 'Hello' });
    world.cleverReach.setFaults({ paths: 'mailings', status: 503 });
    const before = inChannel().at(-1)?.ts ?? '0';
    await world.slack.submit(member, 'modal');
    const failed = await world.slack.waitForMessage(member, channel, { after: before, text: 'was not created' });
    world.cleverReach.setFaults({});
    await pass(week);
    await world.slack.press(member, failed, { actionId: 'command:run:0' });
    const form = await u.view(member, 'mailings:create-draft');
    expect(wordsOf(form.content)).toContain('What was entered before is no longer kept. Please start again.');
    expect(form.values['subject']?.['value']).toMatchObject({ value: null });
    await world.slack.closeView(member, 'modal', { all: true });
  });
});

describe('a form that was left open', () => {
  test('for an hour is still good, and its answer comes directly, as the command’s own way is closed', async () => {
    await type('add late@example.com presse');
    await world.slack.waitFor(() => world.slack.currentView(member)?.values[`group-${press.id}`]);
    await pass(60 * minute);
    await world.slack.choose(member, 'modal', { blockId: 'consent-on-record' }, 'on-record');
    await world.slack.fill(member, 'modal', { source: 'Card' });
    expect(await world.slack.submit(member, 'modal')).toEqual({ outcome: 'closed' });
    await world.slack.waitForMessage(member, '@app', { text: 'late@example.com is now active' });
  });

  test('with what will change: after half an hour it is looked up anew, and nothing is changed unseen', async () => {
    const email = u.subscriber([newsletter]);
    await type(`unsubscribe ${email}`);
    await u.lookUp(member);
    await pass(31 * minute);
    const result = await world.slack.submit(member, 'modal');
    expect(result).toMatchObject({ outcome: 'pushed' });
    expect(wordsOf(world.slack.currentView(member)?.content)).toContain('looked up more than half an hour ago');
    expect(u.writes()).toEqual([]);
    expect(u.isActive(newsletter, email)).toBe(true);

    await world.slack.closeView(member, 'modal');
    await world.slack.press(member, 'modal', 'Back');
    const form = await u.form(member);
    expect(wordsOf(form.content)).toContain('kept for half an hour only');
    expect(await u.lookUp(member, { addresses: email })).toContain(email);
    await u.confirm(member);
    expect(u.isActive(newsletter, email)).toBe(false);
  });
});
