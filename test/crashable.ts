import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { follow, type RunningProduct } from './built-product.ts';

const momentSchema = z.object({
  number: z.number(),
  /** By the names of `OnMoment`, for instance `enqueue:noted` or `create:begun`. */
  moment: z.string(),
  /** The job's kind, and its id. */
  name: z.string(),
  id: z.string(),
});
/** What a job's process says: the job is at this moment, and goes on when it hears so. */
export type Moment = z.infer<typeof momentSchema>;
/** What it hears. */
export interface Answer {
  goOn: number;
}

/** Holds jobs at moments, for `startCrashable`. A job that is held at one does nothing more, also beside it. */
export interface Holds {
  isHeld(moment: Moment): boolean;
  /**
   * Has the next job of a kind held, at the first moment that fits. `reached` resolves with that moment once it is there, and
   * with `undefined` if the job ends without having met it.
   */
  next(name: string, fits: (moment: string) => boolean): { reached: Promise<string | undefined> };
}

export function createHolds(): Holds {
  type Hold = { fits: (moment: string) => boolean; tell: (moment: string | undefined) => void; isHeld: boolean };
  const expected = new Map<string, Hold>();
  const holds = new Map<string, Hold>();
  return {
    isHeld({ moment, name, id }) {
      const job = `${name} ${id}`;
      const begins = moment === 'enqueue:begun' ? expected.get(name) : undefined;
      if (begins) {
        expected.delete(name);
        holds.set(job, begins);
      }
      const hold = holds.get(job);
      if (!hold) return false;
      if (hold.fits(moment)) {
        hold.isHeld = true;
        hold.tell(moment);
      }
      if (moment === 'job:ended') hold.tell(undefined);
      return hold.isHeld;
    },
    next(name, fits) {
      const reached = new Promise<string | undefined>((tell) => {
        expected.set(name, { fits, tell, isHeld: false });
      });
      return { reached };
    },
  };
}

/** The product in a process of its own, whose jobs stop where the test says. */
export interface Crashable extends RunningProduct {
  /** Every moment so far, also those at which a job is held. */
  moments: Moment[];
  /** Ends it as the system does that runs out of memory: at once and without a word. */
  kill(): Promise<void>;
}

/**
 * Starts the product and resolves once it listens.
 *
 * @param isHeld asked at every moment of every job; a job that is held stays there until its process is killed.
 */
export async function startCrashable(
  env: Record<string, string>,
  isHeld: (moment: Moment) => boolean = () => false,
): Promise<Crashable> {
  const child = fork(fileURLToPath(new URL('crashing-app.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const moments: Moment[] = [];
  child.on('message', (message) => {
    const moment = momentSchema.parse(message);
    moments.push(moment);
    if (!isHeld(moment)) child.send({ goOn: moment.number } satisfies Answer, () => undefined);
  });
  const followed = follow(child);
  await followed.logged(/"msg":"listening"/);
  return {
    ...followed,
    moments,
    async kill() {
      child.kill('SIGKILL');
      await followed.exited;
    },
  };
}
