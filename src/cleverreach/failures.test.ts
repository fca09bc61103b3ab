import { inspect } from 'node:util';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import type { CleverReachClient } from './index.ts';
import { CleverReachError, createCleverReach } from './index.ts';
import {
  type Answer,
  countedTokens,
  cutShort,
  json,
  noHttp,
  reset,
  type ScriptedServer,
  silence,
  silenceInTheBody,
  startScriptedServer,
  text,
} from './scripted-server.ts';

let server: ScriptedServer;

async function script(answers: Answer[], timeoutMs?: number) {
  server = await startScriptedServer(answers, timeoutMs === undefined ? {} : { timeoutMs });
  return server.cleverReach.client(countedTokens());
}

afterEach(async () => {
  await server.close();
  expect(server.left()).toBe(0);
});

async function failureOf(call: Promise<unknown>): Promise<CleverReachError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && outcome.error instanceof CleverReachError) return outcome.error;
  throw new Error(`Expected a CleverReachError, got ${inspect(outcome)}`);
}

const draft = {
  name: 'April',
  subject: 'Hello',
  senderName: 'Muster',
  senderEmail: 'news@example.org',
  html: '<p>Hi</p>',
  text: 'Hi',
  groupIds: ['1'],
};
const read = (client: CleverReachClient) => client.listGroups();
const write = (client: CleverReachClient) => client.createMailing(draft);
const apiError = (status: number, message = 'Something: about jane@example.org', code: unknown = status) =>
  json({ error: { code, message } }, status);

describe('an answer that means failure', () => {
  test.each([
    ['403', apiError(403), 'cleverreach_forbidden', false],
    ['404', apiError(404), 'cleverreach_not_found', false],
    ['409', apiError(409), 'cleverreach_conflict', false],
    ['400', apiError(400), 'cleverreach_invalid_request', false],
    ['422', apiError(422), 'cleverreach_invalid_request', false],
    ['a 400 that says duplicate address', apiError(400, 'Bad: duplicate address'), 'cleverreach_conflict', false],
    ['413', apiError(413), 'cleverreach_too_large', false],
    ['413 of a proxy, in HTML', text('<h1>413</h1>', 413), 'cleverreach_too_large', false],
    ['429', apiError(429), 'cleverreach_rate_limited', false],
    ['500', apiError(500), 'cleverreach_unavailable', true],
    ['502', text('<h1>Bad gateway</h1>', 502), 'cleverreach_unavailable', true],
    ['503', text('', 503), 'cleverreach_unavailable', false],
    ['a redirect', text('', 302, { location: 'https://example.org/' }), 'cleverreach_unexpected_answer', true],
    ['200 and a page of HTML', text('<html>Wartung</html>'), 'cleverreach_unexpected_answer', true],
    ['200 and half a JSON', text('{"success":true,"id":'), 'cleverreach_unexpected_answer', true],
    ['200 and another shape', json({ success: true, name: 'April' }), 'cleverreach_unexpected_answer', true],
    ['200 and false', json(false), 'cleverreach_refused', false],
    ['200 and a quoted false', json('false'), 'cleverreach_refused', false],
    ['200 and success: false', json({ success: false, id: '1' }), 'cleverreach_refused', false],
    ['200 and an error without a code', json({ error: { message: 'no' } }), 'cleverreach_refused', false],
    ['200 and an error that is a text', json({ error: 'no' }), 'cleverreach_refused', false],
    ['200 and an error with code 404', apiError(200, 'Not Found', 404), 'cleverreach_not_found', false],
    ['200 and an error with code "409"', apiError(200, 'Conflict', '409'), 'cleverreach_conflict', false],
    ['200 and message: duplicate data', json({ message: 'duplicate data' }), 'cleverreach_conflict', false],
    ['a 400 whose body says 403', apiError(400, 'Forbidden', 403), 'cleverreach_forbidden', false],
    ['a 404 whose body has a code of another kind', apiError(404, 'Not Found', 1001), 'cleverreach_not_found', false],
  ])('of a write: %s', async (_, answer, code, uncertain) => {
    const error = await failureOf(write(await script([answer])));
    expect({ code: error.code, uncertain: error.uncertain }).toEqual({ code, uncertain });
    expect(server.seen).toHaveLength(1);
  });

  test('says what CleverReach said, and keeps it out of message, log and inspection', async () => {
    const error = await failureOf(write(await script([apiError(400)])));
    expect(error.detail).toBe('Something: about jane@example.org');
    expect(error.message).toBe('CleverReach does not accept the request (POST /mailings, status 400)');
    const lines: string[] = [];
    pino({}, { write: (line) => lines.push(line) }).error(error);
    expect(`${lines.join()}${inspect(error)}${JSON.stringify(error)}`).not.toMatch(/jane|token-1/);
  });

  test('names the field that did not fit, not what was in it', async () => {
    const client = await script([json([{ id: '1', name: 'A', stamp: 'jane@example.org' }])]);
    const error = await failureOf(client.listGroups());
    expect(error.message).toBe(
      'CleverReach answered something unexpected (GET /groups, status 200): another shape at 0.stamp',
    );
  });

  test('does not name keys that are data', async () => {
    const client = await script([json({ 'jane@example.org': 5 })]);
    const error = await failureOf(client.listMailings());
    expect(error.code).toBe('cleverreach_unexpected_answer');
    expect(error.message).not.toContain('jane');
  });

  test('an answer of more than 32 MiB is not read', async () => {
    const client = await script([text(`[${' '.repeat(33 * 1024 * 1024)}]`)]);
    expect((await failureOf(read(client))).code).toBe('cleverreach_unexpected_answer');
  });
});

