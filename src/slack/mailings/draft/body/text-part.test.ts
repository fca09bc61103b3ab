import { describe, expect, test } from 'vitest';
import { textPart } from './text-part.ts';

describe('textPart', () => {
  test('writes links with their address, and the unsubscribe link with its placeholder', () => {
    expect(
      textPart(
        '<p><a href="https://example.com/a">Shop</a>, <a href="https://example.com">https://example.com</a>, <a href="mailto:a@example.com">a@example.com</a></p><p><a href="{UNSUBSCRIBE}">Abmelden</a></p>',
      ),
    ).toBe('Shop [https://example.com/a], https://example.com, a@example.com\n\nAbmelden [{UNSUBSCRIBE}]');
  });

  test('leaves out pictures, but not the words of a picture that is a link', () => {
    expect(textPart('<p>Hallo<img src="https://example.com/logo.png" alt="Logo"></p>')).toBe('Hallo');
    expect(textPart('<a href="https://example.com"><img src="x.png" alt="Zum Shop"></a>')).toBe(
      'Zum Shop [https://example.com]',
    );
  });

  test('leaves out what is not for readers, in documents and in fragments', () => {
    const head = '<title>T</title><style>p { }</style><script>x()</script>';
    expect(textPart(`<!DOCTYPE html><html><head>${head}</head><body><!-- c --><p>Hallo</p></body></html>`)).toBe(
      'Hallo',
    );
    expect(textPart(`${head}<p>Hallo</p><!--[if mso]><p>Outlook</p><![endif]-->`)).toBe('Hallo');
  });

  test('keeps cells of a table apart, headings in their case, and entities as what they mean', () => {
    expect(textPart('<h1>April</h1><table><tr><td>Eins</td><td>Zwei &amp; drei</td></tr></table>')).toBe(
      'April\n\nEins\nZwei & drei',
    );
  });

  test('breaks lines at 78 characters and never within an address', () => {
    const address = `https://example.com/${'a'.repeat(200)}`;
    const lines = textPart(`<p>${'wort '.repeat(60)}<a href="${address}">mehr</a></p>`).split('\n');
    expect(lines).toContain(`[${address}]`);
    for (const line of lines) if (!line.includes(address)) expect(line.length).toBeLessThanOrEqual(78);
  });
});
