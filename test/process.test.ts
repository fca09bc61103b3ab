import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { en } from '../src/texts/en.ts';
import { type BuiltProduct, buildProduct, type RunningProduct } from './built-product.ts';
import { startRedis, type TestRedis, withClient } from './redis.ts';
import { commandFields, signedRequests } from './signed-requests.ts';
import { channel, member, type Surroundings, startSurroundings } from './surroundings.ts';

let product: BuiltProduct;
let redis: TestRedis;
let surroundings: Surroundings;
let running: RunningProduct | undefined;

beforeAll(async () => {
  [product, redis] = await Promise.all([buildProduct(), startRedis()]);
  surroundings = await startSurroundings({ redisUrl: redis.url });
}, 120_000);
afterEach(async () => {
  surroundings.cleverReach.setFaults({});
  running?.signal('SIGKILL');
  await running?.exited;
  running = undefined;
});
afterAll(async () => {
  await surroundings?.close();
  await redis?.close();
  await product?.remove();
});

async function start(env: Record<string, string> = {}): Promise<RunningProduct> {
  running = product.start({ ...surroundings.env, ...env });
  surroundings.watchLog(running.stdout);
  await running.logged(/"msg":"listening"/);
  return running;
}

function get(path: string): Promise<Response> {
  return fetch(surroundings.publicUrl + path, { redirect: 'manual', headers: { connection: 'close' } });
}

/** What a member is answered, in whichever way the answer comes. */
async function ask(line: string): Promise<string> {
  const { slack } = surroundings;
  const before = slack.messagesFor(member, channel).at(-1)?.ts ?? '0';
  const { message } = await slack.command(member, channel, `/cleverreach ${line}`);
  if (message) return message.text;
  return (
    await slack.waitForMessage(member, channel, {
      after: before,
      match: ({ author, text }) => author === 'app' && !text.startsWith('Fetching'),
    })
  ).text;
}

describe('the built process', () => {
  test('serves the paths of the contract', async () => {
    const { stderr } = await start();
    const statuses: Record<string, number> = {};
    for (const path of [
      '/healthz',
      '/readyz',
      '/metrics',
      '/slack/install',
      '/slack/oauth_redirect?code=x&state=forged',
      '/cleverreach/connect',
      '/cleverreach/callback',
      '/',
    ]) {
      statuses[path] = (await get(path)).status;
    }
    const unsigned = await fetch(`${surroundings.publicUrl}/slack/events`, { method: 'POST', body: '{}' });
    expect({ ...statuses, '/slack/events': unsigned.status }).toEqual({
      '/healthz': 200,
      '/readyz': 200,
      '/metrics': 200,
      '/slack/install': 302,
      '/slack/oauth_redirect?code=x&state=forged': 400,
      '/cleverreach/connect': 410,
      '/cleverreach/callback': 400,
      '/': 404,
      '/slack/events': 401,
    });
    expect(await (await get('/metrics')).text()).toContain('slack_requests_total{kind="unknown",outcome=');
    expect(stderr()).toBe('');
  });

  test('starts without a warning, from Node or in its own log', async () => {
    const { stdout, stderr } = await start();
    await get('/readyz');
    expect(stderr()).toBe('');
    expect(
      stdout()
        .split('\n')
        .filter((line) => /"level":[456]0/.test(line)),
    ).toEqual([]);
  });

  test('installs, connects, and answers a command; the next process knows it all', async () => {
    const first = await start();
    await surroundings.ready();
    expect(await ask('stats')).toMatch(/groups: \*[\d,]+\* active/);
    first.signal('SIGTERM');
    expect(await first.exited).toBe(0);

    const second = await start();
    expect(await ask('stats')).toMatch(/groups: \*[\d,]+\* active/);
    expect(first.stderr() + second.stderr()).toBe('');
  });

  test('starts without Redis, says that it cannot serve, and serves once Redis is there', async () => {
    const late = await startRedis();
    try {
      await late.stop();
      await start({ REDIS_URL: late.url });
      expect((await get('/healthz')).status).toBe(200);
      const notReady = await get('/readyz');
      expect(notReady.status).toBe(503);
      expect(await notReady.json()).toEqual({ status: 'unavailable', reason: 'storage' });
      const told = await signedRequests(surroundings).form(commandFields(surroundings, 'help'));
      expect(told).toMatchObject({ status: 200, body: expect.stringContaining(en.errors.storage) });
      await late.start();
      await vi.waitFor(async () => expect((await get('/readyz')).status).toBe(200), { timeout: 15_000, interval: 50 });
    } finally {
      await late.close();
    }
  });
});