describe('a 429', () => {
  test('tells how long to wait, in seconds', async () => {
    const client = await script([json({}, 429, { 'retry-after': '60' })]);
    expect(await failureOf(read(client))).toMatchObject({ code: 'cleverreach_rate_limited', retryAfterMs: 60_000 });
  });

  test('tells how long to wait, from a date', async () => {
    const at = new Date(Date.now() + 120_000).toUTCString();
    const { retryAfterMs } = await failureOf(read(await script([json({}, 429, { 'retry-after': at })])));
    expect(retryAfterMs).toBeGreaterThan(100_000);
    expect(retryAfterMs).toBeLessThanOrEqual(120_000);
  });

  test.each(['soon', '-5', ''])('with the unreadable Retry-After %j tells no time', async (value) => {
    const error = await failureOf(read(await script([json({}, 429, { 'retry-after': value })])));
    expect(error.code).toBe('cleverreach_rate_limited');
    expect(error.retryAfterMs).toBeUndefined();
  });

  test('with a short Retry-After is waited for, once, by a read', async () => {
    const slow = json({}, 429, { 'retry-after': '0' });
    expect(await read(await script([slow, json([])]))).toEqual([]);
    await server.close();
    const error = await failureOf(read(await script([slow, slow])));
    expect(error.code).toBe('cleverreach_rate_limited');
  });

  test('that asks to wait beyond the deadline is told at once', async () => {
    const client = await script([json({}, 429, { 'retry-after': '1' })], 900);
    expect(await failureOf(read(client))).toMatchObject({ code: 'cleverreach_rate_limited', retryAfterMs: 1_000 });
  });

  test('is never waited for by a write', async () => {
    const error = await failureOf(write(await script([json({}, 429, { 'retry-after': '0' })])));
    expect(error).toMatchObject({ code: 'cleverreach_rate_limited', retryAfterMs: 0, uncertain: false });
    expect(server.seen).toHaveLength(1);
  });
});

describe('no answer', () => {
  test('a connection that is reset is tried twice more by a read', async () => {
    expect(await read(await script([reset, reset, json([])]))).toEqual([]);
    expect(server.observed.map((call) => call.outcome)).toEqual([
      'cleverreach_unavailable',
      'cleverreach_unavailable',
      'ok',
    ]);
  });

  test('after two repetitions a read gives up', async () => {
    const error = await failureOf(read(await script([text('', 502), reset, text('', 503)])));
    expect(error).toMatchObject({ code: 'cleverreach_unavailable', status: 503, uncertain: false });
  });

  test('a 500 is not asked for again', async () => {
    await failureOf(read(await script([apiError(500)])));
    expect(server.seen).toHaveLength(1);
  });

  test('an answer that is cut short is asked for again by a read', async () => {
    expect(await read(await script([cutShort, json([])]))).toEqual([]);
  });

  test.each([
    ['reset', reset],
    ['cut short', cutShort],
  ])('a write whose connection is %s is uncertain and not repeated', async (_, answer) => {
    const error = await failureOf(write(await script([answer])));
    expect(error).toMatchObject({ code: 'cleverreach_unavailable', uncertain: true });
    expect(server.seen).toHaveLength(1);
  });

  test('a write that met nobody is certain not to have happened', async () => {
    await script([]);
    await server.close();
    const error = await failureOf(write(createCleverReach({ url: server.url }).client(countedTokens())));
    expect(error).toMatchObject({ code: 'cleverreach_unavailable', uncertain: false });
    expect(error.message).toContain('ECONNREFUSED');
  });

  test.each([
    ['silence', silence],
    ['silence in the middle of the body', silenceInTheBody],
  ])('%s ends at the deadline, without another try', async (_, answer) => {
    const error = await failureOf(read(await script([answer], 500)));
    expect(error).toMatchObject({ code: 'cleverreach_timeout', uncertain: false });
    expect(server.seen).toHaveLength(1);
  });

  test('a write without an answer in time is uncertain', async () => {
    const error = await failureOf(write(await script([silence], 500)));
    expect(error).toMatchObject({ code: 'cleverreach_timeout', uncertain: true });
  });

  test('something that is no HTTP is unexpected, and none of it is in the error', async () => {
    const error = await failureOf(write(await script([noHttp])));
    expect(error).toMatchObject({ code: 'cleverreach_unexpected_answer', uncertain: true });
    expect(inspect(error)).not.toContain('secret');
  });
});

