import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCleverReach } from './index.ts';
import { APP, startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
let token: string;
beforeAll(async () => {
  bench = await startBench();
  token = (await bench.sandbox.issueTokens()).accessToken;
});
afterAll(() => bench.sandbox.close());
beforeEach(() => {
  bench.sandbox.setFaults({});
  bench.sandbox.requests.length = 0;
});

const groups = () => bench.api('GET', '/groups');
const refresh = async () => {
  const { refreshToken } = await bench.sandbox.issueTokens();
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken ?? '',
    client_id: APP.clientId,
    client_secret: APP.clientSecret,
  });
  return bench.raw('/oauth/token.php', { method: 'POST', body });
};

describe('faults', () => {
  it('a status replaces the answer, with the error body or one of choice', async () => {
    bench.sandbox.faults.status = 503;
    expect(await groups()).toMatchObject({
      status: 503,
      json: { error: { code: 503, message: 'Service Unavailable' } },
    });
    bench.sandbox.faults.status = 200;
    bench.sandbox.faults.statusBody = { error: { code: 500, message: 'inside a 200' } };
    expect((await groups()).json.error.code).toBe(500);
    bench.sandbox.faults.statusBody = '<h1>Bad gateway</h1>';
    expect((await groups()).headers.get('content-type')).toContain('text/html');
  });

  it('times counts down and then all is well', async () => {
    Object.assign(bench.sandbox.faults, { status: 502, times: 2 });
    expect([(await groups()).status, (await groups()).status, (await groups()).status]).toEqual([502, 502, 200]);
    expect(bench.sandbox.faults.times).toBe(0);
  });

  it('paths limits to what fits, and only that counts', async () => {
    Object.assign(bench.sandbox.faults, { status: 500, paths: '/stats$', times: 1 });
    expect((await groups()).status).toBe(200);
    expect((await bench.api('GET', '/groups/1363004/stats?x=1')).status).toBe(500);
    expect((await bench.api('GET', '/groups/1363004/stats')).status).toBe(200);
  });

  it('methods limits to reading or writing what is read and written under one path', async () => {
    Object.assign(bench.sandbox.faults, { status: 500, paths: '/groups$', methods: ['POST'] });
    expect((await groups()).status).toBe(200);
    expect((await bench.api('POST', '/groups', { name: 'never' })).status).toBe(500);
  });

  it('several sets work side by side', async () => {
    bench.sandbox.setFaults({
      also: [
        { status: 500, paths: '/groups' },
        { status: 502, paths: '/mailings', times: 1 },
      ],
    });
    expect([
      (await groups()).status,
      (await bench.api('GET', '/mailings')).status,
      (await bench.api('GET', '/mailings')).status,
    ]).toEqual([500, 502, 200]);
  });

  it('html and false answer 200 with something else, and do nothing', async () => {
    bench.sandbox.faults.body = 'html';
    expect(await groups()).toMatchObject({ status: 200, text: expect.stringContaining('<!doctype html>') });
    bench.sandbox.faults.body = 'false';
    expect(await bench.api('POST', '/groups', { name: 'never' })).toMatchObject({ status: 200, text: 'false' });
    expect([...bench.sandbox.account.groups.values()].some(({ name }) => name === 'never')).toBe(false);
  });

  it('half does the work and cuts the JSON', async () => {
    bench.sandbox.faults.body = 'half';
    const answer = await bench.api('POST', '/groups', { name: 'half' });
    expect([answer.status, answer.json, answer.text.length > 10]).toEqual([200, undefined, true]);
    expect([...bench.sandbox.account.groups.values()].some(({ name }) => name === 'half')).toBe(true);
  });

  it('reset breaks the connection before the work, lost after it', async () => {
    const names = () => [...bench.sandbox.account.groups.values()].map(({ name }) => name);
    bench.sandbox.faults.body = 'reset';
    await expect(bench.api('POST', '/groups', { name: 'reset' })).rejects.toThrow();
    expect(names()).not.toContain('reset');
    bench.sandbox.faults.body = 'lost';
    await expect(bench.api('POST', '/groups', { name: 'lost' })).rejects.toThrow();
    expect(names()).toContain('lost');
    bench.sandbox.setFaults({});
    expect((await groups()).status).toBe(200);
    expect(bench.sandbox.requests.map(({ status }) => status)).toEqual([null, null, 200]);
  });

  it('hang never answers, and close does not wait for it', async () => {
    const own = await startCleverReach({ seed: 'empty', apps: [APP] });
    own.faults.hang = true;
    const { accessToken } = await own.issueTokens();
    const hanging = fetch(`${own.url}/v3/groups?token=${accessToken}`);
    const outcome = hanging.then(
      () => 'answered',
      () => 'broken',
    );
    await expect.poll(() => own.requests.length).toBe(1);
    await own.close();
    expect(await outcome).toBe('broken');
  });

  it('latency delays the answer, and close does not wait for it', async () => {
    bench.sandbox.faults.latencyMs = 60;
    await groups();
    expect(bench.sandbox.requests[0]?.durationMs).toBeGreaterThanOrEqual(55);
    const own = await startCleverReach({ seed: 'empty', apps: [APP] });
    own.faults.latencyMs = 600_000;
    const outcome = fetch(`${own.url}/v3/groups`).then(
      () => 'answered',
      () => 'broken',
    );
    await expect.poll(() => own.requests.length).toBe(1);
    await own.close();
    await outcome;
  });

  it('rateLimit answers 429 once the rest is used up, Retry-After only if given', async () => {
    bench.sandbox.faults.rateLimit = { remaining: 1 };
    expect((await groups()).status).toBe(200);
    const limited = await groups();
    expect([limited.status, limited.json.error, limited.headers.get('retry-after')]).toEqual([
      429,
      { code: 429, message: 'Too Many Requests' },
      null,
    ]);
    bench.sandbox.faults.rateLimit = { remaining: 0, retryAfterSeconds: 3 };
    expect((await groups()).headers.get('retry-after')).toBe('3');
  });

  it('rateLimit per second recovers as the sandbox clock goes on', async () => {
    bench.sandbox.faults.rateLimit = { perSecond: 2 };
    expect([(await groups()).status, (await groups()).status, (await groups()).status]).toEqual([200, 200, 429]);
    bench.pass(1);
    expect((await groups()).status).toBe(200);
  });

  it('tokenRevoked refuses access and refresh tokens, missingScope only what needs it', async () => {
    bench.sandbox.faults.tokenRevoked = true;
    expect((await groups()).json).toEqual({ error: { code: 401, message: 'Unauthorized' } });
    expect(await refresh()).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    bench.sandbox.setFaults({ missingScope: ['mailings:read'] });
    expect((await groups()).status).toBe(200);
    expect((await bench.api('GET', '/mailings')).status).toBe(403);
  });

  it('oauthDown takes the OAuth endpoints down and leaves the API up', async () => {
    bench.sandbox.faults.oauthDown = true;
    expect((await refresh()).status).toBe(503);
    expect((await bench.raw('/oauth/authorize.php')).status).toBe(503);
    expect((await groups()).status).toBe(200);
  });

  it('general switches leave OAuth alone unless a path names it', async () => {
    bench.sandbox.faults.status = 500;
    expect((await refresh()).status).toBe(200);
    bench.sandbox.faults.paths = '^/oauth/token';
    expect((await refresh()).status).toBe(500);
    expect((await groups()).status).toBe(200);
  });

  it('refuseCodes refuses every code', async () => {
    bench.sandbox.faults.refuseCodes = true;
    const body = {
      grant_type: 'authorization_code',
      code: 'x',
      client_id: APP.clientId,
      client_secret: APP.clientSecret,
    };
    const answer = await bench.raw('/oauth/token.php', { method: 'POST', body: new URLSearchParams(body) });
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_grant']);
  });
});

