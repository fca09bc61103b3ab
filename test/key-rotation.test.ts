import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { keys } from '../src/storage/keys.ts';
import { createRecords } from '../src/storage/records.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import { createSealer, sealHeaderOf } from '../src/storage/sealer.ts';
import { type AuditLog, createAuditLog } from '../src/workspaces/audit-log.ts';
import { type BuiltProduct, buildProduct, type RunningProduct } from './built-product.ts';
import { startRedis, type TestRedis, withClient } from './redis.ts';
import { type Surroundings, startSurroundings } from './surroundings.ts';
import { addTenant, type Tenant } from './tenant.ts';

const newKey = (id: string) => ({ id, key: new Uint8Array(randomBytes(32)) });
const [older, newer] = [newKey('k1'), newKey('k2')];
const ringOf = (...ring: (typeof older)[]) =>
  ring.map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64url')}`).join(',');

let product: BuiltProduct;
let redis: TestRedis;
let surroundings: Surroundings;
let serving: { process: RunningProduct; url: string }[] = [];
/** What is being asked of them. */
const asked = new Set<Promise<unknown>>();

beforeAll(async () => {
  [product, redis] = await Promise.all([buildProduct(), startRedis()]);
  surroundings = await startSurroundings({ redisUrl: redis.url });
}, 120_000);
afterAll(async () => {
  for (const { process } of serving) process.signal('SIGKILL');
  await Promise.all(serving.map(({ process }) => process.exited));
  await surroundings?.close();
  await redis?.close();
  await product?.remove();
});

/** Two processes with this ring take the place of those that serve, which end in good order. */
async function roll(...ring: (typeof older)[]): Promise<void> {
  const { env, publicUrl } = surroundings;
  const before = serving;
  const next = await Promise.all(
    [0, 1].map(async (index) => {
      // The pages of the first tests are at the public address.
      const isFirst = before.length === 0 && index === 0;
      const port = isFirst ? new URL(publicUrl).port : String(await getPort({ host: '127.0.0.1' }));
      const process = product.start({ ...env, PORT: port, ENCRYPTION_KEYS: ringOf(...ring) });
      surroundings.watchLog(process.stdout);
      await process.logged(/"msg":"listening"/);
      return { process, url: `http://127.0.0.1:${port}/slack/events` };
    }),
  );
  serving = next;
  // As behind a load balancer, which sends nothing more to a process that is about to end.
  await Promise.all(asked);
  for (const { process } of before) process.signal('SIGTERM');
  expect(await Promise.all(before.map(({ process }) => process.exited))).toEqual(before.map(() => 0));
}

/** Has members ask for what needs installation, settings and connection, through both processes, until `work` is done. */
async function whileAsking(tenants: Tenant[], work: () => Promise<unknown>): Promise<string[]> {
  const answers: string[] = [];
  let isDone = false;
  const asking = tenants.map(async ({ ask, member }) => {
    for (let turn = 0; !isDone; turn += 1) {
      surroundings.slack.app.eventsUrl = serving[turn % 2]?.url ?? '';
      const answer = ask(member, turn % 3 === 2 ? 'status' : 'stats').finally(() => asked.delete(answer));
      asked.add(answer);
      answers.push((await answer).text);
    }
  });
  await work().finally(() => {
    isDone = true;
  });
  await Promise.all(asking);
  return answers;
}

/** Runs `npm run keys`, beside the app and with nothing but what it takes. */
async function runKeys(command: string, ...ring: (typeof older)[]): Promise<{ code: number | null; said: string }> {
  const run = product.keys(command, { REDIS_URL: redis.url, ENCRYPTION_KEYS: ringOf(...ring) });
  const code = await run.exited;
  return { code, said: run.stdout() + run.stderr() };
}

const pastEntries = 2_000;

/** An audit log as a process would have it that has this key alone. */
async function withAuditLog<T>(key: typeof older, use: (auditLog: AuditLog) => Promise<T>): Promise<T> {
  const storage = createRedisStorage({ urls: [redis.url], onError: () => undefined });
  try {
    return await use(createAuditLog({ records: createRecords({ storage, sealer: createSealer([key]) }) }));
  } finally {
    await storage.close();
  }
}

const isAnswer = /6 groups|is connected to the CleverReach account/;
const unlike = (answers: string[]) => answers.filter((text) => !isAnswer.test(text));
/** By which key the newest and the oldest entry of a workspace's audit log are sealed. */
const sealedBy = ({ id }: Tenant) =>
  withClient(redis.port, async (client) =>
    [await client.lindex(keys.auditLog(id), 0), await client.lindex(keys.auditLog(id), -1)].map((text) => {
      const header = sealHeaderOf(text ?? '');
      return typeof header === 'object' ? header.keyId : header;
    }),
  );

