import { setTimeout as sleep } from 'node:timers/promises';

/** How long it takes until it is known what came of a change to which CleverReach's answer is missing. In milliseconds. */
export interface Settling {
  /** How long after it was begun a change of a process that died may still be made: as long as CleverReach has for an answer. */
  lateMs: number;
  /** Until it is looked once more. */
  againMs: number;
}

/** `lateMs` is the deadline of a write (`cleverreach/index.ts`). */
export const inProduction: Settling = { lateMs: 20_000, againMs: 2_500 };

/** How much the clocks of CleverReach, of this process and of an earlier one may differ, in milliseconds. */
const clocksDifferMs = 5 * 60_000;

/** Whether what CleverReach says was done then may have been done by what was begun at the other time, or was done later. */
export function isSince(at: Date, begunAt: Date): boolean {
  return at.getTime() >= begunAt.getTime() - clocksDifferMs;
}

/** Whether it may have been done by what was begun then: not later than that takes. */
export function isAround(at: Date, begunAt: Date): boolean {
  return isSince(at, begunAt) && at.getTime() <= begunAt.getTime() + clocksDifferMs;
}

/** Looks twice: what was sent a moment ago may need one more. What is found, or undefined. */
export function lookTwice<T>(look: () => Promise<T | undefined>, { againMs }: Settling): Promise<T | undefined> {
  return lookUntil(look, Date.now() + againMs, againMs);
}

/** Looks until what a process that died has begun cannot come any more. What is found, or undefined. */
export function lookUntilOver<T>(
  look: () => Promise<T | undefined>,
  begunAt: Date,
  { lateMs, againMs }: Settling,
): Promise<T | undefined> {
  // That process's clock may be ahead.
  return lookUntil(look, Math.min(begunAt.getTime(), Date.now()) + lateMs, againMs);
}

/** The last look is one after the time is over. */
async function lookUntil<T>(
  look: () => Promise<T | undefined>,
  untilMs: number,
  againMs: number,
): Promise<T | undefined> {
  for (;;) {
    const leftMs = untilMs - Date.now();
    const found = await look();
    if (found !== undefined || leftMs <= 0) return found;
    await sleep(Math.min(againMs, leftMs));
  }
}
