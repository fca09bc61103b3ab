import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccount, type OAuthApp, startCleverReach } from './index.ts';
import { sameUri } from './redirect-uri.ts';
import { APP, startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());
beforeEach(() => {
  bench.sandbox.setFaults({});
});

const REDIRECT = APP.redirectUris[0] ?? '';
const ERROR = (error: string, description: unknown = expect.any(String)) => ({ error, error_description: description });
const INVALID_CLIENT = ERROR('invalid_client', 'The client credentials are invalid');

function authorizePath(overrides: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  const all = {
    client_id: APP.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT,
    grant: 'basic',
    state: 's-1',
    ...overrides,
  };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value);
  return `/oauth/authorize.php?${query}`;
}

function decide(form: Record<string, string>, path = authorizePath()) {
  return bench.raw(path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}

async function getCode(): Promise<string> {
  const { headers } = await decide({ decision: 'allow', account: '129001' });
  return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
}

function token(fields: Record<string, string>, headers: Record<string, string> = {}) {
  return bench.raw('/oauth/token.php', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(fields),
  });
}

const client = { client_id: APP.clientId, client_secret: APP.clientSecret };
const basic = { authorization: `Basic ${Buffer.from(`${APP.clientId}:${APP.clientSecret}`).toString('base64')}` };
const codeGrant = async () => ({ grant_type: 'authorization_code', code: await getCode(), redirect_uri: REDIRECT });
const bearer = (accessToken: string) => ({ headers: { authorization: `Bearer ${accessToken}` } });

describe('consent page', () => {
  it('names the app and the account, lists what is shared and offers two buttons, in German and English', async () => {
    const german = await bench.raw(authorizePath(), { headers: { 'accept-language': 'de-DE,de;q=0.9,en;q=0.8' } });
    expect(german.status).toBe(200);
    expect(german.headers.get('content-type')).toContain('text/html');
    for (const text of [
      '<html lang="de">',
      'Test &amp; Söhne',
      'Teehaus Muster GmbH',
      'Ihre Empfängerlisten sehen',
      '>Erlauben<',
      '>Ablehnen<',
    ]) {
      expect(german.text).toContain(text);
    }
    const english = await bench.raw(authorizePath({ lang: 'en' }), { headers: { 'accept-language': 'de' } });
    for (const text of ['<html lang="en">', 'see your recipient lists', '>Allow<', '>Deny<']) {
      expect(english.text).toContain(text);
    }
  });

  it('shows only the permissions the app has, and takes the colour only when it is one', async () => {
    bench.sandbox.apps.set(APP.clientId, { ...APP, scopes: ['groups:read'] });
    const { text } = await bench.raw(authorizePath({ lang: 'en', bg: 'ffeedd' }));
    expect(text).toContain('see your recipient lists');
    expect(text).not.toContain('see mailings');
    expect(text).toContain('body{background:#ffeedd}');
    expect((await bench.raw(authorizePath({ bg: '}</style>' }))).text).not.toContain('}</style>}');
    bench.sandbox.apps.set(APP.clientId, { ...APP });
  });

  it('lets the person choose when there are several accounts, and the token is for the chosen one', async () => {
    bench.sandbox.addAccount(createAccount('129002', { company: 'Zweite AG' }));
    const { text } = await bench.raw(authorizePath());
    expect(text.match(/type="radio"/g)).toHaveLength(2);
    const { headers } = await decide({ decision: 'allow', account: '129002' });
    const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
    const { json } = await token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...client });
    expect((await bench.raw('/v3/debug/whoami', bearer(json.access_token))).json.company).toBe('Zweite AG');
    bench.sandbox.accounts.delete('129002');
  });

  it('sends the person back with code and state after Allow', async () => {
    const { status, headers } = await decide(
      { decision: 'allow', account: '129001' },
      authorizePath({ state: 'a b&c' }),
    );
    expect(status).toBe(302);
    const location = new URL(headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(REDIRECT);
    expect([...location.searchParams.keys()].sort()).toEqual(['code', 'state']);
    expect(location.searchParams.get('state')).toBe('a b&c');
  });

  it('needs no account named when there is one, and a right one when one is named', async () => {
    expect((await decide({ decision: 'allow' })).headers.get('location')).toContain('code=');
    expect((await decide({ decision: 'allow', account: '7' })).status).toBe(400);
    expect((await decide({ decision: 'maybe' })).status).toBe(400);
  });

  it('sends the person back with access_denied and state after Deny', async () => {
    const { status, headers } = await decide({ decision: 'deny' });
    expect(status).toBe(302);
    const { searchParams } = new URL(headers.get('location') ?? '');
    expect(Object.fromEntries(searchParams)).toEqual({ ...ERROR('access_denied'), state: 's-1' });
  });

  it('answers JSON instead of a page for an unknown app, a foreign address or a missing grant=basic', async () => {
    for (const [overrides, error] of [
      [{ client_id: 'nobody' }, 'invalid_client'],
      [{ client_id: undefined }, 'invalid_client'],
      [{ redirect_uri: `${REDIRECT}/more` }, 'redirect_uri_mismatch'],
      [{ redirect_uri: 'https://evil.example/' }, 'redirect_uri_mismatch'],
      [{ redirect_uri: undefined }, 'redirect_uri_mismatch'],
      [{ grant: undefined }, 'invalid_request'],
    ] as const) {
      const answer = await bench.raw(authorizePath(overrides));
      expect([answer.status, answer.json]).toEqual([400, ERROR(error)]);
      const posted = await decide({ decision: 'allow', account: '129001' }, authorizePath(overrides));
      expect([posted.status, posted.json]).toEqual([400, ERROR(error)]);
    }
  });

  it('accepts an address that was encoded once more, and sends back to the plain one', async () => {
    const path = authorizePath({ redirect_uri: encodeURIComponent(REDIRECT) });
    expect((await bench.raw(path)).status).toBe(200);
    const { headers } = await decide({ decision: 'allow', account: '129001' }, path);
    expect(headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:9\/cleverreach\/callback\?code=/);
  });

  it('reports another response type at the redirect address', async () => {
    const { status, headers } = await bench.raw(authorizePath({ response_type: 'token' }), { redirect: 'manual' });
    expect(status).toBe(302);
    expect(new URL(headers.get('location') ?? '').searchParams.get('error')).toBe('unsupported_response_type');
  });
});

