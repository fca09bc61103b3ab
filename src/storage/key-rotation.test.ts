import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startRedis, type TestRedis, withClient } from '../../test/redis.ts';
import { startRedisCluster, type TestRedisCluster } from '../../test/redis-cluster.ts';
import { createKeyRotation } from './key-rotation.ts';
import { keys } from './keys.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { createRecords, defineRecord, type Records } from './records.ts';
import { createRedisStorage } from './redis-storage.ts';
import { createSealer, sealHeaderOf } from './sealer.ts';
import type { Storage } from './storage.ts';

const newKey = (id: string) => ({ id, key: new Uint8Array(randomBytes(32)) });
const [k1, k2, k3] = [newKey('k1'), newKey('k2'), newKey('k3')];
/** As the app has it after two changes of keys. */
const ring = [k3, k2, k1];

const schema = z.object({ n: z.number() });
const connection = defineRecord({ kind: 'connection', version: 1, schema });
const settings = defineRecord({ kind: 'settings', version: 1, schema });
const entry = defineRecord({ kind: 'audit-entry', version: 1, schema });

const recordsWith = (storage: Storage, ...some: typeof ring): Records =>
  createRecords({ storage, sealer: createSealer(some) });

let redis: TestRedis;
let cluster: TestRedisCluster;
beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
});
afterAll(async () => {
  await Promise.all([redis?.close(), cluster?.close()]);
});

const onError = (error: Error) => {
  throw error;
};

