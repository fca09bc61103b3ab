import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import getPort from 'get-port';
import { createCleverReach } from '../../src/cleverreach/index.ts';
import { loadConfig } from '../../src/config.ts';
import { type CleverReachSandbox, startCleverReach } from '../../src/sandbox/cleverreach/index.ts';
import { createRecords } from '../../src/storage/records.ts';
import { createRedisStorage } from '../../src/storage/redis-storage.ts';
import { createSealer } from '../../src/storage/sealer.ts';
import { createConnections } from '../../src/workspaces/connections.ts';
import { createInstallations } from '../../src/workspaces/installations.ts';
import { createOAuthApps } from '../../src/workspaces/oauth-apps.ts';
import { buildProduct } from '../built-product.ts';
import { startRedis, type TestRedis } from '../redis.ts';
import type { Prepared } from './load.ts';
import { type SlackStub, startSlackStub } from './slack-stub.ts';

/** One process of the product, or of a rival. */
export interface Served {
  /** Where commands go. */
  eventsUrl: string;
  url: string;
  pid: number;
  /** Resident memory in bytes. */
  memory(): Promise<number>;
  kill(): Promise<void>;
}

/** Everything that measuring needs: the built product, a real Redis, as much of Slack as commands need, a local CleverReach. */
export interface Stage {
  redis: TestRedis;
  slack: SlackStub;
  cleverReach: CleverReachSandbox;
  /** Starts the product and waits until it is ready. */
  start(): Promise<Served>;
  /** Starts a script of this folder that prints its port. */
  startRival(script: string): Promise<Served>;
  /** Puts installations into Redis, each with a token that was never there before. */
  install(workspaces: readonly string[]): Promise<void>;
  /** Connects a workspace to the local CleverReach's account. */
  connect(workspace: string): Promise<void>;
  /** Slash commands signed as Slack signs them, all different, since the same one is taken only once. */
  commands(count: number, fields: (index: number) => Record<string, string>): Prepared[];
  /** Any other payload, signed. */
  interaction(payload: unknown): Prepared;
  close(): Promise<void>;
}

/** Names for so many workspaces. */
export const workspaceNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `TBENCH${index}`);

export async function setStage(): Promise<Stage> {
  const redis = await startRedis();
  const slack = await startSlackStub();
  const cleverReach = await startCleverReach();
  const product = await buildProduct();
  const [app] = [...cleverReach.apps.values()];
  const signingSecret = randomBytes(16).toString('hex');
  const environment = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://localhost:3000',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: randomBytes(16).toString('hex'),
    SLACK_API_URL: `${slack.url}/api/`,
    CLEVERREACH_CLIENT_ID: app?.clientId ?? '',
    CLEVERREACH_CLIENT_SECRET: app?.clientSecret ?? '',
    CLEVERREACH_URL: cleverReach.url,
    REDIS_URL: redis.url,
    ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64url')}`,
  };
  const storage = createRedisStorage({ urls: [redis.url], onError: () => undefined });
  const records = createRecords({ storage, sealer: createSealer(loadConfig(environment).encryptionKeys) });
  const installations = createInstallations({ records, storage });
  const { oauth } = createCleverReach({ url: cleverReach.url });
  const oauthApps = createOAuthApps({ records, operatorApp: undefined });
  const connections = createConnections({ records, storage, oauth, oauthApps });
  const running = new Set<ChildProcess>();
  let serial = 0;

  function follow(child: ChildProcess, url: string): Served {
    running.add(child);
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const pid = child.pid ?? 0;
    return {
      url,
      eventsUrl: `${url}/slack/events`,
      pid,
      async memory() {
        const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
        return Number(kilobytes) * 1024;
      },
      async kill() {
        child.kill('SIGKILL');
        await exited;
        running.delete(child);
      },
    };
  }

  function sign(contents: Record<string, string>): Prepared {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const body = new URLSearchParams(contents).toString();
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    };
    return { headers, body };
  }

  return {
    redis,
    slack,
    cleverReach,
    async start() {
      const port = await getPort({ host: '127.0.0.1' });
      const url = `http://127.0.0.1:${port}`;
      const child = spawn(process.execPath, ['dist/main.js'], {
        cwd: product.directory,
        env: { ...environment, PORT: String(port) },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      await untilReady(url, child);
      return follow(child, url);
    },
    async startRival(script) {
      const path = fileURLToPath(new URL(script, import.meta.url));
      const child = spawn(process.execPath, [path, signingSecret], { stdio: ['ignore', 'pipe', 'inherit'] });
      const port = await new Promise<string>((resolve) =>
        child.stdout.once('data', (printed) => resolve(String(printed).trim())),
      );
      return follow(child, `http://127.0.0.1:${port}`);
    },
    async install(workspaces) {
      for (let from = 0; from < workspaces.length; from += 200) {
        const some = workspaces.slice(from, from + 200);
        await Promise.all(some.map((id) => installations.storeInstallation(installationOf(id))));
      }
    },
    async connect(workspace) {
      const { accessToken, refreshToken, expiresAtMs } = await cleverReach.issueTokens();
      await connections.replace(workspace, {
        accessToken,
        refreshToken: refreshToken ?? '',
        obtainedAt: new Date(),
        expiresAt: new Date(expiresAtMs),
        account: { id: cleverReach.account.id, name: 'Nordwind KG' },
        connectedBy: 'UBENCH',
        connectedAt: new Date(),
      });
    },
    commands: (count, fields) =>
      Array.from({ length: count }, (_, index) => {
        serial += 1;
        return sign({ command: '/cleverreach', channel_id: 'CBENCH', trigger_id: `${serial}`, ...fields(index) });
      }),
    interaction: (payload) => sign({ payload: JSON.stringify(payload) }),
    async close() {
      for (const child of running) child.kill('SIGKILL');
      slack.close();
      await Promise.all([storage.close(), cleverReach.close(), product.remove()]);
      await redis.close();
    },
  };
}

function installationOf(id: string) {
  return {
    team: { id, name: id },
    enterprise: undefined,
    user: { id: 'UBENCH', token: undefined, scopes: undefined },
    bot: {
      token: `xoxb-${id}-${randomBytes(8).toString('hex')}`,
      scopes: ['commands', 'users:read', 'chat:write'],
      id: 'BBENCH',
      userId: 'UBOT',
    },
    appId: 'ABENCH',
    tokenType: 'bot' as const,
    isEnterpriseInstall: false as const,
    authVersion: 'v2' as const,
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
  }
  throw new Error(`The product ended with ${child.exitCode}.`);
}
