import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findAddresses, maskAddress, maskAddressesIn, parseAddress, splitAddresses } from './addresses.ts';

describe('parseAddress', () => {
  test.each([
    'mara@example.com',
    '  mara@example.com  ',
    '<mailto:mara@example.com|mara@example.com>',
    '<mailto:mara@example.com>',
    '<mailto:mara@example.com?subject=Hi|Mara>',
    '"<mailto:mara@example.com|mara@example.com>",',
    'mailto:mara@example.com',
    'MAILTO:Mara@Example.COM',
    '<mara@example.com>',
    '"mara@example.com"',
    '“mara@example.com”',
    '„mara@example.com“',
    '‘mara@example.com’',
    '»mara@example.com«',
    '(mara@example.com)',
    '*mara@example.com*',
    '_mara@example.com_',
    '`mara@example.com`',
    'mara@example.com.',
    'mara@example.com,',
    'mara@example.com!?',
    'mara@example.com;',
    'mara@example.com…',
    'ma\u200Bra@example.com',
    '\u202Amara@example.com\u202C',
  ])('understands %s', (text) => {
    expect(parseAddress(text)).toBe('mara@example.com');
  });

  test.each([
    ['o&m@example.com', 'o&m@example.com'],
    ['_mara@example.com', '_mara@example.com'],
    ["o'neil+news@sub.example.co.uk", "o'neil+news@sub.example.co.uk"],
    ['mailto:mara%2Bnews@example.com', 'mara+news@example.com'],
    ['mara@münchen.example', 'mara@xn--mnchen-3ya.example'],
    ['mara@пример.рф', 'mara@xn--e1afmkfd.xn--p1ai'],
  ])('takes %s as %s', (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });

  test.each([
    '',
    'mara',
    'mara@',
    '@example.com',
    'mara@example',
    'mara@example.c',
    'mara example.com',
    'ma ra@example.com',
    'mara@exam ple.com',
    'mara@@example.com',
    'mara@a@example.com',
    '.mara@example.com',
    'mara.@example.com',
    'ma..ra@example.com',
    'mara@-example.com',
    'mara@example..com',
    'mara@127.0.0.1',
    'mara@example.com:80',
    'mara@example.com/path',
    'mara@%41.com',
    'müller@example.com',
    '\u212Aai@example.com',
    'mara@example.com, tom@example.com',
    '<mailto:mara@example.com|x> <mailto:tom@example.com|y>',
    'Mara <mailto:mara@example.com|mara@example.com>',
    `${'a'.repeat(65)}@example.com`,
    `mara@${'abcdefghi.'.repeat(26)}com`,
    '<!channel>',
  ])('refuses %s', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test('never throws; what it takes is short, lower-case, of visible ASCII, and taken again', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('<mailto:', '|', '>', '@', 'mara', 'example.com', '%', '%2B', 'Ü', '"', '.', 'ä.de', '\uD800'),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')),
        (text) => {
          const address = parseAddress(text);
          if (address === undefined) return;
          expect(address).toMatch(/^[\x21-\x7e]{6,254}$/);
          expect(address).toBe(address.toLowerCase());
          expect(parseAddress(address)).toBe(address);
        },
      ),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.emailAddress({ size: 'small' }), (email) => {
        const address = parseAddress(`<mailto:${encodeURIComponent(email)}|${email.replaceAll('|', '')}>`);
        // An apostrophe at the start is taken for a quote.
        if (address !== undefined) expect(address).toBe(email.replace(/^'+/, '').toLowerCase());
      }),
    );
  });
});

