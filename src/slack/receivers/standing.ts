import type { Receiver } from '../../cleverreach/index.ts';
import { type StateInGroup, stateInGroup } from './add/states.ts';

/** For mrkdwn. */
export const standingIcons: Record<StateInGroup, string> = {
  active: ':large_green_circle:',
  waiting: ':large_yellow_circle:',
  unsubscribed: ':white_circle:',
  bounced: ':red_circle:',
};

/** How someone stands in a group, and since when, where CleverReach knows. Someone is waiting since they were registered. */
export function standingOf(receiver: Receiver): { standing: StateInGroup; since: Date | undefined } {
  const standing = stateInGroup(receiver);
  const { registeredAt, activatedAt, deactivatedAt, bouncedAt } = receiver;
  const since = { active: activatedAt, waiting: registeredAt, unsubscribed: deactivatedAt, bounced: bouncedAt };
  return { standing, since: known(since[standing]) };
}

/** CleverReach is younger than this; some programs write 1 into a time that means "at some time". */
const earliest = new Date('2000-01-01T00:00:00Z');

/** A time that can be one. */
export function known(time: Date | undefined): Date | undefined {
  return time !== undefined && time >= earliest ? time : undefined;
}
