import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import getPort from 'get-port';
import { parse } from 'yaml';
import { createApp } from './app.ts';
import { loadConfig } from './config.ts';
import { createInlineJobs } from './jobs/inline-jobs.ts';
import { createLogger } from './logger.ts';
import { startCleverReach } from './sandbox/cleverreach/index.ts';
import { appFromManifest, newAppSecrets, startSlack } from './sandbox/slack/index.ts';
import { createMemoryStorage } from './storage/memory-storage.ts';

/**
 * The whole product against a local Slack and a local CleverReach: no account, no network, nothing on disk. The app
 * itself is the one that runs in production; it only keeps its records in memory and its work in this process.
 */
async function demo(): Promise<void> {
  const host = '127.0.0.1';
  const [appPort, slackPort, cleverReachPort] = [
    await getPort({ host, port: 3000 }),
    await getPort({ host, port: 3001 }),
    await getPort({ host, port: 3002 }),
  ];
  const publicUrl = `http://${host}:${appPort}`;
  const secrets = newAppSecrets();
  const oauthApp = {
    clientId: 'demo-app',
    clientSecret: randomBytes(16).toString('hex'),
    name: 'CleverReach for Slack',
    redirectUris: [`${publicUrl}/cleverreach/callback`],
  };

  const cleverReach = await startCleverReach({ host, port: cleverReachPort, apps: [oauthApp] });
  const slack = await startSlack({
    host,
    port: slackPort,
    app: appFromManifest(parse(await readFile(new URL('../manifest.yml', import.meta.url), 'utf8')), {
      ...secrets,
      eventsUrl: `${publicUrl}/slack/events`,
      redirectUris: [`${publicUrl}/slack/oauth_redirect`],
    }),
    links: { installUrl: `${publicUrl}/slack/install`, cleverReachUrl: cleverReach.url },
  });

  const config = loadConfig({
    SLACK_SIGNING_SECRET: secrets.signingSecret,
    SLACK_CLIENT_ID: secrets.clientId,
    SLACK_CLIENT_SECRET: secrets.clientSecret,
    CLEVERREACH_CLIENT_ID: oauthApp.clientId,
    CLEVERREACH_CLIENT_SECRET: oauthApp.clientSecret,
    PUBLIC_URL: publicUrl,
    // Required of every configuration; the demo keeps its records in memory instead.
    REDIS_URL: 'redis://127.0.0.1:6379',
    ENCRYPTION_KEYS: `demo:${randomBytes(32).toString('base64url')}`,
    HOST: host,
    PORT: String(appPort),
    SLACK_API_URL: slack.apiUrl,
    SLACK_AUTHORIZE_URL: slack.authorizeUrl,
    CLEVERREACH_URL: cleverReach.url,
  });
  const log = createLogger('warn');
  const jobs = createInlineJobs({ onError: (error, job) => log.error({ err: error, job }, 'a job failed') });
  const app = await createApp({ config, storage: createMemoryStorage(), jobs, log });
  await app.start();
  await install(slack, publicUrl);

  const stop = async () => {
    await app.stop();
    await Promise.all([slack.close(), cleverReach.close()]);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  process.stdout.write(`
CleverReach for Slack, against a local Slack and a local CleverReach.

  Open  ${slack.url}

  Type /cleverreach stats, connect the local CleverReach account, write a draft from the
  shortcuts menu, unsubscribe the address in #marketing from the menu of that message.
  Ctrl+C ends it; nothing is kept.
`);
}

/** What an admin does in the browser, so that the first thing a newcomer types is a command. */
async function install(slack: Awaited<ReturnType<typeof startSlack>>, publicUrl: string): Promise<void> {
  const start = await fetch(`${publicUrl}/slack/install`, { redirect: 'manual' });
  const cookie = start.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const { location } = await slack.as('anna').consent(start.headers.get('location') ?? '');
  const done = await fetch(location, { headers: { cookie } });
  if (!done.ok) throw new Error(`The app could not be installed into the local Slack: HTTP ${done.status}`);
}

await demo();
