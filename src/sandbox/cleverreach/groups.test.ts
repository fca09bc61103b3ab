import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_GROUPS } from './index.ts';
import { NOW, startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());

const INVALID_GROUP = { error: { code: 404, message: 'Not Found: invalid group' } };
const VIP = SEED_GROUPS.vip.id;

describe('groups', () => {
  it('look as CleverReach shows them, ids as strings', async () => {
    expect((await bench.api('GET', `/groups/${VIP}`)).json).toEqual({
      id: VIP,
      name: 'VIP-Kunden',
      locked: false,
      backup: true,
      receiver_info: 'Kundinnen und Kunden ab 500 € Jahresumsatz',
      stamp: expect.any(Number),
      last_mailing: 0,
      last_changed: expect.any(Number),
    });
  });

  it('come in the order asked for', async () => {
    const stamps = async (order: string, key: string) =>
      (await bench.api('GET', `/groups?order=${encodeURIComponent(order)}`)).json.map(
        (group: Record<string, number>) => group[key],
      );
    const up = await stamps('created ASC', 'stamp');
    expect(up).toEqual([...up].sort((a, b) => a - b));
    expect(await stamps('created DESC', 'stamp')).toEqual([...up].reverse());
    const changed = await stamps('changed DESC', 'last_changed');
    expect(changed).toEqual([...changed].sort((a, b) => b - a));
    expect((await bench.api('GET', '/groups?order=name')).status).toBe(400);
  });

  it('are created, changed, cleared and deleted', async () => {
    const created = await bench.api('POST', '/groups', { name: 'Neu', receiver_info: 'x' });
    expect([created.status, created.json]).toEqual([
      200,
      {
        id: expect.any(String),
        name: 'Neu',
        locked: false,
        backup: true,
        receiver_info: 'x',
        stamp: NOW,
        last_mailing: 0,
        last_changed: NOW,
      },
    ]);
    const path = `/groups/${created.json.id}`;
    expect((await bench.api('PUT', path, { name: 'Anders', locked: true })).json).toMatchObject({
      name: 'Anders',
      locked: true,
      receiver_info: 'x',
    });
    await bench.api('POST', `${path}/receivers`, { email: 'a@example.com' });
    expect((await bench.api('DELETE', `${path}/clear`)).text).toBe('true');
    expect((await bench.api('GET', `${path}/receivers`)).json).toEqual([]);
    expect((await bench.api('DELETE', path)).text).toBe('true');
    expect((await bench.api('GET', path)).json).toEqual(INVALID_GROUP);
  });

  it('need a name', async () => {
    for (const body of [{}, { name: '' }, { name: 7 }])
      expect((await bench.api('POST', '/groups', body)).status).toBe(400);
  });

  it('are 404 when unknown, on every path below', async () => {
    for (const path of ['', '/stats', '/forms', '/attributes', '/receivers']) {
      const answer = await bench.api('GET', `/groups/77${path}`);
      expect([answer.status, answer.json]).toEqual([404, INVALID_GROUP]);
    }
  });
});

describe('statistics', () => {
  it('are cached, with the time they were computed', async () => {
    const group = (await bench.api('POST', '/groups', { name: 'S' })).json.id;
    const stats = async () => (await bench.api('GET', `/groups/${group}/stats`)).json;
    const first = await stats();
    expect(first).toEqual({
      total_count: 0,
      inactive_count: 0,
      active_count: 0,
      bounce_count: 0,
      avg_points: 0,
      quality: 0,
      time: expect.any(Number),
      order_count: 0,
    });
    await bench.api('POST', `/groups/${group}/receivers`, { email: 'a@example.com' });
    expect(await stats()).toEqual(first);
    bench.pass(bench.sandbox.settings.statsCacheSeconds);
    expect(await stats()).toMatchObject({ total_count: 1, active_count: 1, quality: 5, time: first.time + 5 });
  });
});

describe('attributes', () => {
  it('are listed globally and of a group, with integer ids', async () => {
    const { json } = await bench.api('GET', '/attributes');
    expect(json[0]).toEqual({
      id: 1_111_701,
      groups_id: 0,
      name: 'firstname',
      description: 'Vorname',
      preview_value: '',
      default_value: '',
      value: null,
      type: 'text',
      tag: '{FIRSTNAME}',
    });
    const own = (await bench.api('GET', `/groups/${VIP}/attributes`)).json;
    expect(own.map(({ name }: { name: string }) => name)).toEqual(['kundennummer', 'bonuspunkte']);
    expect((await bench.api('GET', `/attributes?group_id=${VIP}`)).json).toEqual(own);
    // Read alone, the id is a string.
    expect((await bench.api('GET', '/attributes/1111701')).json.id).toBe('1111701');
  });

  it('are created, once only, changed and deleted', async () => {
    const body = { name: 'Lieblings-Tee', type: 'text', description: 'Tee' };
    const { json } = await bench.api('POST', '/attributes', body);
    expect(json).toMatchObject({ name: 'lieblings_tee', description: 'Tee', groups_id: 0, tag: '{LIEBLINGS_TEE}' });
    expect((await bench.api('POST', '/attributes', body)).status).toBe(409);
    expect((await bench.api('POST', '/attributes', { ...body, group_id: VIP })).json.groups_id).toBe(Number(VIP));
    expect((await bench.api('POST', '/attributes', { name: 'x', type: 'colour' })).status).toBe(400);
    expect((await bench.api('PUT', `/attributes/${json.id}`, { description: 'Kaffee' })).json.description).toBe(
      'Kaffee',
    );
    expect((await bench.api('DELETE', `/attributes/${json.id}`)).text).toBe('true');
    expect((await bench.api('GET', `/attributes/${json.id}`)).status).toBe(404);
  });
});

