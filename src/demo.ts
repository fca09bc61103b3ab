import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import getPort from 'get-port';
import { parse } from 'yaml';
import { createApp } from './app.ts';
import { loadConfig } from './config.ts';
import { guideSteps, watchGuide } from './demo-guide.ts';
import { createInlineJobs } from './jobs/inline-jobs.ts';
import { createLogger } from './logger.ts';
import { startCleverReach } from './sandbox/cleverreach/index.ts';
import { appFromManifest, newAppSecrets, startSlack } from './sandbox/slack/index.ts';
import { createMemoryStorage } from './storage/memory-storage.ts';

const host = '127.0.0.1';
/** Where the demo is when nothing else is there. */
const PORTS = { app: 3000, slack: 3001, cleverReach: 3002 };

/**
 * The whole product against a local Slack and a local CleverReach: no account, no network, nothing on disk. The app
 * itself is the one that runs in production; it only keeps its records in memory and its work in this process.
 */
async function demo(): Promise<void> {
  const ports = await freePorts();
  const publicUrl = `http://${host}:${ports.app}`;
  const secrets = newAppSecrets();
  const oauthApp = {
    clientId: 'demo-app',
    clientSecret: randomBytes(16).toString('hex'),
    name: 'CleverReach for Slack',
    redirectUris: [`${publicUrl}/cleverreach/callback`],
  };

  const cleverReach = await startCleverReach({ host, port: ports.cleverReach, apps: [oauthApp] });
  const slack = await startSlack({
    host,
    port: ports.slack,
    app: appFromManifest(parse(await readFile(new URL('../manifest.yml', import.meta.url), 'utf8')), {
      ...secrets,
      eventsUrl: `${publicUrl}/slack/events`,
      redirectUris: [`${publicUrl}/slack/oauth_redirect`],
    }),
    links: { installUrl: `${publicUrl}/slack/install`, cleverReachUrl: cleverReach.url },
    guide: { steps: guideSteps(cleverReach.url) },
  });
  watchGuide(slack, cleverReach);

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
    PORT: String(ports.app),
    SLACK_API_URL: slack.apiUrl,
    SLACK_AUTHORIZE_URL: slack.authorizeUrl,
    CLEVERREACH_URL: cleverReach.url,
  });
  const log = createLogger('warn');
  const jobs = createInlineJobs({ onError: (error, job) => log.error({ err: error, job }, 'a job failed') });
  // Nothing is remembered of what was read: here people change CleverReach, or break it, to see at once what the app says.
  const reads = { keepMs: 0 };
  const app = await createApp({ config, storage: createMemoryStorage(), jobs, log, reads });
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
${taken(ports)}
  As Anna, an admin: type /cleverreach overview and connect the local CleverReach account, find somebody, write a
  draft and look at its preview, unsubscribe the address in #marketing from the menu of that message, and undo it.
  Ctrl+C ends it; nothing is kept.
`);
}

async function freePorts(): Promise<typeof PORTS> {
  const app = await getPort({ host, port: PORTS.app });
  const slack = await getPort({ host, port: PORTS.slack });
  return { app, slack, cleverReach: await getPort({ host, port: PORTS.cleverReach }) };
}

/** Says which ports somebody else has, so that nobody looks for the demo there. */
function taken(ports: typeof PORTS): string {
  const others = [PORTS.app, PORTS.slack, PORTS.cleverReach].filter(
    (port) => !Object.values(ports).some((mine) => mine === port),
  );
  if (others.length === 0) return '';
  return `
  (Not at ${others.join(', ')} as usual: something else has ${others.length === 1 ? 'that port' : 'those ports'}.)
`;
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
