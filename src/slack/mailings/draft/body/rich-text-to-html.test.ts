import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { describe, expect, test } from 'vitest';
import { checkHtml } from './check-html.ts';
import { richTextSchema } from './rich-text-schema.ts';
import { countMentions, richTextToHtml } from './rich-text-to-html.ts';

const text = (words: string, style?: object) => ({ type: 'text', text: words, ...(style && { style }) });
const section = (...elements: unknown[]) => ({ type: 'rich_text_section', elements });
const list = (style: string, items: string[], more: object = {}) => ({
  type: 'rich_text_list',
  style,
  elements: items.map((item) => section(text(item))),
  ...more,
});
const richText = (...elements: unknown[]) => richTextSchema.parse({ type: 'rich_text', elements });
const styled = (...elements: unknown[]) => richTextToHtml(richText(...elements), 'de');
/** Without the looks, which are of no account for what a text becomes. */
const html = (...elements: unknown[]) => styled(...elements).replaceAll(/ style="[^"]*"/g, '');

describe('richTextToHtml', () => {
  test('makes paragraphs of what blank lines part, and line breaks of the rest', () => {
    expect(html(section(text('\neins\nzwei\n\n\ndrei\n \nvier\n')))).toBe(
      '<p>eins<br>\nzwei</p>\n<p>drei</p>\n<p>vier</p>',
    );
  });

  test('sets emphasis, one kind in another', () => {
    const style = { bold: true, italic: true, strike: true, underline: true, code: true };
    expect(html(section(text('a '), text('b', style), text(' c', { bold: true })))).toBe(
      '<p>a <strong><em><s><u><code>b</code></u></s></em></strong><strong> c</strong></p>',
    );
  });

  test('ends emphasis with its paragraph', () => {
    expect(html(section(text('eins\n\nzwei', { bold: true })))).toBe(
      '<p><strong>eins</strong></p>\n<p><strong>zwei</strong></p>',
    );
  });

  test('escapes everything, and leaves CleverReach its placeholders', () => {
    expect(html(section(text('<b>"Tom" & \'Co\'</b> {FIRSTNAME}')))).toBe(
      '<p>&lt;b&gt;&quot;Tom&quot; &amp; &#39;Co&#39;&lt;/b&gt; {FIRSTNAME}</p>',
    );
  });

  test('links to web and mail, and to nothing else', () => {
    const link = (url: string, words?: string) => html(section({ type: 'link', url, ...(words && { text: words }) }));
    expect(link('https://example.com/?a=1&b={EMAIL}', 'Shop')).toBe(
      '<p><a href="https://example.com/?a=1&amp;b={EMAIL}">Shop</a></p>',
    );
    expect(link('https://example.com')).toBe('<p><a href="https://example.com">https://example.com</a></p>');
    expect(link('mailto:a@example.com')).toBe('<p><a href="mailto:a@example.com">a@example.com</a></p>');
    for (const url of ['javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'slack://x', '/x', ''])
      expect(link(url, 'Klick'), url).toBe('<p>Klick</p>');
    expect(link('https://example.com/"onclick="x', 'x')).toContain('href="https://example.com/&quot;onclick=&quot;x"');
  });

  test('understands the unsubscribe placeholder as a link, also with what an editor puts in front of it', () => {
    for (const url of ['{UNSUBSCRIBE}', 'http://{UNSUBSCRIBE}', 'https://%7BUNSUBSCRIBE%7D/'])
      expect(html(section({ type: 'link', url, text: 'Abmelden' })), url).toBe(
        '<p><a href="{UNSUBSCRIBE}">Abmelden</a></p>',
      );
  });

  test('shows emoji as characters, and those of the workspace by name', () => {
    expect(
      html(
        section(
          { type: 'emoji', name: 'man-farmer', unicode: '1f468-200d-1f33e' },
          { type: 'emoji', name: 'party_<parrot>' },
          { type: 'emoji', name: 'x_x', unicode: 'd800' },
          { type: 'emoji', name: 'y', unicode: '110000' },
        ),
      ),
    ).toBe('<p>👨‍🌾:party_&lt;parrot&gt;::x_x::y:</p>');
  });

  test('leaves out mentions, and counts them', () => {
    const elements = [
      text('Dank an '),
      { type: 'user', user_id: 'U0SECRET' },
      text(' und '),
      { type: 'channel', channel_id: 'C0SECRET' },
      { type: 'usergroup', usergroup_id: 'S0SECRET' },
      { type: 'broadcast', range: 'channel' },
      text('!'),
    ];
    expect(html(section(...elements))).toBe('<p>Dank an und !</p>');
    expect(countMentions(richText(section(...elements)))).toBe(4);
    expect(countMentions(richText(list('bullet', ['x']), section(text('x'))))).toBe(0);
  });

  test('writes dates and colours as text', () => {
    expect(html(section({ type: 'date', timestamp: 1_790_000_000, format: '{date}' }))).toBe(
      '<p>21. September 2026</p>',
    );
    expect(
      html(section({ type: 'date', timestamp: 1, fallback: 'heute' }, text(' '), { type: 'color', value: '#F405B3' })),
    ).toBe('<p>heute #F405B3</p>');
    expect(html(section({ type: 'date', timestamp: 1e300, format: '' }))).toBe('');
  });

  test('nests lists by their depth and goes on counting', () => {
    expect(
      html(
        list('ordered', ['eins']),
        list('bullet', ['a', 'b'], { indent: 1 }),
        list('bullet', ['b1'], { indent: 3 }),
        list('ordered', ['zwei'], { offset: 1 }),
      ),
    ).toBe('<ol>\n<li>eins\n<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>b1</li>\n</ul></li>\n</ul></li>\n<li>zwei</li>\n</ol>');
  });

  test('parts lists of two kinds, and starts a list where it starts', () => {
    expect(html(list('bullet', ['a']), list('ordered', ['b'], { offset: 4 }), list('ordered', ['c']))).toBe(
      '<ul>\n<li>a</li>\n</ul>\n<ol start="5">\n<li>b</li>\n</ol>\n<ol>\n<li>c</li>\n</ol>',
    );
    expect(html(list('bullet', ['deep'], { indent: 2 }), list('bullet', ['top']))).toBe(
      '<ul>\n<li>deep</li>\n</ul>\n<ul>\n<li>top</li>\n</ul>',
    );
  });

  test('keeps lists and code of a quote in the quote', () => {
    expect(
      html(
        { type: 'rich_text_quote', elements: [text('sie schreibt:\n\nja')] },
        list('bullet', ['a'], { border: 1 }),
        { type: 'rich_text_preformatted', elements: [text('x')], border: 1 },
        section(text('danach')),
      ),
    ).toBe(
      '<blockquote>\n<p>sie schreibt:</p>\n<p>ja</p>\n<ul>\n<li>a</li>\n</ul>\n<pre>x</pre>\n</blockquote>\n<p>danach</p>',
    );
  });

  test('keeps the lines and blanks of code', () => {
    expect(html({ type: 'rich_text_preformatted', elements: [text('\n  <a>\n\nb\n')] })).toBe(
      '<pre>\n\n  &lt;a&gt;\n\nb</pre>',
    );
  });

  test('leaves out what it does not know, and keeps the rest', () => {
    expect(
      html(
        { type: 'rich_text_hologram', elements: [text('weg')] },
        section({ type: 'sound', text: 'weg' }, text('da'), { type: 'text' }, null, text('auch', { bold: 'yes' })),
        { type: 'rich_text_list', style: 'roman', indent: -3, offset: 'x', elements: [section(text('Punkt')), 7] },
        'weg',
      ),
    ).toBe('<p>daauch</p>\n<ul>\n<li>Punkt</li>\n</ul>');
    expect(richTextSchema.safeParse({ type: 'rich_text' }).success).toBe(true);
    expect(richTextSchema.safeParse({ type: 'section' }).success).toBe(false);
  });

  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('\n', '\n\n', ' ', '<script>', '</p>', '&amp;', '"', '<!--', '\uD800', '\0', 'x'),
  );
  const style = fc.record({ bold: fc.boolean(), italic: fc.boolean(), code: fc.boolean() }, { requiredKeys: [] });
  const element = fc.oneof(
    fc.record({ type: fc.constant('text'), text: word, style }),
    fc.record({
      type: fc.constant('link'),
      url: fc.oneof(fc.webUrl(), word, fc.constantFrom('javascript:x', 'https://example.com/"><script>')),
      text: word,
      style,
    }),
    // A name of the workspace's own: of a known one the characters are shown.
    fc.record({
      type: fc.constant('emoji'),
      name: word.map((w) => `our_${w}`),
      unicode: fc.oneof(word, fc.constant('1f600')),
    }),
    fc.record({ type: fc.constantFrom('user', 'sound'), user_id: word }),
  );
  const elements = fc.array(element, { maxLength: 5 });
  const block = fc.oneof(
    fc.record({ type: fc.constantFrom('rich_text_section', 'rich_text_quote'), elements }),
    fc.record({ type: fc.constant('rich_text_preformatted'), elements, border: fc.constantFrom(0, 1) }),
    fc.record({
      type: fc.constant('rich_text_list'),
      style: fc.constantFrom('bullet', 'ordered'),
      indent: fc.nat({ max: 4 }),
      offset: fc.nat({ max: 3 }),
      border: fc.constantFrom(0, 1),
      elements: fc.array(fc.record({ type: fc.constant('rich_text_section'), elements }), { maxLength: 3 }),
    }),
  );

  test('has its looks in the elements, since some mail programs take no style sheet', () => {
    const made = styled(
      section(text('eins')),
      list('ordered', ['x']),
      list('ordered', ['y'], { indent: 1 }),
      list('bullet', ['z'], { indent: 2 }),
      { type: 'rich_text_quote', elements: [text('q\n\nr')] },
      { type: 'rich_text_preformatted', elements: [text('p')] },
    );
    for (const [, tag, attributes] of made.matchAll(/<(p|ol|ul|li|blockquote|pre)\b([^>]*)>/g)) {
      expect(attributes, tag).toMatch(/style="margin: /);
    }
    expect(made).toContain('<ol type="a" style="margin: 0 0 0; padding: 0 0 0 24px;">');
    // The line of a quote ends with its text.
    expect(made).toContain('<p style="margin: 0 0 0;">r</p>');
  });

  test('keeps the indent of a list that stands in no other', () => {
    expect(styled(list('bullet', ['x'], { indent: 2 }))).toContain('padding: 0 0 0 72px;');
  });

  test('whatever is written, the HTML is well-formed and of allowed parts only, and no word is lost or added', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const made = html(...blocks);
        const fragment = parseFragment(made);
        for (const node of elementsOf(fragment)) {
          expect(['p', 'br', 'strong', 'em', 's', 'u', 'code', 'a', 'ul', 'ol', 'li', 'blockquote', 'pre']).toContain(
            node.tagName,
          );
          for (const { name, value } of node.attrs) {
            expect(`${node.tagName} ${name}`).toMatch(/^(a href|ol (start|type))$/);
            if (name === 'href') expect(value).toMatch(/^(https?:|mailto:)/i);
          }
        }
        expect(checkHtml(made).filter(({ code }) => code === 'script' || code === 'unbalanced')).toEqual([]);
        expect(made).not.toMatch(/\p{Surrogate}/u);
        expect(squeezed(textOf(fragment))).toBe(squeezed(wordsOf(blocks)));
      }),
      { numRuns: 1000 },
    );
  });

  test('takes any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        richTextToHtml(richText(value), 'en');
        richTextToHtml(richText({ type: 'rich_text_section', elements: value }), 'en');
        richTextToHtml(richText({ type: 'rich_text_list', elements: [value], style: value, indent: value }), 'en');
      }),
    );
  });
});

function elementsOf(node: DefaultTreeAdapterTypes.ParentNode): DefaultTreeAdapterTypes.Element[] {
  return node.childNodes.flatMap((child) => ('tagName' in child ? [child, ...elementsOf(child)] : []));
}

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** What a reader should read, taken from the source without the code under test. */
function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsOf).join('');
  if (typeof value !== 'object' || value === null || !('type' in value)) return '';
  if ('elements' in value) return wordsOf(value.elements);
  if (value.type === 'link' && 'url' in value && 'text' in value)
    return `${value.text || String(value.url).replace(/^mailto:/i, '')}`;
  if (value.type === 'text' && 'text' in value) return String(value.text);
  if (value.type !== 'emoji' || !('name' in value) || !('unicode' in value)) return '';
  return value.unicode === '1f600' ? '😀' : `:${value.name}:`;
}

/** Without blanks, which HTML collapses, and without what HTML can not hold. */
function squeezed(words: string): string {
  return words.replace(/\s|\p{Cc}|\p{Surrogate}/gu, '');
}
