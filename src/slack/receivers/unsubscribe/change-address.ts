import pMap from 'p-map';
import * as z from 'zod';
import {
  type CleverReachClient,
  CleverReachError,
  CleverReachNotFoundError,
  type Receiver,
} from '../../../cleverreach/index.ts';
import { changeOnce } from '../../../jobs/change-once.ts';
import { JobError, type Journal } from '../../../jobs/jobs.ts';
import { findReceiver, getReceiver } from '../../../operations/index.ts';
import { type Outcome, type PlaceChange, type PlaceState, placeStates } from './change-places.ts';
import { isTrouble } from './changes-of.ts';
import type { Place } from './places.ts';

const groupsAtOnce = 4;

interface Result {
  state: PlaceState;
  error?: Error;
}
const notLookedUp: Result = { state: 'not-looked-up' };

/**
 * Changes the places of one address, as one step: of an address in a hundred groups the journal holds a hundred words.
 *
 * @param onPlace called for each that is through.
 * @throws JobError `job_interrupted`
 */
export async function changeAddress<P extends Place>(
  { cleverreach, journal }: { cleverreach: CleverReachClient; journal: Journal },
  name: string,
  places: P[],
  change: PlaceChange<P>,
  onPlace: () => void,
): Promise<Outcome<P>[]> {
  const email = places[0]?.address ?? '';
  /** Those that a process changed which died. */
  const earlier = new Set<number>();
  const results: Result[] = places.map(() => notLookedUp);
  let receivers: Receiver[] = [];
  const look = async () => {
    receivers = await findReceiver.run({ email }, cleverreach);
  };
  const receiverAt = (index: number) => receivers.find(({ groupId }) => groupId === places[index]?.group.id);

  /** How a place is left or changed; what goes wrong stands in its result. */
  async function resultAt(index: number, place: P): Promise<Result> {
    if (earlier.has(index)) return { state: 'done' };
    const receiver = receiverAt(index);
    if (!receiver) return { state: 'absent' };
    const left = change.leaves(place, receiver);
    if (left) return { state: left };
    try {
      return { state: await changePlace(cleverreach, place, receiver, change) };
    } catch (error) {
      // Deleted since the look.
      if (error instanceof CleverReachNotFoundError) return { state: 'absent' };
      const isUncertain = error instanceof CleverReachError && error.uncertain;
      return { state: isUncertain ? 'uncertain' : 'failed', error: asError(error) };
    }
  }

  try {
    const states = await changeOnce(journal, {
      name,
      /** The numbers of those that are going to be changed. */
      before: z.array(z.number()),
      outcome: z.array(z.enum(placeStates)),
      async look() {
        await look();
        return places.flatMap((place, index) => {
          const receiver = receiverAt(index);
          const isChanged = receiver && !earlier.has(index) && !change.leaves(place, receiver);
          return isChanged ? [index] : [];
        });
      },
      async make() {
        const made = await pMap(
          places.entries(),
          async ([index, place]) => {
            const result = await resultAt(index, place);
            onPlace();
            return result;
          },
          { concurrency: groupsAtOnce },
        );
        for (const [index, result] of made.entries()) results[index] = result;
        // Not noted: who carries on finds out about these once more.
        const trouble = made.find(({ error }) => error);
        if (trouble) throw trouble.error;
        return made.map(({ state }) => state);
      },
      async settle(begun, begunAt) {
        for (const index of begun) results[index] = { state: 'uncertain' };
        await look();
        for (const index of places.keys()) {
          const receiver = receiverAt(index);
          const isMade = receiver && begun.includes(index) && change.isMade(receiver);
          if (isMade && change.isOurs(receiver, begunAt)) earlier.add(index);
          results[index] = earlier.has(index) ? { state: 'done' } : notLookedUp;
        }
        // What is left is changed now, after a look of its own.
        return undefined;
      },
    });
    return places.map((place, index) => ({ ...place, state: states[index] ?? notLookedUp.state }));
  } catch (error) {
    if (error instanceof JobError) throw error;
    return places.map((place, index): Outcome<P> => {
      const { state, error: own } = results[index] ?? notLookedUp;
      return { ...place, state, ...(isTrouble({ ...place, state }) ? { error: asError(own ?? error) } : {}) };
    });
  }
}

/**
 * Where CleverReach does not say that it was done, it is looked, and where it was not, it is done once more: that can do no
 * harm, also where the first time is still on its way.
 */
async function changePlace<P extends Place>(
  cleverreach: CleverReachClient,
  place: P,
  receiver: Receiver,
  change: PlaceChange<P>,
): Promise<PlaceState> {
  for (let tries = 1; ; tries += 1) {
    try {
      await change.make(place, receiver, cleverreach);
      return 'done';
    } catch (error) {
      if (!(error instanceof CleverReachError) || !error.uncertain) throw error;
      const now = await receiverNow(cleverreach, receiver, error);
      if (change.isMade(now)) return 'done';
      const left = change.leaves(place, now);
      if (left) return left;
      if (tries === 2) throw error;
    }
  }
}

/** How somebody is by now; where that cannot be had either, it stays as uncertain as `error` says. */
async function receiverNow(cleverreach: CleverReachClient, { groupId, id }: Receiver, error: unknown) {
  try {
    return await getReceiver.run({ groupId, receiver: id }, cleverreach);
  } catch (failure) {
    throw failure instanceof CleverReachNotFoundError ? failure : error;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
