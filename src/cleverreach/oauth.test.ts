import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { type Answer, json, reset, type ScriptedServer, startScriptedServer, text } from './scripted-server.ts';

const app = { clientId: 'the client', clientSecret: 'the&secret' };
const tokens = { access_token: 'a.b.c', expires_in: 2592000, token_type: 'bearer', scope: 'x y', refresh_token: 'r' };

let server: ScriptedServer;

async function script(answers: Answer[]) {
  server = await startScriptedServer(answers);
  return server.cleverReach.oauth;
}

afterEach(async () => {
  await server.close();
  expect(server.left()).toBe(0);
});

describe('the consent page', () => {
  test('is asked for a code, with the grant CleverReach wants', async () => {
    const oauth = await script([]);
    const url = new URL(
      oauth.authorizeUrl(app, { redirectUri: 'https://example.org/callback?x=1', state: 'a b', language: 'de' }),
    );
    expect(`${url.origin}${url.pathname}`).toBe(`${server.url}/oauth/authorize.php`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'the client',
      response_type: 'code',
      grant: 'basic',
      redirect_uri: 'https://example.org/callback?x=1',
      state: 'a b',
      lang: 'de',
    });
  });

  test.each([
    ['known', 'a page', text('<html></html>', 200)],
    ['known', 'a redirect to the login', text('', 302)],
    ['unknown', 'that it is invalid', json({ error: 'invalid_client', error_description: 'x' }, 400)],
    ['unknown', 'the same under another status', json({ error: 'invalid_client', error_description: 'x' }, 200)],
    ['other-redirect', 'another redirect', json({ error: 'redirect_uri_mismatch', error_description: 'x' }, 400)],
  ])('tells that an app is %s by answering %s', async (expected, _what, answer) => {
    const oauth = await script([answer]);
    expect(await oauth.check(app, { redirectUri: 'https://example.org/callback' })).toBe(expected);
    expect(server.seen).toMatchObject([{ method: 'GET', url: expect.stringContaining('client_id=the+client') }]);
    expect(decodeURIComponent(JSON.stringify(server.seen))).not.toContain('the&secret');
  });

  test('says nothing of an app by a failure', async () => {
    const oauth = await script([json({ error: 'invalid_request' }, 400)]);
    await expect(oauth.check(app, { redirectUri: 'https://example.org/' })).rejects.toThrow();
  });

  test('has no language unless one is given', async () => {
    const url = (await script([])).authorizeUrl(app, { redirectUri: 'https://example.org/', state: 's' });
    expect(new URL(url).searchParams.has('lang')).toBe(false);
  });
});

describe('tokens', () => {
  test('come for a code, asked for outside /v3 in a form with the app in it', async () => {
    const oauth = await script([json(tokens)]);
    const beforeMs = Date.now();
    const answer = await oauth.exchangeCode(app, { code: 'c', redirectUri: 'https://example.org/?x=1' });
    expect(answer).toEqual({ accessToken: 'a.b.c', refreshToken: 'r', scope: 'x y', expiresAt: expect.any(Date) });
    expect(answer.expiresAt.getTime()).toBeGreaterThanOrEqual(beforeMs + 2_592_000_000);
    expect(answer.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 2_592_000_000);
    const [request] = server.seen;
    expect(request).toMatchObject({ method: 'POST', url: '/oauth/token.php' });
    expect(request?.headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(request?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      client_id: 'the client',
      client_secret: 'the&secret',
      grant_type: 'authorization_code',
      code: 'c',
      redirect_uri: 'https://example.org/?x=1',
    });
  });

  test('come for a refresh token, also with the scope as a list and the seconds as a text', async () => {
    const oauth = await script([json({ ...tokens, scope: ['x', 'y'], expires_in: '60' })]);
    expect(await oauth.refresh(app, 'old')).toMatchObject({ refreshToken: 'r', scope: 'x y' });
    expect(Object.fromEntries(new URLSearchParams(server.seen[0]?.body))).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'old',
    });
  });

  test('without a new refresh token have none', async () => {
    const { refresh_token: _, ...rest } = tokens;
    expect(await (await script([json(rest)])).refresh(app, 'old')).not.toHaveProperty('refreshToken');
  });

  test.each([
    ['invalid_grant with 400', json({ error: 'invalid_grant' }, 400), 'cleverreach_grant_refused', false],
    ['invalid_grant with 200', json({ error: 'invalid_grant' }), 'cleverreach_grant_refused', false],
    ['invalid_client with 400', json({ error: 'invalid_client' }, 400), 'cleverreach_client_refused', false],
    ['unauthorized_client with 401', json({ error: 'unauthorized_client' }, 401), 'cleverreach_client_refused', false],
    ['another error', json({ error: 'unsupported_grant_type' }, 400), 'cleverreach_invalid_request', false],
    ['429', json({}, 429), 'cleverreach_rate_limited', false],
    ['502', text('<h1>', 502), 'cleverreach_unavailable', true],
    ['a reset', reset, 'cleverreach_unavailable', true],
    ['a page of HTML', text('<h1>'), 'cleverreach_unexpected_answer', true],
    ['no access token', json({ expires_in: 1 }), 'cleverreach_unexpected_answer', true],
    ['no expiry', json({ access_token: 'a' }), 'cleverreach_unexpected_answer', true],
  ])('are refused with a code of its own: %s', async (_, answer, code, uncertain) => {
    const oauth = await script([answer]);
    const error: unknown = await oauth.refresh(app, 'the-refresh-token').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, uncertain, endpoint: 'POST /oauth/token.php' });
    expect(inspect(error)).not.toMatch(/the-refresh-token|the&secret/);
    expect(server.seen).toHaveLength(1);
  });

  test('a refusal carries what CleverReach said as detail only', async () => {
    const oauth = await script([json({ error: 'invalid_client', error_description: 'for jane@example.org' }, 400)]);
    const error: unknown = await oauth.refresh(app, 'r').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ detail: 'for jane@example.org' });
    expect(inspect(error)).not.toContain('jane');
  });
});

describe('revoking', () => {
  test.each([
    ['true', json(true)],
    ['nothing', text('', 204)],
    ['a word', text('OK')],
    ['that the token is invalid already', json({ error: { code: 401, message: 'Unauthorized' } }, 401)],
  ])('is done when CleverReach answers %s', async (_, answer) => {
    const oauth = await script([answer]);
    await oauth.revoke('a.b.c');
    expect(server.seen[0]).toMatchObject({ method: 'DELETE', url: '/v3/oauth/token.json' });
    expect(server.seen[0]?.headers.authorization).toBe('Bearer a.b.c');
  });

  test.each([
    ['500', json({}, 500), 'cleverreach_unavailable'],
    ['false', json(false), 'cleverreach_refused'],
    ['an error with 200', json({ error: { message: 'no' } }), 'cleverreach_refused'],
  ])('is not done when CleverReach answers %s', async (_, answer, code) => {
    await expect((await script([answer])).revoke('a.b.c')).rejects.toMatchObject({ code });
  });
});
