import { describe, expect, test, vi } from 'vitest';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { type Storage, StorageError } from '../src/storage/storage.ts';
import { removing } from './removing.ts';
import { startWorld } from './world.ts';

describe('a removal during an outage', () => {
  /** A storage whose walk over all keys fails, as often as the test says, or waits. */
  function failingStorage() {
    const memory = createMemoryStorage();
    const failing = { erasures: 0, commands: 0, walk: async () => undefined as unknown };
    const fails = (kind: 'erasures' | 'commands') => failing[kind] > 0 && failing[kind]--;
    const storage: Storage = {
      ...memory,
      deleteAll: async (prefix) => {
        if (fails('erasures')) throw new StorageError('deleteAll: no answer');
        await failing.walk();
        return memory.deleteAll(prefix);
      },
      take: async (key) => {
        if (fails('commands')) throw new StorageError('take: no answer');
        return memory.take(key);
      },
    };
    return { storage, failing };
  }

  test('that Slack repeats when the app is installed again takes nothing from the new installation', async () => {
    const { storage, failing } = failingStorage();
    vi.useFakeTimers({ toFake: ['Date'] });
    const world = await startWorld({ storage });
    const tools = removing(world);
    try {
      const tenant = await tools.connectedTenant();
      // Each of the two events, and its first repeat.
      failing.erasures = 4;
      const delivered = await world.slack.uninstall(tenant.id);
      expect(delivered.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
      vi.setSystemTime(Date.now() + 60_000);
      expect((await tenant.install()).status).toBe(200);
      await tenant.connect();
      const repeated = await world.slack.deliverRetries();
      expect(repeated.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
      expect(await tools.statusIn(tenant)).toContain('onnected');
      expect(await storage.get(`cr:{${tenant.id}}:installation`)).toBeDefined();
      expect(await storage.get(`cr:{${tenant.id}}:connection`)).toBeDefined();
    } finally {
      vi.useRealTimers();
      await world.close();
    }
  });

  test('whose erasing takes long takes nothing of what is installed meanwhile', async () => {
    const { storage, failing } = failingStorage();
    const world = await startWorld({ storage });
    const tools = removing(world);
    try {
      const tenant = await tools.connectedTenant();
      let end = (): void => expect.fail('nothing is being erased');
      const begun = new Promise<void>((begin) => {
        failing.walk = () => {
          failing.walk = async () => undefined;
          begin();
          return new Promise<void>((over) => {
            end = over;
          });
        };
      });
      const removed = world.slack.uninstall(tenant.id);
      await begun;
      const installed = tenant.install();
      await vi.waitFor(() => expect(world.slack.exchanges({ name: 'oauth.v2.access' }).at(-1)?.outcome).toBe('ok'));
      end();
      await Promise.all([removed, installed]);
      await tenant.connect();
      expect(await tools.statusIn(tenant)).toContain('is connected');
    } finally {
      await world.close();
    }
  });

  test.each([
    ['the erasing', { erasures: 1 }],
    ['the erasing, and the first repeat too', { erasures: 2 }],
    ['the reading of the connection', { commands: 1 }],
  ])('%s fails: Slack hears it, repeats, and then all is gone and revoked', async (_case, failures) => {
    const { storage, failing } = failingStorage();
    const world = await startWorld({ storage });
    const tools = removing(world);
    try {
      const tenant = await tools.connectedTenant();
      const token = tools.newestToken();
      Object.assign(failing, failures);
      const events = () => world.slack.exchanges({ direction: 'to-app', kind: 'event', name: 'app_uninstalled' });
      await world.slack.uninstall(tenant.id);
      await world.slack.deliverRetries();
      const statuses = events().map(({ response }) => response?.status);
      expect(statuses.slice(0, -1).every((status) => status === 503)).toBe(true);
      expect(statuses.length).toBeGreaterThan(1);
      expect(statuses.at(-1)).toBe(200);
      expect(await storage.get(`cr:{${tenant.id}}:connection`)).toBeUndefined();
      expect(await storage.deleteAll(`cr:{${tenant.id}}:`)).toBe(0);
      expect(await tools.works(token)).toBe(false);
    } finally {
      await world.close();
    }
  });
});
