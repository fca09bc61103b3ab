import { Writable } from 'node:stream';
import getPort from 'get-port';
import { type App, type AppOptions, createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createInlineJobs } from '../src/jobs/inline-jobs.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import { createRedisJobs } from '../src/jobs/redis-jobs.ts';
import { createLogger } from '../src/logger.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import type { Feature } from '../src/slack/feature.ts';
import type { Settling } from '../src/slack/settling.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { createRecords, type Records } from '../src/storage/records.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import { createSealer, type Sealer } from '../src/storage/sealer.ts';
import type { Storage } from '../src/storage/storage.ts';
import { expectReferences } from './log-leaks.ts';
import { channel, type Surroundings, type SurroundingsOptions, startSurroundings } from './surroundings.ts';

export { admin, channel, guest, member } from './surroundings.ts';

export interface WorldOptions extends SurroundingsOptions {
  /** A real Redis for this world; without it records are kept in memory. */
  redisUrl?: string;
  /** Kept in place of either, for instance one whose clock or failures the test decides. */
  storage?: Storage;
  /** In place of the product's own. */
  features?: Feature[];
  /**
   * How long answers of CleverReach may be shown again. None are when left out, since most tests change CleverReach behind
   * the app's back and look at once.
   */
  reads?: AppOptions['reads'];
  /** Does the jobs of every process of this world, in place of a queue of its own. */
  jobs?: Jobs;
  /** How long it takes until it is known what came of a change; as in production, if left out. */
  settling?: Settling;
  /** How long an account is left alone that does not answer, in milliseconds; as good as not at all when left out. */
  recoverAfterMs?: number;
  /** How long a call to CleverReach may take; as in production, if left out. */
  timeouts?: AppOptions['timeouts'];
}

/** The product between a local Slack and a local CleverReach, all over real HTTP on loopback. */
export interface World extends Surroundings {
  /** What the app keeps, opened with its own keys, to read it or to write what it is to find; empty in worlds on Redis. */
  records: Records;
  /** Opens and seals with the app's own keys. */
  sealer: Sealer;
  /**
   * Types a command into {@link channel} and gives the answer as it was then, whichever way it came. A line that says that
   * work is going on is none.
   */
  ask(user: string, line: string): Promise<Message>;
  /** Everything the app has logged so far. */
  log(): string;
  /** Where the app itself listens that was started first. */
  url: string;
  /** Starts the app once more beside the first, with the same surroundings, keys and storage; closed with the world. */
  another(): Promise<Another>;
}

/** One more process. */
export interface Another {
  url: string;
  /** Resolves when all that it had begun is done. For worlds on Redis: another storage is everybody's. */
  stop(): Promise<void>;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const surroundings = await startSurroundings(options);
  const lines: string[] = [];
  const log = createLogger(
    'debug',
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    }),
  );
  const memory = options.storage ?? createMemoryStorage();
  const sealer = createSealer(loadConfig(surroundings.env).encryptionKeys);
  const apps: App[] = [];

  async function startApp(env: Record<string, string>): Promise<App> {
    const config = loadConfig(env);
    const storage: Storage = options.redisUrl
      ? createRedisStorage({ urls: config.redis.urls, onError: (error) => log.error({ err: error }, 'redis') })
      : memory;
    const onError = (error: unknown, job: unknown) => log.error({ err: error, job }, 'a job failed');
    const own = options.redisUrl
      ? createRedisJobs({
          urls: config.redis.urls,
          records: createRecords({ storage, sealer }),
          storage,
          onError,
          onOutage: (error) => log.error({ err: error }, 'jobs'),
        })
      : createInlineJobs({ onError });
    const app = await createApp({
      config,
      storage,
      jobs: options.jobs ?? own,
      log,
      ...(options.settling ? { settling: options.settling } : {}),
      recoverAfterMs: options.recoverAfterMs ?? 1,
      timeouts: options.timeouts,
      ...(options.features ? { features: options.features } : {}),
      reads: options.reads ?? { keepMs: 0 },
    });
    apps.push(app);
    await app.start();
    return app;
  }
  const written = () => lines.join('');
  surroundings.watchLog(written);
  await startApp(surroundings.env);

  return {
    ...surroundings,
    records: createRecords({ storage: memory, sealer }),
    sealer,
    async ask(user, line) {
      const { slack } = surroundings;
      const before = slack.messagesFor(user, channel).at(-1)?.ts ?? '0';
      const { message } = await slack.command(user, channel, `/cleverreach ${line}`);
      const match = ({ author, text }: Message) => author === 'app' && !text.endsWith(' …');
      // A copy: the message itself changes when another takes its place.
      return structuredClone(message ?? (await slack.waitForMessage(user, channel, { after: before, match })));
    },
    log: written,
    url: `http://127.0.0.1:${surroundings.env['PORT']}`,
    async another() {
      const port = String(await getPort({ host: '127.0.0.1' }));
      const app = await startApp({ ...surroundings.env, PORT: port });
      return {
        url: `http://127.0.0.1:${port}`,
        async stop() {
          apps.splice(apps.indexOf(app), 1);
          await app.stop();
        },
      };
    },
    async close() {
      await Promise.all(apps.map((app) => app.stop()));
      await surroundings.close();
      expectReferences(written(), surroundings);
    },
  };
}
