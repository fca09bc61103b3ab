import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signatureProblem, signatureWindowMs } from './signature.ts';

const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';
const sentAtMs = 1_531_420_618_000;
const timestamp = String(sentAtMs / 1000);

function sign(body: Buffer | string, at = timestamp, secret = signingSecret): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${at}:`).update(body).digest('hex')}`;
}

function check(request: { signature?: unknown; timestamp?: unknown; body?: string; nowMs?: number }) {
  const { body = 'token=x&text=stats', nowMs = sentAtMs } = request;
  const given = { signature: sign(body), timestamp, ...request };
  return signatureProblem({ ...given, signingSecret, body: Buffer.from(body), nowMs });
}

describe('a signature', () => {
  test("the example of Slack's own documentation is right", () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
    expect(check({ body, signature })).toBeUndefined();
  });

  test('is over the bytes as they came, also where they are no text', () => {
    const body = Buffer.from([0xff, 0x00, 0xfe, 0x0a]);
    const request = { signingSecret, timestamp, body, nowMs: sentAtMs };
    expect(signatureProblem({ ...request, signature: sign(body) })).toBeUndefined();
    const asText = sign(body.toString('utf8'));
    expect(signatureProblem({ ...request, signature: asText })).toBe('signature_wrong');
  });

  test.each([
    ['none', undefined],
    ['twice', [sign('a'), sign('b')]],
  ])('%s is refused as missing', (_case, signature) => {
    expect(check({ signature })).toBe('signature_missing');
  });

  test.each([
    ['empty', ''],
    ['of another secret', sign('token=x&text=stats', timestamp, 'another')],
    ['of another time', sign('token=x&text=stats', '1531420617')],
    ['of another version', sign('token=x&text=stats').replace('v0=', 'v1=')],
    ['without its version', sign('token=x&text=stats').slice(3)],
    ['in upper case', sign('token=x&text=stats').toUpperCase().replace('V0', 'v0')],
    ['too short', sign('token=x&text=stats').slice(0, -1)],
    ['too short by a whole byte', sign('token=x&text=stats').slice(0, -2)],
    ['too long', `${sign('token=x&text=stats')}0`],
    ['followed by a line', `${sign('token=x&text=stats')}\n`],
    ['that is no hex', `v0=${'g'.repeat(64)}`],
    ['joined with another, as a doubled header comes', `${sign('token=x&text=stats')}, ${sign('x')}`],
  ])('%s is refused as wrong, and nothing is thrown', (_case, signature) => {
    expect(check({ signature })).toBe('signature_wrong');
  });

  test('with any one digit changed is refused', () => {
    const right = sign('token=x&text=stats');
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: right.length - 1 }),
        fc.constantFrom(...'0123456789abcdef'),
        (at, digit) => {
          fc.pre(right[at] !== digit);
          const signature = `${right.slice(0, at)}${digit}${right.slice(at + 1)}`;
          expect(check({ signature })).toBe('signature_wrong');
        },
      ),
    );
  });

  test('any body is taken with its own signature and refused with that of another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (body, other) => {
        expect(check({ body })).toBeUndefined();
        if (body !== other) expect(check({ body, signature: sign(other) })).toBe('signature_wrong');
      }),
    );
  });
});

describe('the time of sending', () => {
  test.each([
    ['exactly five minutes ago', signatureWindowMs, undefined],
    ['a millisecond more', signatureWindowMs + 1, 'signature_too_old'],
    ['exactly five minutes ahead', -signatureWindowMs, undefined],
    ['a millisecond further ahead', -signatureWindowMs - 1, 'signature_from_future'],
  ])('%s', (_case, ageMs, problem) => {
    expect(check({ nowMs: sentAtMs + ageMs })).toBe(problem);
  });

  test.each([
    ['none', undefined],
    ['twice', [timestamp, timestamp]],
    ['joined with another', `${timestamp}, ${timestamp}`],
    ['empty', ''],
    ['negative', '-1531420618'],
    ['in other notations', '1531420618e0'],
    ['with a fraction', '1531420618.5'],
    ['with a blank', ' 1531420618'],
    ['so long that it is no number', '9'.repeat(400)],
  ])('%s is refused', (_case, given) => {
    const signature = typeof given === 'string' ? sign('token=x&text=stats', given) : sign('token=x&text=stats');
    expect(check({ timestamp: given, signature })).toBe('signature_missing');
  });
});