describe('findAddresses', () => {
  test('finds them in the text, linked by Slack or not, each once and in order', () => {
    expect(
      findAddresses({
        text: 'Please remove <mailto:Tom@example.com|Tom@example.com>, mara@example.com; (lea@example.com) and tom@example.com.',
      }),
    ).toEqual(['tom@example.com', 'mara@example.com', 'lea@example.com']);
  });

  test('reads mrkdwn as a person does', () => {
    const text =
      '*a@example.com* _b@example.com_ &lt;c@example.com&gt; o&amp;m@example.com <https://evil.example/?u=x@example.com|d@example.com> <@U1|e@example.com> "f@example.com"';
    expect(findAddresses({ text })).toEqual([
      'a@example.com',
      'b@example.com',
      'c@example.com',
      'o&m@example.com',
      'd@example.com',
      'e@example.com',
      'f@example.com',
    ]);
  });

  test('makes no address of another by cutting it', () => {
    for (const text of [
      'müller@example.com',
      'mara@example',
      'a@b@example.com',
      `${'x'.repeat(100)}@example.com`,
      '@example.com',
    ])
      expect(findAddresses({ text }), text).toEqual([]);
  });

  test('finds them in every kind of block', () => {
    const blocks = [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'Hi a@example.com <b@example.com> &amp;' },
              { type: 'link', url: 'mailto:c@example.com', text: 'Mail' },
              { type: 'link', url: 'https://example.com/?u=nobody@example.com' },
            ],
          },
          {
            type: 'rich_text_list',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'd@example.com' }] }],
          },
        ],
      },
      { type: 'section', text: { type: 'mrkdwn', text: '<mailto:e@example.com|E>' } },
      { type: 'section', fields: [{ type: 'plain_text', text: 'f@example.com' }] },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'g@example.com' }] },
      {
        type: 'actions',
        elements: [{ type: 'button', value: 'no@example.com', text: { type: 'plain_text', text: 'Go' } }],
      },
      { type: 'table', rows: [[{ type: 'raw_text', text: 'h@example.com' }]] },
    ];
    expect(findAddresses({ blocks })).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `${name}@example.com`),
    );
  });

  test('finds them in attachments, their fields and their blocks', () => {
    const attachments = [
      {
        fallback: 'Order of a@example.com',
        pretext: 'New: b@example.com',
        text: 'c@example.com',
        fields: [{ title: 'Customer', value: '<mailto:d@example.com|d@example.com>', short: true }],
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'e@example.com' } }],
        message_blocks: [
          { message: { blocks: [{ type: 'header', text: { type: 'plain_text', text: 'f@example.com' } }] } },
        ],
      },
    ];
    expect(findAddresses({ attachments })).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com`));
  });

  test('stops at the first that is too many', () => {
    const text = Array.from({ length: 40 }, (_, index) => `user${index}@example.com`).join(' ');
    expect(findAddresses({ text })).toHaveLength(26);
  });

  test('takes a text of a hundred thousand characters without an address quickly', () => {
    const started = performance.now();
    expect(findAddresses({ text: 'a'.repeat(100_000) })).toEqual([]);
    expect(findAddresses({ text: '@'.repeat(100_000) })).toEqual([]);
    expect(findAddresses({ text: 'a@'.repeat(50_000) })).toEqual([]);
    expect(findAddresses({ text: '<'.repeat(100_000) })).toEqual([]);
    // Quadratic would be minutes.
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('never throws, and gives only addresses, whatever JSON comes', () => {
    const words = fc.constantFrom(
      'text',
      'blocks',
      'attachments',
      'type',
      'url',
      'elements',
      'fields',
      'value',
      'title',
      'rich_text',
    );
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      words,
      fc.constantFrom('mailto:%', 'link', 'a@example.com', '<mailto:%E0|x>', 'plain_text'),
      fc.double(),
      fc.constant(null),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(words, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, tree, (text, blocks, attachments) => {
        for (const address of findAddresses({ text, blocks, attachments })) expect(parseAddress(address)).toBe(address);
      }),
      { numRuns: 1000 },
    );
    let deep: unknown = { text: 'a@example.com' };
    for (let level = 0; level < 50_000; level += 1) deep = [deep];
    expect(findAddresses({ blocks: deep })).toEqual([]);
  });
});

describe('maskAddress', () => {
  test('shows the first letter and the domain', () => {
    expect(maskAddress('mara@example.com')).toBe('m…@example.com');
    expect(maskAddress('😀x@example.com')).toBe('😀…@example.com');
  });

  test('shows nothing of a name of one letter, or of what is no address', () => {
    expect(maskAddress('m@example.com')).toBe('…@example.com');
    expect(maskAddress('secret')).toBe('…');
    expect(maskAddress('')).toBe('…');
  });

  test('never shows the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const masked = maskAddress(`${name}@example.com`);
        expect(masked).toMatch(/^.?…@example\.com$/su);
      }),
    );
  });
});

test('a command line’s addresses are told from its other words, each once and as they were written', () => {
  expect(
    splitAddresses('anna@example.com  <mailto:ben@example.com|ben@example.com>, ANNA@example.com VIP Kunden'),
  ).toEqual({
    addresses: ['anna@example.com', 'ben@example.com'],
    rest: 'VIP Kunden',
  });
  expect(splitAddresses('  ')).toEqual({ addresses: [], rest: '' });
});

describe('masking the addresses in a text', () => {
  test.each([
    ['Write to anna.mueller@example.com!', 'Write to a…@example.com!'],
    ['<anna@example.com>, (ben@example.com); "c@example.com"', '<a…@example.com>, (b…@example.com); "…@example.com"'],
    ['mailto:anna@example.com?subject=x', 'mailto:a…@example.com?subject=x'],
    ['https://example.com/?e=anna%40example.com&x=1', 'https://example.com/?e=a…%40example.com&x=1'],
    ['müller@example.com o’brien+tag@example.com', 'm…@example.com o’b…@example.com'],
    ['an\u200Bna@example.com', 'a…@example.com'],
    ['anna\uFEFF@example.com', 'a…@example.com'],
    ['anna＠example.com', 'a…＠example.com'],
    ['@anna and 3 @ 5 and nothing else', '@anna and 3 @ 5 and nothing else'],
    ['', ''],
  ])('%s', (text, masked) => {
    expect(maskAddressesIn(text)).toBe(masked);
  });

  test('takes no longer than reading, whatever the text', () => {
    for (const text of ['a'.repeat(200_000), `${'a.'.repeat(100_000)} @`, '@'.repeat(200_000), 'a%40'.repeat(50_000)]) {
      expect(maskAddressesIn(text).length).toBeGreaterThan(0);
    }
  });
});
