import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listedStates, listLine, readListQuery } from './list-line.ts';

describe('what stands behind “mailings”', () => {
  test.each([
    ['', { page: 1 }],
    ['all', { page: 1 }],
    ['draft', { state: 'draft', page: 1 }],
    ['Entwürfe', { state: 'draft', page: 1 }],
    ['WARTEND', { state: 'waiting', page: 1 }],
    ['laufend', { state: 'running', page: 1 }],
    ['„versendet“.', { state: 'finished', page: 1 }],
    ['  finished   page   2 ', { state: 'finished', page: 2 }],
    ['versendet seite 12', { state: 'finished', page: 12 }],
    ['finished page 0', { state: 'finished', page: 1 }],
    ['page 3', { page: 3 }],
    ['finished page 999999999', { state: 'finished', page: 100_000 }],
    ['finnished', { unknown: 'finnished' }],
    ['8157001', { unknown: '8157001' }],
    ['draft finished', { unknown: 'draft finished' }],
  ])('“%s” is understood', (args, query) => {
    expect(readListQuery(args)).toEqual(query);
  });

  test('whatever it is, it is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (args) => {
        const read = readListQuery(args);
        expect('unknown' in read || read.page >= 1).toBe(true);
      }),
    );
  });

  test('a line that a button carries is read as what it was made of', () => {
    fc.assert(
      fc.property(fc.constantFrom(...listedStates), fc.integer({ min: 1, max: 100_000 }), (state, page) => {
        expect(readListQuery(listLine({ state, page }).replace(/^mailings ?/, ''))).toEqual({ state, page });
      }),
    );
  });
});
