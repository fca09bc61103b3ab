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

/** Says where jobs are held; one that is held at a moment does nothing more, also not beside it. */
export interface Holds {
  isHeld(moment: Moment): boolean;
  /**
   * Holds the next job of a kind that is enqueued, or the job that was held before, at the first moment that fits. Resolves with
   * it once the job is there, and with undefined if it ends without having met one.
   */
  hold(job: string | Moment, fits: (moment: string) => boolean): Promise<Moment | undefined>;
  /** Holds nothing any more, until it is told to again: of processes to come, and those that are there. */
  clear(): void;
}

export function createHolds(): Holds {
  interface Hold {
    fits: (moment: string) => boolean;
    tell: (moment: Moment | undefined) => void;
    isHeld: boolean;
  }
  const expected = new Map<string, Hold>();
  const holds = new Map<string, Hold>();
  const keyOf = ({ name, id }: Moment) => `${name} ${id}`;
  return {
    isHeld(moment) {
      const { name } = moment;
      const begins = moment.moment === 'enqueue:begun' ? expected.get(name) : undefined;
      if (begins) {
        expected.delete(name);
        holds.set(keyOf(moment), begins);
      }
      const hold = holds.get(keyOf(moment));
      if (hold?.fits(moment.moment)) {
        hold.isHeld = true;
        hold.tell(moment);
      }
      if (moment.moment === 'job:ended') hold?.tell(undefined);
      return hold?.isHeld ?? false;
    },
    hold: (job, fits) =>
      new Promise((tell) => {
        const hold = { fits, tell, isHeld: false };
        if (typeof job === 'string') expected.set(job, hold);
        else holds.set(keyOf(job), hold);
      }),
    clear() {
      expected.clear();
      holds.clear();
    },
  };
}

/** The product in a process of its own, whose jobs stop where the test says. */
export interface Crashable extends RunningProduct {
  /** Every moment so far, also those at which a job is held. */
  moments: Moment[];
  /** Lets go on what is held. */
  release(): void;
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
  const held = new Set<Moment>();
  // It may be dead by then, and then there is nobody to tell.
  const goOn = ({ number }: Moment) => child.send({ goOn: number } satisfies Answer, () => undefined);
  child.on('message', (message) => {
    const moment = momentSchema.parse(message);
    moments.push(moment);
    if (isHeld(moment)) held.add(moment);
    else goOn(moment);
  });
  const followed = follow(child);
  await followed.logged(/"msg":"listening"/);
  return {
    ...followed,
    moments,
    release() {
      for (const moment of held) goOn(moment);
      held.clear();
    },
    async kill() {
      child.kill('SIGKILL');
      await followed.exited;
    },
  };
}
