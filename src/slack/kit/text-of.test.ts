import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actions, button, commandButton, context, fields, header, section } from './blocks.ts';
import { fitLines, textOf } from './text-of.ts';

test('every text of the blocks is said, figures on one line each, and links with their address', () => {
  expect(
    textOf([
      header('Tea <now>'),
      section('first\nsecond'),
      fields([
        ['Sender', 'Teehaus\nnews@example.com'],
        ['ID', '7'],
      ]),
      actions(button('Open', 'x:open', { url: 'https://example.com/' }), commandButton('Refresh', 'stats', 0)),
      context('one', 'two'),
    ]),
  ).toBe(
    'Tea &lt;now&gt;\nfirst\nsecond\nSender: Teehaus, news@example.com\nID: 7\nOpen: https://example.com/\none\ntwo',
  );
});

test('what is too long ends after a whole line', () => {
  expect(fitLines(['one', 'two\nthree'], 100)).toBe('one\ntwo\nthree');
  expect(fitLines(['one', 'two\nthree'], 10)).toBe('one\ntwo\n…');
  fc.assert(
    fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 50 }), (lines, max) => {
      const fitted = fitLines(lines, max);
      expect(fitted.length).toBeLessThanOrEqual(max);
      expect(`${lines.join('\n')}\n`.startsWith(fitted.replace(/…$/, ''))).toBe(true);
    }),
  );
});
