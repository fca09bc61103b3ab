import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { commandFields, type SendOptions, type SignedRequests, signedRequests } from './signed-requests.ts';
import { unsubscribing } from './unsubscribing.ts';
import { admin, channel, member, startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;
let otherProcess: string;
let signed: SignedRequests;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
  await world.ready();
  otherProcess = (await world.another()).url;
  signed = signedRequests(world);
});
afterAll(async () => {
  await world.close();
  await redis.close();
});

const help = (options?: SendOptions) => signed.form(commandFields(world, 'help'), options);
const refused = (problem: string) => expect.objectContaining({ status: 401, body: JSON.stringify({ error: problem }) });

describe('the signature of a request', () => {
  test('right: the command is answered', async () => {
    expect(await help()).toMatchObject({ status: 200, body: expect.stringContaining('"ephemeral"') });
  });

  test.each([
    ['missing', { headers: { 'x-slack-signature': undefined } }, 'signature_missing'],
    ['without its time', { headers: { 'x-slack-request-timestamp': undefined } }, 'signature_missing'],
    ['wrong', { headers: { 'x-slack-signature': `v0=${'0'.repeat(64)}` } }, 'signature_wrong'],
    ['too short', { headers: { 'x-slack-signature': 'v0=00' } }, 'signature_wrong'],
    ['sent twice', { headers: { 'x-slack-signature': ['v0=00', 'v0=00'] } }, 'signature_wrong'],
    ['with its time sent twice', { headers: { 'x-slack-request-timestamp': ['1', '2'] } }, 'signature_missing'],
    ['more than five minutes old', { ageSeconds: 302 }, 'signature_too_old'],
    ['more than five minutes ahead', { ageSeconds: -302 }, 'signature_from_future'],
  ] satisfies [string, SendOptions, string][])('%s: refused', async (_case, options, problem) => {
    expect(await help(options)).toEqual(refused(problem));
  });

  test.each([
    ['almost five minutes old', 290],
    ['almost five minutes ahead', -290],
  ])('%s: taken', async (_case, ageSeconds) => {
    expect(await help({ ageSeconds })).toMatchObject({ status: 200 });
  });

  test('of another body, or in upper case: refused', async () => {
    const { exchange } = await world.slack.command(member, channel, '/cleverreach help');
    const body = new URLSearchParams(commandFields(world, 'disconnect')).toString();
    expect(await world.slack.redeliver(exchange ?? 0, { body })).toMatchObject({ status: 401 });
    const sent = world.slack.exchanges({ direction: 'to-app' }).find(({ id }) => id === exchange)?.request;
    const headers = { ...sent?.headers, 'x-slack-signature': sent?.headers['x-slack-signature']?.toUpperCase() };
    expect(await signed.send(sent?.body ?? '', { headers })).toEqual(refused('signature_wrong'));
  });

  test('of another app: refused, and what it asks for is not done', async () => {
    const before = world.cleverReach.requests.length;
    const stranger = signedRequests({ ...world, secrets: { ...world.secrets, signingSecret: 'of-another-app' } });
    expect(await stranger.form(commandFields(world, 'stats'))).toEqual(refused('signature_wrong'));
    expect(world.cleverReach.requests).toHaveLength(before);
  });
});

/** What the app has done so far, as Slack and CleverReach saw it. */
function effects(): number {
  return world.slack.exchanges({ direction: 'to-slack' }).length + world.cleverReach.requests.length;
}

/** Sends again what was delivered last, to both processes, and sees to it that it is refused and nothing comes of it. */
async function expectRefusedAgain(exchange: number | null): Promise<void> {
  const before = effects();
  expect(await world.slack.redeliver(exchange ?? 0)).toEqual({ status: 401, body: '{"error":"replayed"}' });
  const sent = world.slack.requests.find(({ id }) => id === exchange)?.request;
  expect(sent).toBeDefined();
  const again = await signed.send(sent?.body ?? '', { url: otherProcess, headers: { ...sent?.headers } });
  expect(again).toEqual(refused('replayed'));
  // Had one of them been taken, it would be under way before this answer.
  await world.slack.command(admin, channel, '/cleverreach status');
  expect(effects()).toBe(before);
}

