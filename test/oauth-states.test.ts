import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { createBrowser, type Page } from './browser-client.ts';
import { startRedis, type TestRedis, withClient } from './redis.ts';
import { addTenant, connectUrlOf, logLinesOf, type Tenant, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

/** States of both providers' consent pages that are no good: what Slack or CleverReach sends the browser back with. */

let redis: TestRedis;
let world: World;
let tenant: Tenant;
let neighbour: Tenant;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
  [tenant, neighbour] = [await addTenant(world), await addTenant(world)];
});
afterAll(async () => {
  await world.close();
  await redis.close();
});

/** A visit to a consent page, up to where the provider sends the browser back to. */
interface Begun {
  /** What binds the state to this browser. */
  cookie: string;
  /** The address with the state and the code. */
  url: string;
}

interface Provider {
  /** Of the browser that is sent back, by somebody of this workspace. */
  begin(of: Tenant, decision?: 'allow' | 'deny'): Promise<Begun>;
  callback: string;
  /** Its states in Redis. */
  states: string;
  /** The cookie of a browser that has this state; CleverReach's is not the state itself. */
  cookieWith(begun: Begun, state: string): string;
  title: (t: typeof en) => string;
  sentence: (t: typeof en) => string;
  /** The link on the page by which it goes on. */
  wayOn: RegExp;
}

const cookieOf = (page: Page) => page.headers.getSetCookie().map((line) => line.split(';')[0])[0] ?? '';

const providers: Record<'Slack' | 'CleverReach', Provider> = {
  Slack: {
    async begin({ admin }, decision = 'allow') {
      const browser = createBrowser();
      const start = await browser.get(`${world.publicUrl}/slack/install`);
      const { location } = await world.slack.as(admin).consent(start.location ?? '', { allow: decision === 'allow' });
      return { cookie: cookieOf(start), url: location };
    },
    callback: '/slack/oauth_redirect',
    states: 'cr:install-state:*',
    cookieWith: (_begun, state) => `slack-install=${state}`,
    title: (t) => t.pages.install.failedTitle,
    sentence: (t) => t.pages.install.badState,
    wayOn: /\/slack\/install$/,
  },
  CleverReach: {
    async begin({ admin, ask }, decision = 'allow') {
      const { page, callbackUrl } = await visit(connectUrlOf(await ask(admin, 'connect')));
      return { cookie: cookieOf(page), url: await callbackUrl(decision) };
    },
    callback: '/cleverreach/callback',
    states: 'cr:{*}:ticket:connect-state:*',
    cookieWith: ({ cookie }) => cookie,
    title: (t) => t.pages.connect.badStateTitle,
    sentence: (t) => t.pages.connect.badState,
    // The sentence names the command; the link leads to where it is typed.
    wayOn: /^http/,
  },
};

const stateOf = (url: string) => new URL(url).searchParams.get('state') ?? '';

function withState(url: string, ...states: string[]): string {
  const changed = new URL(url);
  changed.searchParams.delete('state');
  for (const state of states) changed.searchParams.append('state', state);
  return changed.href;
}

/** The browser that has begun, with the cookie it had then, or another. */
const back =
  ({ cookie }: Begun, url: string) =>
  (headers = {}) =>
    createBrowser().get(url, { cookie, ...headers });

/** Prepares what must be refused, and gives how it is asked for. */
type Attempt = (
  provider: Provider,
  begun: Begun,
) =>
  | Promise<(headers?: Record<string, string>) => Promise<Page>>
  | ((headers?: Record<string, string>) => Promise<Page>);

/** Comes back with another state, and with what cookie such a browser could have. */
function forged(make: (state: string) => string): Attempt {
  return (provider, begun) => {
    const state = make(stateOf(begun.url));
    return back({ ...begun, cookie: provider.cookieWith(begun, state) }, withState(begun.url, state));
  };
}

const otherLetter = (letter = '') => (letter === 'A' ? 'B' : 'A');

