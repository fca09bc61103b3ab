import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The demo as a newcomer starts it, in a process of its own. */
export interface RunningDemo {
  /** The one address it prints. */
  url: string;
  stop(): Promise<void>;
}

/** Two that start at the same moment may choose the same ports; the one that comes second starts once more. */
export function startDemo(): Promise<RunningDemo> {
  return startOnce().catch((error: unknown) => {
    if (!String(error).includes('EADDRINUSE')) throw error;
    return startOnce();
  });
}

async function startOnce(): Promise<RunningDemo> {
  const child = spawn('npm', ['run', 'demo'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group, so that npm and what it starts end together.
    detached: true,
  });
  const url = await addressOf(child);
  return {
    url,
    async stop() {
      const ended = once(child, 'exit');
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /Open\s+(http:\/\/\S+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`The demo ended before it was up:\n${output}`)));
  });
}
