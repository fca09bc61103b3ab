import { expect, test } from 'vitest';
import { unquoted } from './quotes.ts';

test.each([
  ['“Christmas 2026”', 'Christmas 2026'],
  ['„Weihnachten“', 'Weihnachten'],
  ['" Tea "', 'Tea'],
  ['"The "best" offer"', 'The "best" offer'],
  ['"Tea" and "coffee"', '"Tea" and "coffee"'],
  ['„Tee“ und „Kaffee“', '„Tee“ und „Kaffee“'],
  ['"Tea" for two', '"Tea" for two'],
  ['"', '"'],
  ['""', '""'],
  ['', ''],
])('%s is meant as %s', (typed, meant) => {
  expect(unquoted(typed)).toBe(meant);
});
