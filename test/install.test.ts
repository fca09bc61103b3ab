import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { requiredScopes } from '../src/workspaces/scopes.ts';
import { type Browser, createBrowser, type Page } from './browser-client.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { admin, channel, guest, startWorld, type World } from './world.ts';

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
beforeEach(() => redis.flush());

/** Up to Slack's consent page, where the address it is to send the browser back to is decided. */
async function begin(): Promise<{ browser: Browser; authorizeUrl: string }> {
  const browser = createBrowser();
  const start = await browser.get(`${world.publicUrl}/slack/install`);
  expect(start.status).toBe(302);
  return { browser, authorizeUrl: start.location ?? '' };
}

async function consented(allow = true): Promise<{ browser: Browser; location: string }> {
  const { browser, authorizeUrl } = await begin();
  const { location } = await world.slack.as(admin).consent(authorizeUrl, { allow });
  return { browser, location };
}

/** What belongs to any workspace; a state that waits for its browser belongs to none and expires by itself. */
async function stored(): Promise<string[]> {
  return Object.keys(await redis.dump()).filter((key) => key.startsWith('cr:{'));
}

function expectStrictPage(page: Page): void {
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('x-frame-options')).toBe('DENY');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.body).not.toMatch(
    /node_modules|\.[jt]s:\d+|Error:|invalid_code|xox[bp]-|An API error|undefined|\[object/,
  );
  expect(page.body).not.toContain(world.secrets.clientSecret);
}

/** A page that says why there is no installation, offers the ways on, and bears a reference that is in the log. */
function expectFailurePage(page: Page, status: number, sentence: string): void {
  expect({ status: page.status, body: page.body }).toEqual({ status, body: expect.stringContaining(sentence) });
  expectStrictPage(page);
  expect(page.link(/\/slack\/install$/)).toBe(`${world.publicUrl}/slack/install`);
  expect(page.body).toMatch(/Back to Slack|Zurück zu Slack/);
  const reference = /Referen[cz]e?: ([0-9a-f]{10})/.exec(page.body)?.[1];
  expect(reference).toBeDefined();
  const lines = world
    .log()
    .split('\n')
    .filter((line) => line.includes(`"reference":"${reference}"`));
  expect(lines.join()).toContain('the app was not installed');
}

const badState = 'already used, has expired, or was opened in another browser';

describe('installing', () => {
  test('leads over Slack’s consent to a page with one button: connect; and the command works', async () => {
    const { browser, location } = await consented();
    const page = await browser.get(location);
    expect(page.status).toBe(200);
    expectStrictPage(page);
    expect(page.body).toContain('The app is installed');
    expect(page.body).toContain('Muster GmbH');
    expect(page.body.match(/<a /g)).toHaveLength(1);
    expect(page.link(/cleverreach\/connect/)).toContain(`${world.publicUrl}/cleverreach/connect?link=`);
    expect(await stored()).toContain(`cr:{${world.workspace}}:installation`);
    const { outcome } = await world.slack.command(admin, channel, '/cleverreach help');
    expect(outcome).toBe('ok');
  });

  test('the page after it leads to the connect page of whoever installed', async () => {
    const { browser, location } = await consented();
    const page = await browser.get((await browser.get(location)).link(/cleverreach\/connect/));
    expect(page.status).toBe(200);
    expect(page.body).toContain('Anna Becker');
    expect(page.body).toContain('Muster GmbH');
  });

  test('asks for the scopes of the manifest, and binds its state to this browser', async () => {
    const start = await createBrowser().get(`${world.publicUrl}/slack/install`);
    const asked = new URL(start.location ?? '').searchParams;
    expect(asked.get('scope')).toBe(requiredScopes.join(','));
    expect(asked.get('user_scope')).toBeNull();
    const [cookie = ''] = start.headers.getSetCookie();
    expect(cookie).toContain(`=${asked.get('state')};`);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    // 256 random bits.
    expect(asked.get('state')).toMatch(/^[\w-]{43}$/);
  });

  test('asks for optional scopes only where the link names them, and for nothing else that it names', async () => {
    const scopesFor = async (query: string) => {
      const start = await createBrowser().get(`${world.publicUrl}/slack/install?${query}`);
      return new URL(start.location ?? '').searchParams.get('scope');
    };
    const required = requiredScopes.join(',');
    expect(await scopesFor('with=files:read')).toBe(`${required},files:read`);
    expect(await scopesFor('with=files:write,files:read,files:read')).toBe(`${required},files:read,files:write`);
    for (const odd of [
      'with=',
      'with=admin,channels:history',
      'with=files:read&with=admin',
      `with=${'x'.repeat(300)}`,
    ]) {
      expect(await scopesFor(odd), odd).toBe(required);
    }
  });

  test('says whether an optional scope that was asked for is granted, and leads back to Slack', async () => {
    const grant = async (without: string[]) => {
      const browser = createBrowser();
      const start = await browser.get(`${world.publicUrl}/slack/install?with=files:read`);
      const { location } = await world.slack.as(admin).consent(start.location ?? '', { without });
      const page = await browser.get(location);
      expectStrictPage(page);
      expect(page.body).toContain('Back to Slack');
      expect(page.body).not.toContain('/cleverreach/connect');
      return page.body;
    };
    expect(await grant(['files:read'])).toContain('The permission was not granted');
    expect(await grant([])).toContain('The permission is granted');
    // Slack only ever adds: installing again without asking takes nothing away.
    const { browser, location } = await consented();
    expect((await browser.get(location)).body).toContain('The app is installed');
  });

  test('speaks German to a browser that does', async () => {
    const german = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' };
    const { browser, location } = await consented();
    const page = await browser.get(location, german);
    expect(page.body).toContain('<html lang="de">');
    expect(page.body).toContain('CleverReach verbinden');
    const cancelled = await consented(false);
    expect((await cancelled.browser.get(cancelled.location, german)).body).toContain('abgebrochen');
  });

  test('again keeps what is there', async () => {
    for (const _time of [1, 2]) {
      const { browser, location } = await consented();
      expect((await browser.get(location)).status).toBe(200);
    }
    expect((await world.slack.command(admin, channel, '/cleverreach help')).outcome).toBe('ok');
  });

  test('without an OAuth app of CleverReach there is nothing to connect, and a way back', async () => {
    const other = await startWorld({ withoutOAuthApp: true });
    const { status, body } = await other.install();
    await other.close();
    expect(status).toBe(200);
    expect(body).toContain('Back to Slack');
    expect(body).not.toContain('/cleverreach/connect');
  });

  test('leaves no secret in Redis or in the log', async () => {
    const { browser, location } = await consented();
    await browser.get(location);
    const { token } = world.slack.install(world.workspace);
    const everything = JSON.stringify(await redis.dump()) + world.log();
    for (const secret of [token, world.secrets.clientSecret, new URL(location).searchParams.get('code') ?? '']) {
      expect(secret.length).toBeGreaterThan(10);
      expect(everything).not.toContain(secret);
    }
    expect(everything).not.toContain('Anna Becker');
  });
});

