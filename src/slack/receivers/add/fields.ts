import type { Attribute, Receiver } from '../../../cleverreach/index.ts';
import { firstNames, lastNames } from '../person-name.ts';

/** How a field is filled in. Kinds that CleverReach may have beside its four are written as text. */
export type FieldKind = 'text' | 'number' | 'date' | 'gender';

/** More fields than this make a form that nobody fills in. */
const shownFields = 15;

const kinds: readonly FieldKind[] = ['text', 'number', 'date', 'gender'];

export function kindOf({ type }: Attribute): FieldKind {
  return kinds.find((kind) => kind === type) ?? 'text';
}

/** The fields of a group's receivers as the form has them. */
export interface FormFields {
  /** Those for first and last name, which the form has inputs for anyway. */
  firstName: Attribute[];
  lastName: Attribute[];
  shown: Attribute[];
  /** How many have no input, because there are too many. */
  more: number;
}

/** The group's own fields come first. */
export function formFields(all: Attribute[]): FormFields {
  const called = (names: string[]) => all.filter(({ name }) => names.includes(name.toLowerCase()));
  const [firstName, lastName] = [called(firstNames), called(lastNames)];
  const others = all.filter((field) => !firstName.includes(field) && !lastName.includes(field));
  return {
    firstName,
    lastName,
    shown: others.slice(0, shownFields),
    more: Math.max(0, others.length - shownFields),
  };
}

/** The block id of a field's input says how it is to be read when it comes back. */
export function fieldBlock(field: Attribute): string {
  return `field-${kindOf(field)}-${field.id}`;
}

/** A field's id and kind from its block id; undefined for any other block. */
export function fieldOfBlock(blockId: string): { id: string; kind: FieldKind } | undefined {
  const [, word, id] = /^field-([a-z]+)-(\d{1,19})$/.exec(blockId) ?? [];
  const kind = kinds.find((one) => one === word);
  return kind === undefined || id === undefined ? undefined : { id, kind };
}

/** What was filled in of a person, without what was left empty. */
export interface FilledFields {
  firstName: string;
  lastName: string;
  fields: { id: string; value: string }[];
}

/** Filled-in values sorted by where they go. */
export interface SortedValues {
  attributes: Record<string, string>;
  globalAttributes: Record<string, string>;
  /** Values for which there is no field any more, or none for a name. */
  unsaved: string[];
  /** Labels of global fields that have another value already and keep it. */
  kept: string[];
}

/**
 * Finds the fields that values are for, among those that exist now: CleverReach refuses a receiver with unknown ones, as
 * some clients found. Global fields belong to the address and not to its place in a group, so what they hold already,
 * from other groups, is not overwritten; `elsewhere` is the same address in them.
 */
export function sortValues(filled: FilledFields, all: Attribute[], elsewhere: Receiver[]): SortedValues {
  const { firstName, lastName } = formFields(all);
  const named = (value: string, fields: Attribute[]) => (value === '' ? [] : [{ value, fields }]);
  const wanted = [
    ...named(filled.firstName, firstName),
    ...named(filled.lastName, lastName),
    ...filled.fields.map(({ id, value }) => ({ value, fields: all.filter((field) => field.id === id) })),
  ];
  const sorted: SortedValues = { attributes: {}, globalAttributes: {}, unsaved: [], kept: [] };
  for (const { value, fields } of wanted) {
    if (fields.length === 0) sorted.unsaved.push(value);
    for (const { name, label, isGlobal } of fields) {
      // Not by the name alone, for every object has a `constructor`.
      const others = elsewhere.flatMap(
        ({ globalAttributes: there }) => (Object.hasOwn(there, name) && there[name]) || [],
      );
      if (!isGlobal) sorted.attributes[name] = value;
      else if (others.some((other) => other !== value)) sorted.kept.push(label);
      else sorted.globalAttributes[name] = value;
    }
  }
  return sorted;
}

/** Whether any of what was filled in may go into a global field. */
export function mayBeGlobal({ firstName, lastName, fields }: FilledFields, all: Attribute[]): boolean {
  const ids = new Set(fields.map(({ id }) => id));
  return all.some(({ id, isGlobal }) => isGlobal && (firstName !== '' || lastName !== '' || ids.has(id)));
}