test('keys are changed while two processes serve: no read fails, no write is lost, the old key is needed no more', async () => {
  const { slack, cleverReach } = surroundings;
  // First every process can open what the new key seals; only then something is sealed with it.
  await roll(older, newer);
  const [leaving, ...tenants] = await Promise.all(Array.from({ length: 4 }, () => addTenant(surroundings)));
  const [tenant] = tenants;
  if (!leaving || !tenant) return expect.fail('tenants');
  for (const { connect } of [leaving, ...tenants]) await connect();
  // A past, so that a rotation takes long enough for something to happen meanwhile.
  const past = { at: new Date(), userId: tenant.admin, action: 'settings.change', result: 'done' } as const;
  await withAuditLog(older, async (auditLog) => {
    for (let count = 0; count < pastEntries; count += 1) await auditLog.add(tenant.id, past);
  });
  // Nothing opens without the old key yet: it is not for nothing that reads go on below.
  const early = await runKeys('verify', newer);
  expect(early.code).toBe(1);
  expect(early.said).toContain(`${keys.connection(tenant.id)}: sealed with k1, which is not in ENCRYPTION_KEYS`);

  const handedOver = await whileAsking(tenants, () => roll(newer, older));
  expect({ unlike: unlike(handedOver), some: handedOver.length > tenants.length }).toEqual({ unlike: [], some: true });
  const plan = await runKeys('plan', newer, older);
  expect(plan.code).toBe(0);
  expect(plan.said).toMatch(/^k1 {3}audit-entry +2,00\d$/m);
  expect(plan.said).toMatch(/^k1 {3}connection +4$/m);
  expect(plan.said).toMatch(/^k1 {3}installation +4$/m);
  expect(plan.said).toContain('Nothing was written.');
  expect(await sealedBy(tenant)).toEqual(['k1', 'k1']);

  // A rotation that is killed on its way has done a part, and nobody notices.
  const interrupted = await whileAsking(tenants, async () => {
    const run = product.keys('rotate', { REDIS_URL: redis.url, ENCRYPTION_KEYS: ringOf(newer, older) });
    await vi.waitFor(async () => expect((await sealedBy(tenant))[0]).toBe('k2'), { timeout: 20_000, interval: 5 });
    run.signal('SIGKILL');
    expect(await run.exited).toBe(null);
  });
  expect(unlike(interrupted)).toEqual([]);
  expect(await sealedBy(tenant)).toEqual(['k2', 'k1']);
  const half = await runKeys('verify', newer, older);
  expect(half.code).toBe(1);
  expect(half.said).toMatch(/^k1 {3}audit-entry +[\d,]+$/m);

  // The next one does the rest, while all tokens are renewed, and a connection ends.
  for (const token of cleverReach.tokens.values()) token.expiresAtMs = 0;
  const question = await leaving.ask(leaving.admin, 'disconnect');
  const answers = await whileAsking(tenants, async () => {
    const [rotated] = await Promise.all([
      runKeys('rotate', newer, older),
      slack.as(leaving.admin).press(question, 'Disconnect'),
    ]);
    expect(rotated.code).toBe(0);
    expect(rotated.said).toMatch(/^[\d,]+ records sealed anew; [\d,]+ records had the newest key already\.$/m);
  });
  expect(unlike(answers)).toEqual([]);
  const verified = await runKeys('verify', newer, older);
  expect(verified.said).toContain('No other is needed for them.');
  expect(verified.code).toBe(0);

  // Without the old key everything opens, by processes that remember nothing.
  expect(unlike(await whileAsking(tenants, () => roll(newer)))).toEqual([]);
  for (const { ask, admin } of tenants) expect((await ask(admin, 'stats')).text).toContain('6 groups');
  expect((await leaving.ask(leaving.admin, 'stats')).text).toContain('needs a CleverReach account');
  expect((await leaving.ask(leaving.admin, 'audit')).text).toContain('disconnected');
  const log = await withAuditLog(newer, (auditLog) => auditLog.latest(tenant.id, { count: 5_000 }));
  expect(log.filter((entry) => entry === undefined)).toEqual([]);
  expect(log.filter((entry) => entry?.action === 'settings.change')).toHaveLength(pastEntries);
  expect(cleverReach.requests.filter(({ path, status }) => path === '/oauth/token.php' && status !== 200)).toEqual([]);
}, 120_000);

test('the command of the documents runs as written once there is a build, and says so where there is none', async () => {
  const env = [`REDIS_URL=${redis.url}`, `ENCRYPTION_KEYS=${ringOf(newer)}`];
  const command = [...env, 'npm', 'run', 'keys', '--', 'plan'];
  const { stdout } = await promisify(execFile)('env', command, { cwd: product.directory });
  expect(stdout).toContain('The newest key is k2');

  const unbuilt = await mkdtemp(join(tmpdir(), 'unbuilt-product-'));
  await cp(join(product.directory, 'package.json'), join(unbuilt, 'package.json'));
  const failed = promisify(execFile)('env', command, { cwd: unbuilt });
  await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('npm run build') });
  await rm(unbuilt, { recursive: true });
});

test.each(['', 'forget', 'plan all'])(
  'a command that there is not (“%s”) is answered with those there are',
  async (line) => {
    const run = product.keys(line, {});
    expect(await run.exited).toBe(2);
    expect(run.stderr()).toContain('npm run keys -- rotate');
  },
);

test('what is missing is said, and nothing of Slack is asked for; so is a Redis that is not there', async () => {
  const bare = product.keys('verify', {});
  expect(await bare.exited).toBe(2);
  expect(bare.stderr()).toContain('REDIS_URL is missing');
  expect(bare.stderr()).toContain('ENCRYPTION_KEYS is missing');
  expect(bare.stderr()).not.toContain('SLACK');

  const away = product.keys('verify', { REDIS_URL: 'redis://127.0.0.1:1', ENCRYPTION_KEYS: ringOf(newer) });
  expect(await away.exited).toBe(2);
  expect(away.stderr()).toContain('ECONNREFUSED');
});
