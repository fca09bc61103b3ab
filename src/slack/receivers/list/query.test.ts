import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Group } from '../../../cleverreach/index.ts';
import { findGroup } from '../../groups/find-group.ts';
import { readReceiversQuery, receiversLine } from './query.ts';

const group = (id: string, name: string): Group => ({ id, name, locked: false });
const groups = [
  group('1363001', 'Newsletter'),
  group('1363002', 'VIP-Kunden'),
  group('1363003', 'Messe 2026'),
  group('1363004', 'Active customers'),
  group('1363005', 'Landing page 2'),
  group('1363006', 'Newsletter aktiv 2024'),
  group('1363007', 'Presse'),
  group('1363008', 'Tee & Kaffee'),
  group('1363009', 'Bounced'),
  group('1363010', '1363001 active'),
  group('1363011', '2026'),
];

/** What was understood, as a line: the group's id or `?` with its words, and the filters that are set. */
function understood(args: string): string {
  const { group: words, state, part, page } = readReceiversQuery(args, groups);
  const found = findGroup(groups, words);
  const name = found.kind === 'one' ? found.group.id : found.kind === 'several' ? `several(${words})` : `?(${words})`;
  return [name, state, part === undefined ? '' : `“${part}”`, page > 1 ? `p${page}` : ''].filter(Boolean).join(' ');
}

describe('receivers is understood', () => {
  test.each([
    ['Newsletter', '1363001 all'],
    ['newsletter active', '1363001 active'],
    ['newsletter aktiv', '1363001 active'],
    ['newsletter gebounct gmail', '1363001 bounced “gmail”'],
    ['newsletter gmail abgemeldet', '1363001 inactive “gmail”'],
    ['newsletter, inaktiv!', '1363001 inactive'],
    ['AKTIV NEWSLETTER', '1363001 active'],
    ['gmail newsletter', '1363001 all “gmail”'],
    ['@gmail.com newsletter', '1363001 all “@gmail.com”'],
    ['newsletter <mailto:Anna@example.com|Anna@example.com>', '1363001 all “anna@example.com”'],
    ['newsletter <http://gmail.com|gmail.com>', '1363001 all “gmail.com”'],
    ['newsletter o’brien', '1363001 all “o’brien”'],
    ["newsletter o'brien", "1363001 all “o'brien”"],
    ['newsletter page 3', '1363001 all p3'],
    ['newsletter seite 3 gmail', '1363001 all “gmail” p3'],
    ['newsletter Seite 0', '1363001 all'],
    ['newsletter page', '1363001 all “page”'],
    ['newsletter anna?', '1363001 all “anna”'],
    ['newsletter anna.', '1363001 all “anna.”'],
    ['newsletter "anna?"', '1363001 all “anna?”'],
    ['newsletter 12', '1363001 all “12”'],
    ['newsletter active bounced', '1363001 bounced'],
  ])('in any order, in both languages: %s', (args, expected) => {
    expect(understood(args)).toBe(expected);
  });

  test.each([
    ['VIP Kunden aktiv gmail', '1363002 active “gmail”'],
    ['vip kunden', '1363002 all'],
    ['kunden gmail', '1363002 all “gmail”'],
    ['tee kaffee bounced', '1363008 bounced'],
    ['tee & kaffee', '1363008 all'],
    ['messe 2026 gmail', '1363003 all “gmail”'],
    ['messe seite 2', '1363003 all p2'],
    // `de` is in "Kunden" too, but begins no word there.
    ['de presse', '1363007 all “de”'],
    ['presse newsletter', '1363007 all “newsletter”'],
  ])('the longest run of words that fits a name is the group: %s', (args, expected) => {
    expect(understood(args)).toBe(expected);
  });

  test.each([
    ['active customers', '1363004 all'],
    ['customers active', '1363004 active'],
    ['active customers active', '1363004 active'],
    ['landing page 2', '1363005 all'],
    ['landing page 2 page 3', '1363005 all p3'],
    ['landing', '1363005 all'],
    ['newsletter aktiv 2024', '1363006 all'],
    // Not complete, so the word is the filter it looks like.
    ['newsletter aktiv', '1363001 active'],
    ['bounced', '1363009 all'],
    ['newsletter bounced', '1363001 bounced'],
    ['bounced newsletter', '1363001 bounced'],
    ['2026', '1363011 all'],
  ])('filter words belong to a name only where they make it complete: %s', (args, expected) => {
    expect(understood(args)).toBe(expected);
  });

  test.each([
    ['"VIP-Kunden" aktiv', '1363002 active'],
    ['„VIP Kunden“ gmail', '1363002 all “gmail”'],
    ['‚VIP Kunden‘ gmail', '1363002 all “gmail”'],
    ["'VIP Kunden' gmail", '1363002 all “gmail”'],
    ['gmail «presse»', '1363007 all “gmail”'],
    ['"Newsletter" "aktiv"', '1363001 all “aktiv”'],
    ['newsletter "inactive"', '1363001 all “inactive”'],
    ['"presse" newsletter', '1363007 all “newsletter”'],
    ['"active customers" active', '1363004 active'],
    ['newsletter "seite" page 2', '1363001 all “seite” p2'],
    ['"VIP Kunden', '1363002 all'],
  ])('quotes settle it: %s', (args, expected) => {
    expect(understood(args)).toBe(expected);
  });

  test.each([
    ['1363001', '1363001 all'],
    ['1363001 active', '1363001 active'],
    ['1363001. aktiv', '1363001 active'],
    ['1363001 presse', '1363001 all “presse”'],
    ['1363001 "active"', '1363001 all “active”'],
    ['1363001 "page 2"', '1363001 all “page 2”'],
    ['aktiv 1363007 gmail', '1363007 active “gmail”'],
    // Gone: it must not become the group that is called as the filter is.
    ['999 presse page 2', '?(999) all “presse” p2'],
  ])('a number in front is an id, whatever groups are called: %s', (args, expected) => {
    expect(understood(args)).toBe(expected);
  });

  test.each([
    ['', '?() all'],
    ['active', '?() active'],
    ['aktiv seite 2', '?() active p2'],
    ['@gmail.com inaktiv', '?() inactive “@gmail.com”'],
    ['nonsense', '?(nonsense) all'],
    ['nonsense words aktiv @web.de', '?(nonsense words) active “@web.de”'],
    ['"nonsense words" aktiv', '?(nonsense words) active'],
    ['newsletter two words', '1363001 all “two words”'],
    ['newsletter page 99999999999999999999', '1363001 all p1000000'],
  ])('what is missing or wrong stays so: %s', (args, expected) => {
    const without = groups.filter(({ name }) => name !== 'Active customers' && name !== 'Newsletter aktiv 2024');
    const { group: words, state, part, page } = readReceiversQuery(args, without);
    const found = findGroup(without, words);
    const name = found.kind === 'one' ? found.group.id : `?(${words})`;
    expect(
      [name, state, part === undefined ? '' : `“${part}”`, page > 1 ? `p${page}` : ''].filter(Boolean).join(' '),
    ).toBe(expected);
  });
});