describe('the log', () => {
  it('keeps what was asked and answered, in the spelling it came in', async () => {
    await bench.raw(`/v3/groups.json/?token=${token}&order=created%20ASC`);
    await bench.api('POST', '/groups', { name: 'Log' });
    await refresh();
    const [list, post, oauth] = bench.sandbox.requests;
    expect(list).toMatchObject({
      method: 'GET',
      path: '/v3/groups.json/',
      query: { token, order: 'created ASC' },
      status: 200,
      body: undefined,
    });
    expect(post).toMatchObject({
      method: 'POST',
      path: '/v3/groups',
      body: { name: 'Log' },
      answer: { name: 'Log', locked: false },
      at: expect.any(Number),
      durationMs: expect.any(Number),
    });
    expect(post?.headers.authorization).toMatch(/^Bearer /);
    expect(oauth).toMatchObject({
      path: '/oauth/token.php',
      body: { grant_type: 'refresh_token' },
      answer: { token_type: 'bearer' },
    });
  });

  it('keeps refused requests and pages too', async () => {
    await bench.raw('/v3/nothing');
    bench.sandbox.faults.body = 'html';
    await groups();
    expect(bench.sandbox.requests.map(({ status }) => status)).toEqual([401, 200]);
    expect(bench.sandbox.requests[1]?.answer).toContain('<!doctype html>');
  });
});