/** All ways in which a state can be wrong: oauth-states.test.ts. */
describe('an installation that does not happen leaves nothing, and a page with a way on', () => {
  beforeEach(() => () => {
    world.slack.clearFaults();
  });

  test('cancelled in Slack', async () => {
    const { browser, location } = await consented(false);
    expectFailurePage(await browser.get(location), 200, 'cancelled in Slack');
    expect(await stored()).toEqual([]);
  });

  test('no state at all, or no code', async () => {
    const { browser, location } = await consented();
    const without = (name: string) => {
      const url = new URL(location);
      url.searchParams.delete(name);
      return url.href;
    };
    expectFailurePage(await browser.get(without('state')), 400, badState);
    expectFailurePage(await browser.get(without('code')), 400, 'Slack did not complete');
    expect(await stored()).toEqual([]);
  });

  test('a code that Slack refuses', async () => {
    const { browser, location } = await consented();
    const url = new URL(location);
    url.searchParams.set('code', 'made-up');
    expectFailurePage(await browser.get(url.href), 502, 'Slack did not complete');
    expect(await stored()).toEqual([]);
  });

  test.each([
    ['the exchange of the code fails', { method: 'oauth.v2.access', status: 500 }],
    ['the new token does not work', { method: 'auth.test', error: 'invalid_auth' }],
    ['Slack limits us', { method: 'oauth.v2.access', status: 429, retryAfterS: 30 }],
  ])('%s', async (_case, fault) => {
    const { browser, location } = await consented();
    world.slack.setFault(fault);
    expectFailurePage(await browser.get(location), 502, 'Slack did not complete');
    expect(await stored()).toEqual([]);
  });

  test('ten minutes too late', async () => {
    let nowMs = Date.now();
    const shared = world;
    world = await startWorld({ storage: createMemoryStorage({ now: () => nowMs }) });
    try {
      const inTime = await consented();
      const late = await consented();
      nowMs += 10 * 60_000 - 1;
      expect((await inTime.browser.get(inTime.location)).status).toBe(200);
      nowMs += 1;
      expectFailurePage(await late.browser.get(late.location), 400, badState);
    } finally {
      await world.close();
      world = shared;
    }
  });

  test('guests cannot install, says Slack', async () => {
    const { authorizeUrl } = await begin();
    await expect(world.slack.as(guest).consent(authorizeUrl)).rejects.toThrow('not_allowed');
  });
});
