import * as z from 'zod';
import type { Group } from '../../../cleverreach/index.ts';

/** A group as far as it is named. */
export const groupNameSchema = z.object({ id: z.string(), name: z.string() });
export type GroupName = z.infer<typeof groupNameSchema>;

/** An address in a group. */
export const placeSchema = z.object({ address: z.string(), group: groupNameSchema });
export type Place = z.infer<typeof placeSchema>;

export function groupName({ id, name }: Group): GroupName {
  return { id, name };
}

/** What belongs to each address, addresses in the order in which they come. */
export function byAddress<P extends { address: string }>(places: P[]): Map<string, P[]> {
  const found = new Map<string, P[]>();
  for (const place of places) found.set(place.address, [...(found.get(place.address) ?? []), place]);
  return found;
}

/** How many addresses and how many different groups these places are. */
export function countsOf(places: Place[]): { addresses: number; groups: number } {
  return {
    addresses: new Set(places.map(({ address }) => address)).size,
    groups: new Set(places.map(({ group }) => group.id)).size,
  };
}
