import pMap from 'p-map';
import type { CleverReachClient, Receiver } from '../../../cleverreach/index.ts';
import { JobError, type Journal } from '../../../jobs/jobs.ts';
import { changeAddress } from './change-address.ts';
import { byAddress, type Place } from './places.ts';

/** A few at a time, to be no burden to CleverReach: `groupsAtOnce` of each, eight calls at most. */
const addressesAtOnce = 2;

/**
 * What became of a place:
 *
 * - `done`: changed.
 * - `active`, `inactive`, `bounced`: left as it was, since it is in this state.
 * - `changed`: left as it was, since somebody else has changed it meanwhile.
 * - `absent`: the address is no longer in the group, or the group is gone.
 * - `failed`: not changed. `uncertain`: nobody knows. `not-looked-up`: not even looked at, so not changed.
 */
export const placeStates = [
  'done',
  'active',
  'inactive',
  'bounced',
  'changed',
  'absent',
  'failed',
  'uncertain',
  'not-looked-up',
] as const;
export type PlaceState = (typeof placeStates)[number];

export type Outcome<P extends Place = Place> = P & { state: PlaceState; error?: Error };

/** What is done with each place. */
export interface PlaceChange<P extends Place> {
  /** Begins the names of its steps in the journal. */
  name: string;
  /** Why a place is left as it is; undefined where it is to be changed. */
  leaves(place: P, receiver: Receiver): PlaceState | undefined;
  /** Changes it. Done twice it is the same, so that it may be repeated after a look that it was not done. */
  make(place: P, receiver: Receiver, cleverreach: CleverReachClient): Promise<unknown>;
  /** Whether somebody is as `make` leaves them. */
  isMade(receiver: Receiver): boolean;
  /** Whether it was a process which died that made it so, having begun then, and nobody else. */
  isOurs(receiver: Receiver, begunAt: Date): boolean;
}

/**
 * Changes each place, after a look at how it is right before: one call for all groups of an address. What fails in one place
 * does not keep the others from being done. Each address is a step: who carries on after another process died knows what
 * that one had done, and finds out about the address it was at.
 *
 * @param onDone told how many places are through.
 * @throws JobError `job_interrupted`
 */
export async function changePlaces<P extends Place>(
  { cleverreach, journal }: { cleverreach: CleverReachClient; journal: Journal },
  places: P[],
  change: PlaceChange<P>,
  onDone: (done: number) => void,
): Promise<Outcome<P>[]> {
  let done = 0;
  let interruption: JobError | undefined;
  const changed = await pMap(
    byAddress(places),
    async ([, own], index): Promise<Outcome<P>[]> => {
      // Whoever goes on with the job does the others. What is under way comes to its end first.
      if (interruption) return [];
      try {
        const name = `${change.name}-${index + 1}`;
        return await changeAddress({ cleverreach, journal }, name, own, change, () => onDone(++done));
      } catch (error) {
        if (!(error instanceof JobError)) throw error;
        interruption = error;
        return [];
      }
    },
    { concurrency: addressesAtOnce },
  );
  if (interruption) throw interruption;
  return changed.flat();
}
