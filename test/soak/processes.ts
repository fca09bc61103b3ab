import { readFile } from 'node:fs/promises';
import getPort from 'get-port';
import type { BuiltProduct, RunningProduct } from '../built-product.ts';
import type { Killing } from './books.ts';
import type { Gateway } from './gateway.ts';

/** The product's processes behind the gateway. */
export interface Processes {
  /** Starts one more under a name and lets requests in. */
  start(name: string): Promise<void>;
  /** Ends the one whose turn it is without a word, and starts it again. */
  kill(): Promise<void>;
  /** Has the one whose turn it is end in good order, and starts it again. */
  restart(): Promise<void>;
  /** Ends all; gives their exit codes. */
  stop(): Promise<(number | null)[]>;
  killings: Killing[];
  /** Resident memory of each, in bytes. */
  memory(): Promise<number[]>;
  /** Ends that were not asked for, with their code. */
  crashes: string[];
  /** What was logged at `error` and above, by message, with how often. */
  errors: Map<string, number>;
}

export function createProcesses(options: {
  product: BuiltProduct;
  env: Record<string, string>;
  gateway: Gateway;
  now: () => number;
}): Processes {
  const { product, env, gateway, now } = options;
  const running = new Map<string, RunningProduct>();
  const names: string[] = [];
  const killings: Killing[] = [];
  const crashes: string[] = [];
  const errors = new Map<string, number>();
  let turn = 0;

  async function start(name: string): Promise<void> {
    const port = await getPort({ host: '127.0.0.1' });
    const child = product.start({ ...env, PORT: String(port), LOG_LEVEL: 'error' });
    running.set(name, child);
    if (!names.includes(name)) names.push(name);
    child.exited.then((code) => {
      note(child.stdout());
      // Whoever ends it on purpose has taken it off the list before.
      if (running.get(name) === child) crashes.push(`${name} ended with ${code}: ${child.stderr().slice(-2_000)}`);
    });
    const url = `http://127.0.0.1:${port}`;
    await untilReady(url, child);
    gateway.targets.set(name, url);
  }

  function note(lines: string): void {
    for (const line of lines.split('\n')) {
      if (line === '') continue;
      const { level, msg }: { level: number; msg: string } = JSON.parse(line);
      if (level >= 50) errors.set(msg, (errors.get(msg) ?? 0) + 1);
    }
  }

  function take(): { name: string; child: RunningProduct | undefined } {
    turn += 1;
    const name = names[turn % names.length] ?? '';
    const child = running.get(name);
    running.delete(name);
    return { name, child };
  }

  return {
    start,
    killings,
    crashes,
    errors,
    async kill() {
      const { name, child } = take();
      killings.push({ process: name, atMs: now() });
      child?.signal('SIGKILL');
      await child?.exited;
      gateway.targets.delete(name);
      await start(name);
    },
    async restart() {
      const { name, child } = take();
      child?.signal('SIGTERM');
      const code = await child?.exited;
      if (code !== 0) crashes.push(`${name} ended with ${code} when it was told to stop`);
      gateway.targets.delete(name);
      await start(name);
    },
    async stop() {
      const children = [...running.values()];
      running.clear();
      for (const child of children) child.signal('SIGTERM');
      return Promise.all(children.map(({ exited }) => exited));
    },
    async memory() {
      return Promise.all([...running.values()].map(({ pid }) => residentBytes(pid)));
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
