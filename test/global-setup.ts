import { spawnSync } from 'node:child_process';
import { hasRedis, installHint } from './redis.ts';

/**
 * Runs once before all tests: sees to a `redis-server`, so that test files running side by side do not each try to
 * install one. On a fresh container (root, Debian or Ubuntu) it is installed; elsewhere the error says what to do.
 */
export function setup(): void {
  if (!hasRedis()) installRedis();
}

function installRedis(): void {
  if (process.getuid?.() !== 0 || !succeeds('apt-get', ['--version'])) {
    throw new Error(`redis-server is not installed. ${installHint}`);
  }
  process.stdout.write('Installing redis-server for the tests …\n');
  apt('update');
  apt('install', '--yes', '--no-install-recommends', 'redis-server');
  if (!hasRedis()) throw new Error(`apt-get has installed redis-server, but it does not run. ${installHint}`);
}

function apt(...args: string[]): void {
  // Waits for its turn: on a fresh machine the system's own first update often holds the lock.
  const command = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args];
  const { status, stdout, stderr } = spawnSync('env', command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed. ${installHint}\n${stdout}\n${stderr}`);
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}
