import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asCurl } from './curl.ts';
import type { LoggedRequest } from './request-log.ts';

const ENTRY: LoggedRequest = {
  id: 1,
  at: 0,
  method: 'GET',
  path: '/v3/groups',
  query: {},
  headers: {},
  body: undefined,
  status: 200,
  answer: null,
  durationMs: 1,
};
const ENV = {
  CLEVERREACH_TOKEN: 'the-token',
  CLIENT_ID: 'me',
  CLIENT_SECRET: 'hush',
  REFRESH_TOKEN: 'again',
};

/** What a real shell makes of the command: the arguments curl would get. */
function words(entry: Partial<LoggedRequest>): string[] {
  const command = asCurl({ ...ENTRY, ...entry }, 'http://127.0.0.1:1');
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`;
  return execFileSync('/bin/sh', ['-c', script], { env: ENV, encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('a request as a curl command', () => {
  it('has a variable where the token was', () => {
    const headers = { authorization: 'Bearer verysecret', host: 'x', 'user-agent': 'y' };
    expect(asCurl({ ...ENTRY, headers }, '')).not.toContain('verysecret');
    expect(words({ headers })).toEqual(['http://127.0.0.1:1/v3/groups', '-H', 'Authorization: Bearer the-token']);
    expect(words({ query: { token: 'verysecret', page: '2 3' } })).toEqual([
      'http://127.0.0.1:1/v3/groups?token=the-token&page=2%203',
    ]);
  });

  it('sends forms as forms, without their secrets', () => {
    const body = { grant_type: 'refresh_token', refresh_token: 'verysecret' };
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic c2VjcmV0' };
    const entry = { method: 'POST', path: '/oauth/token.php', headers, body };
    expect(asCurl({ ...ENTRY, ...entry }, '')).not.toMatch(/verysecret|c2VjcmV0/);
    expect(words(entry)).toEqual([
      '-X',
      'POST',
      'http://127.0.0.1:1/oauth/token.php',
      '-u',
      'me:hush',
      '-H',
      'Content-Type: application/x-www-form-urlencoded',
      '--data-urlencode',
      'grant_type=refresh_token',
      '--data-urlencode',
      'refresh_token=again',
    ]);
  });

  it('reaches curl unchanged through a shell, whatever stands in the body', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\0'));
        const body = { name: `${text}'"$HOME\`id\`\\` };
        const sent = words({ method: 'POST', headers: { 'content-type': 'application/json' }, body }).at(-1) ?? '';
        expect(JSON.parse(sent)).toEqual(body);
      }),
      { numRuns: 40 },
    );
  });
});
