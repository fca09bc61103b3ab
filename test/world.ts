import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import getPort from 'get-port';
import { parse } from 'yaml';
import { type App, createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createInlineJobs } from '../src/jobs/inline-jobs.ts';
import { createLogger } from '../src/logger.ts';
import { type CleverReachSandbox, startCleverReach } from '../src/sandbox/cleverreach/index.ts';
import { appFromManifest, newAppSecrets, type SlackSandbox, startSlack } from '../src/sandbox/slack/index.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import type { Storage } from '../src/storage/storage.ts';
import { createBrowser } from './browser-client.ts';

/** The people of the local Slack: an admin who reads German and a member who reads English, in one channel. */
export const admin = 'anna';
export const member = 'ben';
export const guest = 'gabi';
export const stranger = 'sam';
export const channel = '#marketing';

export interface WorldOptions {
  /** A real Redis for this world; without it records are kept in memory. */
  redisUrl?: string;
  /** Kept in place of either, for instance one whose clock or failures the test decides. */
  storage?: Storage;
  /** Leaves out the operator's CleverReach OAuth app. */
  withoutOAuthApp?: boolean;
  env?: Record<string, string>;
}

/** The product between a local Slack and a local CleverReach, all over real HTTP on loopback. */
export interface World {
  slack: SlackSandbox;
  cleverReach: CleverReachSandbox;
  publicUrl: string;
  workspace: string;
  secrets: { signingSecret: string; clientSecret: string; cleverReachSecret: string };
  /** Everything the app has logged so far. */
  log(): string;
  /** Goes through Slack's consent as the admin, in a browser of its own; gives the page at the end. */
  install(): Promise<{ status: number; body: string }>;
  /** Follows a Connect link through CleverReach's consent; gives the page at the end. */
  connect(url: string, options?: { deny?: boolean }): Promise<{ status: number; body: string; url: string }>;
  /** Installs and connects without any of it being the subject of the test. */
  ready(): Promise<void>;
  /** Starts the app once more beside the first, with the same Slack, CleverReach, keys and storage; closed with the world. */
  another(): Promise<{ url: string }>;
  close(): Promise<void>;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const host = '127.0.0.1';
  const appPort = await getPort({ host });
  const publicUrl = `http://${host}:${appPort}`;
  const secrets = newAppSecrets();
  const oauthApp = {
    clientId: 'test-app',
    clientSecret: randomBytes(16).toString('hex'),
    name: 'CleverReach for Slack',
    redirectUris: [`${publicUrl}/cleverreach/callback`],
  };
  const cleverReach = await startCleverReach({ apps: [oauthApp] });
  const manifest: unknown = parse(await readFile(new URL('../manifest.yml', import.meta.url), 'utf8'));
  const slack = await startSlack({
    app: appFromManifest(manifest, {
      ...secrets,
      eventsUrl: `${publicUrl}/slack/events`,
      redirectUris: [`${publicUrl}/slack/oauth_redirect`],
    }),
  });
  const env = {
    NODE_ENV: 'test',
    SLACK_SIGNING_SECRET: secrets.signingSecret,
    SLACK_CLIENT_ID: secrets.clientId,
    SLACK_CLIENT_SECRET: secrets.clientSecret,
    ...(options.withoutOAuthApp
      ? {}
      : { CLEVERREACH_CLIENT_ID: oauthApp.clientId, CLEVERREACH_CLIENT_SECRET: oauthApp.clientSecret }),
    PUBLIC_URL: publicUrl,
    REDIS_URL: options.redisUrl ?? 'redis://127.0.0.1:1',
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64url')}`,
    HOST: host,
    SLACK_API_URL: slack.apiUrl,
    SLACK_AUTHORIZE_URL: slack.authorizeUrl,
    CLEVERREACH_URL: cleverReach.url,
    ...options.env,
  };
  const lines: string[] = [];
  const log = createLogger(
    'debug',
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    }),
  );
  const memory = options.storage ?? createMemoryStorage();
  const apps: App[] = [];

  async function startApp(port: number): Promise<void> {
    const config = loadConfig({ ...env, PORT: String(port) });
    const storage: Storage = options.redisUrl
      ? createRedisStorage({ urls: config.redis.urls, onError: (error) => log.error({ err: error }, 'redis') })
      : memory;
    const jobs = createInlineJobs({ onError: (error, job) => log.error({ err: error, job }, 'a job failed') });
    const app = await createApp({ config, storage, jobs, log });
    apps.push(app);
    await app.start();
  }
  await startApp(appPort);

  const world: World = {
    slack,
    cleverReach,
    publicUrl,
    workspace: slack.workspaces[0]?.id ?? '',
    secrets: {
      signingSecret: secrets.signingSecret,
      clientSecret: secrets.clientSecret,
      cleverReachSecret: oauthApp.clientSecret,
    },
    log: () => lines.join(''),
    async install() {
      const browser = createBrowser();
      const start = await browser.get(`${publicUrl}/slack/install`);
      const { location } = await slack.as(admin).consent(start.location ?? '');
      return browser.get(location);
    },
    async connect(url, { deny = false } = {}) {
      const browser = createBrowser();
      const page = await browser.get(url);
      const consent = await browser.get(page.link(/oauth\/authorize/));
      const decided = await browser.submit(consent, deny ? /deny|ablehnen/i : /allow|zulassen|erlauben/i);
      return browser.get(decided.location ?? '');
    },
    async ready() {
      const { body } = await world.install();
      const link = /href="([^"]*\/cleverreach\/connect[^"]*)"/.exec(body)?.[1] ?? '';
      await world.connect(link.replaceAll('&amp;', '&'));
    },
    async another() {
      const port = await getPort({ host });
      await startApp(port);
      return { url: `http://${host}:${port}` };
    },
    async close() {
      await Promise.all(apps.map((app) => app.stop()));
      await Promise.all([slack.close(), cleverReach.close()]);
    },
  };
  return world;
}
