import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mrkdwn, plain, safeUrl, uniqueLabels } from './text.ts';

/** Whatever a string can hold, and more often what has a meaning somewhere: Slack's syntax, bidi, emoji, halves of both. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      // Lone surrogates too.
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
      fc.constantFrom(
        '<!channel>',
        '<@U123>',
        '<https://evil.example|bank>',
        '&amp;',
        '&',
        '*bold*',
        '_it_',
        '~no~',
        '`code`',
        '> quote',
        '＞ quote',
        ':tada:',
        '10:30:45',
        '\u202Eevil\u202C',
        '\u2066x\u2069',
        '\u200B',
        '\u200D',
        '\uFE0F',
        '👩‍👩‍👧‍👦',
        '👍🏽',
        '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
        '1️⃣',
        '*️⃣',
        'שלום',
        'é'.normalize('NFD'),
        `a${'\u0301'.repeat(30)}`,
        '\uD83D',
        '\uDE00',
        '\r\n',
        '\n\n\n',
        '\t',
        '\0',
        ' ',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const limit = fc.integer({ min: 1, max: 60 });
const options = fc.record({ multiline: fc.boolean() });

const LONE_SURROGATE = /\p{Surrogate}/u;
const CONTROL_OR_BIDI = /(?!\n)\p{Cc}|\p{Bidi_Control}/u;

describe('plain', () => {
  test('leaves ordinary text as it is', () => {
    expect(plain('Kund:innen in Österreich (2026) – 5 % <Rabatt> & mehr', 100)).toBe(
      'Kund:innen in Österreich (2026) – 5 % <Rabatt> & mehr',
    );
  });

  test('shows a dash for nothing, because Slack refuses an empty text', () => {
    for (const nothing of ['', '   ', '\n', '\u200B\u2066', '\uD800', '\u3164', '\u2800'])
      expect(plain(nothing, 5)).toBe('–');
  });

  test('cuts to the limit with the ellipsis inside it', () => {
    expect(plain('Newsletter', 10)).toBe('Newsletter');
    expect(plain('Newsletter!', 10)).toBe('Newslette…');
    expect(plain('Our Newsletter', 5)).toBe('Our…');
    expect(plain('Newsletter', 1)).toBe('…');
  });

  test('keeps emoji whole or leaves them out', () => {
    expect(plain('👩‍👩‍👧‍👦 family', 100)).toBe('👩‍👩‍👧‍👦 family');
    expect(plain('👍🏽 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 🇩🇪', 100)).toBe('👍🏽 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 🇩🇪');
    expect(plain('ab👩‍👩‍👧‍👦', 8)).toBe('ab…');
    expect(plain('ab😀😀', 5)).toBe('ab😀…');
  });

  test('takes away what does not show or turns the text around', () => {
    expect(plain('in\u200Bvis\u00ADi\u2060ble', 100)).toBe('invisible');
    expect(plain('\u202Etxt.exe\u202C', 100)).toBe('txt.exe');
    expect(plain('a\u200Db', 100)).toBe('ab');
    expect(plain('bell\u0007', 100)).toBe('bell');
    expect(plain('half \uD83D emoji', 100)).toBe('half emoji');
  });

  test('keeps line breaks only where they are wanted', () => {
    expect(plain('one\r\ntwo\u2028three', 100)).toBe('one two three');
    expect(plain('one\r\ntwo\n\n\n\nthree  four', 100, { multiline: true })).toBe('one\ntwo\n\nthree  four');
  });

  test('cuts within a letter that carries more accents than the limit', () => {
    const result = plain(`a${'\u0301'.repeat(5000)}`, 10);
    expect(result).toBe(`a${'\u0301'.repeat(8)}…`);
  });

  test('refuses a limit below one', () => {
    expect(() => plain('x', 0)).toThrow(RangeError);
    expect(() => plain('x', Number.NaN)).toThrow(RangeError);
  });

  test('whatever comes in, the result fits, shows something, is well-formed and stays the same the second time', () => {
    fc.assert(
      fc.property(hostile, limit, options, (text, max, how) => {
        const result = plain(text, max, how);
        expect(result.length).toBeGreaterThan(0);
        expect(result.length).toBeLessThanOrEqual(max);
        expect(result).not.toMatch(LONE_SURROGATE);
        expect(result).not.toMatch(CONTROL_OR_BIDI);
        if (!how.multiline) expect(result).not.toContain('\n');
        expect(plain(result, max, how)).toBe(result);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('mrkdwn', () => {
  test('makes mentions and links show as they were written', () => {
    expect(mrkdwn('<!channel> & <https://evil.example|bank>', 100)).toBe(
      '&lt;!channel&gt; &amp; &lt;https://evil.example|bank&gt;',
    );
  });

  test('escapes once, also what looks escaped', () => {
    expect(mrkdwn('&lt;', 100)).toBe('&amp;lt;');
  });

  test('takes the effect from formatting characters', () => {
    expect(mrkdwn('*bold* _italic_ ~gone~ `code` ＊wide＊', 100)).toBe('∗bold∗ ˍitalicˍ ∼gone∼ ˋcodeˋ ﹡wide﹡');
    expect(mrkdwn('> quoted', 100)).toBe('\u00AD&gt; quoted');
    expect(mrkdwn('one\n＞two', 100, { multiline: true })).toBe('one\n\u00AD＞two');
    expect(mrkdwn(':tada: yes', 100)).toBe(':\u2060tada: yes');
  });

  test('keeps what does not format: addresses, technical names, times, figures', () => {
    for (const text of ['max_muster@example.com', 'News_DE_2026', 'um 10:30:45 Uhr', '1 = 1', '12.345 %', '*️⃣'])
      expect(mrkdwn(text, 100)).toBe(text);
  });

  test('never cuts through an escape', () => {
    expect(mrkdwn('&&&&', 12)).toBe('&amp;&amp;…');
    expect(mrkdwn('&', 5)).toBe('&amp;');
    expect(mrkdwn('&', 4)).toBe('…');
  });

  test('whatever comes in, the result fits, and nothing in it is active', () => {
    fc.assert(
      fc.property(hostile, limit, options, (text, max, how) => {
        const result = mrkdwn(text, max, how);
        expect(result.length).toBeGreaterThan(0);
        expect(result.length).toBeLessThanOrEqual(max);
        expect(result).not.toMatch(LONE_SURROGATE);
        expect(result).not.toMatch(/[<>]/);
        expect(result.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
        expect(result).not.toMatch(/[*＊~`｀](?!\uFE0F?\u20E3)/);
        expect(result).not.toMatch(/(?<![\p{L}\p{N}])[_＿]|[_＿](?![\p{L}\p{N}])/u);
        expect(result).not.toMatch(/^\s*(?:&gt;|＞)/m);
        expect(result).not.toMatch(/:[\p{L}_+'-][\p{L}\p{N}_+'-]*:/u);
      }),
      { numRuns: 2000 },
    );
  });

  test('what needs no escape comes out as from plain', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abc äöü 123 שלום 😀'), maxLength: 80 }), limit, (text, max) => {
        expect(mrkdwn(text, max)).toBe(plain(text, max));
      }),
    );
  });
});

describe('uniqueLabels', () => {
  test('leaves short, distinct labels alone', () => {
    expect(uniqueLabels(['Newsletter', 'VIP'])).toEqual(['Newsletter', 'VIP']);
  });

  test('keeps apart what differs only behind the cut', () => {
    const labels = uniqueLabels([
      'Newsletter Deutschland Januar',
      'Newsletter Deutschland Februar',
      'Kund:innen und Interessierte',
    ]);
    expect(labels).toEqual(['Newsletter De…Januar', 'Newsletter D…Februar', 'Kund:innen und Inte…']);
  });

  test('numbers what is alike, and takes no other label doing so', () => {
    expect(uniqueLabels(['A', 'A', 'A (2)', 'A', ''])).toEqual(['A', 'A (3)', 'A (2)', 'A (4)', '–']);
    expect(uniqueLabels(['', ' ', '\u200B'])).toEqual(['–', '– (2)', '– (3)']);
  });

  test('takes an accent in one character and in two for the same', () => {
    expect(uniqueLabels(['Café', 'Café'.normalize('NFD')])[1]).toMatch(/\(2\)$/);
  });

  test('says so when the limit leaves no room', () => {
    expect(() =>
      uniqueLabels(
        Array.from({ length: 11 }, () => 'x'),
        1,
      ),
    ).toThrow(RangeError);
  });

  test('whatever comes in, the labels are distinct, not empty, within the limit, and as many as before', () => {
    const label = fc.oneof(hostile, fc.constantFrom('A', 'A (2)', 'A (3)', '', 'Newsletter Deutschland Januar'));
    fc.assert(
      fc.property(fc.array(label, { maxLength: 40 }), fc.integer({ min: 4, max: 24 }), (labels, max) => {
        const result = uniqueLabels(labels, max);
        expect(result).toHaveLength(labels.length);
        expect(new Set(result.map((text) => text.normalize('NFC'))).size).toBe(labels.length);
        for (const text of result) {
          expect(text.length).toBeGreaterThan(0);
          expect(text.length).toBeLessThanOrEqual(max);
          expect(text).not.toMatch(LONE_SURROGATE);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('safeUrl', () => {
  test('takes http and https', () => {
    expect(safeUrl('https://example.com/a?b=1&c=2#d')).toBe('https://example.com/a?b=1&c=2#d');
    expect(safeUrl(' HTTP://EXAMPLE.com ')).toBe('http://example.com/');
  });

  test('refuses every other kind of address', () => {
    for (const url of [
      'javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'slack://open',
      'mailto:a@example.com',
      '//example.com',
      '/path',
      'example.com',
      'https://',
      '',
      'https://bank.example@evil.example/',
      `https://example.com/${'a'.repeat(3000)}`,
    ])
      expect(safeUrl(url), url).toBeUndefined();
  });

  test('leaves nothing in it that could end a mrkdwn link', () => {
    const inside = fc.tuple(hostile, hostile).map(([path, query]) => `https://example.com/${path}?${query}`);
    fc.assert(
      fc.property(inside, (url) => {
        const safe = safeUrl(url);
        if (safe !== undefined) expect(safe).toMatch(/^https?:\/\/[^\s<>|]{1,2990}$/);
      }),
      { numRuns: 1000 },
    );
    expect(safeUrl('https://example.com/?a=<b>|c d')).toBe('https://example.com/?a=%3Cb%3E%7Cc%20d');
  });
});
