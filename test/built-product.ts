import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { expectQuietProcess } from './log-leaks.ts';

/** The product as it is put into production, in a folder of its own. */
export interface BuiltProduct {
  directory: string;
  /** Starts it as `npm start` does, with this environment and nothing else. */
  start(env: Record<string, string>): RunningProduct;
  /** Runs `npm run keys` with this command, as `start` does. */
  keys(command: string, env: Record<string, string>): RunningProduct;
  /** Ends what still runs, then throws if one of its processes has told what no log may hold. */
  remove(): Promise<void>;
}

/** One process of it. */
export interface RunningProduct {
  pid: number | undefined;
  stdout(): string;
  stderr(): string;
  /** Resolves once a line of the log fits; rejects when the process ends before. */
  logged(pattern: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it has ended, with its exit code; null if a signal ended it. */
  exited: Promise<number | null>;
}

const repository = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs `npm run build` on a copy, so that a `dist` that is in use stays what it is. Everything runs with the Node that
 * runs the tests.
 */
export async function buildProduct(): Promise<BuiltProduct> {
  const directory = await mkdtemp(join(tmpdir(), 'built-product-'));
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'src']) {
    await cp(join(repository, name), join(directory, name), { recursive: true });
  }
  await symlink(join(repository, 'node_modules'), join(directory, 'node_modules'));
  await promisify(execFile)('npm', ['run', 'build'], { cwd: directory });
  // `npm start` is `node …`; npm itself is left out, since it is no part of the image either.
  const { scripts } = z
    .object({ scripts: z.object({ start: z.string().startsWith('node '), keys: z.string() }) })
    .parse(JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')));
  const started: { child: ChildProcess; process: RunningProduct; env: Record<string, string>; isLog: boolean }[] = [];

  /** With the arguments of the last `node` in a script. */
  function run(script: string, more: string[], env: Record<string, string>, isLog: boolean): RunningProduct {
    const args = script.slice(script.lastIndexOf('node ')).split(' ').slice(1);
    const child = spawn(execPath, [...args, ...more], { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const process = follow(child);
    started.push({ child, process, env, isLog });
    return process;
  }

  return {
    directory,
    start: (env) => run(scripts.start, [], env, true),
    keys: (command, env) => run(scripts.keys, [command], env, false),
    async remove() {
      for (const { child } of started) child.kill('SIGKILL');
      await rm(directory, { recursive: true, force: true });
      for (const { process, env, isLog } of started) {
        await process.exited;
        const [stdout, stderr] = [process.stdout(), process.stderr()];
        expectQuietProcess(isLog ? { stdout, stderr } : { stdout: '', stderr: stdout + stderr }, env);
      }
    },
  };
}

/** What a process says and how it ends. */
export function follow(child: ChildProcess): RunningProduct {
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
    for (const look of waiting) look();
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  // `close` comes after the last output, `exit` may come before.
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    pid: child.pid,
    stdout: () => stdout,
    stderr: () => stderr,
    logged(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!stdout.split('\n').some((line) => pattern.test(line))) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        exited.then((code) => reject(new Error(`ended with ${code} before it logged ${pattern}:\n${stdout}${stderr}`)));
      });
    },
    signal: (signal) => void child.kill(signal),
    exited,
  };
}
