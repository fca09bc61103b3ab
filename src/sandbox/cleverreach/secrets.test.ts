import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shorten, shortenHeaders, shortenSecrets } from './secrets.ts';

describe('secrets', () => {
  it('are never shown whole, whatever their length', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (secret) => {
        const shown = shorten(secret).slice(0, -1);
        expect(shown.length).toBeLessThanOrEqual(Math.min(6, secret.length / 2));
        expect(secret.startsWith(shown)).toBe(true);
      }),
    );
  });

  it('are found in JSON at any depth, and only in fields that hold some', () => {
    const secret = 'abcdefghijkl';
    expect(
      shortenSecrets({ token: secret, name: secret, list: [{ refresh_token: secret }], code: 503, none: null }),
    ).toEqual({ token: 'abcdef…', name: secret, list: [{ refresh_token: 'abcdef…' }], code: 503, none: null });
  });

  it('are shortened in headers, with something to tell two tokens apart', () => {
    const shown = (authorization: string) => shortenHeaders({ authorization })['authorization'];
    expect(shown('Bearer abcdefghijkl')).toMatch(/^Bearer abcdef… \(#[0-9a-f]{8}\)$/);
    expect(shown('Bearer abcdefghijkl')).not.toBe(shown('Bearer abcdefghijkm'));
    expect(shown('Basic abcdefghijklmn')).toBe('Basic abcdef…');
    expect(shown('abcdefghijklmn')).toBe('abcdef…');
    expect(shortenHeaders({ accept: '*/*', cookie: 'session=abcdef', host: undefined })).toEqual({
      accept: '*/*',
      cookie: 'sessio…',
    });
  });
});
