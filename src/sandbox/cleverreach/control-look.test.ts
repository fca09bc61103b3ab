import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED_GROUPS } from './seed-groups.ts';
import { APP, startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());
beforeEach(() => {
  bench.sandbox.setFaults({});
  bench.sandbox.requests.length = 0;
});

const ACCOUNT = '/sandbox/accounts/129001';
const receivers = (group: { id: string }, query = '') => bench.raw(`${ACCOUNT}/groups/${group.id}/receivers?${query}`);
const emails = (answer: { json: { receivers: { email: string }[] } }) =>
  answer.json.receivers.map(({ email }) => email);

describe('a look at the receivers of a group', () => {
  it('comes in pages, however large the group is', async () => {
    const { newsletter } = SEED_GROUPS;
    const first = await receivers(newsletter);
    expect(first.headers.get('x-sandbox')).toBe('not CleverReach');
    expect(first.json).toMatchObject({ total: 25_000, page: 1, pages: 500, size: 50 });
    expect(first.json.receivers).toHaveLength(50);
    expect(first.text.length).toBeLessThan(32 * 1024);
    const second = await receivers(newsletter, 'page=2&size=50');
    expect(new Set([...emails(first), ...emails(second)]).size).toBe(100);
    expect((await receivers(newsletter, 'size=201')).status).toBe(400);
    expect((await receivers(newsletter, 'page=0')).status).toBe(400);
  });

  it('put together are the group, nobody missing and nobody twice', async () => {
    const { dealers } = SEED_GROUPS;
    const all: string[] = [];
    for (let page = 1; page <= 4; page += 1) all.push(...emails(await receivers(dealers, `size=100&page=${page}`)));
    expect([all.length, new Set(all).size]).toEqual([dealers.size, dealers.size]);
  });

  it('shows the last page when there are fewer by now', async () => {
    expect((await receivers(SEED_GROUPS.press, 'size=20&page=99')).json).toMatchObject({ page: 3, pages: 3 });
    expect((await receivers(SEED_GROUPS.empty, 'page=7')).json).toMatchObject({ page: 1, pages: 1, receivers: [] });
  });

  it('finds by state and by a part of the address, whatever its case', async () => {
    const { newsletter } = SEED_GROUPS;
    expect(emails(await receivers(newsletter, 'q=GROESS@'))).toEqual(['juergen.groess@example.org']);
    expect(emails(await receivers(newsletter, 'q=groess@&state=active'))).toEqual([]);
    expect(emails(await receivers(newsletter, 'q=gibt.es&state=bounce'))).toEqual(['gibt.es.nicht@example.net']);
    const inactive = (await receivers(newsletter, 'state=inactive')).json;
    expect(new Set(inactive.receivers.map(({ state }: { state: string }) => state))).toEqual(new Set(['inactive']));
    expect((await receivers(newsletter, 'state=asleep')).status).toBe(400);
  });

  it('has on top whom something happened to last', async () => {
    const { fair } = SEED_GROUPS;
    await bench.api('PUT', `/groups/${fair.id}/receivers/anna.mueller@example.com/deactivate`);
    expect((await receivers(fair)).json.receivers[0]).toMatchObject({
      email: 'anna.mueller@example.com',
      state: 'inactive',
      deactivated: expect.any(Number),
      source: 'Kundenkartei',
    });
  });

  it('answers 404 for an account or group there is not', async () => {
    expect((await receivers({ id: '1' })).status).toBe(404);
    expect((await bench.raw('/sandbox/accounts/1/groups/1363001/receivers')).status).toBe(404);
  });
});

describe('a look at a mailing', () => {
  it('has both bodies, and the HTML once more as a page that may run nothing', async () => {
    const html = '<p style="color:red">Hallo</p><script>alert(1)</script>';
    const draft = {
      name: 'A',
      subject: 'B',
      sender_name: 'C',
      sender_email: 'c@example.com',
      receivers: { groups: [SEED_GROUPS.press.id] },
      content: { type: 'html/text', html, text: 'Hallo' },
    };
    const { id } = (await bench.api('POST', '/mailings', draft)).json;
    expect((await bench.raw(`${ACCOUNT}/mailings/${id}`)).json).toMatchObject({
      state: 'draft',
      subject: 'B',
      body_html: html,
      body_text: 'Hallo',
      mailing_groups: { group_ids: [SEED_GROUPS.press.id] },
      stats: null,
    });
    const page = await bench.raw(`${ACCOUNT}/mailings/${id}/html`);
    expect(page.text).toBe(html);
    const policy = page.headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", 'sandbox']));
    expect(policy?.join()).not.toContain('script');
    expect((await bench.raw(`${ACCOUNT}/mailings/1`)).status).toBe(404);
    expect((await bench.raw(`${ACCOUNT}/mailings/1/html`)).status).toBe(404);
  });
});

