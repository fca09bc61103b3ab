import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainPath } from './api.ts';
import { APP, startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
let accessToken: string;
beforeAll(async () => {
  bench = await startBench();
  ({ accessToken } = await bench.sandbox.issueTokens());
});
afterAll(() => bench.sandbox.close());

const UNAUTHORIZED = { error: { code: 401, message: 'Unauthorized' } };
const G = '1363004';

describe('paths', () => {
  it.each([
    '/groups',
    '/groups.json',
    '/groups.json/',
    '/groups/',
    `/groups.json/${G}`,
    `/groups.json/${G}/receivers`,
    `/groups/${G}/receivers/anna.mueller@example.com`,
    `/groups.json/${G}/receivers/anna.mueller%40example.com`,
    '/debug/whoami.json',
    '/blacklist.json/',
    '/mailings.json/8157001',
    '/attributes.json',
  ])('GET /v3%s is there', async (path) => {
    expect((await bench.api('GET', path)).status).toBe(200);
  });

  it('takes off .json from words only, and leaves the query alone', () => {
    expect(plainPath('/v3/receivers/filter.json?x=a.json/')).toBe('/v3/receivers/filter?x=a.json/');
    expect(plainPath('/v3/mailings/channel.json/7')).toBe('/v3/mailings/channel/7');
    expect(plainPath('/v3/receivers/a@b.json')).toBe('/v3/receivers/a@b.json');
    expect(plainPath('/v3/groups/1/receivers.json')).toBe('/v3/groups/1/receivers.json');
    expect(plainPath('/oauth/token.php/')).toBe('/oauth/token.php/');
  });

  it('are unknown without the version, and 404 when there is nothing', async () => {
    expect((await bench.raw(`/groups?token=${accessToken}`)).status).toBe(404);
    const answer = await bench.api('GET', '/nothing');
    expect([answer.status, answer.json]).toEqual([404, { error: { code: 404, message: 'Not Found' } }]);
  });

  it('answer 400 for an address that cannot be decoded, and go on', async () => {
    expect((await bench.api('GET', '/groups/%zz')).status).toBe(400);
    expect((await bench.api('GET', '/groups')).status).toBe(200);
  });
});

describe('tokens', () => {
  it('are taken from the header or the query', async () => {
    expect((await bench.raw(`/v3/groups?token=${accessToken}`)).status).toBe(200);
    expect((await bench.raw('/v3/groups', { headers: { authorization: `bearer ${accessToken}` } })).status).toBe(200);
  });

  it('are demanded everywhere, also where there is nothing; ping alone needs none', async () => {
    for (const path of ['/v3/groups', '/v3/debug/ttl', '/v3/debug/whoami.json', '/v3/nothing']) {
      const answer = await bench.raw(path);
      expect([answer.status, answer.json]).toEqual([401, UNAUTHORIZED]);
      expect((await bench.raw(path, { headers: { authorization: 'Bearer nonsense' } })).json).toEqual(UNAUTHORIZED);
    }
    expect((await bench.raw('/v3/debug/ping.json')).status).toBe(200);
  });

  it('end at their time', async () => {
    const short = await bench.sandbox.issueTokens({ lifetimeSeconds: 10 });
    bench.pass(9);
    expect((await bench.raw(`/v3/groups?token=${short.accessToken}`)).status).toBe(200);
    bench.pass(1);
    expect((await bench.raw(`/v3/groups?token=${short.accessToken}`)).status).toBe(401);
  });

  it('of an app that lacks a permission get 403, not 401', async () => {
    bench.sandbox.apps.set(APP.clientId, { ...APP, scopes: ['groups:read'] });
    expect((await bench.api('GET', '/groups')).status).toBe(200);
    const answer = await bench.api('GET', `/groups/${G}/receivers`);
    expect([answer.status, answer.json]).toEqual([403, { error: { code: 403, message: 'Forbidden' } }]);
    // What tells about the token itself needs no permission.
    expect((await bench.api('GET', '/debug/whoami')).status).toBe(200);
    bench.sandbox.apps.set(APP.clientId, { ...APP });
  });
});

describe('debug', () => {
  it('whoami tells the account', async () => {
    expect((await bench.api('GET', '/debug/whoami.json')).json).toMatchObject({
      id: '129001',
      company: 'Teehaus Muster GmbH',
      firstname: 'Käthe',
      login_domain: expect.stringMatching(/^129001\./),
    });
  });

  it('validate answers the string "true", quotes included', async () => {
    expect((await bench.api('GET', '/debug/validate.json')).text).toBe('"true"');
  });

  it('ttl counts down', async () => {
    const pair = await bench.sandbox.issueTokens({ lifetimeSeconds: 100 });
    bench.pass(40);
    const { json } = await bench.raw(`/v3/debug/ttl.json?token=${pair.accessToken}`);
    expect(json).toEqual({ ttl: 60, date: expect.stringMatching(/^2026-11-\d\d \d\d:\d\d:\d\d$/) });
  });

  it('exchange swaps the token for a new pair', async () => {
    const pair = await bench.sandbox.issueTokens();
    const { json } = await bench.raw(`/v3/debug/exchange.json?token=${pair.accessToken}`);
    expect(json.refresh_token).not.toBe(pair.refreshToken);
    expect((await bench.raw(`/v3/groups?token=${pair.accessToken}`)).status).toBe(401);
    expect((await bench.raw(`/v3/groups?token=${json.access_token}`)).status).toBe(200);
  });
});

describe('bodies', () => {
  const post = (body: string, contentType: string) =>
    bench.raw(`/v3/groups?token=${accessToken}`, { method: 'POST', body, headers: { 'content-type': contentType } });

  it('must be JSON', async () => {
    expect((await post('{"name":"A"}', 'application/json; charset=utf-8')).status).toBe(200);
    expect((await post('{"name":', 'application/json')).json.error.message).toBe('Bad Request: invalid JSON');
    expect((await post('name=A', 'application/x-www-form-urlencoded')).status).toBe(400);
    for (const scalar of ['null', '7', '"text"', '[]', '']) {
      expect((await post(scalar, 'application/json')).status).toBe(400);
    }
  });

  it('of more than 16 megabytes are 413', async () => {
    const answer = await post(JSON.stringify({ name: 'x'.repeat(17 * 1024 * 1024) }), 'application/json');
    expect([answer.status, answer.json.error.code]).toEqual([413, 413]);
  });
});