const word = fc.oneof(
  fc.constantFrom(
    'active',
    'aktiv',
    'page',
    'seite',
    '2',
    '"',
    '„',
    '“',
    "'",
    'newsletter',
    'vip',
    '1363001',
    '@',
    '<',
    '|',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.emailAddress(),
);
const typed = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

describe('any line', () => {
  test('reads back, from the button that was made of it, as what it was', () => {
    fc.assert(
      fc.property(typed, fc.constantFrom(...groups), (args, { id }) => {
        const query = { ...readReceiversQuery(args, groups), group: id };
        expect(readReceiversQuery(receiversLine(query).replace(/^receivers /, ''), groups)).toEqual(query);
      }),
      { numRuns: 1_000 },
    );
  });

  test('gives a part that CleverReach can be asked for, and a page there can be', () => {
    fc.assert(
      fc.property(typed, (args) => {
        const { part, page } = readReceiversQuery(args, groups);
        if (part !== undefined) {
          expect(part).toMatch(/^[^\p{Cc}\p{Cs}\u2028\u2029]{1,254}$/u);
          expect(part.trim()).toBe(part);
        }
        expect(page).toBeGreaterThanOrEqual(1);
        expect(page).toBeLessThanOrEqual(1_000_000);
      }),
      { numRuns: 1_000 },
    );
  });

  test('in which a group stands in quotes means that group, with any filters around it', () => {
    const filters = fc.subarray(['inaktiv', 'page 7', 'gmail']);
    fc.assert(
      fc.property(fc.constantFrom(...groups), filters, filters, ({ name, id }, before, after) => {
        const query = readReceiversQuery([...before, `"${name}"`, ...after].join(' '), groups);
        expect(findGroup(groups, query.group)).toEqual({ kind: 'one', group: expect.objectContaining({ id }) });
        const all = [...before, ...after];
        expect(query.state).toBe(all.includes('inaktiv') ? 'inactive' : 'all');
        expect(query.page).toBe(all.includes('page 7') ? 7 : 1);
        expect(query.part?.includes('gmail') ?? false).toBe(all.includes('gmail'));
      }),
    );
  });

  test('of very many words takes no time: a name behind them is only found in quotes', () => {
    const many = 'x '.repeat(4_000);
    expect(readReceiversQuery(`${many} newsletter`, groups).group).not.toBe('newsletter');
    expect(readReceiversQuery(`${many} "newsletter"`, groups).group).toBe('newsletter');
  });
});
