import { describe, expect, test } from 'vitest';
import type { Attribute, Receiver } from '../../../cleverreach/index.ts';
import { fieldBlock, fieldOfBlock, formFields, sortValues } from './fields.ts';

const field = (id: number, name: string, isGlobal: boolean, type = 'text'): Attribute => ({
  id: String(id),
  name,
  label: name.toUpperCase(),
  type,
  isGlobal,
});
const all = [field(1, 'number', false), field(2, 'Vorname', false), field(3, 'lastname', true), field(4, 'city', true)];
const filled = { firstName: '', lastName: '', fields: [] };
const elsewhere = (globalAttributes: Record<string, string>): Receiver[] => [
  { id: '9', email: 'a@example.com', groupId: '7', state: 'active', attributes: {}, globalAttributes },
];

describe('fields for names are found', () => {
  test.each([
    ['firstname', 'firstName'],
    ['first_name', 'firstName'],
    ['Vorname', 'firstName'],
    ['lastname', 'lastName'],
    ['NACHNAME', 'lastName'],
    ['last_name', 'lastName'],
    ['fname', 'firstName'],
    ['Surname', 'lastName'],
  ] as const)('%s, in the group as in the account', (name, kind) => {
    for (const isGlobal of [true, false]) {
      const one = field(1, name, isGlobal);
      expect(formFields([one])).toMatchObject({ [kind]: [one], shown: [], more: 0 });
    }
  });

  test('and nothing else is taken for one', () => {
    expect(formFields([field(1, 'name', true), field(2, 'firstname_of_child', true)]).shown).toHaveLength(2);
  });
});

describe('values are sorted by where they go', () => {
  test('the group’s own and the account’s, names into every field for them', () => {
    const both = [...all, field(5, 'firstname', true)];
    const values = { firstName: 'Nele', lastName: 'Brandt', fields: [{ id: '1', value: 'K-1' }] };
    expect(sortValues(values, both, [])).toEqual({
      attributes: { number: 'K-1', Vorname: 'Nele' },
      globalAttributes: { firstname: 'Nele', lastname: 'Brandt' },
      unsaved: [],
      kept: [],
    });
  });

  test('what has no field is named', () => {
    const values = { firstName: 'Nele', lastName: '', fields: [{ id: '99', value: 'gone' }] };
    expect(sortValues(values, [field(4, 'city', true)], [])).toMatchObject({
      attributes: {},
      globalAttributes: {},
      unsaved: ['Nele', 'gone'],
    });
  });

  test('a field of the account that has another value is left alone, one that is empty or has the same is written', () => {
    const values = { ...filled, lastName: 'Brandt', fields: [{ id: '4', value: 'Köln' }] };
    const there = elsewhere({ lastname: 'Weiß', city: '' });
    expect(sortValues(values, all, there)).toMatchObject({ globalAttributes: { city: 'Köln' }, kept: ['LASTNAME'] });
    expect(sortValues(values, all, elsewhere({ lastname: 'Brandt' })).kept).toEqual([]);
  });

  test('a name that objects have by themselves is a name like any other', () => {
    const sorted = sortValues(
      { ...filled, fields: [{ id: '1', value: 'x' }] },
      [field(1, 'constructor', true)],
      [...elsewhere({})],
    );
    expect(sorted.globalAttributes).toEqual({ constructor: 'x' });
  });
});

test('a block id tells the field and its kind, and no other block is taken for one', () => {
  for (const type of ['text', 'number', 'date', 'gender']) {
    expect(fieldOfBlock(fieldBlock(field(12, 'x', true, type)))).toEqual({ id: '12', kind: type });
  }
  expect(fieldOfBlock(fieldBlock(field(12, 'x', true, 'map')))).toEqual({ id: '12', kind: 'text' });
  for (const other of ['address', 'field-text-', 'field-other-1', 'field-text-1-2', 'xfield-text-1']) {
    expect(fieldOfBlock(other)).toBeUndefined();
  }
});
