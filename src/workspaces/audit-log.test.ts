import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRedis, type TestRedis } from '../../test/redis.ts';
import { keys } from '../storage/keys.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createRedisStorage } from '../storage/redis-storage.ts';
import { createSealer } from '../storage/sealer.ts';
import type { Storage } from '../storage/storage.ts';
import { type AuditEntry, createAuditLog } from './audit-log.ts';
import { createInstallations } from './installations.ts';

const workspace = 'T0NORDWIND';

const entry: AuditEntry = {
  at: new Date('2026-11-25T09:30:00.123Z'),
  userId: 'U1',
  userName: 'Anna Becker',
  action: 'receiver.unsubscribe',
  address: 'otto@example.com',
  groups: [{ id: '1', name: 'Newsletter' }, { id: '2' }],
  result: 'partly',
  reference: 'req-1',
  detail: 'one of two',
};
const draft: AuditEntry = {
  at: new Date('2026-11-25T10:00:00Z'),
  userId: 'U2',
  action: 'mailing.draft',
  mailing: { id: '77', name: 'Advent' },
  result: 'done',
};

function scene(storage: Storage) {
  const records = createRecords({ storage, sealer: createSealer([{ id: 'k', key: new Uint8Array(32).fill(1) }]) });
  return { audit: createAuditLog({ records }), installations: createInstallations({ records, storage }) };
}

describe('the audit log', () => {
  test('gives back what was done, newest first, page by page, to its workspace alone', async () => {
    const { audit } = scene(createMemoryStorage());
    expect(await audit.latest(workspace, { count: 10 })).toEqual([]);
    await audit.add(workspace, entry);
    await audit.add(workspace, draft);
    expect(await audit.latest(workspace, { count: 10 })).toEqual([draft, entry]);
    expect(await audit.latest(workspace, { from: 1, count: 1 })).toEqual([entry]);
    expect(await audit.latest('T0OTHER', { count: 10 })).toEqual([]);
  });

  test('names fifty groups of an entry, and says how many they were', async () => {
    const { audit } = scene(createMemoryStorage());
    const groups = Array.from({ length: 120 }, (_, i) => ({ id: String(i) }));
    await audit.add(workspace, { ...entry, groups });
    await audit.add(workspace, { ...entry, groups: groups.slice(0, 50) });
    const [exact, cut] = await audit.latest(workspace, { count: 2 });
    expect(cut).toMatchObject({ groups: groups.slice(0, 50), groupsInAll: 120 });
    expect(exact?.groups).toHaveLength(50);
    expect(exact).not.toHaveProperty('groupsInAll');
  });

  test('keeps the newest five thousand entries', async () => {
    const memory = createMemoryStorage();
    const kept: number[] = [];
    const { audit } = scene({
      ...memory,
      append: (key, value, { keep }) => {
        kept.push(keep);
        return memory.append(key, value, { keep: 2 });
      },
    });
    for (const userId of ['U1', 'U2', 'U3']) await audit.add(workspace, { ...draft, userId });
    expect(kept).toEqual([5_000, 5_000, 5_000]);
    expect((await audit.latest(workspace, { count: 10 })).map((one) => one?.userId)).toEqual(['U3', 'U2']);
  });

  test('shows the others where one cannot be read', async () => {
    const storage = createMemoryStorage();
    const { audit } = scene(storage);
    await audit.add(workspace, entry);
    await storage.append(keys.auditLog(workspace), 'planted', { keep: 10 });
    await audit.add(workspace, draft);
    expect(await audit.latest(workspace, { count: 10 })).toEqual([draft, undefined, entry]);
  });
});

describe('the audit log in Redis', () => {
  let redis: TestRedis;
  let storage: Storage;
  beforeAll(async () => {
    redis = await startRedis();
    storage = createRedisStorage({ urls: [redis.url], onError: () => undefined });
  });
  afterAll(async () => {
    await storage?.close();
    await redis?.close();
  });

  test('is sealed, and goes with everything else of a workspace that removes the app', async () => {
    const { audit, installations } = scene(storage);
    await audit.add(workspace, entry);
    await audit.add('T0OTHER', draft);
    const dump = JSON.stringify(await redis.dump());
    expect(dump).toContain(keys.auditLog(workspace));
    expect(dump).not.toMatch(/otto@|Anna Becker|Newsletter|Advent/);
    await installations.erase(workspace);
    expect(await audit.latest(workspace, { count: 10 })).toEqual([]);
    expect(await audit.latest('T0OTHER', { count: 10 })).toEqual([draft]);
  });
});
