import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import getPort from 'get-port';
import { parse } from 'yaml';
import { type CleverReachSandbox, startCleverReach } from '../src/sandbox/cleverreach/index.ts';
import { appFromManifest, newAppSecrets, type SlackSandbox, startSlack } from '../src/sandbox/slack/index.ts';
import { createBrowser } from './browser-client.ts';
import { expectQuiet } from './log-leaks.ts';

/** The people of the local Slack: an admin who reads German and a member who reads English, in one channel. */
export const admin = 'anna';
export const member = 'ben';
export const guest = 'gabi';
export const channel = '#marketing';

export interface SurroundingsOptions {
  /** What `REDIS_URL` says; a port where nothing is, if left out. */
  redisUrl?: string;
  /** Where Slack and browsers reach the product, if not at the one process that is started with `env`. */
  publicUrl?: string;
  /** Leaves out the operator's CleverReach OAuth app. */
  withoutOAuthApp?: boolean;
  /** Further variables for the product, or other values for those it has. */
  env?: Record<string, string>;
}

/** A local Slack and a local CleverReach that wait for the product, which is to be started with `env`. */
export interface Surroundings {
  slack: SlackSandbox;
  cleverReach: CleverReachSandbox;
  /** The product's whole environment. */
  env: Record<string, string>;
  publicUrl: string;
  workspace: string;
  secrets: { signingSecret: string; clientSecret: string; cleverReachSecret: string };
  /** Goes through Slack's consent as the admin, in a browser of its own; gives the page at the end. */
  install(): Promise<{ status: number; body: string }>;
  /** Follows a Connect link through CleverReach's consent; gives the page at the end. */
  connect(url: string, options?: { deny?: boolean }): Promise<{ status: number; body: string; url: string }>;
  /** Installs and connects without any of it being the subject of the test. */
  ready(): Promise<void>;
  /** Has a log searched at the end for whatever was given to the app and may not be in it. */
  watchLog(log: () => string): void;
  /** Closes both, then throws if a log that was watched holds what it may not, or a line that is none. */
  close(): Promise<void>;
}

export async function startSurroundings(options: SurroundingsOptions = {}): Promise<Surroundings> {
  const host = '127.0.0.1';
  const appPort = await getPort({ host });
  const publicUrl = options.publicUrl ?? `http://${host}:${appPort}`;
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

  const logs: (() => string)[] = [];
  const surroundings: Surroundings = {
    slack,
    cleverReach,
    env: {
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
      PORT: String(appPort),
      SLACK_API_URL: slack.apiUrl,
      SLACK_AUTHORIZE_URL: slack.authorizeUrl,
      CLEVERREACH_URL: cleverReach.url,
      ...options.env,
    },
    publicUrl,
    workspace: slack.workspaces[0]?.id ?? '',
    secrets: {
      signingSecret: secrets.signingSecret,
      clientSecret: secrets.clientSecret,
      cleverReachSecret: oauthApp.clientSecret,
    },
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
      const { body } = await surroundings.install();
      const link = /href="([^"]*\/cleverreach\/connect[^"]*)"/.exec(body)?.[1];
      // Where an account is connected already, installing once more offers none.
      if (link !== undefined) await surroundings.connect(link.replaceAll('&amp;', '&'));
    },
    watchLog: (log) => void logs.push(log),
    async close() {
      await Promise.all([slack.close(), cleverReach.close()]);
      for (const log of logs) expectQuiet(log(), surroundings);
    },
  };
  return surroundings;
}
