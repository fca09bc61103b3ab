import { afterAll, beforeAll, expect, test } from 'vitest';
import { guideSteps, watchGuide } from '../src/demo-guide.ts';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { unsubscribing } from './unsubscribing.ts';
import { channel, member, startWorld, type World } from './world.ts';

let world: World;
const ticked: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  // The local Slack of tests has no guide: what is ticked is written down instead.
  watchGuide({ ...world.slack, tick: (step) => void (ticked.includes(step) || ticked.push(step)) }, world.cleverReach);
});
afterAll(() => world.close());

/** The app's next message, wherever the person meets it. */
async function answerTo(work: () => Promise<unknown>): Promise<void> {
  const seen = new Set(messages());
  await work();
  await world.slack.waitFor(() => messages().some((message) => !seen.has(message) && message.author === 'app'));
}
const messages = (): Message[] => [channel, '@app'].flatMap((where) => world.slack.messagesFor(member, where));
const command = (words: string) => world.slack.command(member, channel, `/cleverreach ${words}`);

/** Waits until a step is ticked. */
const done = (step: string) => world.slack.waitFor(() => ticked.includes(step));
const cardOf = (text: string) => world.slack.waitForMessage(member, channel, { text });

test('the steps of the guide are ticked one by one, by what a newcomer does', async () => {
  await world.ready();
  await answerTo(() => command('status'));
  expect(ticked).toEqual(['connect']);
  for (const [words, step] of [
    ['overview', 'overview'],
    ['stats', 'stats'],
    ['find anna.mueller@example.com', 'find'],
  ] as const) {
    expect(ticked).not.toContain(step);
    await command(words);
    await done(step);
  }

  await command('draft');
  await world.slack.waitFor(() => world.slack.currentView(member));
  const { name } = SEED_GROUPS.press;
  await world.slack.choose(member, 'modal', { blockId: 'group' }, name, { query: name.slice(0, 3) });
  const values = { subject: 'Tee', sender_name: 'Teehaus', sender_email: 'news@example.com', body: 'Hallo' };
  await world.slack.fill(member, 'modal', values, { force: true });
  await world.slack.submit(member);
  await done('draft');
  const card = await cardOf('Draft “Tee” created');
  await world.slack.press(member, card, 'Preview');
  await done('preview');
  await world.slack.press(member, card, 'Share in channel', { confirm: true });
  await done('share');

  const asked = world.slack.messagesFor(member, channel).find(({ text }) => text.includes('anna.mueller@example.com'));
  await world.slack.messageShortcut(member, channel, asked?.ts ?? '', 'receivers:unsubscribe-from-message');
  await unsubscribing(world).lookUp(member);
  expect(ticked).not.toContain('unsubscribe');
  const answer = await unsubscribing(world).confirm(member, channel);
  await done('unsubscribe');
  await world.slack.press(member, answer, 'Undo');
  await done('undo');

  world.cleverReach.setFaults({ status: 503 });
  await answerTo(() => command('stats'));
  await done('break');
  expect(ticked).toEqual(guideSteps('http://127.0.0.1:1').map(({ id }) => id));
});

test('an error that nobody switched on is no step', async () => {
  ticked.length = 0;
  world.cleverReach.setFaults({});
  await answerTo(() => command('stats nothing-like-it'));
  expect(ticked).not.toContain('break');
});
