import { CleverReachError, CleverReachUnauthorizedError, type Group } from '../../cleverreach/index.ts';
import { inTime, TooLateError } from '../kit/in-time.ts';
import { type AskingGroups, currentGroups } from './current-groups.ts';

/** Slack waits three seconds for a whole submission; its job checks again, and then without hurry. */
export const submissionPatienceMs = 1_200;

/**
 * The groups that exist, as far as CleverReach says so within `patienceMs`; undefined when it does not. For places where
 * Slack is waiting and where it is asked again later; `isThere` as in {@link currentGroups}. A connection that no longer
 * works is an error here as anywhere.
 */
export async function knownGroups(
  asking: AskingGroups,
  patienceMs: number,
  isThere: (groups: Group[]) => boolean,
): Promise<Group[] | undefined> {
  try {
    return await inTime(currentGroups(asking, isThere), patienceMs);
  } catch (error) {
    if (error instanceof TooLateError) return undefined;
    if (error instanceof CleverReachError && !(error instanceof CleverReachUnauthorizedError)) return undefined;
    throw error;
  }
}
