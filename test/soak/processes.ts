import { readFile } from 'node:fs/promises';
import getPort from 'get-port';
import { z } from 'zod';
import type { BuiltProduct, RunningProduct } from '../built-product.ts';
import type { Killing } from './books.ts';
import type { Gateway } from './gateway.ts';

/** The product's processes behind the gateway. */
export interface Processes {
  /** Starts one more under a name and lets requests in. */
  start(name: string): Promise<void>;
  /** Ends one without a word, and starts it again. */
  kill(name: string): Promise<void>;
  /** Has one end in good order, and starts it again. */
  restart(name: string): Promise<void>;
  /** Has all end in good order. */
  stop(): Promise<void>;
  killings: Killing[];
  restarts(): number;
  /** Resident memory of each in bytes, by name; of one that is being started there is none. */
  memory(): Promise<Map<string, number>>;
  /** What nobody asked for: ends with their code, what came out on stderr, fatal errors and mistakes of the program. */
  unhandled: string[];
  /** What was logged at `error` and above, by message, with how often. */
  errors: Map<string, number>;
}

const logLine = z.object({
  level: z.number(),
  msg: z.string(),
  err: z.object({ type: z.string(), message: z.string() }).partial().optional(),
});

/** What JavaScript itself throws: nobody has provided for it. */
const mistakes = /^(TypeError|RangeError|ReferenceError|SyntaxError|AssertionError)$/;

export function createProcesses(options: {
  product: BuiltProduct;
  env: Record<string, string>;
  gateway: Gateway;
  now: () => number;
}): Processes {
  const { product, env, gateway, now } = options;
  const running = new Map<string, RunningProduct>();
  const killings: Killing[] = [];
  const unhandled: string[] = [];
  const errors = new Map<string, number>();
  let restarts = 0;

  async function start(name: string): Promise<void> {
    const port = await getPort({ host: '127.0.0.1' });
    const child = product.start({ ...env, PORT: String(port), LOG_LEVEL: 'error' });
    running.set(name, child);
    child.exited.then((code) => {
      note(name, child);
      // Whoever ends it on purpose has taken it off the list before.
      if (running.get(name) === child) unhandled.push(`${name} ended by itself, with ${code}`);
    });
    const url = `http://127.0.0.1:${port}`;
    await untilReady(url, child);
    gateway.targets.set(name, { url, isEnding: false });
  }

  function note(name: string, child: RunningProduct): void {
    if (child.stderr() !== '') unhandled.push(`${name} on stderr: ${child.stderr().slice(-2_000)}`);
    // The last line of a process that was killed may have no end.
    for (const line of child.stdout().split('\n').slice(0, -1)) {
      const { level, msg, err } = logLine.parse(JSON.parse(line));
      if (level < 50) continue;
      errors.set(msg, (errors.get(msg) ?? 0) + 1);
      if (level >= 60 || mistakes.test(err?.type ?? '')) unhandled.push(`${name}: ${line.slice(0, 2_000)}`);
    }
  }

  /** Off the list: that it ends is meant. */
  function take(name: string): RunningProduct | undefined {
    const child = running.get(name);
    running.delete(name);
    return child;
  }

  async function end(name: string): Promise<void> {
    const child = take(name);
    const target = gateway.targets.get(name);
    if (target) target.isEnding = true;
    child?.signal('SIGTERM');
    const code = await child?.exited;
    if (code !== 0) unhandled.push(`${name} ended with ${code} when it was told to stop`);
    gateway.targets.delete(name);
  }

  return {
    start,
    killings,
    unhandled,
    errors,
    restarts: () => restarts,
    async kill(name) {
      const child = take(name);
      const atMs = now();
      child?.signal('SIGKILL');
      await child?.exited;
      killings.push({ process: name, atMs, endedAtMs: now() });
      gateway.targets.delete(name);
      await start(name);
    },
    async restart(name) {
      restarts += 1;
      await end(name);
      await start(name);
    },
    async stop() {
      await Promise.all([...running.keys()].map(end));
    },
    async memory() {
      const sizes = [...running].map(async ([name, { pid }]) => [name, await residentBytes(pid)] as const);
      return new Map((await Promise.all(sizes)).filter(([, bytes]) => bytes > 0));
    },
  };
}

async function residentBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

async function untilReady(url: string, child: RunningProduct): Promise<void> {
  let hasEnded = false;
  child.exited.then(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    const isReady = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
