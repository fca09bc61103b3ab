import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeHtml } from './decode-html.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('decodeHtml', () => {
  test.each<[string, Buffer]>([
    ['UTF-8 that says so', Buffer.from('<meta charset="utf-8"><p>Grüße</p>')],
    ['UTF-8 that says nothing', Buffer.from('<p>Grüße</p>')],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFF<p>Grüße</p>')],
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFF<p>Grüße</p>', 'utf16le')],
    ['Latin 1 that says so', latin1('<meta charset="iso-8859-1"><p>Grüße</p>')],
    [
      'Latin 1 that says so as old programs do',
      latin1('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>Grüße</p>'),
    ],
    ['Latin 1 that says nothing', latin1('<p>Grüße</p>')],
    ['Latin 1 that says it were UTF-8', latin1('<meta charset="utf-8"><p>Grüße</p>')],
    ['an encoding that nobody knows', Buffer.from('<meta charset="klingon"><p>Grüße</p>')],
  ])('reads %s', (_what, bytes) => {
    const html = decodeHtml(bytes);
    expect(html).toContain('<p>Grüße</p>');
    expect(html).not.toContain('\uFEFF');
  });

  test('takes no image for a text', () => {
    expect(decodeHtml(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]))).toBeUndefined();
  });

  test('takes any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeHtml(bytes)));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\0'));
        expect(decodeHtml(Buffer.from(`<p>${text}</p>`))).toBe(`<p>${text}</p>`);
      }),
    );
  });
});
