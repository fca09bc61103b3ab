import * as z from 'zod';
import { receiverStateSchema } from '../../cleverreach/index.ts';

const timeSchema = z.coerce.date().exactOptional();

/** What of a receiver says how they stand; a receiver is one. Also as JSON brings it back. */
export const stateAndTimesSchema = z.object({
  state: receiverStateSchema,
  registeredAt: timeSchema,
  activatedAt: timeSchema,
  deactivatedAt: timeSchema,
  bouncedAt: timeSchema,
});
export type StateAndTimes = z.infer<typeof stateAndTimesSchema>;

/** How someone who is in a group stands there. `waiting` never confirmed, `unsubscribed` did not want it any more. */
export type Standing = 'active' | 'waiting' | 'unsubscribed' | 'bounced';

/** For mrkdwn. */
export const standingIcons: Record<Standing, string> = {
  active: ':large_green_circle:',
  waiting: ':large_yellow_circle:',
  unsubscribed: ':white_circle:',
  bounced: ':red_circle:',
};

/** How someone stands in a group, and since when, where CleverReach knows. Someone is waiting since they were registered. */
export function standingOf(receiver: StateAndTimes): { standing: Standing; since: Date | undefined } {
  const { state, registeredAt, activatedAt, deactivatedAt, bouncedAt } = receiver;
  const inactive = known(deactivatedAt) === undefined ? 'waiting' : 'unsubscribed';
  const standing = state === 'inactive' ? inactive : state;
  const since = { active: activatedAt, waiting: registeredAt, unsubscribed: deactivatedAt, bounced: bouncedAt };
  return { standing, since: known(since[standing]) };
}

/** CleverReach is younger than this. Some programs write 1 for a time, to create someone who is not active before the opt-in. */
const earliest = new Date('2000-01-01T00:00:00Z');

/** A time that can be one. */
export function known(time: Date | undefined): Date | undefined {
  return time !== undefined && time >= earliest ? time : undefined;
}
