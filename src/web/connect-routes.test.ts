import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { type CleverReach, createCleverReach } from '../cleverreach/index.ts';
import { createLogger } from '../logger.ts';
import { type CleverReachSandbox, startCleverReach } from '../sandbox/cleverreach/index.ts';
import { keys } from '../storage/keys.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import { type Storage, StorageError } from '../storage/storage.ts';
import { createConnectLinks } from '../workspaces/connect-links.ts';
import { type Connection, createConnections } from '../workspaces/connections.ts';
import { createOAuthApps } from '../workspaces/oauth-apps.ts';
import { createTickets } from '../workspaces/tickets.ts';
import { connectRoutes } from './connect-routes.ts';
import { createServer } from './server.ts';

const workspace = 'T0NORDWIND';
const publicUrl = 'https://app.example.com';

interface Scene {
  sandbox: CleverReachSandbox;
  cleverreach: CleverReach;
  server: FastifyInstance;
  storage: Storage;
  /** What was told to Slack. */
  connected: Connection[];
  stored(): Promise<string | undefined>;
  /** Opens the page and gives the cookie and the state it sets. */
  open(): Promise<{ cookie: string; setCookie: string; state: string; page: string }>;
  /** Comes back from CleverReach's consent with a good code. */
  comeBack(): Promise<{ status: number; body: string }>;
}

let scene: Scene | undefined;
afterEach(async () => {
  await scene?.server.close();
  await Promise.all([scene?.cleverreach.close(), scene?.sandbox.close()]);
});

/** The routes on a server of their own, before a local CleverReach that is waited for only a moment. */
async function start(options: { clientSecret?: string; storage?: (memory: Storage) => Storage } = {}): Promise<Scene> {
  const redirectUri = `${publicUrl}/cleverreach/callback`;
  const registered = { clientId: 'test-app', clientSecret: 'secret', name: 'Test', redirectUris: [redirectUri] };
  const sandbox = await startCleverReach({ apps: [registered] });
  const timeouts = { readMs: 200, writeMs: 200 };
  const cleverreach = createCleverReach({ url: sandbox.url, timeouts });
  const memory = createMemoryStorage();
  const storage = options.storage?.(memory) ?? memory;
  const records = createRecords({ storage, sealer: createSealer([{ id: 'k', key: randomBytes(32) }]) });
  const connectLinks = createConnectLinks({ tickets: createTickets({ records, storage }) });
  const operatorApp = { clientId: 'test-app', clientSecret: options.clientSecret ?? 'secret' };
  const oauthApps = createOAuthApps({ records, operatorApp });
  const connected: Connection[] = [];
  const server = await createServer(createLogger('silent'), {
    withoutPages: async () => undefined,
    isHttps: true,
    isDraining: () => false,
  });
  await server.register(
    connectRoutes({
      publicUrl,
      oauthApps,
      cleverreach,
      connectLinks,
      connections: createConnections({ records, storage, oauth: cleverreach.oauth, oauthApps }),
      mayConnect: async () => 'yes',
      slackUrl: async () => 'https://slack.example/',
      onConnected: ({ connection }) => connected.push(connection),
    }),
  );

  const open: Scene['open'] = async () => {
    const link = await connectLinks.create(workspace, { userId: 'U1', language: 'en', reply: { userId: 'U1' } });
    const { headers, body } = await server.inject({ url: '/cleverreach/connect', query: { link } });
    const setCookie = String(headers['set-cookie']);
    const state = /[?&;]state=([^&"]+)/.exec(body)?.[1] ?? '';
    return { cookie: setCookie.split(';')[0] ?? '', setCookie, state, page: body };
  };
  scene = {
    sandbox,
    cleverreach,
    server,
    storage,
    connected,
    open,
    stored: () => memory.get(keys.connection(workspace)),
    async comeBack() {
      const { cookie, state } = await open();
      const consent = cleverreach.oauth.authorizeUrl(operatorApp, { redirectUri, state });
      const decided = await fetch(consent, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ decision: 'allow' }),
      });
      const { pathname, search } = new URL(decided.headers.get('location') ?? '');
      const { statusCode, body } = await server.inject({ url: `${pathname}${search}`, headers: { cookie } });
      return { status: statusCode, body };
    },
  };
  return scene;
}

test('behind https the cookie is for this host alone and goes over https alone', async () => {
  const { open } = await start();
  const { setCookie } = await open();
  expect(setCookie).toMatch(
    /^__Host-cleverreach-connect=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

test('a connection is stored, told, and given a page', async () => {
  const { comeBack, stored, connected } = await start();
  const page = await comeBack();
  expect(page.status).toBe(200);
  expect(page.body).toContain('<h1>Connected</h1>');
  expect(await stored()).toBeDefined();
  expect(connected).toMatchObject([{ account: { name: 'Teehaus Muster GmbH' }, connectedBy: 'U1' }]);
});

describe('nothing is stored and no token stays alive', () => {
  const unreachable = /<h1>CleverReach does not answer<\/h1>[\s\S]*Nothing was stored/;
  const unaccepted = /<h1>Not connected<\/h1>[\s\S]*did not accept the confirmation/;

  async function nothing({ stored, connected, sandbox }: Scene): Promise<void> {
    expect(await stored()).toBeUndefined();
    expect(connected).toEqual([]);
    expect([...sandbox.tokens.keys()]).toEqual([]);
  }

  test.each(['oauth/token', 'debug/whoami'])('when %s never answers', async (paths) => {
    const current = await start();
    current.sandbox.setFaults({ paths, hang: true });
    const page = await current.comeBack();
    expect(page.status).toBe(503);
    expect(page.body).toMatch(unreachable);
    await nothing(current);
  });

  test('when CleverReach no longer knows the operator’s app', async () => {
    const current = await start({ clientSecret: 'another secret' });
    const page = await current.comeBack();
    expect(page.status).toBe(400);
    expect(page.body).toMatch(unaccepted);
    await nothing(current);
  });

  test('when the storage fails at the last step: the page says so, with both ways on', async () => {
    const current = await start({
      storage: (memory) => ({
        ...memory,
        set: async (key, ...rest) =>
          key === keys.connection(workspace) ? Promise.reject(new StorageError('set')) : memory.set(key, ...rest),
      }),
    });
    const page = await current.comeBack();
    expect(page.status).toBe(503);
    expect(page.body).toContain('The app cannot reach its storage at the moment.');
    expect(page.body).toContain('>Try again</a>');
    expect(page.body).toContain('href="https://slack.example/">Back to Slack</a>');
    await nothing(current);
  });

  test('when the app itself fails: a page without a word of the error', async () => {
    const current = await start({
      storage: (memory) => ({
        ...memory,
        set: async (key, ...rest) => {
          if (key === keys.connection(workspace)) throw new TypeError('planted detail');
          return memory.set(key, ...rest);
        },
      }),
    });
    const page = await current.comeBack();
    expect(page.status).toBe(500);
    expect(page.body).toContain('Something went wrong. Please try again in a moment.');
    expect(page.body).not.toContain('planted');
    await nothing(current);
  });
});
