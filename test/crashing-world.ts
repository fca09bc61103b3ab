import getPort from 'get-port';
import { expect, vi } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { keys } from '../src/storage/keys.ts';
import { createRecords } from '../src/storage/records.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import { createSealer } from '../src/storage/sealer.ts';
import { createAuditLog } from '../src/workspaces/audit-log.ts';
import { type Crashable, createHolds, type Holds, startCrashable } from './crashable.ts';
import { interruptedChanges, type ReadyChange } from './interrupted-changes.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { startSurroundings } from './surroundings.ts';

/** A local Slack and a local CleverReach, and between them processes of the app that die where a test says. */
export interface CrashingWorld {
  redis: TestRedis;
  /** Where jobs are held, in whichever process. */
  holds: Holds;
  changes: ReturnType<typeof interruptedChanges>;
  /** The process that Slack talks to. */
  serving: Crashable;
  /** Starts one more beside those there are, which holds nothing yet; Slack talks to it from then on. */
  startAnother(): Promise<void>;
  /** Resolves once no job waits or runs any more. */
  idle(): Promise<void>;
  /**
   * It is as it was asked for, CleverReach was asked to once, the person was told once, and it was noted once. Where nobody can
   * find out whether CleverReach was asked to, it was at most once, and the person was told that.
   */
  expectOnce(change: ReadyChange, story?: string): Promise<void>;
  close(): Promise<void>;
}

/** The app is installed and connected, and serves. */
export async function startCrashingWorld(): Promise<CrashingWorld> {
  const redis = await startRedis();
  const surroundings = await startSurroundings({ redisUrl: redis.url });
  const storage = createRedisStorage({ urls: [redis.url], onError: (error) => expect.fail(error.message) });
  const sealer = createSealer(loadConfig(surroundings.env).encryptionKeys);
  const auditLog = createAuditLog({ records: createRecords({ storage, sealer }) });
  const holds = createHolds();
  const processes: Crashable[] = [];

  async function start(env: Record<string, string> = {}): Promise<Crashable> {
    const process = await startCrashable({ ...surroundings.env, ...env }, holds.isHeld);
    processes.push(process);
    surroundings.watchLog(process.stdout);
    return process;
  }

  const world: CrashingWorld = {
    redis,
    holds,
    changes: interruptedChanges(surroundings),
    serving: await start(),
    async startAnother() {
      const port = String(await getPort({ host: '127.0.0.1' }));
      world.serving = await start({ PORT: port });
      surroundings.slack.app.eventsUrl = `http://127.0.0.1:${port}/slack/events`;
    },
    async idle() {
      const isJob = new RegExp(`^${keys.jobQueue()}:.*:[\\w-]{22}$`);
      await vi.waitFor(
        async () => expect(Object.keys(await redis.dump()).filter((key) => isJob.test(key))).toEqual([]),
        { timeout: 20_000, interval: 50 },
      );
    },
    async expectOnce(change, story = '') {
      const { user, action, unclear } = change;
      const [answer = '', ...others] = change.answers();
      expect(others, story).toEqual([]);
      const isUnclear = unclear !== undefined && answer.includes(unclear.told);
      expect(isUnclear ? [change.once, unclear.effects] : [change.once], story).toContainEqual(change.effects());
      expect(change.isDone(), story).toBe(true);
      expect(answer, story).not.toBe('');
      const entries = await auditLog.latest(surroundings.workspace, { count: 1_000 });
      const own = entries.filter((entry) => entry?.userId === user && entry.action === action);
      const results = own.map((entry) => entry?.result);
      expect(results, story).toEqual([isUnclear ? 'partly' : 'done']);
    },
    async close() {
      for (const process of processes) await process.kill();
      await storage.close();
      await surroundings.close();
      await redis.close();
    },
  };
  await surroundings.ready();
  return world;
}