describe('token endpoint', () => {
  it('takes JSON, form and multipart bodies, with the client in the body or as HTTP Basic', async () => {
    const url = '/oauth/token.php';
    const both = async () => ({ ...(await codeGrant()), ...client });
    const multipart = new FormData();
    for (const [name, value] of Object.entries(await both())) multipart.set(name, value);
    const answers = [
      await token(await both()),
      await token(await codeGrant(), basic),
      await bench.raw(url, { method: 'POST', body: new URLSearchParams(await both()) }),
      await bench.raw(url, { method: 'POST', body: new URLSearchParams(await codeGrant()), headers: basic }),
      await bench.raw(url, { method: 'POST', body: multipart }),
    ];
    for (const { status, json } of answers) {
      expect(status).toBe(200);
      expect(json).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        expires_in: 2_592_000,
        token_type: 'bearer',
        scope: expect.stringContaining('groups:read'),
        refresh_token: expect.any(String),
      });
    }
  });

  it('gives a JWT with exp and the customer id as client_id', async () => {
    const { json } = await token({ ...(await codeGrant()), ...client });
    const payload = JSON.parse(Buffer.from(json.access_token.split('.')[1], 'base64url').toString('utf8'));
    expect(payload.client_id).toBe('129001');
    expect(payload.exp - payload.iat).toBe(2_592_000);
  });

  it('accepts a code once, and with the redirect address encoded once more', async () => {
    const grant = { ...(await codeGrant()), redirect_uri: encodeURIComponent(REDIRECT), ...client };
    expect((await token(grant)).status).toBe(200);
    const again = await token(grant);
    expect([again.status, again.json]).toEqual([400, ERROR('invalid_grant')]);
  });

  it('refuses a code after 60 seconds, with another address, or from another app', async () => {
    const other: OAuthApp = { ...APP, clientId: 'appNumber2', clientSecret: 'x' };
    bench.sandbox.apps.set(other.clientId, other);
    const grant = await codeGrant();
    const tries = [
      { ...grant, ...client, redirect_uri: 'http://127.0.0.1:9/other' },
      { ...grant, client_id: other.clientId, client_secret: other.clientSecret },
    ];
    for (const fields of tries) expect((await token(fields)).json).toEqual(ERROR('invalid_grant'));
    bench.pass(59);
    expect((await token({ ...grant, ...client })).status).toBe(200);
    const late = { ...(await codeGrant()), ...client };
    bench.pass(60);
    expect((await token(late)).json).toEqual(ERROR('invalid_grant', 'The authorization code has expired'));
  });

  it('answers 400, not 401, for wrong client credentials', async () => {
    for (const wrong of [{ client_id: 'nobody' }, { client_secret: 'wrong' }]) {
      const { status, json } = await token({ ...(await codeGrant()), ...client, ...wrong });
      expect([status, json]).toEqual([400, INVALID_CLIENT]);
    }
    expect((await token({ grant_type: 'client_credentials' })).json).toEqual(ERROR('invalid_client'));
  });

  it('refuses unknown grants, missing fields and bodies it cannot read in the OAuth style', async () => {
    expect((await token({ grant_type: 'password', ...client })).json).toEqual(ERROR('unsupported_grant_type'));
    expect((await token({ ...client })).json).toEqual(ERROR('invalid_request'));
    expect((await token({ grant_type: 'refresh_token', ...client })).json).toEqual(ERROR('invalid_request'));
    const broken = await bench.raw('/oauth/token.php', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect([broken.status, broken.json]).toEqual([400, ERROR('invalid_request')]);
    expect((await bench.raw('/oauth/token.php')).status).toBe(405);
  });

  it('gives a new refresh token at every refresh; the old pair dies', async () => {
    const first = (await token({ ...(await codeGrant()), ...client })).json;
    const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token, ...client };
    const second = (await token(refresh)).json;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await bench.raw('/v3/groups', bearer(second.access_token))).status).toBe(200);
    expect((await bench.raw('/v3/groups', bearer(first.access_token))).status).toBe(401);
    expect((await token(refresh)).json).toEqual(ERROR('invalid_grant', 'Invalid refresh token'));
  });

  it('lets one of two refreshes at once win', async () => {
    const pair = await bench.sandbox.issueTokens();
    const refresh = { grant_type: 'refresh_token', refresh_token: pair.refreshToken ?? '', ...client };
    const answers = await Promise.all([token(refresh), token(refresh)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('leaves the old access token alive when the settings say so', async () => {
    bench.sandbox.settings.oldAccessTokenSurvivesRefresh = true;
    const pair = await bench.sandbox.issueTokens();
    const refresh = { grant_type: 'refresh_token', refresh_token: pair.refreshToken ?? '', ...client };
    await token(refresh);
    expect((await bench.raw('/v3/groups', bearer(pair.accessToken))).status).toBe(200);
    // The refresh token is used up all the same.
    expect((await token(refresh)).json).toEqual(ERROR('invalid_grant'));
    bench.sandbox.settings.oldAccessTokenSurvivesRefresh = false;
  });

  it('refreshes an expired token, but not long after', async () => {
    const pair = await bench.sandbox.issueTokens({ lifetimeSeconds: 100 });
    const late = await bench.sandbox.issueTokens({ lifetimeSeconds: 100 });
    bench.pass(101);
    expect((await bench.raw('/v3/groups', bearer(pair.accessToken))).status).toBe(401);
    const refresh = (refreshToken: string | null) =>
      token({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '' }, basic);
    expect((await refresh(pair.refreshToken)).status).toBe(200);
    bench.pass(14 * 86_400);
    expect((await refresh(late.refreshToken)).json).toEqual(ERROR('invalid_grant', 'Refresh token has expired'));
  });

  it('gives client credentials a token for the owner, without a refresh token', async () => {
    const { json } = await token({ grant_type: 'client_credentials' }, basic);
    expect(json).not.toHaveProperty('refresh_token');
    expect((await bench.raw('/v3/debug/whoami', bearer(json.access_token))).json.id).toBe('129001');
  });

  it('takes the lifetime of access tokens as an option', async () => {
    const sandbox = await startCleverReach({ seed: 'empty', accessTokenLifetimeSeconds: 90 });
    const { expiresAtMs, issuedAtMs } = await sandbox.issueTokens();
    expect(expiresAtMs - issuedAtMs).toBe(90_000);
    await sandbox.close();
  });
});

describe('revocation', () => {
  it.each(['/v3/oauth/token', '/v3/oauth/token.json', '/oauth/token'])(
    'DELETE %s ends the token and its refresh token',
    async (path) => {
      const pair = await bench.sandbox.issueTokens();
      const answer = await bench.raw(path, { method: 'DELETE', ...bearer(pair.accessToken) });
      expect([answer.status, answer.json]).toEqual([200, true]);
      expect((await bench.raw('/v3/groups', bearer(pair.accessToken))).status).toBe(401);
      const refresh = { grant_type: 'refresh_token', refresh_token: pair.refreshToken ?? '', ...client };
      expect((await token(refresh)).json).toEqual(ERROR('invalid_grant'));
      expect((await bench.raw(path, { method: 'DELETE', ...bearer(pair.accessToken) })).status).toBe(401);
    },
  );
});

describe('comparing redirect addresses', () => {
  it('takes an address encoded once more for the same, and no other', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (uri) => {
        expect(sameUri(uri, uri)).toBe(true);
        expect(sameUri(uri, encodeURIComponent(uri))).toBe(true);
        expect(sameUri(uri, `${uri}x`)).toBe(false);
      }),
    );
    expect(sameUri('https://a.example/', '%')).toBe(false);
  });
});
