import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAddresses, readLine } from './written-addresses.ts';

describe('addresses as people write them', () => {
  test.each([
    ['a@b.de', ['a@b.de']],
    ['a@b.de\nc@d.de\r\n\n e@f.de ', ['a@b.de', 'c@d.de', 'e@f.de']],
    ['a@b.de, c@d.de;e@f.de g@h.de', ['a@b.de', 'c@d.de', 'e@f.de', 'g@h.de']],
    ['A@B.de a@b.de', ['a@b.de']],
    ['mailto:a@b.de?subject=x <mailto:c@d.de|c@d.de>', ['a@b.de', 'c@d.de']],
    ['Anna Müller <anna@b.de>; "Weiß" <c@d.de>, Ben B. <ben@f.de>', ['anna@b.de', 'c@d.de', 'ben@f.de']],
    ['"a@b.de".', ['a@b.de']],
  ])('%j', (text, addresses) => {
    expect(readAddresses(text)).toEqual({ addresses, mistakes: [] });
  });

  test.each([
    ['anna at example.com', ['anna at example.com']],
    ['a@b.de oder c@d', ['oder', 'c@d']],
    ['a@b.de\nMüller, Anna', ['Müller', 'Anna']],
    ['x@y@z.de', ['x@y@z.de']],
    ['Anna <anna at example.com>', ['Anna <anna at example.com>']],
  ])('what is none in %j is named', (text, mistakes) => {
    expect(readAddresses(text).mistakes).toEqual(mistakes);
  });

  test('nothing is nothing', () => {
    for (const text of ['', ' \n,;, ']) expect(readAddresses(text)).toEqual({ addresses: [], mistakes: [] });
  });

  test('every address of a list is found, whatever stands between them, and nothing else', () => {
    const separator = fc.constantFrom(' ', '\n', ', ', ';', '\t', '\r\n', ' ,\n');
    const wrapped = fc
      .tuple(
        fc.stringMatching(/^[a-z0-9]{1,20}@[a-z0-9]{1,20}\.[a-z]{2,5}$/),
        fc.constantFrom(
          (address: string) => address,
          (address: string) => `<mailto:${address}|${address}>`,
        ),
      )
      .map(([address, wrap]) => ({ address, written: wrap(address) }));
    fc.assert(
      fc.property(fc.array(fc.tuple(wrapped, separator), { maxLength: 60 }), (list) => {
        const text = list.map(([{ written }, between]) => written + between).join('');
        const addresses = [...new Set(list.map(([{ address }]) => address))];
        expect(readAddresses(text)).toEqual({ addresses, mistakes: [] });
      }),
    );
  });

  test('any text is read, quickly, and without an address of its own making', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        for (const address of readAddresses(text).addresses) expect(address).toMatch(/^[^\s@<>]+@[^\s@<>]+$/);
      }),
    );
    const startedAt = performance.now();
    readAddresses('<'.repeat(3_000));
    readAddresses('a@'.repeat(1_500));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('what stands behind the command', () => {
  test.each([
    ['', [], [], ''],
    ['a@b.de', ['a@b.de'], [], ''],
    ['a@b.de VIP-Kunden 2026', ['a@b.de'], [], 'VIP-Kunden 2026'],
    ['a@b.de, c@d.de VIP', ['a@b.de', 'c@d.de'], [], 'VIP'],
    ['a@b.de,c@d.de', ['a@b.de', 'c@d.de'], [], ''],
    ['a@b.de , c@d.de', ['a@b.de', 'c@d.de'], [], ''],
    ['a@b c@d.de "VIP Kunden"', ['c@d.de'], ['a@b'], '"VIP Kunden"'],
    ['<mailto:a@b.de|a@b.de> 4711', ['a@b.de'], [], '4711'],
  ])('%j', (args, addresses, mistakes, groupWords) => {
    expect(readLine(args)).toEqual({ addresses, mistakes, groupWords });
  });
});
