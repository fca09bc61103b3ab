import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBrowser, type Page } from './browser-client.ts';
import { startRedis, type TestRedis, withClient } from './redis.ts';
import { addTenant, connectUrlOf, logLinesOf, type Tenant, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;
let tenant: Tenant;
const keyRing = { ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64url')}` };

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url, env: keyRing });
  tenant = await addTenant(world);
});
afterAll(async () => {
  await world.close();
  await redis.close();
});
beforeEach(() => world.cleverReach.setFaults({}));

const connectLink = async (of = tenant) => connectUrlOf(await of.ask(of.admin, 'connect'));
const callback = (query: Record<string, string>) =>
  `${world.publicUrl}/cleverreach/callback?${new URLSearchParams(query)}`;
const stateIn = (url: string) => new URL(url).searchParams.get('state') ?? '';

/** What is kept of a workspace, marks of requests apart. */
async function stored(of = tenant): Promise<Record<string, string>> {
  const entries = Object.entries(await redis.dump());
  return Object.fromEntries(entries.filter(([key]) => key.startsWith(`cr:{${of.id}}:`)));
}

/** Lets everything of a kind expire, as if its time were over. */
const expire = (kind: string) =>
  withClient(redis.port, async (client) => {
    for (const key of await client.keys(`cr:{${tenant.id}}:${kind}:*`)) await client.pexpire(key, 0);
  });

/** Does something that must come to nothing: a page with a sentence and a way back, a log line, and nothing more stored. */
async function refused(
  expected: { status: number; title: string; sentence: string; again: boolean },
  act: () => Promise<Page>,
): Promise<Page> {
  const before = await stored();
  const tokens = new Set(world.cleverReach.tokens.keys());
  const page = await act();
  expect(page.status).toBe(expected.status);
  expect(page.body).toContain(`<h1>${expected.title}</h1>`);
  expect(page.body).toContain(`<p>${expected.sentence}`);
  expect(page.body).toMatch(/<a class="button[^"]*" href="[^"]+">Back to Slack<\/a>/);
  expect(page.body.includes('>Try again</a>')).toBe(expected.again);
  expect(logLinesOf(world, page.body).filter(({ level }) => Number(level) >= 40)).not.toEqual([]);
  expect(page.body).not.toMatch(/\bat .*\.ts:|Error\b|invalid_grant|Bearer|eyJ/);

  const after = await stored();
  expect(Object.keys(after).filter((key) => key.endsWith(':connection'))).toEqual([]);
  expect(before).toMatchObject(after);
  expect([...world.cleverReach.tokens.keys()].filter((token) => !tokens.has(token))).toEqual([]);
  return page;
}

/** All ways in which a state can be wrong: oauth-states.test.ts. */
describe('a callback with a state that is no good', () => {
  const notConnected = {
    status: 400,
    title: 'Not connected',
    sentence: 'This answer does not belong to a connection that was started in this browser',
    again: false,
  };

  test('used before, also where the first use succeeded', async () => {
    const other = await addTenant(world);
    const { browser, callbackUrl } = await visit(await connectLink(other));
    const url = await callbackUrl();
    expect((await browser.get(url)).body).toContain('<h1>Connected</h1>');
    const connected = await stored(other);
    const second = await refused(notConnected, () => browser.get(url));
    expect(logLinesOf(world, second.body)[0]).toMatchObject({ outcome: 'unknown' });
    expect(await stored(other)).toEqual(connected);
    expect((await other.ask(other.admin, 'stats')).text).toContain('6 groups');
  });

  test('used before by a consent that was refused', async () => {
    const { browser, callbackUrl } = await visit(await connectLink());
    const denied = await callbackUrl('deny');
    await browser.get(denied);
    await refused(notConnected, () => browser.get(callback({ state: stateIn(denied), code: 'x' })));
  });

  test('from a browser that never saw the page, and then it is used up', async () => {
    const { browser, callbackUrl } = await visit(await connectLink());
    const url = await callbackUrl();
    const page = await refused(notConnected, () => createBrowser().get(url));
    expect(logLinesOf(world, page.body)[0]).toMatchObject({ outcome: 'other-browser' });
    await refused(notConnected, () => browser.get(url));
  });

  test('whose link was used meanwhile', async () => {
    const other = await addTenant(world);
    const link = await connectLink(other);
    const [first, second] = [await visit(link), await visit(link)];
    const late = await second.callbackUrl();
    await first.agree();
    const page = await refused(notConnected, () => second.browser.get(late));
    expect(logLinesOf(world, page.body)[0]).toMatchObject({ outcome: 'link used or expired meanwhile' });
  });
});

