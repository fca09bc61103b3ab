import { expect, test } from 'vitest';
import { isSince, lookTwice, lookUntilOver } from './settling.ts';

/** Finds nothing until it is looked for the `nth` time. */
function looking(nth: number) {
  const looks = { count: 0, look: async () => (++looks.count >= nth ? 'found' : undefined) };
  return looks;
}
const times = { lateMs: 60_000, againMs: 1 };

test.each([1, 2])('what is there at look %i is found by two looks', async (nth) => {
  const looks = looking(nth);
  expect(await lookTwice(looks.look, times)).toBe('found');
  expect(looks.count).toBe(nth);
});

test('two looks are two', async () => {
  const looks = looking(3);
  expect(await lookTwice(looks.look, times)).toBeUndefined();
  expect(looks.count).toBe(2);
});

test('what may still come is looked for until it is there', async () => {
  const looks = looking(7);
  expect(await lookUntilOver(looks.look, new Date(), times)).toBe('found');
  expect(looks.count).toBe(7);
});

test('what cannot come any more is looked for once', async () => {
  const looks = looking(2);
  expect(await lookUntilOver(looks.look, new Date(Date.now() - 60_000), times)).toBeUndefined();
  expect(looks.count).toBe(1);
});

test('what was begun by a clock that is ahead is not waited for longer than by a right one', async () => {
  const looks = looking(Number.POSITIVE_INFINITY);
  const ahead = new Date(Date.now() + 3_600_000);
  expect(await lookUntilOver(looks.look, ahead, { lateMs: 20, againMs: 5 })).toBeUndefined();
  expect(looks.count).toBeGreaterThan(1);
});

test('minutes between two clocks do not matter, more do', () => {
  const begunAt = new Date('2026-03-01T12:00:00Z');
  expect(isSince(new Date('2026-03-01T11:56:00Z'), begunAt)).toBe(true);
  expect(isSince(new Date('2026-03-01T11:54:00Z'), begunAt)).toBe(false);
});
