import { ConfigError, loadStoreConfig } from './config.ts';
import { createKeyRotation, type KeyReport, type SealedCount } from './storage/key-rotation.ts';
import { createRedisStorage } from './storage/redis-storage.ts';
import { StorageError } from './storage/storage.ts';

/** What the process ends with. */
const exitCodes = { done: 0, notDone: 1, failed: 2 } as const;

const usage = `What seals the records, and a change of keys while the app serves:

  npm run keys -- plan     says what a rotation would touch; writes nothing
  npm run keys -- rotate   seals everything anew with the newest key, the first of ENCRYPTION_KEYS
  npm run keys -- verify   proves that no record needs another key than the newest

It reads REDIS_URL and ENCRYPTION_KEYS. Before rotating, every process of the app must have the new key.
It ends with 0 when all is well, with 1 when records need an older key or do not open, with 2 when it could not be done.`;

/** So often the walk says how far it is, in records: every few seconds. */
const progressStep = 5_000;
/** More names than these nobody reads. */
const mostNamed = 100;

const commands = { plan, rotate, verify };

async function main([name = '', ...rest]: string[]): Promise<number> {
  const command = Object.entries(commands).find(([known]) => known === name)?.[1];
  if (command === undefined || rest.length > 0) {
    process.stderr.write(`${usage}\n`);
    return exitCodes.failed;
  }
  const { redis, encryptionKeys } = loadStoreConfig();
  // Whatever is wrong with Redis is in the error of the step that fails.
  const storage = createRedisStorage({ urls: redis.urls, onError: () => undefined });
  let told = 0;
  const onProgress = (count: number) => {
    if (count < told + progressStep) return;
    told = count;
    process.stderr.write(`… ${records(count)} so far\n`);
  };
  try {
    const [newest, ...others] = encryptionKeys.map(({ id }) => id);
    say(
      `The newest key is ${newest}${others.length === 0 ? ', and there is no other.' : `; older: ${others.join(', ')}.`}`,
    );
    return await command(createKeyRotation({ storage, ring: encryptionKeys, onProgress }));
  } finally {
    await storage.close();
  }
}

type Rotation = ReturnType<typeof createKeyRotation>;

async function plan(rotation: Rotation): Promise<number> {
  const report = await rotation.plan();
  sayCounts([...report.older, ...report.newest]);
  sayUnreadable(report);
  say(`A rotation would seal ${records(sum(report.older))} anew. Nothing was written.`);
  return exitCodes.done;
}

async function rotate(rotation: Rotation): Promise<number> {
  const report = await rotation.rotate();
  sayCounts(report.older);
  sayUnreadable(report);
  say(`${records(sum(report.older))} sealed anew; ${records(sum(report.newest))} had the newest key already.`);
  return report.unreadable.length === 0 ? exitCodes.done : exitCodes.notDone;
}

async function verify(rotation: Rotation): Promise<number> {
  const report = await rotation.verify();
  sayCounts(report.older);
  sayUnreadable(report);
  if (report.older.length > 0) say(`${records(sum(report.older))} still sealed with an older key.`);
  if (report.older.length > 0 || report.unreadable.length > 0) return exitCodes.notDone;
  say(`All of ${records(sum(report.newest))} open with the newest key alone. No other is needed for them.`);
  return exitCodes.done;
}

function sayCounts(counts: SealedCount[]): void {
  if (counts.length === 0) return;
  const rows = counts
    .map(({ keyId, kind, count }) => [keyId, kind, number(count)] as const)
    .sort((a, b) => a[0].localeCompare(b[0]) || a[1].localeCompare(b[1]));
  const all = [['key', 'kind', 'records'] as const, ...rows];
  const width = (column: 0 | 1 | 2) => Math.max(...all.map((row) => row[column].length));
  const lines = all.map(([key, kind, count]) =>
    [key.padEnd(width(0)), kind.padEnd(width(1)), count.padStart(width(2))].join('  '),
  );
  say(`\n${lines.join('\n')}\n`);
}

function sayUnreadable({ unreadable }: KeyReport): void {
  if (unreadable.length === 0) return;
  const lines = unreadable.map(({ key, missingKey, count }) => {
    const why = missingKey === undefined ? 'broken' : `sealed with ${missingKey}, which is not in ENCRYPTION_KEYS`;
    return `  ${key}: ${count === 1 ? '' : `${number(count)} entries, `}${why}`;
  });
  const hidden = lines.length - mostNamed;
  const shown = [...lines.slice(0, mostNamed), ...(hidden > 0 ? [`  and ${number(hidden)} more`] : [])];
  const total = sum(unreadable);
  say(`${records(total)} that ${total === 1 ? 'does' : 'do'} not open, left as they are:\n${shown.join('\n')}`);
}

function sum(counts: readonly { count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

function records(count: number): string {
  return `${number(count)} ${count === 1 ? 'record' : 'records'}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What can be helped is said in words, not as a stack trace. */
function textOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof StorageError) {
    return `Redis did not do what was asked: ${error.message}\nWhat was done up to here stays done: run the same command again.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = exitCodes.failed;
    process.stderr.write(`${textOf(error)}\n`);
  },
);
