import pMap from 'p-map';
import {
  type CleverReachClient,
  CleverReachError,
  CleverReachNotFoundError,
  type Receiver,
} from '../../../cleverreach/index.ts';
import { findReceiver } from '../../../operations/index.ts';
import { byAddress, type Place } from './places.ts';

/** A few at a time, to be no burden to CleverReach: eight calls at most. */
const addressesAtOnce = 2;
const groupsAtOnce = 4;

/**
 * What became of a place:
 *
 * - `done`: changed.
 * - `active`, `inactive`, `bounced`: left as it was, since it is in this state.
 * - `changed`: left as it was, since somebody else has changed it meanwhile.
 * - `absent`: the address is no longer in the group, or the group is gone.
 * - `failed`: not changed. `uncertain`: nobody knows. `not-looked-up`: not even looked at, so not changed.
 */
export type PlaceState =
  | 'done'
  | 'active'
  | 'inactive'
  | 'bounced'
  | 'changed'
  | 'absent'
  | 'failed'
  | 'uncertain'
  | 'not-looked-up';

export type Outcome<P extends Place = Place> = P & { state: PlaceState; error?: Error };

/**
 * Changes each place, after a look at how it is right before: one call for all groups of an address. `change` does it, or
 * answers why it is left as it is. What fails in one place does not keep the others from being done.
 *
 * @param onDone told how many places are through.
 */
export async function changePlaces<P extends Place>(
  cleverreach: CleverReachClient,
  places: P[],
  change: (place: P, receiver: Receiver) => Promise<PlaceState>,
  onDone: (done: number) => void,
): Promise<Outcome<P>[]> {
  let done = 0;
  const through = (outcome: Outcome<P>) => {
    done += 1;
    onDone(done);
    return outcome;
  };
  const changed = await pMap(
    byAddress(places),
    async ([address, own]): Promise<Outcome<P>[]> => {
      let receivers: Receiver[];
      try {
        receivers = await findReceiver.run({ email: address }, cleverreach);
      } catch (error) {
        return own.map((place) => through({ ...place, state: 'not-looked-up', error: asError(error) }));
      }
      const changeOne = async (place: P): Promise<Outcome<P>> => {
        const receiver = receivers.find(({ groupId }) => groupId === place.group.id);
        if (!receiver) return { ...place, state: 'absent' };
        try {
          return { ...place, state: await change(place, receiver) };
        } catch (error) {
          // Deleted since the look.
          if (error instanceof CleverReachNotFoundError) return { ...place, state: 'absent' };
          const isUncertain = error instanceof CleverReachError && error.uncertain;
          return { ...place, state: isUncertain ? 'uncertain' : 'failed', error: asError(error) };
        }
      };
      return pMap(own, async (place) => through(await changeOne(place)), { concurrency: groupsAtOnce });
    },
    { concurrency: addressesAtOnce },
  );
  return changed.flat();
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
