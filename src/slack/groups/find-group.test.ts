import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Group } from '../../cleverreach/index.ts';
import { findGroup, groupsContaining } from './find-group.ts';

const group = (id: string, name: string): Group => ({ id, name, locked: false });
const groups = [
  group('240001', 'Newsletter'),
  group('240002', 'Newsletter VIP'),
  group('240003', 'Händler'),
  group('240004', 'Was nun?'),
  group('240005', '2026'),
  group('240006', 'Presse'),
  group('240007', 'PRESSE'),
  group('240008', 'Stamm-Kunden'),
];
const named = (words: string) => {
  const found = findGroup(groups, words);
  return found.kind === 'one' ? found.group.id : found.kind;
};

describe('a group is found', () => {
  test.each([
    ['by its id', '240003', '240003'],
    ['by its name, which wins over names that contain it', 'newsletter', '240001'],
    ['by part of its name', 'vip', '240002'],
    ['in any case, umlauts too', 'HÄNDLER', '240003'],
    ['with a decomposed umlaut', 'Ha\u0308ndler', '240003'],
    ['in German quotes', '„Händler“', '240003'],
    ['in straight quotes', '"Händler"', '240003'],
    ['with blanks around and between', '  newsletter    vip ', '240002'],
    ['with punctuation behind it', 'Händler!', '240003'],
    ['with punctuation that belongs to the name', 'Was nun?', '240004'],
    ['by a name of digits', '2026', '240005'],
    ['without the hyphen its name has', 'stamm kunden', '240008'],
    ['with a hyphen its name has not', 'newsletter-vip', '240002'],
  ])('%s', (_how, words, id) => {
    expect(named(words)).toBe(id);
  });

  test('two of the same name are a choice', () => {
    expect(findGroup(groups, 'presse')).toMatchObject({
      kind: 'several',
      groups: [{ id: '240006' }, { id: '240007' }],
    });
  });

  test('words that fit none give the closest names first', () => {
    const found = findGroup(groups, 'Handler');
    expect(found.kind === 'none' && found.closest[0]?.name).toBe('Händler');
  });

  test('blank words fit nothing rather than everything', () => {
    expect(named(' " ')).toBe('none');
  });

  test('any group is found by its own name or offered among others, whatever it is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), (name) => {
        fc.pre(/[\p{L}\p{N}]/u.test(name));
        const mine = group('999999', name);
        const found = findGroup([...groups, mine], name);
        const offered = found.kind === 'one' ? [found.group] : found.kind === 'several' ? found.groups : [];
        // A name may happen to be another group's id or name; then that one is a fair answer as well.
        expect(offered.length).toBeGreaterThan(0);
        if (!groups.some((other) => other.id === name || other.name.toLowerCase() === name.toLowerCase())) {
          expect(offered).toContain(mine);
        }
      }),
    );
  });
});

test('type-ahead gives all groups for nothing typed, and those that contain what is typed', () => {
  expect(groupsContaining(groups, '')).toHaveLength(groups.length);
  expect(groupsContaining(groups, 'LETTER').map(({ id }) => id)).toEqual(['240001', '240002']);
  expect(groupsContaining(groups, '240003').map(({ name }) => name)).toEqual(['Händler']);
});