describe('a process that is told to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s, ends at once with code 0 when idle', async (signal) => {
    const { signal: send, exited, stderr } = await start();
    send(signal);
    expect(await exited).toBe(0);
    expect(stderr()).toBe('');
  });

  test.each(['has never been there', 'has gone away'])('ends with code 0 where Redis %s', async (what) => {
    const away = await startRedis();
    try {
      if (what === 'has never been there') await away.stop();
      const { signal: send, logged, exited, stderr } = await start({ REDIS_URL: away.url });
      await away.stop();
      await logged(/"msg":"the queue of jobs cannot be reached"/);
      send('SIGTERM');
      expect(await exited).toBe(0);
      expect(stderr()).toBe('');
    } finally {
      await away.close();
    }
  });

  test('finishes the page it is working on, and takes no new request', async () => {
    const { signal, logged, exited } = await start();
    const { cleverReach, slack, workspace } = surroundings;
    // What earlier tests have connected.
    await slack.uninstall(workspace);
    const { body } = await surroundings.install();
    const link = /href="([^"]*\/cleverreach\/connect[^"]*)"/.exec(body)?.[1] ?? '';
    cleverReach.setFaults({ paths: 'whoami', latencyMs: 1_500 });
    cleverReach.requests.length = 0;
    const page = surroundings.connect(link.replaceAll('&amp;', '&'));
    await vi.waitFor(() => expect(cleverReach.requests.map(({ path }) => path)).toContain('/oauth/token.php'));

    signal('SIGTERM');
    await logged(/"msg":"stopping"/);
    expect(
      await get('/readyz').then(
        ({ status }) => status,
        () => 'refused',
      ),
    ).toSatisfy((answer) => answer === 503 || answer === 'refused');
    expect(await page).toMatchObject({ status: 200, body: expect.stringContaining('Verbunden') });
    expect(await exited).toBe(0);
  });

  test('sends the answer to a command that Slack was promised', async () => {
    const { signal, logged, exited } = await start();
    await surroundings.ready();
    surroundings.cleverReach.setFaults({ paths: '/groups$', latencyMs: 1_500 });
    let answered = false;
    const answer = ask('stats').finally(() => {
      answered = true;
    });
    await vi.waitFor(() => expect(surroundings.slack.exchanges({ kind: 'command' }).at(-1)?.outcome).toBe('ok'));
    signal('SIGTERM');
    await logged(/"msg":"stopping"/);
    expect(answered).toBe(false);
    expect(await answer).toMatch(/groups: \*[\d,]+\* active/);
    expect(await exited).toBe(0);
  });
});

test('a process that is killed over an event leaves it to the next, to which Slack repeats it', async () => {
  const first = await start();
  await surroundings.ready();
  const { cleverReach, workspace, publicUrl } = surroundings;
  const event = {
    type: 'event_callback',
    team_id: workspace,
    event_id: 'Ev0KILLED',
    event: { type: 'app_uninstalled' },
  };
  const send = (ageSeconds: number) => signedRequests(surroundings).json(event, { ageSeconds, url: publicUrl });
  cleverReach.setFaults({ paths: 'oauth', hang: true });
  cleverReach.requests.length = 0;
  const answer = send(0).catch(() => 'none');
  await vi.waitFor(() => expect(cleverReach.requests.map(({ method }) => method)).toContain('DELETE'));
  first.signal('SIGKILL');
  expect(await answer).toBe('none');

  const second = await start();
  // What the first has left says that it is at it, and for how long that counts: Slack repeats after a minute again.
  const left = Object.keys(await redis.dump()).filter((key) => /Ev0KILLED|^cr:erasing:|-lock$/.test(key));
  expect(left.join()).toContain('Ev0KILLED');
  await withClient(redis.port, async (client) => {
    for (const key of left) {
      expect(await client.pttl(key)).toBeLessThanOrEqual(30_000);
      await client.pexpire(key, 0);
    }
  });
  expect(await send(1), second.stdout()).toMatchObject({ status: 200 });
  expect(second.stdout()).toContain('erased a workspace');
  expect(await send(2)).toMatchObject({ status: 200 });
  expect(second.stdout().split('erased a workspace')).toHaveLength(2);
  expect(Object.keys(await redis.dump()).filter((key) => key.includes(workspace))).toEqual([]);
});

