import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createRedisJobs } from '../src/jobs/redis-jobs.ts';
import { createLogger } from '../src/logger.ts';
import { createRecords } from '../src/storage/records.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import { createSealer } from '../src/storage/sealer.ts';
import type { Answer, Moment } from './crashable.ts';

/**
 * The product as `main.ts` starts it, in a process of its own that a test starts by `startCrashable`: it says of every moment
 * of its jobs that it is there, and goes on only when it is told to.
 */

const config = loadConfig();
const log = createLogger(config.logLevel);
const { urls } = config.redis;
const storage = createRedisStorage({ urls, onError: (error) => log.error({ err: error }, 'Redis cannot be reached') });

const waiting = new Map<number, () => void>();
process.on('message', ({ goOn }: Answer) => {
  waiting.get(goOn)?.();
  waiting.delete(goOn);
});
// Nobody is left who would tell it to go on, or kill it.
process.on('disconnect', () => process.exit(1));

const jobs = createRedisJobs({
  urls,
  records: createRecords({ storage, sealer: createSealer(config.encryptionKeys) }),
  storage,
  onError: (error, job) => log.error({ err: error, job }, 'a job failed'),
  onOutage: (error) => log.error({ err: error }, 'the queue of jobs cannot be reached'),
  timing: { lockMs: 1_000, checkMs: 250, retryMs: 500 },
  onMoment: (moment, { name, id }) =>
    new Promise((resolve) => {
      const number = waiting.size === 0 ? 1 : Math.max(...waiting.keys()) + 1;
      waiting.set(number, resolve);
      process.send?.({ number, moment, name, id } satisfies Moment);
    }),
});
const app = await createApp({ config, storage, jobs, log, settling: { lateMs: 500, againMs: 100 } });
process.on('SIGTERM', () => app.stop().then(() => process.exit(0)));
await app.start();
log.info('listening');