describe('a consent that comes to nothing', () => {
  test('refused in CleverReach: said so, and trying again works', async () => {
    const own = await addTenant(world);
    const { browser, callbackUrl } = await visit(await connectLink(own));
    const denied = await callbackUrl('deny');
    const expected = { status: 200, title: 'Not connected', sentence: 'The consent was refused', again: true };
    const page = await refused(expected, () => browser.get(denied));
    const second = await visit(page.link(/cleverreach\/connect/), browser);
    expect((await second.agree()).body).toContain('<h1>Connected</h1>');
  });

  test('a code that CleverReach refuses', async () => {
    const { browser, callbackUrl } = await visit(await connectLink());
    const url = await callbackUrl();
    world.cleverReach.setFaults({ refuseCodes: true });
    const sentence = 'CleverReach did not accept the confirmation.';
    await refused({ status: 400, title: 'Not connected', sentence, again: true }, () => browser.get(url));
  });

  test('a code that somebody else made up', async () => {
    const { browser, callbackUrl } = await visit(await connectLink());
    const url = new URL(await callbackUrl());
    url.searchParams.set('code', 'f'.repeat(40));
    const sentence = 'CleverReach did not accept the confirmation.';
    await refused({ status: 400, title: 'Not connected', sentence, again: true }, () => browser.get(url.href));
  });

  const tokenEndpoint = 'oauth/token';
  const whoami = 'debug/whoami';
  test.each([
    ['the token endpoint is down', { oauthDown: true }],
    ['the token endpoint answers 500', { paths: tokenEndpoint, status: 500 }],
    ['the token endpoint answers a page', { paths: tokenEndpoint, body: 'html' }],
    ['the token endpoint answers false', { paths: tokenEndpoint, body: 'false' }],
    ['the token endpoint breaks the connection', { paths: tokenEndpoint, body: 'reset' }],
    ['the account cannot be asked for its name: 503', { paths: whoami, status: 503 }],
    ['the account cannot be asked for its name: a page', { paths: whoami, body: 'html' }],
    ['the account cannot be asked for its name: false', { paths: whoami, body: 'false' }],
    ['the account cannot be asked for its name: half a JSON', { paths: whoami, body: 'half' }],
    ['the account cannot be asked for its name: a broken connection', { paths: whoami, body: 'reset' }],
    ['the account cannot be asked for its name: too many requests', { paths: whoami, status: 429 }],
  ] as const)('%s', async (_case, faults) => {
    const { browser, callbackUrl } = await visit(await connectLink());
    const url = await callbackUrl();
    world.cleverReach.setFaults(faults);
    const expected = {
      status: 503,
      title: 'CleverReach does not answer',
      sentence: 'CleverReach could not be reached to complete the connection. Nothing was stored.',
      again: true,
    };
    await refused(expected, () => browser.get(url));
  });

  test.each([401, 403])('the account may not be asked for its name: %i', async (status) => {
    const { browser, callbackUrl } = await visit(await connectLink());
    const url = await callbackUrl();
    world.cleverReach.setFaults({ paths: whoami, status });
    const sentence = 'CleverReach did not accept the confirmation.';
    await refused({ status: 400, title: 'Not connected', sentence, again: true }, () => browser.get(url));
  });

  test('a slow CleverReach is waited for', async () => {
    const own = await addTenant(world);
    const { agree } = await visit(await connectLink(own));
    world.cleverReach.setFaults({ paths: `${tokenEndpoint}|${whoami}`, latencyMs: 300 });
    expect((await agree()).body).toContain('<h1>Connected</h1>');
  });
});

