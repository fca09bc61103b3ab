import pMap from 'p-map';
import type { CleverReachClient, ReceiverState } from '../../../cleverreach/index.ts';
import { findReceiver, listGroups } from '../../../operations/index.ts';
import { type GroupName, groupName, type Place } from './places.ts';

/** Addresses asked for at the same time, to be no burden to CleverReach. */
const addressesAtOnce = 6;

/** Where addresses are, as far as it was asked for. */
export interface Found {
  addresses: string[];
  /** All groups were meant, not chosen ones. */
  everywhere: boolean;
  /** Each address in each group it is in, by its state there; groups in CleverReach's order. */
  places: Record<ReceiverState, Place[]>;
  /** Chosen groups that do not exist any more. */
  vanished: GroupName[];
}

/**
 * Looks up every address, with one call for each, and the groups with one more.
 *
 * @param chosen the groups that are meant; none means all.
 * @param onDone told how many addresses are through.
 */
export async function lookUp(
  cleverreach: CleverReachClient,
  addresses: string[],
  chosen: GroupName[],
  onDone: (done: number) => void,
): Promise<Found> {
  let done = 0;
  const find = async (address: string) => {
    const receivers = await findReceiver.run({ email: address }, cleverreach);
    done += 1;
    onDone(done);
    return receivers.map((receiver) => ({ address, receiver }));
  };
  const [groups, found] = await Promise.all([
    listGroups.run({}, cleverreach),
    pMap(addresses, find, { concurrency: addressesAtOnce }),
  ]);
  const order = new Map(groups.map((group, index) => [group.id, { group: groupName(group), index }]));
  const isMeant = (groupId: string) => chosen.length === 0 || chosen.some(({ id }) => id === groupId);
  const all = found.flat().flatMap(({ address, receiver: { groupId, state } }) => {
    // A group that is in no list has receivers all the same: its id has to do for a name.
    const { group, index } = order.get(groupId) ?? { group: { id: groupId, name: groupId }, index: groups.length };
    return isMeant(groupId) ? [{ address, group, index, state }] : [];
  });
  const inState = (wanted: ReceiverState) =>
    all
      .filter(({ state }) => state === wanted)
      .sort((a, b) => addresses.indexOf(a.address) - addresses.indexOf(b.address) || a.index - b.index)
      .map(({ address, group }) => ({ address, group }));
  return {
    addresses,
    everywhere: chosen.length === 0,
    places: { active: inState('active'), inactive: inState('inactive'), bounced: inState('bounced') },
    vanished: chosen.filter(({ id }) => !order.has(id)),
  };
}
