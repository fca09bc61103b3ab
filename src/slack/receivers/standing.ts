import type { Receiver } from '../../cleverreach/index.ts';

/** A receiver's state as a person understands it: whoever never confirmed is inactive too, but has not unsubscribed. */
export type Standing = 'active' | 'waiting' | 'inactive' | 'bounced';

/** For mrkdwn. */
export const standingIcons: Record<Standing, string> = {
  active: ':large_green_circle:',
  waiting: ':large_yellow_circle:',
  inactive: ':white_circle:',
  bounced: ':red_circle:',
};

/** CleverReach is younger than this; some programs write 1 into a time that means "at some time". */
const earliest = new Date('2000-01-01T00:00:00Z');

/** A receiver's state, and since when it is so, where CleverReach knows. Someone is waiting since they were registered. */
export function standingOf(receiver: Receiver): { standing: Standing; since: Date | undefined } {
  const { state, registeredAt, activatedAt, deactivatedAt, bouncedAt } = receiver;
  if (state === 'active') return { standing: 'active', since: known(activatedAt) };
  if (state === 'bounced') return { standing: 'bounced', since: known(bouncedAt) };
  return activatedAt === undefined && deactivatedAt === undefined
    ? { standing: 'waiting', since: known(registeredAt) }
    : { standing: 'inactive', since: known(deactivatedAt) };
}

/** A time that can be one. */
export function known(time: Date | undefined): Date | undefined {
  return time !== undefined && time >= earliest ? time : undefined;
}