describe('a link to the connect page', () => {
  const gone = {
    status: 410,
    title: 'This link no longer works',
    sentence: 'It was already used or has expired. In Slack, /cleverreach connect gives a new one.',
    again: false,
  };

  test('works several times until it is used, and then no more', async () => {
    const own = await addTenant(world);
    const link = await connectLink(own);
    expect((await createBrowser().get(link)).status).toBe(200);
    await (await visit(link)).agree();
    await refused(gone, () => createBrowser().get(link));
  });

  test('ends after thirty minutes', async () => {
    const link = await connectLink();
    const ttls = await withClient(redis.port, async (client) =>
      Promise.all((await client.keys(`cr:{${tenant.id}}:ticket:connect-link:*`)).map((key) => client.pttl(key))),
    );
    expect(Math.max(...ttls)).toBeLessThanOrEqual(1_800_000);
    expect(Math.max(...ttls)).toBeGreaterThan(1_790_000);
    await expire('ticket:connect-link');
    await refused(gone, () => createBrowser().get(link));
  });

  test('with another workspace’s id put into it', async () => {
    const other = await addTenant(world);
    const link = (await connectLink()).replace(tenant.id, other.id);
    await refused(gone, () => createBrowser().get(link));
  });

  test.each([
    '',
    '?link=',
    '?link=x',
    '?link[]=a&link[]=b',
    '?link=a&link=b',
    `?link=${'a'.repeat(5_000)}`,
    '?link=%00',
    '?link=..%2F..%2Fetc',
    `?link=T07MUSTER01%7D%3Ax.${'a'.repeat(43)}`,
    '?link=%3Cscript%3Ealert(1)%3C/script%3E',
  ])('that is junk: %s', async (query) => {
    const page = await refused(gone, () => createBrowser().get(`${world.publicUrl}/cleverreach/connect${query}`));
    expect(page.body).not.toContain('<script');
  });

  test('speaks the browser’s language where nothing is known of the person', async () => {
    const page = await createBrowser().get(`${world.publicUrl}/cleverreach/connect`, {
      'accept-language': 'fr, de-AT;q=0.9, en;q=0.5',
    });
    expect(page.body).toContain('<h1>Dieser Link gilt nicht mehr</h1>');
  });
});

describe('without an OAuth app of the operator', () => {
  let bare: World;
  beforeAll(async () => {
    bare = await startWorld({ redisUrl: redis.url, withoutOAuthApp: true, env: keyRing });
  });
  afterAll(() => bare.close());

  test('Slack says what is missing, for every command that needs it', async () => {
    const own = await addTenant(bare);
    for (const line of ['connect', 'stats', 'status', 'draft']) {
      const answer = await own.ask(own.admin, line);
      expect(answer.text).toContain('no CleverReach OAuth app yet');
      expect(answer.text).toContain('CLEVERREACH_CLIENT_ID');
      expect(answer.text).not.toContain('/cleverreach/connect');
    }
    expect(own.installed.body).not.toContain('/cleverreach/connect');
  });

  test('the page of a link from before says so too, with a way back', async () => {
    // The same storage and keys, as after the operator took the app out of the configuration.
    const env = { ...keyRing, SLACK_API_URL: world.slack.apiUrl };
    const later = await startWorld({ redisUrl: redis.url, withoutOAuthApp: true, env });
    const page = await createBrowser().get((await connectLink()).replace(world.publicUrl, later.publicUrl));
    await later.close();
    expect(page.status).toBe(503);
    expect(page.body).toContain('<h1>No CleverReach OAuth app</h1>');
    expect(page.body).toContain('Back to Slack</a>');
    expect(page.body).not.toContain('oauth/authorize');
  });
});
