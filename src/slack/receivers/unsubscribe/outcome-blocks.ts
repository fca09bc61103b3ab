import type { Reader } from '../../../texts/index.ts';
import type { Block } from '../../kit/blocks.ts';
import type { Outcome, PlaceState } from './change-places.ts';
import { placeList } from './lists.ts';

/** The places in each of these states under a heading of its own; what was shown before in full is summed up here. */
export function outcomeBlocks(
  reader: Reader,
  outcomes: Outcome[],
  headings: [state: PlaceState, heading: string][],
): Block[] {
  const ofOneAddress = new Set(outcomes.map(({ address }) => address)).size === 1;
  return headings.flatMap(([wanted, heading]) => {
    const places = outcomes.filter(({ state }) => state === wanted);
    return placeList(reader, heading, places, { ofOneAddress });
  });
}
