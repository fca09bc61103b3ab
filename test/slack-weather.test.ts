import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { en } from '../src/texts/en.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { logLinesOf } from './tenant.ts';
import { wordsOf } from './unsubscribing.ts';
import { startWorld, type World } from './world.ts';

/** What people hear when Slack does not take what the app tells it, and what the log says. */

type Fault = Parameters<World['slack']['setFault']>[0];
/** What the Web API answers to any method. */
const refusals: [string, Omit<Fault, 'method'>][] = [
  ['429', { status: 429, retryAfterS: 30 }],
  ['ratelimited', { error: 'ratelimited' }],
  ['account_inactive', { error: 'account_inactive' }],
  ['channel_not_found', { error: 'channel_not_found' }],
  ['not_in_channel', { error: 'not_in_channel' }],
  ['500', { status: 500 }],
  ['503', { status: 503 }],
];

let redis: TestRedis;
let world: World;
let user: string;
let channel: string;
let people = 0;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
  await world.ready();
});
afterAll(async () => {
  await world.close();
  await redis.close();
});
beforeEach(() => {
  people += 1;
  user = world.slack.addUser(world.workspace, { name: `person${people}` }).id;
  channel = world.slack.addChannel(world.workspace, { name: `channel${people}`, members: [user] }).id;
});
afterEach(async () => {
  world.slack.clearFaults();
  world.cleverReach.setFaults({});
  // Nothing of it has done any harm to the process.
  expect((await world.slack.command(user, channel, '/cleverreach help')).message?.text).toContain(en.help.title);
});

const isApp = ({ author, text }: Message) => author === 'app' && !text.endsWith('…');
const answer = (where: string, text: string) => world.slack.waitForMessage(user, where, { text, match: isApp });

describe('at a response_url', () => {
  test.each<[string, Omit<Fault, 'method'>]>([
    ['404, for it has expired', { status: 404, error: 'expired_url' }],
    ['404, for it is used up', { status: 404, error: 'used_url' }],
    ['410', { status: 410 }],
    ['429', { status: 429, retryAfterS: 30 }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
  ])('%s: the answer comes as a direct message', async (_case, fault) => {
    world.slack.setFault({ method: 'response_url', ...fault });
    await world.slack.command(user, channel, `/cleverreach stats ${SEED_GROUPS.vip.id}`);
    await answer('@app', SEED_GROUPS.vip.name);
  });

  test('404, and a direct message only after a second: it comes then', async () => {
    world.slack.setFault({ method: 'response_url', status: 404 });
    world.slack.setFault({ method: 'chat.postMessage', status: 429, retryAfterS: 1, times: 1 });
    await world.slack.command(user, channel, `/cleverreach stats ${SEED_GROUPS.vip.id}`);
    await answer('@app', SEED_GROUPS.vip.name);
  });

  test.each(refusals)(
    '404, and of the direct message %s: nobody can be told, and the log says so',
    async (_case, fault) => {
      world.slack.setFault({ method: 'response_url', status: 404 });
      world.slack.setFault({ method: 'chat.postMessage', ...fault });
      const before = world.log().length;
      await world.slack.command(user, channel, `/cleverreach stats ${SEED_GROUPS.vip.id}`);
      await expect.poll(() => world.log().slice(before)).toMatch(/"level":50.*handling a request failed/);
    },
  );
});

describe('when a modal is to be opened', () => {
  test.each(refusals)(
    '%s: after a command the answer comes in the channel, and leads to another try',
    async (_case, fault) => {
      world.slack.setFault({ method: 'views.open', ...fault });
      const { message } = await world.slack.command(user, channel, '/cleverreach add');
      const told = message ?? (await answer(channel, 'Reference'));
      expect(told.text).toContain(en.errors.slack);
      expect(logLinesOf(world, told.text)).not.toEqual([]);
      world.slack.clearFaults();
      await world.slack.press(user, told, en.errors.againButton);
      await world.slack.waitFor(() => world.slack.currentView(user)?.content['callback_id'] === 'receivers:add');
    },
  );

  test.each(refusals)('%s: after a shortcut it comes as a direct message', async (_case, fault) => {
    world.slack.setFault({ method: 'views.open', ...fault });
    await world.slack.shortcut(user, 'receivers:add');
    const { text } = await answer('@app', en.errors.slack);
    expect(logLinesOf(world, text)).not.toEqual([]);
  });
});

test.each(refusals)('%s when a modal is to be filled in: the answer comes in the channel', async (_case, fault) => {
  world.slack.setFault({ method: 'views.update', ...fault });
  await world.slack.command(user, channel, `/cleverreach add new@example.com ${SEED_GROUPS.vip.id}`);
  const { text } = await answer(channel, en.errors.slack);
  expect(logLinesOf(world, text)).not.toEqual([]);
});

test.each(refusals)(
  '%s when Home is to be shown: the log says so, and the next opening shows it',
  async (_case, fault) => {
    world.slack.setFault({ method: 'views.publish', ...fault });
    const before = world.log().length;
    await world.slack.openHome(user);
    await expect.poll(() => world.log().slice(before)).toMatch(/"level":[45]0.*"reference"/);
    world.slack.clearFaults();
    await world.slack.openHome(user);
    await world.slack.waitFor(() => wordsOf(world.slack.homeView(user)?.content).includes('Teehaus'));
  },
);

test('silence at a response_url, and when a modal is to be opened: the answers come as direct messages', async () => {
  world.slack.setFault({ method: 'response_url', latencyMs: 6_000 });
  world.slack.setFault({ method: 'views.open', latencyMs: 6_000 });
  const other = world.slack.addUser(world.workspace, { name: 'other' }).id;
  await Promise.all([
    world.slack.command(user, channel, `/cleverreach stats ${SEED_GROUPS.vip.id}`),
    world.slack.shortcut(other, 'receivers:add'),
  ]);
  await Promise.all([
    world.slack.waitForMessage(user, '@app', { text: SEED_GROUPS.vip.name }, 8_000),
    world.slack.waitForMessage(other, '@app', { text: en.errors.slack }, 8_000),
  ]);
});
