import { CleverReachError, CleverReachUnauthorizedError, type Group } from '../../cleverreach/index.ts';
import { listGroups } from '../../operations/index.ts';
import type { Connected } from '../guards.ts';
import { inTime, TooLateError } from '../kit/in-time.ts';

/** Slack waits three seconds for a whole submission; its job checks again, and then without hurry. */
export const submissionPatienceMs = 1_200;

/**
 * The groups that exist, as far as CleverReach says so within `patienceMs`; undefined when it does not. For places where
 * Slack is waiting and where it is asked again later. A connection that no longer works is an error here as anywhere.
 */
export async function knownGroups({ cleverreach }: Connected, patienceMs: number): Promise<Group[] | undefined> {
  try {
    return await inTime(listGroups.run({}, cleverreach), patienceMs);
  } catch (error) {
    if (error instanceof TooLateError) return undefined;
    if (error instanceof CleverReachError && !(error instanceof CleverReachUnauthorizedError)) return undefined;
    throw error;
  }
}