describe('a 401', () => {
  const unauthorized = json({ error: { code: 401, message: 'Unauthorized' } }, 401);

  test.each([
    ['a read', read, json([])],
    ['a write', write, json({ success: true, id: '5' })],
  ])('renews the token and repeats %s', async (_, call, answer) => {
    server = await startScriptedServer([unauthorized, answer]);
    const tokens = countedTokens();
    await call(server.cleverReach.client(tokens));
    expect(tokens.rejected).toEqual(['token-1']);
    expect(server.seen.map((request) => request.headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(server.seen[0]?.body).toBe(server.seen[1]?.body);
  });

  test('a second time is told, without renewing again', async () => {
    server = await startScriptedServer([unauthorized, unauthorized]);
    const tokens = countedTokens();
    const error = await failureOf(read(server.cleverReach.client(tokens)));
    expect(error).toMatchObject({ code: 'cleverreach_unauthorized', status: 401 });
    expect(tokens.rejected).toEqual(['token-1']);
  });

  test('whose token cannot be renewed passes on why', async () => {
    server = await startScriptedServer([unauthorized]);
    const client = server.cleverReach.client({
      current: async () => 'token',
      renew: () => Promise.reject(new Error('connection is gone')),
    });
    await expect(read(client)).rejects.toThrow('connection is gone');
  });
});

test('what is observed is the pattern, the outcome and the time, and no id', async () => {
  const client = await script([apiError(404), json(true)]);
  await failureOf(client.getGroupStats('4711'));
  await client.deactivateReceiver('4711', 'jane@example.org');
  expect(server.observed).toEqual([
    { endpoint: 'GET /groups/{id}/stats', outcome: 'cleverreach_not_found', durationMs: expect.any(Number) },
    { endpoint: 'PUT /groups/{id}/receivers/{receiver}/deactivate', outcome: 'ok', durationMs: expect.any(Number) },
  ]);
});

describe('an account that keeps failing', () => {
  const down = Array.from({ length: 5 }, () => apiError(500));

  test('is asked no more for a while, which is observed as well', async () => {
    const client = await script(down);
    for (const _ of down) await failureOf(read(client));
    expect(await failureOf(read(client))).toMatchObject({ code: 'cleverreach_paused', uncertain: false });
    expect(await failureOf(write(client))).toMatchObject({ code: 'cleverreach_paused', uncertain: false });
    expect(server.seen).toHaveLength(5);
    expect(server.observed.slice(5)).toEqual([
      { endpoint: 'GET /groups', outcome: 'cleverreach_paused', durationMs: 0 },
      { endpoint: 'POST /mailings', outcome: 'cleverreach_paused', durationMs: 0 },
    ]);
  });

  test('and is connected anew is asked at once, and its tokens can be renewed and revoked meanwhile', async () => {
    const tokens = { access_token: 'new', token_type: 'bearer', expires_in: 3600, refresh_token: 'newer' };
    const client = await script([...down, json(tokens), json(true), json([])]);
    for (const _ of down) await failureOf(read(client));
    await server.cleverReach.oauth.refresh({ clientId: 'app', clientSecret: 'secret' }, 'old');
    await server.cleverReach.oauth.revoke('token-1');
    const connected = server.cleverReach.client({ current: async () => 'new', renew: async (token) => token });
    expect(await read(connected)).toEqual([]);
  });
});
