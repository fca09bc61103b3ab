import { expect, test } from 'vitest';
import { personName } from './person-name.ts';

const nameIn = (globalAttributes: Record<string, string>, attributes: Record<string, string> = {}) =>
  personName({ id: '1', email: 'a@example.com', groupId: '1', state: 'active', attributes, globalAttributes });

test.each([
  [{ firstname: 'Anna', lastname: 'Müller' }, 'Anna Müller'],
  [{ Vorname: ' Anna ', Nachname: 'Müller' }, 'Anna Müller'],
  [{ vorname: 'Anna', name: 'Müller' }, 'Anna Müller'],
  [{ firstname: 'Anna', lastname: '' }, 'Anna'],
  [{ lastname: 'Müller' }, 'Müller'],
  [{ name: 'Anna Müller' }, 'Anna Müller'],
  [{ fullname: 'Anna Müller', city: 'Köln' }, 'Anna Müller'],
  [{ firstname: ' ', city: 'Köln' }, undefined],
  [{}, undefined],
])('of %j the name is %s', (attributes, name) => {
  expect(nameIn(attributes)).toBe(name);
});

test('a group’s own fields go before those of the account', () => {
  expect(nameIn({ firstname: 'A.', lastname: 'Müller' }, { firstname: 'Anna', lastname: '' })).toBe('Anna Müller');
});
