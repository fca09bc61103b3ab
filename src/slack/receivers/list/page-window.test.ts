import fc from 'fast-check';
import { expect, test } from 'vitest';
import { windowOver } from './page-window.ts';

const people = fc.integer({ min: 10, max: 20 });
const pageIndex = fc.oneof(fc.nat(100), fc.nat(1_000_000));

test('one page of CleverReach’s has all who are shown and the one behind them, and few others', () => {
  fc.assert(
    fc.property(pageIndex, people, (index, shown) => {
      const first = index * shown;
      const { page, pageSize } = windowOver(first, shown + 1);
      expect(page * pageSize).toBeLessThanOrEqual(first);
      expect((page + 1) * pageSize).toBeGreaterThanOrEqual(first + shown + 1);
      expect(pageSize).toBeLessThanOrEqual(4 * shown);
    }),
    { numRuns: 2_000 },
  );
});

test('the first page is asked for with nobody but the one behind it', () => {
  expect(windowOver(0, 16)).toEqual({ page: 0, pageSize: 16 });
});
