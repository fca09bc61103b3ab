import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer, retryAfterMs } from './answers.ts';
import { CleverReachError, CleverReachRateLimitedError, CleverReachUnavailableError } from './errors.ts';
import { waitBeforeRepeat } from './repeat.ts';
import { groupsAnswer } from './wire.ts';

const request = { endpoint: 'GET /groups', method: 'GET', path: '/v3/groups' } as const;

/** Any JSON, and some that looks like CleverReach's. */
const body = fc.oneof(
  fc.jsonValue(),
  fc.record({ error: fc.oneof(fc.record({ code: fc.jsonValue(), message: fc.jsonValue() }), fc.jsonValue()) }),
  fc.array(fc.record({ id: fc.jsonValue(), name: fc.jsonValue(), stamp: fc.jsonValue() })),
);

test('any answer at all is read or is an error of ours, which shows none of it', () => {
  const marker = 'jane@example.org';
  const answers = fc.oneof(
    body.map((value) => JSON.stringify(value)),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), answers, (status, text) => {
      // The marker in place of every text, so that any text of the answer in the message is seen.
      const marked = text.replace(/"(?!(error|code|message|id|name|stamp)")[^"\\]*"/g, `"${marker}"`);
      try {
        expect(Array.isArray(readAnswer({ status, text: marked, retryAfter: undefined }, request, groupsAnswer))).toBe(
          true,
        );
        expect(status).toBeLessThan(300);
      } catch (error) {
        if (!(error instanceof CleverReachError)) throw error;
        expect(error.message).not.toContain(marker);
        expect(error.code).toMatch(/^cleverreach_[a-z_]+$/);
      }
    }),
    { numRuns: 1000 },
  );
});

describe('Retry-After', () => {
  const nowMs = Date.UTC(2026, 10, 24);

  test('is any number of seconds', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999_999 }), (seconds) => {
        expect(retryAfterMs(String(seconds), nowMs)).toBe(seconds * 1000);
      }),
    );
  });

  test('is any HTTP date, and at once where that has passed', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (seconds) => {
        const header = new Date(nowMs + seconds * 1000).toUTCString();
        expect(retryAfterMs(header, nowMs)).toBe(Math.max(0, seconds * 1000));
      }),
    );
  });

  test('is otherwise nothing or a time from now on', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const wait = retryAfterMs(header, nowMs);
        expect(wait === undefined || wait >= 0).toBe(true);
      }),
    );
  });
});

describe('a read waits before it is repeated', () => {
  const unavailable = (status?: number, retryAfter?: number) =>
    new CleverReachUnavailableError({ endpoint: 'GET /groups', status, retryAfterMs: retryAfter });

  test.each([
    ['a lost connection', unavailable(), 0, 200],
    ['a lost connection, the second time', unavailable(), 1, 400],
    ['a lost connection, the third time', unavailable(), 2, undefined],
    ['502', unavailable(502), 0, 200],
    ['500', unavailable(500), 0, undefined],
    ['503 that names a short time', unavailable(503, 1_000), 0, 1_000],
    ['503 that names a long time', unavailable(503, 3_000), 0, undefined],
    ['429 that names a short time', new CleverReachRateLimitedError({ endpoint: '', retryAfterMs: 2_000 }), 0, 2_000],
    ['429 again', new CleverReachRateLimitedError({ endpoint: '', retryAfterMs: 2_000 }), 1, undefined],
    [
      '429 that names a long time',
      new CleverReachRateLimitedError({ endpoint: '', retryAfterMs: 2_001 }),
      0,
      undefined,
    ],
    ['429 that names no time', new CleverReachRateLimitedError({ endpoint: '' }), 0, undefined],
    ['a mistake of our own', new TypeError('no'), 0, undefined],
  ])('after %s', (_, error, repeats, waitMs) => {
    expect(waitBeforeRepeat(error, repeats, 0.5)).toBe(waitMs);
  });

  test('by half as much more or less', () => {
    expect(waitBeforeRepeat(unavailable(), 0, 0)).toBe(100);
    expect(waitBeforeRepeat(unavailable(), 0, 0.999)).toBeCloseTo(300, 0);
  });
});