describe('tags and blacklist', () => {
  it('tags carry their origin and their count', async () => {
    const { json } = await bench.api('GET', `/tags?group_id=${VIP}&order_by=count`);
    expect(json[0]).toEqual({ tag: 'vip', origin: 'shop', count: SEED_GROUPS.vip.size });
    const origins = (await bench.api('GET', '/tags?origin=shop')).json;
    expect(new Set(origins.map(({ origin }: { origin: string }) => origin))).toEqual(new Set(['shop']));
    expect((await bench.api('GET', '/tags?limit=2&page=1')).json).toHaveLength(2);
    expect((await bench.api('GET', '/tags/count?tag=shop.vip')).text).toBe(String(SEED_GROUPS.vip.size));
    const active = (await bench.api('GET', `/tags/count?tag=shop.vip&group_id=${VIP}&active=true`)).json;
    expect(active).toBe((await bench.api('GET', `/groups/${VIP}/stats`)).json.active_count);
  });

  it('the blacklist can be read', async () => {
    const entry = { email: 'spamfalle@example.net', comment: 'Spamfalle', stamp: expect.any(Number), isLocked: false };
    expect((await bench.api('GET', '/blacklist')).json).toEqual([entry]);
    expect((await bench.api('GET', '/blacklist/spamfalle@example.net')).json).toEqual(entry);
    expect((await bench.api('GET', '/blacklist/anna.mueller@example.com')).status).toBe(404);
  });
});

describe('forms and opt-in mails', () => {
  const NEWSLETTER = SEED_GROUPS.newsletter.id;
  const send = (body: unknown, form = '23001', kind = 'activate') =>
    bench.api('POST', `/forms/${form}/send/${kind}`, body);
  const doidata = { user_ip: '203.0.113.7', referer: 'https://example.org/', user_agent: 'Test' };

  it('forms belong to a group', async () => {
    const form = { id: '23001', name: 'Newsletter-Anmeldung', customer_tables_id: NEWSLETTER };
    expect((await bench.api('GET', `/groups/${NEWSLETTER}/forms`)).json).toEqual([form]);
    expect((await bench.api('GET', '/forms/23001')).json).toEqual(form);
    expect((await bench.api('GET', '/forms')).json).toHaveLength(2);
  });

  it('sends the mail to an inactive receiver, who becomes active by its link', async () => {
    await bench.api('POST', `/groups/${NEWSLETTER}/receivers`, { email: 'doi@example.com', activated: 0 });
    const answer = await send({ email: 'doi@example.com', groups_id: NEWSLETTER, doidata });
    expect([answer.status, answer.json]).toEqual([200, { success: true }]);
    const mail = bench.sandbox.account.sentMails.at(-1);
    expect(mail).toMatchObject({ kind: 'activate', email: 'doi@example.com', groupId: NEWSLETTER, doidata });
    const read = async () => (await bench.api('GET', `/groups/${NEWSLETTER}/receivers/doi@example.com`)).json;
    expect((await read()).active).toBe(false);
    if (mail !== undefined) bench.sandbox.confirm(mail);
    expect((await read()).active).toBe(true);
    const again = await send({ email: 'doi@example.com' });
    expect([again.status, again.json.error.message]).toEqual([400, expect.stringContaining('already active')]);
  });

  it('refuses strangers, blacklisted addresses, other groups and unknown forms', async () => {
    const status = async (...args: Parameters<typeof send>) => (await send(...args)).status;
    expect(await status({ email: 'nobody@example.com', doidata })).toBe(404);
    expect(await status({ email: 'spamfalle@example.net', doidata })).toBe(403);
    expect(await status({ email: 'wartet@example.com', groups_id: VIP, doidata })).toBe(400);
    expect(await status({ email: 'wartet@example.com', doidata }, '77')).toBe(404);
    expect(await status({ doidata })).toBe(400);
  });

  it('refuses everything while the account is not approved', async () => {
    bench.sandbox.account.verified = false;
    const { status, json } = await send({ email: 'wartet@example.com', doidata });
    expect([status, json.error.message]).toEqual([403, 'Forbidden: account not veryfied yet']);
    bench.sandbox.account.verified = true;
  });

  it('sends a mail to unsubscribe, which an upsert does not undo', async () => {
    await send({ email: 'anna.mueller@example.com' }, '23002', 'deactivate');
    const mail = bench.sandbox.account.sentMails.at(-1);
    if (mail !== undefined) bench.sandbox.confirm(mail);
    const path = `/groups/${SEED_GROUPS.fair.id}/receivers`;
    expect((await bench.api('GET', `${path}/anna.mueller@example.com`)).json.active).toBe(false);
    const rows = [{ email: 'anna.mueller@example.com', activated: NOW }];
    expect((await bench.api('POST', `${path}/upsertplus`, rows)).json[0].active).toBe(false);
  });
});
