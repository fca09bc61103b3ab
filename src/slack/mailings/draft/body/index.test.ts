import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkHtml } from './check-html.ts';
import { bodyFromHtml, bodyFromRichText } from './index.ts';

const written = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});

describe('bodyFromRichText', () => {
  test('makes a mail and its text part, both with the unsubscribe link', () => {
    const body = bodyFromRichText(written('Hallo {FIRSTNAME},\n\nneu im April'), { subject: 'April', language: 'de' });
    expect(body.text).toBe(
      'Hallo {FIRSTNAME},\n\nneu im April\n\nKeine weiteren E-Mails gewünscht? Hier abmelden [{UNSUBSCRIBE}]',
    );
    expect(body.html.replaceAll(/ style="[^"]*"/g, '')).toContain('<p>Hallo {FIRSTNAME},</p>\n<p>neu im April</p>');
    expect(checkHtml(body.html)).toEqual([]);
    expect(body).toMatchObject({ isEmpty: false, droppedMentions: 0 });
  });

  test('says that nothing was written', () => {
    for (const value of [
      written(' \n'),
      { type: 'rich_text', elements: [] },
      null,
      undefined,
      'text',
      { type: 'section' },
    ])
      expect(bodyFromRichText(value, { subject: 'x', language: 'en' }).isEmpty).toBe(true);
  });

  test('takes any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, subject) => {
        const elements = [value, { type: 'rich_text_section', elements: value }];
        const body = bodyFromRichText({ type: 'rich_text', elements }, { subject, language: 'en' });
        expect(checkHtml(body.html)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('bodyFromHtml', () => {
  test('leaves the HTML as it is but for a byte order mark', () => {
    const html = '<p>Hallo <a href="{UNSUBSCRIBE}">Abmelden</a></p>';
    expect(bodyFromHtml(`\uFEFF${html}`)).toEqual({ html, text: 'Hallo Abmelden [{UNSUBSCRIBE}]', problems: [] });
  });

  test('tells what is wrong', () => {
    expect(bodyFromHtml('<div>\n<script>x</script>').problems).toEqual([
      { code: 'script', line: 2, what: '<script>' },
      { code: 'unbalanced', line: 1, what: '<div>' },
      { code: 'empty' },
    ]);
  });

  test('takes any string, also one nested without end', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<p>', '<table>', '<a href=', '<li>', '</', '<!--', '<ol start="x">'),
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => void bodyFromHtml(pieces.join(''))));
    expect(bodyFromHtml('<div>'.repeat(100_000)).problems[0]).toMatchObject({ code: 'unbalanced' });
  });
});