describe('a look at the tokens', () => {
  const tokens = async () => (await bench.raw('/sandbox/tokens')).json;

  it('tells live, expired, replaced and revoked ones apart and never shows one', async () => {
    await bench.raw('/sandbox/tokens', { method: 'DELETE' });
    const live = await bench.sandbox.issueTokens();
    const short = await bench.sandbox.issueTokens({ lifetimeSeconds: 1 });
    const old = await bench.sandbox.issueTokens();
    const gone = await bench.sandbox.issueTokens();
    await bench.raw(`/v3/debug/exchange?token=${old.accessToken}`);
    await bench.raw(`/v3/oauth/token?token=${gone.accessToken}`, { method: 'DELETE' });
    bench.pass(1);
    const rows = await tokens();
    expect(rows.slice(0, 5).map(({ state }: { state: string }) => state)).toEqual([
      'live',
      'expired',
      'live',
      'revoked',
      'replaced',
    ]);
    expect(rows[2]).toMatchObject({
      start: `${live.accessToken.slice(0, 6)}…`,
      clientId: APP.clientId,
      expiresAtMs: live.expiresAtMs,
      refreshable: true,
    });
    const { text } = await bench.raw('/sandbox/tokens');
    for (const { accessToken, refreshToken } of [live, short, old, gone]) {
      expect(text).not.toContain(accessToken.slice(0, 12));
      expect(text).not.toContain(accessToken.slice(-12));
      if (refreshToken !== null) expect(text).not.toContain(refreshToken.slice(0, 7));
    }
  });
});

describe('a look at the requests', () => {
  const log = async (query = '') => (await bench.raw(`/sandbox/log?${query}`)).json;

  it('lists them newest first, filters by words and by failure', async () => {
    await bench.api('GET', '/groups');
    await bench.api('GET', '/mailings?state=draft');
    await bench.api('GET', '/groups/1');
    expect((await log()).requests).toMatchObject([
      { method: 'GET', path: '/v3/groups/1', status: 404, durationMs: expect.any(Number) },
      { path: '/v3/mailings', status: 200 },
      { path: '/v3/groups', status: 200 },
    ]);
    expect((await log('q=get+GROUPS')).total).toBe(2);
    expect((await log('q=404')).total).toBe(1);
    expect((await log('failed=true')).requests).toMatchObject([{ status: 404 }]);
    expect(await log('limit=1')).toMatchObject({ total: 3, requests: [{ path: '/v3/groups/1' }] });
    expect((await bench.raw('/sandbox/log?limit=none')).status).toBe(400);
  });

  it('shows one with its body and answer, and nobody’s secrets', async () => {
    const pair = await bench.sandbox.issueTokens();
    const secrets = { client_secret: APP.clientSecret, refresh_token: pair.refreshToken ?? '' };
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: APP.clientId, ...secrets });
    const fresh = (await bench.raw('/oauth/token.php', { method: 'POST', body })).json;
    await bench.raw(`/v3/groups?token=${fresh.access_token}`, {
      headers: { authorization: `Bearer ${fresh.access_token}` },
    });
    const [groups, token] = (await log()).requests;
    const [first, second] = [await bench.raw(`/sandbox/log/${token.id}`), await bench.raw(`/sandbox/log/${groups.id}`)];
    expect(first.json).toMatchObject({
      body: { grant_type: 'refresh_token', refresh_token: `${secrets.refresh_token.slice(0, 6)}…` },
      answer: { token_type: 'bearer', access_token: 'eyJhbG…' },
    });
    expect(second.json.headers.authorization).toMatch(/^Bearer eyJhbG… \(#[0-9a-f]{8}\)$/);
    expect(second.json.query).toEqual({ token: 'eyJhbG…' });
    expect(second.json.answer).toHaveLength(6);
    for (const secret of [...Object.values(secrets), fresh.access_token, fresh.refresh_token]) {
      expect(first.text + second.text).not.toContain(secret.slice(0, 10));
      expect(first.text + second.text).not.toContain(secret.slice(-10));
    }
    expect((await bench.raw('/sandbox/log/0')).status).toBe(404);
  });

  it('leaves out the page and what it asks, and no fault hits them', async () => {
    bench.sandbox.setFaults({ status: 503, hang: true, tokenRevoked: true });
    for (const path of ['/', '/page/style.css', '/sandbox/state', '/sandbox/tokens']) {
      expect([path, (await bench.raw(path)).status]).toEqual([path, 200]);
    }
    expect(bench.sandbox.requests).toEqual([]);
  });
});
