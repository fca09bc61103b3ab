import type { Receiver } from '../../cleverreach/index.ts';

/** What accounts call these fields, in lower case; there is no fixed one. CleverReach suggests the first of each. */
export const firstNames = ['firstname', 'first_name', 'vorname', 'fname'];
export const lastNames = ['lastname', 'last_name', 'nachname', 'lname', 'surname'];
const wholeNames = ['fullname', 'full_name', 'name'];

/** The person's name, as far as a receiver's attributes tell one, as it was written there. The group's own count first. */
export function personName({ attributes, globalAttributes }: Receiver): string | undefined {
  const values = new Map(
    [...Object.entries(globalAttributes), ...Object.entries(attributes)]
      .map(([name, value]): [string, string] => [name.toLowerCase(), value.trim()])
      .filter(([, value]) => value !== ''),
  );
  const valueIn = (names: string[]) => names.map((name) => values.get(name)).find((value) => value !== undefined);
  const first = valueIn(firstNames);
  // With a first name beside it, `name` is the family name: so CleverReach's own account fields have it.
  const last = valueIn(lastNames) ?? (first === undefined ? undefined : values.get('name'));
  const both = [first, last].filter((name) => name !== undefined).join(' ');
  return both || valueIn(wholeNames);
}
