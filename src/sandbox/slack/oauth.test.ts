import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isObject, text } from './json.ts';
import { startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let workspace: string;
beforeEach(async () => {
  app = await startTestApp({ app: { orgDeploy: true } });
  workspace = app.slack.addWorkspace({ name: 'Nova AG', enterprise: { name: 'Nova Group' } }).id;
});
afterEach(() => app.close());

const redirectUri = () => String(app.slack.app.redirectUris[0]);

async function codeFor(user: string, options: { enterprise?: boolean } = {}): Promise<string> {
  const { location } = await app.slack.consent(
    user,
    app.slack.installUrl({ state: 's', redirectUri: redirectUri() }),
    options,
  );
  return new URL(location).searchParams.get('code') ?? '';
}

async function exchange(fields: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${app.slack.apiUrl}oauth.v2.access`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
  });
  const body: unknown = await answer.json();
  return isObject(body) ? body : {};
}
const client = { client_id: '1.2', client_secret: 'client-secret' };

describe('the consent page', () => {
  it('names the app, what it may do, and who can install it', async () => {
    const page = await (await fetch(app.slack.installUrl(), { headers: { 'accept-language': 'de' } })).text();
    expect(page).toContain('Test App bittet um Zugriff');
    expect(page).toContain('Personen im Workspace anzeigen');
    expect(page).toContain('Muster GmbH: Anna Becker');
    expect(page).toContain('Nova Group');
    expect(page).not.toContain('Gabi Gast');
    expect(page).not.toContain('Sam Rivers');
  });

  it('leads back with code and state, or with access_denied', async () => {
    const url = app.slack.installUrl({ state: 'a b&c', redirectUri: redirectUri() });
    const allowed = new URL((await app.slack.consent('anna', url)).location);
    expect(allowed.href.startsWith(redirectUri())).toBe(true);
    expect(allowed.searchParams.get('state')).toBe('a b&c');
    const denied = new URL((await app.slack.consent('anna', url, { allow: false })).location);
    expect(Object.fromEntries(denied.searchParams)).toEqual({ error: 'access_denied', state: 'a b&c' });
  });

  it.each([
    ['client_id', 'someone', 'invalid_client_id'],
    ['redirect_uri', 'https://evil.example/', 'bad_redirect_uri'],
    ['scope', 'admin', 'invalid_scope'],
  ])('with a wrong %s leads nowhere', async (name, value, error) => {
    const url = new URL(app.slack.installUrl({ redirectUri: redirectUri() }));
    url.searchParams.set(name, value);
    const answer = await fetch(url, { redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(error);
    await expect(app.slack.consent('anna', url.href)).rejects.toMatchObject({ message: error });
  });

  it('does not take a redirect_uri that only begins like an allowed one', async () => {
    const url = app.slack.installUrl({ redirectUri: `${redirectUri()}.evil.example` });
    await expect(app.slack.consent('anna', url)).rejects.toMatchObject({ message: 'bad_redirect_uri' });
  });

  it('lets no guest install', async () => {
    await expect(app.slack.consent('gabi', app.slack.installUrl())).rejects.toMatchObject({ message: 'not_allowed' });
  });
});

describe('optional scopes', () => {
  const ask = async (options: { without?: string[] }) => {
    app.slack.app.optionalBotScopes = ['users:read'];
    const { location } = await app.slack.consent('ben', app.slack.installUrl({ redirectUri: redirectUri() }), options);
    return exchange({ ...client, code: new URL(location).searchParams.get('code') ?? '' });
  };

  it('stand apart on the consent page, each with a box', async () => {
    app.slack.app.optionalBotScopes = ['users:read'];
    const page = await (await fetch(app.slack.installUrl())).text();
    expect(page).toMatch(/<input type="checkbox" name="optional" value="users:read" checked>/);
    expect(page).not.toMatch(/name="optional" value="commands"/);
    expect(page).toContain('<code>commands</code>');
  });

  it('that are left out are not granted, and come with a later consent', async () => {
    await app.slack.uninstall('Muster GmbH');
    const answer = await ask({ without: ['users:read'] });
    expect(answer['scope']).toBe('commands,chat:write');
    const token = text(answer, 'access_token');
    const user = 'U07ANNA0001';
    expect(await app.api('users.info', { user }, token)).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'commands,chat:write',
    });
    expect(await ask({})).toMatchObject({ scope: 'commands,chat:write,users:read', access_token: token });
    expect(await app.api('users.info', { user }, token)).toMatchObject({ ok: true });
  });
});

describe('oauth.v2.access', () => {
  it('gives a token for a code, once', async () => {
    const code = await codeFor('admin@nova-ag');
    const answer = await exchange({ ...client, code, redirect_uri: redirectUri() });
    expect(answer).toMatchObject({
      ok: true,
      app_id: 'A07TEST0001',
      token_type: 'bot',
      access_token: expect.stringMatching(/^xoxb-/),
      scope: 'commands,chat:write,users:read',
      team: { id: workspace, name: 'Nova AG' },
      enterprise: { name: 'Nova Group' },
      is_enterprise_install: false,
    });
    expect(await app.api('auth.test', {}, text(answer, 'access_token'))).toMatchObject({
      ok: true,
      team_id: workspace,
      user_id: answer['bot_user_id'],
    });
    expect(await exchange({ ...client, code })).toEqual({ ok: false, error: 'code_already_used' });
  });

  it('takes the client from Basic authorization', async () => {
    const code = await codeFor('anna');
    const authorization = `Basic ${Buffer.from('1.2:client-secret').toString('base64')}`;
    expect(await exchange({ code }, { authorization })).toMatchObject({ ok: true });
  });

  it.each([
    [{ client_id: 'x' }, 'invalid_client_id'],
    [{ client_secret: 'x' }, 'bad_client_secret'],
    [{ code: 'x' }, 'invalid_code'],
    [{ redirect_uri: 'https://elsewhere.example/' }, 'bad_redirect_uri'],
  ])('refuses %o', async (wrong, error) => {
    const code = await codeFor('anna');
    expect(await exchange({ ...client, code, ...wrong })).toEqual({ ok: false, error });
  });

  it('refuses a code after ten minutes', async () => {
    const code = await codeFor('anna');
    await app.slack.advance(600_001);
    expect(await exchange({ ...client, code })).toEqual({ ok: false, error: 'code_expired' });
  });

  it('for a whole organisation has no team, and serves its workspaces', async () => {
    const code = await codeFor('admin@nova-ag', { enterprise: true });
    const answer = await exchange({ ...client, code });
    expect(answer).toMatchObject({ team: null, enterprise: { name: 'Nova Group' }, is_enterprise_install: true });
    await app.slack.as('member@nova-ag').command('#general', '/cleverreach');
    expect(app.last('command').body).toMatchObject({
      is_enterprise_install: 'true',
      enterprise_name: 'Nova Group',
      team_id: workspace,
    });
    const member = app.slack.snapshot().workspaces.find(({ id }) => id === workspace)?.users[1];
    expect(await app.api('users.info', { user: member?.id }, text(answer, 'access_token'))).toMatchObject({ ok: true });
    expect(await app.api('users.info', { user: 'U07ANNA0001' }, text(answer, 'access_token'))).toMatchObject({
      error: 'user_not_found',
    });
  });

  it('again for the same workspace gives the same token', async () => {
    const answer = await exchange({ ...client, code: await codeFor('ben') });
    expect(answer['access_token']).toBe(app.token);
  });
});
