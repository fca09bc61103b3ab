import type { Act } from './acts.ts';
import type { Somebody } from './crowd.ts';

/** People who do things at a steady rate, whether or not what others do is over. */
export interface Load {
  /** Until it is over; resolves once the last one has what they wait for. */
  run(): Promise<void>;
  underWay(): number;
  /** How often something was to be done while nobody had their hands free. */
  leftOut(): number;
  /** What went wrong with the people themselves. */
  failures: string[];
}

export function createLoad(options: {
  people: readonly Somebody[];
  /** By name, with how often of a hundred times. */
  acts: Record<string, { share: number; act: Act }>;
  /** Per second. */
  rate: number;
  random: () => number;
  now: () => number;
  isOver: () => boolean;
  /** Puts away what is left open; gives for how long the person does nothing then, in milliseconds. */
  tidy: (person: Somebody) => Promise<number>;
}): Load {
  const { people, acts, rate, random, now, isOver, tidy } = options;
  const idle = [...people];
  const underWay = new Set<Promise<void>>();
  const failures: string[] = [];
  let leftOut = 0;

  function drawn(): [string, Act] {
    const all = Object.entries(acts);
    let at = random() * all.reduce((total, [, { share }]) => total + share, 0);
    for (const [name, { share, act }] of all) {
      at -= share;
      if (at < 0) return [name, act];
    }
    throw new Error('There is nothing to do.');
  }

  function begin(): void {
    const [name, act] = drawn();
    const [person] = idle.splice(Math.floor(random() * idle.length), 1);
    if (!person) {
      leftOut += 1;
      return;
    }
    const done = act(person)
      .catch((error: unknown) => void failures.push(`${name}: ${error instanceof Error ? error.stack : error}`))
      .then(() => tidy(person))
      .then((restMs) => {
        underWay.delete(done);
        setTimeout(() => idle.push(person), restMs).unref();
      });
    underWay.add(done);
  }

  return {
    async run() {
      for (let begun = 0; !isOver(); ) {
        for (const due = (now() / 1000) * rate; begun < due; begun += 1) begin();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      while (underWay.size > 0) await Promise.all(underWay);
    },
    underWay: () => underWay.size,
    leftOut: () => leftOut,
    failures,
  };
}
