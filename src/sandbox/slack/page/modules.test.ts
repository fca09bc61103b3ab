import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** The page's modules that need no browser. They are plain JavaScript, so they come without types. */
const load = (file: string) => import(new URL(file, import.meta.url).href);

const { browserLanguage, readHash, writeHash } = await load('./settings.js');
const { asCurl } = await load('./curl.js');
const { catalogue, setLanguage, t, translateSlack } = await load('./texts.js');
const { createUnread, readersOf } = await load('./unread.js');

describe('the address of the page', () => {
  it('says who looks at what, and how', () => {
    expect(readHash('#anna/marketing?lang=de&theme=dark&width=phone')).toEqual({
      user: 'anna',
      place: 'marketing',
      language: 'de',
      theme: 'dark',
      phone: true,
    });
  });

  it('is understood again as it was written', () => {
    const settings = fc.record({
      user: fc.string(),
      place: fc.string(),
      language: fc.constantFrom('en', 'de', null),
      theme: fc.constantFrom('system', 'light', 'dark'),
      phone: fc.boolean(),
    });
    fc.assert(
      fc.property(settings, (one) => {
        expect(readHash(writeHash(one))).toEqual(one);
      }),
    );
  });

  it('never fails, whatever somebody types into it', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(readHash(`#${hash}`)).toHaveProperty('user');
      }),
    );
    expect(readHash('#%E0%A4%A?theme=pink&lang=xx')).toMatchObject({ user: '', theme: 'system', language: null });
  });
});

describe('the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['en-US', 'de'], 'en'],
    [['fr', 'de'], 'de'],
    [['fr'], 'en'],
    [['den'], 'en'],
  ])('of a browser that asks for %j is %s', (asked, expected) => {
    expect(browserLanguage(asked)).toBe(expected);
  });

  it('has every text in both languages, with the same gaps in it', () => {
    const { de, en } = catalogue();
    expect(Object.keys(de)).toEqual(Object.keys(en));
    const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();
    for (const key of Object.keys(en)) expect([key, gaps(de[key])]).toEqual([key, gaps(en[key])]);
  });

  it('fills in what belongs in a text, and leaves it as it is', () => {
    setLanguage('de');
    expect(t('members.of', { channel: '{x}$&' })).toBe('Mitglieder von #{x}$&');
    expect(translateSlack('Must be less than 31 characters')).toBe('Muss kürzer als 31 Zeichen sein');
    expect(translateSlack('Your subject is dull.')).toBe('Your subject is dull.');
    setLanguage('en');
    expect(translateSlack('Enter a valid URL')).toBe('Enter a valid URL');
  });
});

describe('what is unread', () => {
  const channel = { members: ['A', 'B', 'C'] };

  it('is new for everybody in the channel but the author', () => {
    expect(readersOf({ user: 'A', ephemeralFor: null }, channel)).toEqual(['B', 'C']);
  });

  it('is new only for the one who sees it', () => {
    expect(readersOf({ user: 'A', ephemeralFor: 'C' }, channel)).toEqual(['C']);
    expect(readersOf({ user: 'A', ephemeralFor: 'D' }, channel)).toEqual([]);
    expect(readersOf({ user: 'A', ephemeralFor: null }, undefined)).toEqual([]);
  });

  it('is counted from the first on, for each person apart', () => {
    const unread = createUnread();
    unread.add('B', { channel: 'C1', ts: '1' });
    unread.add('B', { channel: 'C1', ts: '2' });
    expect(unread.see('B', 'C1')).toEqual({ count: 2, first: '1' });
    expect(unread.see('C', 'C1')).toBeUndefined();
    unread.clear('B', 'C1');
    expect(unread.see('B', 'C1')).toBeUndefined();
  });
});

describe('a request as curl', () => {
  it('sends from a shell what was logged, byte by byte', async () => {
    const received: { headers: Record<string, unknown>; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        response.end('ok');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const body = `payload={"text":"it's $HOME \`id\`\\n\n&"}`;
    const command = asCurl({
      method: 'POST',
      url: `http://127.0.0.1:${address.port}/slack/events?a='b'`,
      headers: {
        host: 'elsewhere',
        'content-length': '3',
        'x-slack-signature': "v0='$x'",
        'content-type': 'text/plain',
      },
      body,
    });
    try {
      await promisify(execFile)('/bin/sh', ['-c', command]);
    } finally {
      server.close();
    }
    expect(received).toMatchObject([
      { body, headers: { 'x-slack-signature': "v0='$x'", host: `127.0.0.1:${address.port}` } },
    ]);
  });
});