const attempts: Record<string, Attempt> = {
  'used before, with success': async (_provider, begun) => {
    expect((await back(begun, begun.url)()).status).toBe(200);
    return back(begun, begun.url);
  },
  expired: async (provider, begun) => {
    await withClient(redis.port, async (client) => {
      const waiting = await client.keys(provider.states);
      const ttls = await Promise.all(waiting.map((key) => client.pttl(key)));
      expect(Math.max(...ttls)).toBeLessThanOrEqual(600_000);
      expect(Math.max(...ttls)).toBeGreaterThan(590_000);
      for (const key of waiting) await client.pexpire(key, 0);
    });
    return back(begun, begun.url);
  },
  'changed in its first letter': forged((state) => `${otherLetter(state[0])}${state.slice(1)}`),
  'changed in its last but one letter': forged((state) => `${state.slice(0, -2)}${otherLetter(state.at(-2))}A`),
  'cut short': forged((state) => state.slice(0, -1)),
  'in capitals': forged((state) => state.toUpperCase()),
  'made up': forged(() => randomBytes(32).toString('base64url')),
  'made up for this workspace': forged(() => `${tenant.id}.${randomBytes(32).toString('base64url')}`),
  'with another workspace’s id in it': forged((state) => `${neighbour.id}.${state.split('.').at(-1)}`),
  'with a path in it': forged(() => '../../cr:{T1}:connection'),
  'far too long': forged(() => 'a'.repeat(5_000)),
  empty: forged(() => ''),
  missing: (_provider, begun) => back(begun, withState(begun.url)),
  'given twice, another first': (_provider, begun) =>
    back(begun, withState(begun.url, 'x'.repeat(43), stateOf(begun.url))),
  'without a cookie': (_provider, { url }) => back({ cookie: '', url }, url),
  'from another browser that has begun as well': async (provider, { url }) => back(await provider.begin(tenant), url),
  'from the browser of somebody in another workspace': async (provider, { url }) =>
    back(await provider.begin(neighbour), url),
  'of the other provider': async (provider, begun) => {
    const other = provider === providers.Slack ? providers.CleverReach : providers.Slack;
    const state = stateOf((await other.begin(tenant)).url);
    const cookie = `${begun.cookie}; ${provider.cookieWith(begun, state)}`;
    return back({ ...begun, cookie }, withState(begun.url, state));
  },
};

/** What is kept, marks of requests and what waits for a browser apart. */
async function stored(): Promise<Record<string, string>> {
  const lasting = /:(?:installation|connection|workspaces)$/;
  return Object.fromEntries(Object.entries(await redis.dump()).filter(([key]) => lasting.test(key)));
}

const exchanges = () =>
  world.slack.exchanges({ name: 'oauth.v2.access' }).length +
  world.cleverReach.requests.filter(({ path }) => path.startsWith('/oauth/token')).length;

describe.each(['Slack', 'CleverReach'] as const)('a state of %s', (name) => {
  const provider = providers[name];

  /** The page says what is wrong and how to go on; no code was exchanged and nothing is kept. */
  function expectRefusal(page: Page, t: typeof en, language: string): void {
    expect(page.status).toBe(400);
    expect(page.body).toContain(`<html lang="${language}">`);
    expect(page.body).toContain(`<h1>${provider.title(t)}</h1>`);
    expect(page.body).toContain(`<p>${provider.sentence(t)}</p>`);
    expect(page.link(provider.wayOn)).not.toBe(page.url);
    expect(page.body).toContain(`>${t.pages.back}</a>`);
    expect(logLinesOf(world, page.body).filter(({ level }) => Number(level) >= 40)).not.toEqual([]);
    expect(page.body).not.toContain(world.secrets.signingSecret);
  }

  test('that is good leads to a page that all is well', async () => {
    const begun = await provider.begin(await addTenant(world));
    expect((await back(begun, begun.url)()).status).toBe(200);
  });

  test('used many times at once is good once', async () => {
    const begun = await provider.begin(await addTenant(world));
    const pages = await Promise.all([1, 2, 3, 4].map(() => back(begun, begun.url)()));
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  });

  test.each(Object.entries(attempts))('%s: refused with a page', async (_case, prepare) => {
    for (const [headers, t, language] of [
      [{}, en, 'en'],
      [{ 'accept-language': 'de-AT, en;q=0.5' }, de, 'de'],
    ] as const) {
      // One of its own, since an attempt may connect it first.
      const attempt = await prepare(provider, await provider.begin(await addTenant(world)));
      const before = { stored: await stored(), exchanges: exchanges() };
      expectRefusal(await attempt(headers), t, language);
      expect({ stored: await stored(), exchanges: exchanges() }).toEqual(before);
    }
  });
});
