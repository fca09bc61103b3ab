import * as z from 'zod';
import type { Journal } from './jobs.ts';

/** Something to be changed outside, of which it can be found out afterwards, more or less, whether it was. */
export interface OutsideChange<Before, Outcome> {
  /** The step's name; see `Step`. Its name with `-before` behind it is taken as well. */
  readonly name: string;
  /** What `look` gives, and what the change comes to, in the journal: as little as is needed. */
  readonly before: z.ZodType<Before>;
  readonly outcome: z.ZodType<Outcome>;
  /** How things are right before. Noted before anything is changed, so that what was there is never taken for what was made. */
  look(): Promise<Before>;
  make(before: Before): Promise<Outcome>;
  /**
   * An earlier process looked, and may have made the change or not: what came of it. Undefined where it certainly was not
   * made; then it is made now, after a new look.
   *
   * @param begunAt before the look, by that process's clock.
   */
  settle(before: Before, begunAt: Date): Promise<Outcome | undefined>;
}

/**
 * Makes a change as a step of a job that a process may die in at any moment, and any number of times: begun, looked, made, each
 * of them noted before the next. Every attempt is a step of its own, so that each is asked about by the time when it began.
 *
 * @throws JobError `job_interrupted`, and what the change's own functions throw; nothing is noted of that.
 */
export async function changeOnce<Before, Outcome>(
  journal: Journal,
  change: OutsideChange<Before, Outcome>,
  attempt = 1,
): Promise<Outcome> {
  const name = attempt === 1 ? change.name : `${change.name}-${attempt}`;
  const noteBefore = (before: Before[]) =>
    journal.once({ name: `${name}-before`, schema: z.array(change.before).max(1), run: async () => before });
  return journal.once({
    name,
    schema: change.outcome,
    async run() {
      const before = await change.look();
      await noteBefore([before]);
      return change.make(before);
    },
    async recover(begunAt) {
      // Where nothing is noted, that process died before it changed anything.
      const [before] = await noteBefore([]);
      const settled = before === undefined ? undefined : await change.settle(before, begunAt);
      return settled ?? changeOnce(journal, change, attempt + 1);
    },
  });
}