const lastExchange = (name: string) => world.slack.exchanges({ direction: 'to-app', name }).at(-1)?.id ?? null;

test('typing the same into a select twice within a second gets the choices twice', async () => {
  await world.slack.shortcut(member, 'mailings:draft');
  await world.slack.waitFor(() => world.slack.currentView(member));
  const first = await world.slack.suggest(member, 'modal', { blockId: 'group' }, 'e');
  expect(first.options.length).toBeGreaterThan(0);
  // Byte by byte the same, under the same signature: Slack's requests for choices hold nothing that tells them apart.
  const again = await world.slack.redeliver(lastExchange('block_suggestion') ?? 0);
  expect(again).toMatchObject({ status: 200, body: expect.stringContaining('"options":[{') });
  await world.slack.closeView(member);
});

describe('the same signed request a second time, also to another process', () => {
  test('a command', async () => {
    const before = effects();
    const { exchange } = await world.slack.command(admin, channel, '/cleverreach stats Newsletter');
    // On a busy machine a line that work is going on may come first.
    const match = ({ author, text }: Message) => author === 'app' && !text.endsWith(' …');
    await world.slack.waitForMessage(admin, channel, { match });
    expect(effects()).toBeGreaterThan(before);
    await expectRefusedAgain(exchange);
  });

  test('a pressed button', async () => {
    const { message } = await world.slack.command(admin, channel, '/cleverreach statt');
    if (!message) throw new Error('The unknown command was not answered.');
    await world.slack.press(admin, message, '/cleverreach status');
    await world.slack.waitForMessage(admin, channel, { after: message.ts, match: ({ author }) => author === 'app' });
    await expectRefusedAgain(lastExchange('block_actions'));
  });

  test('a shortcut and the form it opened', async () => {
    const u = unsubscribing(world);
    const address = u.subscriber([SEED_GROUPS.press]);
    await world.slack.shortcut(member, 'receivers:unsubscribe');
    await world.slack.waitFor(() => world.slack.currentView(member));
    await expectRefusedAgain(lastExchange('shortcut'));
    await u.lookUp(member, { addresses: address });
    await expectRefusedAgain(lastExchange('view_submission'));
    expect((await u.confirm(member)).text).toContain(address);
    await expectRefusedAgain(lastExchange('view_submission'));
    expect(u.writes()).toHaveLength(1);
  });

  test('of many at once to both processes, one is taken', async () => {
    const fields = commandFields(world, 'help');
    const sent = Array.from({ length: 10 }, (_, index) =>
      signed.form(fields, index % 2 ? { url: otherProcess } : {}).then(({ status }) => status),
    );
    expect((await Promise.all(sent)).sort()).toEqual([200, ...Array(9).fill(401)]);
  });
});

describe('what Slack checks an address with', () => {
  test('the certificate check is not signed and answered 200', async () => {
    expect(await world.slack.sslCheck()).toBe(true);
  });

  test.each([
    ['another value', { ssl_check: '0' }],
    ['a command attached', { ssl_check: '1', command: '/cleverreach', text: 'disconnect' }],
    ['an interaction attached', { ssl_check: '1', payload: '{"type":"block_actions"}' }],
  ] satisfies [string, Record<string, string>][])('with %s it has to be signed', async (_case, fields) => {
    const headers = { 'x-slack-signature': undefined };
    expect(await signed.form(fields, { headers })).toEqual(refused('signature_missing'));
  });

  test('and as JSON it has to be signed', async () => {
    const headers = { 'x-slack-signature': undefined };
    expect(await signed.json({ ssl_check: '1' }, { headers })).toEqual(refused('signature_missing'));
  });

  test('the challenge comes back if it is signed', async () => {
    expect(await world.slack.verifyUrl()).toBe(true);
    const check = { type: 'url_verification', challenge: 'abc' };
    const headers = { 'x-slack-signature': undefined };
    expect(await signed.json(check, { headers })).toEqual(refused('signature_missing'));
    expect(await signed.json({ ...check, challenge: 7 })).toMatchObject({ status: 400 });
  });
});
