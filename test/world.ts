import { Writable } from 'node:stream';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createInlineJobs } from '../src/jobs/inline-jobs.ts';
import { createLogger } from '../src/logger.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Surroundings, type SurroundingsOptions, startSurroundings } from './surroundings.ts';

export { admin, channel, guest, member, stranger } from './surroundings.ts';

export interface WorldOptions extends SurroundingsOptions {
  /** A real Redis for this world; without it records are kept in memory. */
  redisUrl?: string;
}

/** The product between a local Slack and a local CleverReach, all over real HTTP on loopback. */
export interface World extends Surroundings {
  /** Everything the app has logged so far. */
  log(): string;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const surroundings = await startSurroundings(options);
  const config = loadConfig(surroundings.env);
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
  const storage: Storage = options.redisUrl
    ? createRedisStorage({ urls: config.redis.urls, onError: (error) => log.error({ err: error }, 'redis') })
    : createMemoryStorage();
  const jobs = createInlineJobs({ onError: (error, job) => log.error({ err: error, job }, 'a job failed') });
  const app = await createApp({ config, storage, jobs, log });
  await app.start();

  return {
    ...surroundings,
    log: () => lines.join(''),
    async close() {
      await app.stop();
      await surroundings.close();
    },
  };
}