describe('a process that cannot start', () => {
  async function failure(
    env: Record<string, string>,
  ): Promise<{ code: number | null; stdout: string; lines: string[] }> {
    running = product.start(env);
    const code = await running.exited;
    return { code, stdout: running.stdout(), lines: running.stderr().trimEnd().split('\n') };
  }

  test('names every missing variable at once, a line each, and ends with code 1', async () => {
    const { code, stdout, lines } = await failure({});
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(lines.slice(1).map((line) => line.trim().split(' is missing. ')[0])).toEqual([
      'SLACK_SIGNING_SECRET',
      'SLACK_CLIENT_ID',
      'SLACK_CLIENT_SECRET',
      'PUBLIC_URL',
      'REDIS_URL',
      'ENCRYPTION_KEYS',
    ]);
  });

  test('names every wrong value at once and shows none of them', async () => {
    const planted = 'planted-secret';
    const wrong = {
      PUBLIC_URL: `ftp://${planted}.example.com`,
      REDIS_URL: `http://user:${planted}@localhost`,
      ENCRYPTION_KEYS: `k1:${planted}`,
      PORT: planted,
      LOG_LEVEL: planted,
      CLEVERREACH_URL: planted,
    };
    const { code, stdout, lines } = await failure({ ...surroundings.env, ...wrong });
    expect(code).toBe(1);
    const told = lines.slice(1).map((line) => line.trim().split(' ')[0] ?? '');
    expect(told.sort()).toEqual(Object.keys(wrong).sort());
    for (const secret of [planted, ...Object.values(surroundings.secrets)]) {
      expect(stdout + lines.join('\n')).not.toContain(secret);
    }
  });

  test('refuses other addresses for Slack and CleverReach in production', async () => {
    const { code, lines } = await failure({
      ...surroundings.env,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://cleverreach.example.com',
    });
    expect(code).toBe(1);
    expect(lines.slice(1).map((line) => line.trim().split('. ')[0])).toEqual([
      'SLACK_API_URL is refused with NODE_ENV=production',
      'SLACK_AUTHORIZE_URL is refused with NODE_ENV=production',
      'CLEVERREACH_URL is refused with NODE_ENV=production',
    ]);
  });

  test('ends with code 1 when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(surroundings.env['PORT']), '127.0.0.1', resolve));
    try {
      const { code, lines } = await failure(surroundings.env);
      expect(code).toBe(1);
      expect(lines.join('\n')).toContain('EADDRINUSE');
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });
});

describe('what is built', () => {
  async function builtFiles(): Promise<string[]> {
    return (await readdir(join(product.directory, 'dist'), { recursive: true })).filter((name) => name.endsWith('.js'));
  }

  test('has neither the sandbox nor the demo nor tests in it', async () => {
    const files = await builtFiles();
    expect(files).toContain('main.js');
    expect(files.filter((name) => /sandbox|demo|test/.test(name))).toEqual([]);
  });

  test('imports only what is installed in production', async () => {
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile(join(product.directory, 'package.json'), 'utf8')));
    const imported = new Set<string>();
    for (const name of await builtFiles()) {
      const code = await readFile(join(product.directory, 'dist', name), 'utf8');
      for (const [, specifier = ''] of code.matchAll(/(?:^import|\bfrom|\bimport\() ?['"]([^'"\n]+)['"]\)?;?$/gm)) {
        if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
        imported.add(/^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
      }
    }
    expect(imported).toContain('fastify');
    expect([...imported].filter((name) => builtinModules.includes(name))).toEqual([]);
    expect([...imported].filter((name) => !(name in dependencies))).toEqual([]);
  });
});
