import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { get, objects, text } from './json.ts';
import { typedMessage, typedRichText, typedWords } from './typed-text.ts';

const elementsOf = (typed: string) => objects(typedMessage(typed).blocks[0]?.['elements']);
/** All words of a rich text, in their order. */
function wordsIn(node: unknown): string {
  if (Array.isArray(node)) return node.map(wordsIn).join('');
  const elements = get(node, 'elements');
  if (Array.isArray(elements)) return wordsIn(elements);
  const name = text(node, 'name');
  return name === '' ? text(node, 'text') || text(node, 'url') : `:${name}:`;
}

describe('a typed message', () => {
  it('reads bold, italic, struck, code and what is nested in them', () => {
    expect(typedMessage('A *bold _both_* ~gone~ `a*b*c` :tada:')).toEqual({
      text: 'A *bold _both_* ~gone~ `a*b*c` :tada:',
      blocks: [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: 'A ' },
                { type: 'text', text: 'bold ', style: { bold: true } },
                { type: 'text', text: 'both', style: { bold: true, italic: true } },
                { type: 'text', text: ' ' },
                { type: 'text', text: 'gone', style: { strike: true } },
                { type: 'text', text: ' ' },
                { type: 'text', text: 'a*b*c', style: { code: true } },
                { type: 'text', text: ' ' },
                { type: 'emoji', name: 'tada' },
              ],
            },
          ],
        },
      ],
    });
  });

  it('leaves marks inside words alone', () => {
    for (const plain of ['snake_case_name', '2*3*4', 'a * b * c', '**', 'at 10:30:45'])
      expect(elementsOf(plain)).toEqual([{ type: 'rich_text_section', elements: [{ type: 'text', text: plain }] }]);
  });

  it('has active links and addresses, named or bare, also inside marks', () => {
    const { text: words, blocks } = typedMessage(
      '*see* [our shop](https://example.com/a_b_c) or _ask a_b@example.com_ <now>',
    );
    expect(words).toBe(
      '*see* <https://example.com/a_b_c|our shop> or _ask <mailto:a_b@example.com|a_b@example.com>_ &lt;now&gt;',
    );
    expect(objects(objects(blocks[0]?.['elements'])[0]?.['elements'])).toContainEqual({
      type: 'link',
      url: 'https://example.com/a_b_c',
      text: 'our shop',
    });
  });

  it('reads lists, quotes and code blocks, each a part of its own', () => {
    const typed =
      'Today:\n- one\n- *two*\n  - deeper\n3. third\n4. fourth\n> said\n> so\n```\nlet it = <be>;\n```\nEnd';
    expect(elementsOf(typed)).toMatchObject([
      { type: 'rich_text_section', elements: [{ text: 'Today:' }] },
      { type: 'rich_text_list', style: 'bullet', indent: 0, elements: [{}, { elements: [{ style: { bold: true } }] }] },
      { type: 'rich_text_list', style: 'bullet', indent: 1 },
      { type: 'rich_text_list', style: 'ordered', indent: 0, offset: 2 },
      { type: 'rich_text_quote', elements: [{ text: 'said\nso' }] },
      { type: 'rich_text_preformatted', elements: [{ text: 'let it = <be>;' }] },
      { type: 'rich_text_section', elements: [{ text: 'End' }] },
    ]);
    expect(typedMessage(typed).text).toBe(
      'Today:\n• one\n• *two*\n    • deeper\n3. third\n4. fourth\n&gt; said\n&gt; so\n```let it = &lt;be&gt;;```\nEnd',
    );
  });

  it('loses no letter and no word, whatever is typed', () => {
    const letters = (raw: string) => raw.replace(/[^\p{L}\p{N}]/gu, '');
    const piece = fc.constantFrom(
      '*',
      '_',
      '~',
      '`',
      '```',
      '- ',
      '> ',
      '1. ',
      '\n',
      ' ',
      ':tada:',
      'a@b.de',
      'Wort',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const typed = pieces.join('');
        // The number of a list's item is said by its kind alone.
        expect(letters(wordsIn(typedMessage(typed).blocks)).replaceAll('1', '')).toBe(
          letters(typed).replaceAll('1', ''),
        );
      }),
      { numRuns: 500 },
    );
  });
});

it('the text of a command and of a rich text input has links, and marks as they were typed', () => {
  expect(typedWords('stats *VIP* a@b.de')).toBe('stats *VIP* <mailto:a@b.de|a@b.de>');
  expect(typedRichText('- *a*\n- b')).toEqual({
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '- *a*\n- b' }] }],
  });
});