describe.each([
  { name: 'in memory', open: () => createMemoryStorage() },
  { name: 'in Redis', open: () => createRedisStorage({ urls: [redis.url], onError }) },
  { name: 'in a Redis Cluster', open: () => createRedisStorage({ urls: cluster.urls, onError }) },
])('a change of keys $name', ({ open }) => {
  let storage: Storage;
  beforeAll(() => {
    storage = open();
  });
  beforeEach(async () => {
    await storage.deleteAll('cr:');
  });
  afterAll(() => storage.close());

  const rotation = (...some: typeof ring) => createKeyRotation({ storage, ring: some.length > 0 ? some : ring });

  /** Something of every key, in three workspaces, and beside it what is not sealed. */
  async function fill(): Promise<void> {
    const [first, second, third] = [recordsWith(storage, k1), recordsWith(storage, k2), recordsWith(storage, k3)];
    await first.write(connection, 'T1', keys.connection('T1'), { n: 1 });
    await first.write(settings, 'T1', keys.settings('T1'), { n: 2 });
    await second.write(connection, 'T2', keys.connection('T2'), { n: 3 });
    await third.write(connection, 'T3', keys.connection('T3'), { n: 4 });
    for (const records of [first, first, second, third]) {
      await records.append(entry, 'T1', keys.auditLog('T1'), { n: 5 }, { keep: 10 });
    }
    await storage.set(keys.connectionLock('T1'), randomBytes(16).toString('base64url'));
    await storage.set('cr:{jobs}:app:id', '17');
    await storage.append('cr:{jobs}:app:wait', '17', { keep: 10 });
    await storage.addTo(keys.workspaces('E1'), 'T1');
  }

  test('is planned: what it would touch, by key and kind, and nothing is written', async () => {
    await fill();
    const before = await everything(storage);
    const plan = await rotation().plan();
    expect(plan.newest).toEqual([
      { keyId: 'k3', kind: 'connection', count: 1 },
      { keyId: 'k3', kind: 'audit-entry', count: 1 },
    ]);
    expect(plan.older).toHaveLength(5);
    expect(plan.older).toEqual(
      expect.arrayContaining([
        { keyId: 'k1', kind: 'connection', count: 1 },
        { keyId: 'k1', kind: 'settings', count: 1 },
        { keyId: 'k1', kind: 'audit-entry', count: 2 },
        { keyId: 'k2', kind: 'connection', count: 1 },
        { keyId: 'k2', kind: 'audit-entry', count: 1 },
      ]),
    );
    expect(plan.unreadable).toEqual([]);
    expect(await everything(storage)).toEqual(before);
  });

  test('seals everything anew, each for its workspace and kind, and leaves alone what is not sealed', async () => {
    await fill();
    const before = await everything(storage);
    const { older, unreadable } = await rotation().rotate();
    expect(older.reduce((sum, { count }) => sum + count, 0)).toBe(6);
    expect(unreadable).toEqual([]);

    const newestAlone = recordsWith(storage, k3);
    const read = [
      await newestAlone.read(connection, 'T1', keys.connection('T1')),
      await newestAlone.read(settings, 'T1', keys.settings('T1')),
      await newestAlone.read(connection, 'T2', keys.connection('T2')),
      await newestAlone.read(connection, 'T3', keys.connection('T3')),
    ];
    expect(read).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
    const log = await newestAlone.latest(entry, 'T1', keys.auditLog('T1'), { count: 10 });
    expect(log).toEqual(Array(4).fill({ n: 5 }));

    const plain = ([key]: [string, unknown]) => key.includes('jobs') || key.includes('lock');
    const after = await everything(storage);
    expect(Object.entries(after).filter(plain)).toEqual(Object.entries(before).filter(plain));
    // What the newest key had sealed already is the same text as before.
    expect(after[keys.connection('T3')]).toEqual(before[keys.connection('T3')]);
  });

  test('is verified only once nothing needs an older key', async () => {
    await fill();
    expect((await rotation().verify()).older).toHaveLength(5);
    await rotation().rotate();
    const verified = await rotation().verify();
    expect({ older: verified.older, unreadable: verified.unreadable }).toEqual({ older: [], unreadable: [] });
    expect(verified.newest.reduce((sum, { count }) => sum + count, 0)).toBe(8);
    // With another key in front, it is another question.
    expect((await rotation(k2, k3).verify()).older).toHaveLength(3);
  });

  test('names what no key opens, leaves it alone, and goes on', async () => {
    await fill();
    const lost = newKey('k0');
    const namesake = newKey('k1');
    const impostor = newKey('k3');
    await recordsWith(storage, lost).write(connection, 'T4', keys.connection('T4'), { n: 6 });
    await recordsWith(storage, lost).append(entry, 'T1', keys.auditLog('T1'), { n: 7 }, { keep: 10 });
    await recordsWith(storage, namesake).write(connection, 'T5', keys.connection('T5'), { n: 8 });
    await recordsWith(storage, impostor).write(connection, 'T6', keys.connection('T6'), { n: 9 });
    const cut = (await createSealer([k1]).seal('…', { workspace: 'T7', kind: 'connection' })).slice(0, -40);
    await storage.set(keys.connection('T7'), cut);
    await storage.set(keys.settings('T7'), `${cut.slice(0, 20)}.`);
    const before = await everything(storage);

    const named = [
      { key: keys.auditLog('T1'), missingKey: 'k0', count: 1 },
      { key: keys.connection('T4'), missingKey: 'k0', count: 1 },
      { key: keys.connection('T5'), count: 1 },
      { key: keys.connection('T7'), count: 1 },
      { key: keys.settings('T7'), count: 1 },
    ];
    const { older, unreadable } = await rotation().rotate();
    expect(older.reduce((sum, { count }) => sum + count, 0)).toBe(6);
    expect(unreadable).toHaveLength(named.length);
    expect(unreadable).toEqual(expect.arrayContaining(named));

    const verified = await rotation().verify();
    expect(verified.older).toEqual([
      { keyId: 'k1', kind: 'connection', count: 2 }, // T5 and T7, which name it and do not open with it
    ]);
    // Under the newest key's name only opening tells.
    expect(verified.unreadable).toContainEqual({ key: keys.connection('T6'), count: 1 });
    const after = await everything(storage);
    for (const team of ['T4', 'T5', 'T6', 'T7']) {
      expect(after[keys.connection(team)]).toEqual(before[keys.connection(team)]);
    }
  });

  test('loses no write of an app that serves meanwhile, and brings back nothing it has deleted', async () => {
    const step = fc.constantFrom('write', 'change', 'take', 'read');
    const record = fc.record({
      team: fc.constantFrom('T1', 'T2', 'T3'),
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      kind: fc.constantFrom(connection, settings),
      sealedBy: fc.constantFrom(k1, k2, k3),
      steps: fc.array(step, { maxLength: 6 }),
    });
    const log = fc.record({
      team: fc.constantFrom('T1', 'T2', 'T3'),
      sealedBy: fc.array(fc.constantFrom(k1, k2, k3), { maxLength: 8 }),
      appended: fc.nat(8),
    });
    const unique = { selector: (value: { team: string; name?: string }) => `${value.team} ${value.name}` };
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(record, { ...unique, maxLength: 8 }),
        fc.uniqueArray(log, { ...unique, maxLength: 3 }),
        fc.infiniteStream(fc.nat(3)),
        async (values, logs, turns) => {
          await storage.deleteAll('cr:');
          const keep = 6;
          const keyOf = ({ team, name }: { team: string; name: string }) => `cr:{${team}}:ticket:${name}`;
          for (const [n, value] of values.entries()) {
            await recordsWith(storage, value.sealedBy).write(value.kind, value.team, keyOf(value), { n });
          }
          for (const { team, sealedBy } of logs) {
            for (const [n, key] of sealedBy.entries()) {
              await recordsWith(storage, key).append(entry, team, keys.auditLog(team), { n }, { keep });
            }
          }

          // Any order of what the app and the rotation do: each step at the store waits for some others.
          const unhurried = slowed(storage, () => turns.next().value ?? 0);
          const app = recordsWith(unhurried, ...ring);
          const kept = new Map<string, { n: number } | undefined>();
          const writers = values.map(async (value, index) => {
            const key = keyOf(value);
            kept.set(key, { n: index });
            for (const [at, step] of value.steps.entries()) {
              const next = { n: 100 * (index + 1) + at };
              if (step === 'read') expect(await app.read(value.kind, value.team, key)).toEqual(kept.get(key));
              if (step === 'write') await app.write(value.kind, value.team, key, next);
              if (step === 'take') expect(await app.take(value.kind, value.team, key)).toEqual(kept.get(key));
              const held = step === 'change' ? await app.hold(value.kind, value.team, key) : undefined;
              if (held) expect(await held.replace(next)).toBeDefined();
              if (step === 'write' || held) kept.set(key, next);
              if (step === 'take') kept.set(key, undefined);
            }
          });
          const loggers = logs.map(async ({ team, appended }) => {
            for (let n = 100; n < 100 + appended; n += 1) {
              await app.append(entry, team, keys.auditLog(team), { n }, { keep });
            }
          });
          await Promise.all([createKeyRotation({ storage: unhurried, ring }).rotate(), ...writers, ...loggers]);

          const verified = await rotation().verify();
          expect({ older: verified.older, unreadable: verified.unreadable }).toEqual({ older: [], unreadable: [] });
          const newestAlone = recordsWith(storage, k3);
          for (const value of values) {
            const key = keyOf(value);
            expect(await newestAlone.read(value.kind, value.team, key)).toEqual(kept.get(key));
          }
          for (const { team, sealedBy, appended } of logs) {
            const written = [...sealedBy.keys(), ...Array.from({ length: appended }, (_, n) => 100 + n)];
            const expected = written.reverse().slice(0, keep);
            const found = await newestAlone.latest(entry, team, keys.auditLog(team), { count: 100 });
            expect(found.map((value) => value?.n)).toEqual(expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 30_000);

  test('is not done, and says so, as long as one process seals with an old key; run again, it is', async () => {
    await fill();
    // A process that still has the old key in front writes whenever the rotation is about to replace what it wrote.
    const late = recordsWith(storage, k1, k3);
    let writes = 0;
    const raced: Storage = {
      ...storage,
      async replaceIf(key, value, next, options) {
        if (key === keys.connection('T1') && writes < 3) {
          writes += 1;
          await late.write(connection, 'T1', key, { n: 100 + writes });
        }
        return storage.replaceIf(key, value, next, options);
      },
    };
    await createKeyRotation({ storage: raced, ring }).rotate();
    expect(await recordsWith(storage, k3).read(connection, 'T1', keys.connection('T1'))).toEqual({ n: 103 });
    expect((await rotation().verify()).older).toEqual([]);

    await late.write(settings, 'T2', keys.settings('T2'), { n: 200 });
    expect((await rotation().verify()).older).toEqual([{ keyId: 'k1', kind: 'settings', count: 1 }]);
    await rotation().rotate();
    expect((await rotation().verify()).older).toEqual([]);
    expect(await recordsWith(storage, k3).read(settings, 'T2', keys.settings('T2'))).toEqual({ n: 200 });
  });

  test('a list longer than a page is sealed anew to its end, also while it grows', async () => {
    const length = 1_200;
    const old = recordsWith(storage, k1);
    for (let n = 0; n < length; n += 1) {
      await old.append(entry, 'T1', keys.auditLog('T1'), { n }, { keep: 2_000 });
    }
    const app = recordsWith(storage, ...ring);
    let appended = 0;
    const growing: Storage = {
      ...storage,
      async latest(key, options) {
        const page = await storage.latest(key, options);
        for (let i = 0; i < 7; i += 1, appended += 1) {
          await app.append(entry, 'T1', keys.auditLog('T1'), { n: length + appended }, { keep: 2_000 });
        }
        return page;
      },
    };
    const { older } = await createKeyRotation({ storage: growing, ring }).rotate();
    expect(older).toEqual([{ keyId: 'k1', kind: 'audit-entry', count: length }]);
    const found = await recordsWith(storage, k3).latest(entry, 'T1', keys.auditLog('T1'), { count: 3_000 });
    expect(found.map((value) => value?.n)).toEqual(Array.from({ length: length + appended }, (_, n) => n).reverse());
  });

  test('tells how far it is', async () => {
    await fill();
    const told: number[] = [];
    await createKeyRotation({ storage, ring, onProgress: (count) => told.push(count) }).rotate();
    expect(told.at(-1)).toBe(8);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });
});

test('in Redis, a ticket goes on to end when it would have, and what is no text is nobody’s business', async () => {
  const storage = createRedisStorage({ urls: [redis.url], onError });
  await redis.flush();
  await recordsWith(storage, k1).write(connection, 'T1', 'cr:{T1}:ticket:kind:hash', { n: 1 }, { ttlMs: 600_000 });
  await recordsWith(storage, k1).write(connection, 'T1', keys.connection('T1'), { n: 2 });
  await recordsWith(storage, k1).write(connection, 'T1', 'another-app:record', { n: 3 });
  await withClient(redis.port, async (client) => {
    await client.hset('cr:{jobs}:app:17', { name: 'add-receiver', data: '{"id":"V1"}' });
    await client.zadd('cr:{jobs}:app:delayed', 1, '17');
    await client.xadd('cr:{jobs}:app:events', '*', 'event', 'added');
    const { unreadable } = await createKeyRotation({ storage, ring }).rotate();
    expect(unreadable).toEqual([]);
    const remainingMs = await client.pttl('cr:{T1}:ticket:kind:hash');
    expect(remainingMs).toBeGreaterThan(500_000);
    expect(remainingMs).toBeLessThanOrEqual(600_000);
    expect(await client.pttl(keys.connection('T1'))).toBe(-1);
    expect(sealHeaderOf((await client.get('another-app:record')) ?? '')).toMatchObject({ keyId: 'k1' });
  });
  expect((await createKeyRotation({ storage, ring }).verify()).older).toEqual([]);
  await storage.close();
});

/** Every value and list. */
async function everything(storage: Storage): Promise<Record<string, string | string[] | undefined>> {
  const all: Record<string, string | string[] | undefined> = {};
  for await (const names of storage.walk('cr:', 'value')) for (const name of names) all[name] = await storage.get(name);
  for await (const names of storage.walk('cr:', 'list')) {
    for (const name of names) all[name] = await storage.latest(name, { count: 10_000 });
  }
  return all;
}

/** A store each of whose steps begins some turns later. */
function slowed(storage: Storage, turns: () => number): Storage {
  const wait = async () => {
    for (let left = turns(); left > 0; left -= 1) await nextTurn();
  };
  return {
    ...storage,
    get: async (key) => wait().then(() => storage.get(key)),
    set: async (...step) => wait().then(() => storage.set(...step)),
    take: async (key) => wait().then(() => storage.take(key)),
    append: async (...step) => wait().then(() => storage.append(...step)),
    latest: async (...step) => wait().then(() => storage.latest(...step)),
    replaceIf: async (...step) => wait().then(() => storage.replaceIf(...step)),
    replaceEntry: async (...step) => wait().then(() => storage.replaceEntry(...step)),
  };
}