describe('the control paths, which are not CleverReach', () => {
  const put = (path: string, body: unknown) =>
    bench.raw(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  it('say so, and are not logged', async () => {
    const answer = await bench.raw('/sandbox/state');
    expect(answer.headers.get('x-sandbox')).toBe('not CleverReach');
    expect((await groups()).headers.get('x-sandbox')).toBeNull();
    expect(bench.sandbox.requests).toHaveLength(1);
  });

  it('switch faults, all at once, and refuse what is no switch', async () => {
    bench.sandbox.faults.latencyMs = 1;
    expect((await put('/sandbox/faults', { status: 500, times: 1 })).json).toEqual({ status: 500, times: 1 });
    expect(bench.sandbox.faults).toEqual({ status: 500, times: 1 });
    expect((await groups()).status).toBe(500);
    expect((await bench.raw('/sandbox/faults')).json).toEqual({ status: 500, times: 0 });
    for (const wrong of [{ nonsense: 1 }, { body: 'x' }, { paths: '(' }, { latencyMs: -1 }]) {
      expect((await put('/sandbox/faults', wrong)).status).toBe(400);
    }
    expect(bench.sandbox.faults).toEqual({ status: 500, times: 0 });
  });

  it('work while every switch is on', async () => {
    bench.sandbox.setFaults({ hang: true, status: 500, oauthDown: true, paths: '.*' });
    expect((await put('/sandbox/faults', {})).status).toBe(200);
    expect((await groups()).status).toBe(200);
  });

  it('show and empty the log', async () => {
    await groups();
    expect((await bench.raw('/sandbox/requests')).json).toMatchObject([{ path: '/v3/groups', status: 200 }]);
    await bench.raw('/sandbox/requests', { method: 'DELETE' });
    expect(bench.sandbox.requests).toEqual([]);
  });

  it('show groups with counts, mailings and apps without secrets', async () => {
    const { json, text } = await bench.raw('/sandbox/state');
    expect(json.accounts[0].groups[0]).toMatchObject({ id: '1363001', name: 'Newsletter', total: 25_000 });
    expect(json.accounts[0].mailings.length).toBeGreaterThan(10);
    expect(json.apps).toEqual([
      { clientId: APP.clientId, name: APP.name, redirectUris: APP.redirectUris, scopes: expect.any(Array) },
    ]);
    expect(text).not.toContain(APP.clientSecret);
  });

  it('change apps and settings, and make and revoke tokens', async () => {
    expect((await put(`/sandbox/apps/${APP.clientId}`, { scopes: ['mailings:read'] })).json.scopes).toEqual([
      'mailings:read',
    ]);
    expect((await groups()).status).toBe(403);
    expect((await put(`/sandbox/apps/${APP.clientId}`, { scopes: null })).json.scopes).toContain('groups:read');
    expect((await put('/sandbox/apps/newApp', { redirectUris: [] })).status).toBe(400);
    expect((await put('/sandbox/apps/newApp', { clientSecret: 's' })).json.name).toBe('newApp');
    expect((await put('/sandbox/settings', { statsCacheSeconds: 9 })).json.statsCacheSeconds).toBe(9);
    const made = await bench.raw('/sandbox/tokens', { method: 'POST' });
    expect((await bench.raw(`/v3/groups?token=${made.json.access_token}`)).status).toBe(200);
    await bench.raw('/sandbox/tokens', { method: 'DELETE' });
    expect((await bench.raw(`/v3/groups?token=${made.json.access_token}`)).status).toBe(401);
  });

  it('show opt-in mails and follow their links', async () => {
    await bench.api('POST', '/forms/23001/send/activate', { email: 'wartet@example.com' });
    const [mail] = (await bench.raw('/sandbox/mails')).json;
    expect(mail).toMatchObject({ email: 'wartet@example.com', confirmed: false });
    const path = `/sandbox/accounts/129001/mails/${mail.id}/confirm`;
    expect((await bench.raw(path, { method: 'POST' })).json.confirmed).toBe(true);
    expect((await bench.api('GET', '/groups/1363001/receivers/wartet@example.com')).json.active).toBe(true);
    expect((await bench.raw('/sandbox/accounts/129001/mails/99/confirm', { method: 'POST' })).status).toBe(404);
  });
});
