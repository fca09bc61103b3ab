import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import { createBrowser } from './browser-client.ts';
import { leaksIn, oddLinesIn } from './log-leaks.ts';
import { createProbe } from './probe.ts';
import { channel, member, startWorld, type World } from './world.ts';

/** The search that every world's log is put through when it closes: it finds what it is for. */

let world: World;
let slackState: string;

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
  const { location } = await createBrowser().get(`${world.publicUrl}/slack/install`);
  slackState = new URL(location ?? '').searchParams.get('state') ?? '';
  await world.slack.command(member, channel, '/cleverreach draft Tea of the month');
  await world.slack.waitFor(() => world.slack.currentView(member));
  await world.slack.choose(member, 'modal', { blockId: 'group' }, SEED_GROUPS.press.name, { query: 'Pre' });
  await world.slack.fill(member, 'modal', {
    sender_name: 'Teehaus Muster',
    sender_email: 'news@example.com',
    body: 'Good morning!\nThe new harvest is here.',
  });
  await world.slack.submit(member);
  await world.slack.waitForMessage(member, channel, { text: 'Tea of the month' });
});
afterAll(() => world.close());

const exchange = (kind: 'command' | 'oauth') => world.slack.exchanges({ kind }).at(-1);
const field = (text: string | undefined, pattern: RegExp) => pattern.exec(text ?? '')?.[1] ?? '';
const token = () => [...world.cleverReach.tokens.values()][0];
const base64 = (text: string) => Buffer.from(text).toString('base64');
const bodyLine = () =>
  [...world.cleverReach.account.mailings.values()][0]?.text.split('\n').find(({ length }) => length > 20) ?? '';

const given: [string, () => string, RegExp][] = [
  ['the signing secret', () => world.secrets.signingSecret, /^SLACK_SIGNING_SECRET as /],
  ['the signing secret in base64', () => base64(`x${world.secrets.signingSecret}x`), /^SLACK_SIGNING_SECRET as /],
  ['Slack’s client secret', () => world.secrets.clientSecret, /^SLACK_CLIENT_SECRET as /],
  ['CleverReach’s client secret', () => world.secrets.cleverReachSecret, /^CLEVERREACH_CLIENT_SECRET as /],
  ['the encryption key', () => world.env['ENCRYPTION_KEYS']?.replace('test:', '') ?? '', /^encryption key 1 as /],
  ['the bot’s token', () => world.slack.install(world.workspace).token, /^a Slack token /],
  ['an access token', () => token()?.accessToken ?? '', /^an access token: /],
  ['a refresh token', () => token()?.refreshToken ?? '', /^a refresh token: /],
  ['a code of Slack’s', () => field(exchange('oauth')?.request.body, /code=([^&]+)/), /^code: /],
  ['a code of CleverReach’s', () => field(JSON.stringify(world.cleverReach.requests), /"code":"(\w{16,})"/), /^code: /],
  ['a state of Slack’s', () => slackState, /^a state or a key /],
  ['a link or state of ours', () => `T07MUSTER01.${'a'.repeat(43)}`, /^a ticket /],
  [
    'a signature',
    () => exchange('command')?.request.headers['x-slack-signature']?.replace('v0=', '') ?? '',
    /^a signature: /,
  ],
  [
    'an address for answers',
    () => new URL(decodeURIComponent(field(exchange('command')?.request.body, /response_url=([^&]+)/))).pathname,
    /^an address for answers /,
  ],
  ['an address that was typed', () => 'news@example.com', /^an e-mail address /],
  ['the same in base64', () => base64('x=news@example.com&y'), /^the address news@example.com as /],
  ['an address that CleverReach knows', () => world.cleverReach.account.profile.email, /^an e-mail address /],
  ['an address in a query', () => '/v3/receivers/news%40example.com', /^an e-mail address /],
  ['a text that was typed', () => 'The new harvest is here.', /^a text: The new harvest is here\./],
  ['the body of a mailing', () => bodyLine(), /^a text: /],
];

describe('the search of a log finds', () => {
  test.each(given)('%s', (_name, value, expected) => {
    expect(value().length).toBeGreaterThan(11);
    const line = JSON.stringify({ level: 30, time: 1, msg: `said “${value()}”` });
    expect(leaksIn(`${world.log()}${line}\n`, world)).toContainEqual(expect.stringMatching(expected));
  });
});

test('a log without any of it is quiet', () => {
  expect(world.log()).toContain('Server listening');
  expect(leaksIn(world.log(), world)).toEqual([]);
});

test('a line is a level, a time and a message, in JSON', () => {
  expect(oddLinesIn(world.log())).toEqual([]);
  const line = { level: 30, time: 1, msg: 'x' };
  expect(oddLinesIn(`${JSON.stringify(line)}\n`)).toEqual([]);
  const odd = [
    'Error: broken',
    '{"level":30,',
    'null',
    '7',
    '',
    ...[
      { ...line, level: 'info' },
      { ...line, time: undefined },
      { ...line, msg: '' },
    ].map((each) => JSON.stringify(each)),
  ];
  expect(oddLinesIn(`${odd.join('\n')}\n{"level":30,"ti`)).toEqual(odd);
});

test('a world whose app has logged what it may not does not close in peace', async () => {
  const probe = createProbe();
  probe.command = async (request) => request.log.info('probed for ben@example.com');
  const chatty = await startWorld({ features: [probe.feature] });
  await chatty.install();
  await chatty.slack.command(member, channel, '/cleverreach probe');
  await expect(chatty.close()).rejects.toThrow(/may not:\nan e-mail address in .*ben@example\.com/);
});

test('nor one that has shown somebody a reference which is not in its log', async () => {
  const probe = createProbe();
  probe.command = (request) => request.reply({ text: 'It failed (Reference 0123456789)' });
  const silent = await startWorld({ features: [probe.feature] });
  await silent.install();
  await silent.slack.command(member, channel, '/cleverreach probe');
  await expect(silent.close()).rejects.toThrow(/not in the log:\n.*0123456789/);
});
