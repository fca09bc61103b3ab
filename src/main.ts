import { createApp } from './app.ts';
import { ConfigError, loadConfig } from './config.ts';
import { createRedisJobs } from './jobs/redis-jobs.ts';
import { createLogger } from './logger.ts';
import { createRecords } from './storage/records.ts';
import { createRedisStorage } from './storage/redis-storage.ts';
import { createSealer } from './storage/sealer.ts';

/** Longer than any answer may take (CleverReach's writes get twenty seconds), shorter than what orchestrators grant. */
const stopDeadlineMs = 25_000;

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLogger(config.logLevel);
  const storage = createRedisStorage({
    urls: config.redis.urls,
    onError: (error) => log.error({ err: error }, 'Redis cannot be reached'),
  });
  const jobs = createRedisJobs({
    urls: config.redis.urls,
    records: createRecords({ storage, sealer: createSealer(config.encryptionKeys) }),
    storage,
    onError: (error, job) => log.error({ err: error, job }, 'a job failed'),
    onOutage: (error) => log.error({ err: error }, 'the queue of jobs cannot be reached'),
  });
  const app = await createApp({ config, storage, jobs, log });

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('could not stop in time');
      process.exit(1);
    }, stopDeadlineMs).unref();
    await app.stop();
    log.info('stopped');
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  const port = await app.start();
  log.info({ port, publicUrl: config.publicUrl }, 'listening');
}

main().catch((error: unknown) => {
  // A riddle at start helps nobody: what is wrong with the configuration is said in words, not as a stack trace.
  const text = error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  // At once: what was opened before it failed, the connection to Redis above all, would keep the process alive.
  process.exit(1);
});
