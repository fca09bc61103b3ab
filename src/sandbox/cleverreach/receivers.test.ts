import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_GROUPS } from './index.ts';
import { type Answer, NOW, startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());

const NEWSLETTER = SEED_GROUPS.newsletter.id;
const EMPTY = SEED_GROUPS.empty.id;
const INVALID_RECEIVER = { error: { code: 404, message: 'Not Found: invalid receiver' } };
const INVALID_GROUP = { error: { code: 404, message: 'Not Found: invalid group' } };

const emails = ({ json }: Answer) => json.map((receiver: { email: string }) => receiver.email);
/** A group of its own for one test. */
async function newGroup(): Promise<string> {
  return (await bench.api('POST', '/groups', { name: 'Test' })).json.id;
}

describe('listing a group', () => {
  const list = (query: string, group: string = NEWSLETTER) => bench.api('GET', `/groups/${group}/receivers?${query}`);

  it('gives 50 at first, without tags, events and orders, and everything about each', async () => {
    const { json } = await list('');
    expect(json).toHaveLength(50);
    expect(json[0]).toEqual({
      id: expect.stringMatching(/^\d+$/),
      email: 'anna.mueller@example.com',
      imported: expect.any(Number),
      bounced: 0,
      group_id: NEWSLETTER,
      activated: expect.any(Number),
      registered: expect.any(Number),
      deactivated: 0,
      last_ip: '',
      last_location: '',
      last_client: '',
      points: 0,
      stars: 0,
      source: 'Website',
      // The group has no fields of its own: PHP's empty map.
      attributes: [],
      global_attributes: { firstname: 'Anna', lastname: 'Müller', salutation: '', city: 'Köln', birthday: '' },
      active: true,
      conversion_rate: 0,
      open_rate: 0,
      click_rate: 0,
    });
  });

  it('adds what the bits of detail ask for', async () => {
    const keys = async (detail: number) => Object.keys((await list(`pagesize=1&detail=${detail}`)).json[0]);
    expect(await keys(1)).toContain('events');
    expect(await keys(1)).not.toContain('tags');
    expect(await keys(2)).toContain('orders');
    expect(await keys(4)).toContain('tags');
    expect(await keys(7)).toEqual(expect.arrayContaining(['tags', 'events', 'orders']));
  });

  it('pages from zero without gaps or repeats, and ends with an empty list', async () => {
    const { id, size } = SEED_GROUPS.fair;
    const pages = await Promise.all([0, 1, 2, 3, 4].map((page) => list(`pagesize=50&page=${page}`, id)));
    expect(pages.map(({ json }) => json.length)).toEqual([50, 50, 50, 2, 0]);
    expect(new Set(pages.flatMap(emails)).size).toBe(size);
  });

  it('gives 5000 at most, and takes nonsense for nothing', async () => {
    expect((await list('pagesize=9999')).json).toHaveLength(5000);
    expect((await list('pagesize=-3&page=x')).json).toHaveLength(50);
  });

  it('filters by type; the three states together are all', async () => {
    const count = async (type: string) => (await list(`pagesize=5000&type=${type}`, SEED_GROUPS.vip.id)).json.length;
    const [all, active, inactive, bounce] = [
      await count('all'),
      await count('active'),
      await count('inactive'),
      await count('bounce'),
    ];
    expect(all).toBe(SEED_GROUPS.vip.size);
    expect(active + inactive + bounce).toBe(all);
    for (const one of [active, inactive, bounce]) expect(one).toBeGreaterThan(0);
    expect((await list('type=bounce&pagesize=1')).json[0]).toMatchObject({
      active: false,
      bounced: expect.any(Number),
    });
    expect((await list('type=bounced')).status).toBe(400);
  });

  it('takes lists of addresses and of ids', async () => {
    const wanted = 'juergen.groess@example.org,nobody@example.org,ANNA.mueller@example.com';
    const found = await list(`email_list=${wanted}`);
    expect(emails(found)).toEqual(['juergen.groess@example.org', 'anna.mueller@example.com']);
    const ids = found.json.map(({ id }: { id: string }) => id).join(',');
    expect(emails(await list(`id_list=${ids},999999999`))).toEqual(emails(found));
    expect(emails(await list(`email_list=${wanted}&type=active`))).toEqual(['anna.mueller@example.com']);
  });

  it('sorts by a field, both ways, and refuses one it does not know', async () => {
    const { json } = await list('order_by=registered DESC&pagesize=200');
    const times = json.map(({ registered }: { registered: number }) => registered);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const up = emails(await list('order_by=email asc&pagesize=5', SEED_GROUPS.press.id));
    const down = emails(await list('order_by=email desc&pagesize=5000', SEED_GROUPS.press.id));
    expect(down.reverse().slice(0, 5)).toEqual(up);
    expect((await list('order_by=nothing asc')).status).toBe(400);
  });

  it('answers 404 for an unknown group', async () => {
    expect(await list('', '77')).toMatchObject({ status: 404, json: INVALID_GROUP });
  });

  it('works as POST too', async () => {
    const { json } = await bench.api('POST', `/groups/${NEWSLETTER}/get_receivers`, { pagesize: 3, page: 1 });
    expect(json).toEqual((await list('pagesize=3&page=1')).json);
  });
});

describe('one receiver', () => {
  it('is found by id and by address, with everything', async () => {
    const byEmail = await bench.api('GET', `/groups/${SEED_GROUPS.vip.id}/receivers/Anna.Mueller@example.com`);
    expect(byEmail.json).toMatchObject({
      group_id: SEED_GROUPS.vip.id,
      attributes: { kundennummer: '', bonuspunkte: '' },
      tags: ['shop.vip', 'stammkunde'],
      events: [],
      orders: [],
    });
    const byId = await bench.api('GET', `/groups/${SEED_GROUPS.vip.id}/receivers/${byEmail.json.id}`);
    expect(byId.json).toEqual(byEmail.json);
    const other = await bench.api('GET', `/groups/${NEWSLETTER}/receivers/${byEmail.json.id}`);
    // An empty map is `{}` here and `[]` in lists.
    expect(other.json.attributes).toEqual({});
  });

  it('is 404 when it is unknown or in another group', async () => {
    for (const rid of ['nobody@example.org', '999999999', 'juergen.groess@example.org']) {
      const answer = await bench.api('GET', `/groups/${EMPTY}/receivers/${rid}`);
      expect([answer.status, answer.json]).toEqual([404, INVALID_RECEIVER]);
    }
  });

  it('without a group has the fields of a group empty', async () => {
    const path = '/receivers/anna.mueller@example.com';
    const { json } = await bench.api('GET', path);
    expect(json).toMatchObject({
      group_id: '0',
      activated: 0,
      attributes: [],
      global_attributes: { firstname: 'Anna' },
    });
    expect((await bench.api('GET', `${path}?group_id=${NEWSLETTER}`)).json.activated).toBeGreaterThan(0);
    expect((await bench.api('GET', `${path}?group_id=${EMPTY}`)).json).toEqual(INVALID_RECEIVER);
    expect((await bench.api('GET', '/receivers/nobody@example.org')).json).toEqual(INVALID_RECEIVER);
  });

  it('tells the groups it is in, all or by its state there', async () => {
    const names = async (query: string) =>
      (await bench.api('GET', `/receivers/anna.mueller@example.com/groups${query}`)).json.map(
        (group: { name: string }) => group.name,
      );
    expect(await names('')).toEqual(['Newsletter', 'VIP-Kunden', 'Messe 2026']);
    await bench.api('PUT', `/groups/${SEED_GROUPS.fair.id}/receivers/anna.mueller@example.com/deactivate`);
    expect(await names('?state=active')).toEqual(['Newsletter', 'VIP-Kunden']);
    expect(await names('?state=inactive')).toEqual(['Messe 2026']);
    await bench.api('PUT', `/groups/${SEED_GROUPS.fair.id}/receivers/anna.mueller@example.com/activate`);
  });
});

describe('adding a receiver', () => {
  const add = (group: string, body: unknown) => bench.api('POST', `/groups/${group}/receivers`, body);

  it('answers 200 with the whole receiver, which is there from then on', async () => {
    const group = await newGroup();
    const { status, json } = await add(group, {
      email: 'Neu.Hier@Example.com',
      registered: NOW,
      activated: NOW,
      source: 'Slack',
      global_attributes: { firstname: 'Nëu', city: 7 },
      tags: ['shop.vip kunde', 'a b'],
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      email: 'neu.hier@example.com',
      active: true,
      registered: NOW,
      activated: NOW,
      deactivated: 0,
      source: 'Slack',
      global_attributes: { firstname: 'Nëu', lastname: '', city: '7' },
      tags: ['shop.vip_kunde', 'a_b'],
      events: [{ type: 'api', type_id: 'REST insert', mailing_id: '0', groups_id: group }],
    });
    expect((await bench.api('GET', `/groups/${group}/receivers/${json.id}`)).json).toEqual(json);
    expect((await bench.api('GET', `/groups/${group}/stats`)).json.total_count).toBe(1);
  });

  it.each([
    ['without any date', {}, true],
    ['with activated 0', { activated: 0 }, false],
    ['with activated "0"', { activated: '0' }, false],
    ['with activated false', { activated: false }, false],
    ['with activated true', { activated: true }, true],
    ['with activated and deactivated "0"', { activated: NOW, deactivated: '0' }, true],
    ['with registered alone', { registered: NOW }, false],
    ['with activated and deactivated', { activated: NOW, deactivated: 1 }, false],
  ])('%s', async (_name, dates, active) => {
    const { json } = await add(await newGroup(), { email: 'a@example.com', ...dates });
    expect(json.active).toBe(active);
  });

  it('takes the wrappings of other clients', async () => {
    const group = await newGroup();
    expect((await add(group, { postdata: { email: 'one@example.com' } })).json.email).toBe('one@example.com');
    expect((await add(group, { postdata: [{ email: 'two@example.com' }] })).json.email).toBe('two@example.com');
  });

  it('ignores names at the top level, and reads attributes written as a text', async () => {
    const { json } = await add(await newGroup(), {
      email: 'b@example.com',
      firstname: 'Nie',
      global_attributes: 'lastname:Süß,city:Köln',
    });
    expect(json.global_attributes).toMatchObject({ firstname: '', lastname: 'Süß', city: 'Köln' });
  });

  it('refuses an address that is there already, active or not, with 409', async () => {
    const group = await newGroup();
    await add(group, { email: 'c@example.com', activated: 0 });
    const answer = await add(group, { email: 'C@example.com' });
    expect([answer.status, answer.json]).toEqual([
      409,
      { error: { code: 409, message: 'Conflict: duplicate address' } },
    ]);
    // In another group it is no duplicate, and the same person.
    const other = await add(await newGroup(), { email: 'c@example.com' });
    expect(other.json.id).toBe((await bench.api('GET', `/groups/${group}/receivers/c@example.com`)).json.id);
  });

  it('refuses bad addresses, blacklisted ones, undefined attributes and wrong types with 400', async () => {
    const group = await newGroup();
    for (const body of [
      {},
      { email: '' },
      { email: 'nonsense' },
      { email: 'a@b' },
      { email: 'a b@example.com' },
      { email: 'spamfalle@example.net' },
      { email: 'd@example.com', attributes: { unknown: '1' } },
      { email: 'd@example.com', activated: 'yesterday' },
      { email: 'd@example.com', tags: 'vip' },
      [],
    ]) {
      const answer = await add(group, body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(answer.json.error.message).toMatch(/^Bad Request: invalid /);
    }
    expect((await bench.api('GET', `/groups/${group}/receivers`)).json).toEqual([]);
    expect(await add('77', { email: 'd@example.com' })).toMatchObject({ status: 404, json: INVALID_GROUP });
  });

  it('drops undefined attributes when the settings say so', async () => {
    bench.sandbox.settings.unknownAttributes = 'ignore';
    expect((await add(await newGroup(), { email: 'e@example.com', attributes: { unknown: '1' } })).status).toBe(200);
    bench.sandbox.settings.unknownAttributes = 'refuse';
  });
});

describe('changing a receiver', () => {
  it('takes what was sent and keeps the rest; tags are replaced', async () => {
    const group = await newGroup();
    await bench.api('POST', `/groups/${group}/receivers`, { email: 'f@example.com', tags: ['a', 'b'], source: 'X' });
    const { json } = await bench.api('PUT', `/groups/${group}/receivers/f@example.com`, {
      email: 'other@example.com',
      global_attributes: { firstname: 'F' },
      tags: ['c'],
    });
    expect(json).toMatchObject({
      email: 'f@example.com',
      source: 'X',
      tags: ['c'],
      global_attributes: { firstname: 'F' },
    });
    expect(json.events.at(-1).type_id).toBe('REST update');
  });

  it.each([
    ['deactivate', 'activate'],
    ['setinactive', 'setactive'],
  ])('PUT %s and %s answer true and do it, twice as well', async (off, on) => {
    const group = await newGroup();
    const { json } = await bench.api('POST', `/groups/${group}/receivers`, { email: 'g@example.com' });
    const path = `/groups/${group}/receivers/`;
    const first = await bench.api('PUT', `${path}g@example.com/${off}`);
    expect([first.status, first.text]).toEqual([200, 'true']);
    const off1 = (await bench.api('GET', path + json.id)).json;
    expect(off1).toMatchObject({ active: false, activated: json.activated });
    bench.pass(5);
    expect((await bench.api('PUT', `${path}${json.id}/${off}`)).text).toBe('true');
    expect((await bench.api('GET', path + json.id)).json.deactivated).toBe(off1.deactivated);
    expect((await bench.api('PUT', `${path}${json.id}/${on}`)).text).toBe('true');
    expect((await bench.api('GET', path + json.id)).json).toMatchObject({ active: true, deactivated: 0 });
    expect(await bench.api('PUT', `${path}nobody@example.com/${off}`)).toMatchObject({
      status: 404,
      json: INVALID_RECEIVER,
    });
    expect(await bench.api('PUT', `/groups/77/receivers/g@example.com/${off}`)).toMatchObject({ json: INVALID_GROUP });
  });

  it('deactivates in one group only', async () => {
    const [one, two] = [await newGroup(), await newGroup()];
    for (const group of [one, two]) await bench.api('POST', `/groups/${group}/receivers`, { email: 'h@example.com' });
    await bench.api('PUT', `/groups/${one}/receivers/h%40example.com/deactivate`);
    expect((await bench.api('GET', `/groups/${two}/receivers/h@example.com`)).json.active).toBe(true);
  });

  it('activates somebody who never confirmed, but heals no bounce', async () => {
    const path = `/groups/${NEWSLETTER}/receivers/`;
    await bench.api('PUT', `${path}wartet@example.com/activate`);
    expect((await bench.api('GET', `${path}wartet@example.com`)).json.active).toBe(true);
    await bench.api('PUT', `${path}gibt.es.nicht@example.net/activate`);
    expect((await bench.api('GET', `${path}gibt.es.nicht@example.net`)).json.active).toBe(false);
  });

  it('is deleted from one group, or from everywhere', async () => {
    const groups = [await newGroup(), await newGroup(), await newGroup()];
    for (const group of groups) await bench.api('POST', `/groups/${group}/receivers`, { email: 'i@example.com' });
    expect((await bench.api('DELETE', `/groups/${groups[0]}/receivers/i@example.com`)).text).toBe('true');
    expect((await bench.api('DELETE', `/groups/${groups[0]}/receivers/i@example.com`)).json).toEqual(INVALID_RECEIVER);
    expect((await bench.api('DELETE', '/receivers/i@example.com', { group_id: groups[1] })).text).toBe('true');
    expect((await bench.api('GET', '/receivers/i@example.com/groups')).json).toHaveLength(1);
    expect((await bench.api('DELETE', '/receivers/i@example.com')).text).toBe('true');
    expect((await bench.api('GET', '/receivers/i@example.com')).json).toEqual(INVALID_RECEIVER);
  });
});

describe('many at once', () => {
  const bulk = (method: string, verb: string, group: string, rows: unknown) =>
    bench.api(method, `/groups/${group}/receivers/${verb}`, rows);

  it('insert answers a status for each row in order', async () => {
    const { json } = await bulk('POST', 'insert', await newGroup(), [
      { email: 'j@example.com' },
      { email: 'J@example.com' },
      { email: 'nonsense' },
    ]);
    expect(json.map(({ status }: { status: string }) => status)).toEqual([
      'insert success',
      "duplicate address 'J@example.com'",
      "invalid address 'nonsense'",
    ]);
  });

  it('upsert mixes receivers and texts; without detail of events', async () => {
    const group = await newGroup();
    const { status, json } = await bulk('POST', 'upsert', group, [
      { email: 'k@example.com', tags: ['a'] },
      { email: 'bad' },
      7,
    ]);
    expect(status).toBe(200);
    expect(json).toEqual([
      expect.objectContaining({ email: 'k@example.com', tags: ['a'] }),
      "invalid address 'bad'",
      expect.any(String),
    ]);
    expect(json[0]).not.toHaveProperty('events');
    expect((await bulk('POST', 'upsert', group, { email: 'k@example.com', tags: ['b'] })).json[0].tags).toEqual(['b']);
  });

  it('upsertplus merges tags, counts and unsets', async () => {
    const group = await newGroup();
    await bench.api('POST', `/groups/${group}/attributes`, { name: 'points', type: 'number' });
    await bulk('POST', 'upsertplus', group, [
      { email: 'l@example.com', tags: ['a', 'b'], attributes: { points: '3' }, source: 'S' },
    ]);
    const { json } = await bulk('POST', 'upsertplus', group, [
      { email: 'l@example.com', tags: ['c', '-a'], attributes: { points: '+4' } },
    ]);
    expect(json[0]).toMatchObject({ tags: ['b', 'c'], attributes: { points: '7' }, source: 'S', active: true });
    const next = await bulk('POST', 'upsertplus', group, [{ email: 'l@example.com', attributes: { points: '-2' } }]);
    expect(next.json[0].attributes.points).toBe('5');
    const unset = await bulk('POST', 'upsertplus', group, [{ email: 'l@example.com', attributes: { points: null } }]);
    expect(unset.json[0].attributes.points).toBe('');
  });

  it('brings back whom the API deactivated, but not whoever unsubscribed', async () => {
    const group = await newGroup();
    const activated = NOW;
    await bulk('POST', 'upsert', group, [
      { email: 'm@example.com', activated: 0 },
      { email: 'juergen.groess@example.org' },
    ]);
    expect((await bulk('POST', 'upsert', group, [{ email: 'm@example.com', activated }])).json[0].active).toBe(true);
    const path = `/groups/${group}/receivers/m@example.com/deactivate`;
    await bench.api('PUT', path);
    expect((await bulk('POST', 'upsertplus', group, [{ email: 'm@example.com', activated }])).json[0].active).toBe(
      true,
    );
    const row = { email: 'juergen.groess@example.org', activated };
    expect((await bulk('POST', 'upsertplus', NEWSLETTER, [row])).json[0].active).toBe(false);
    expect((await bulk('POST', 'upsertplus', NEWSLETTER, [{ ...row, deactivated: 0 }])).json[0].active).toBe(true);
  });

  it('update changes those who are there, and adds nobody', async () => {
    const group = await newGroup();
    const { json } = await bulk('PUT', 'update', group, [{ email: 'n@example.com' }]);
    expect(json).toEqual(["invalid receiver 'n@example.com'"]);
    expect((await bench.api('GET', `/groups/${group}/receivers`)).json).toEqual([]);
  });

  it('answers false for nothing, 413 for more than 1000 rows and 404 for an unknown group', async () => {
    const group = await newGroup();
    const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ email: `r${index}@example.com` }));
    const nothing = await bulk('POST', 'upsert', group, []);
    expect([nothing.status, nothing.text]).toEqual([200, 'false']);
    expect((await bulk('POST', 'upsertplus', group, rows(1001))).status).toBe(413);
    expect((await bulk('POST', 'upsertplus', group, rows(1000))).json).toHaveLength(1000);
    expect((await bulk('POST', 'insert', '77', rows(1))).json).toEqual(INVALID_GROUP);
    expect((await bulk('POST', 'delete', group, ['r1@example.com', 'x@example.com'])).text).toBe('true');
    expect((await bench.api('GET', `/groups/${group}/receivers/r1@example.com`)).status).toBe(404);
  });
});

describe('searching', () => {
  const filter = (body: Record<string, unknown>) => bench.api('POST', '/receivers/filter.json', body);
  const rule = (field: string, logic: string, condition: string, operator = 'AND') => ({
    operator,
    field,
    logic,
    condition,
  });

  it('finds an address in every group it is in', async () => {
    const { json } = await filter({ groups: [], rules: [rule('email', 'EQ', 'anna.mueller@example.com')] });
    expect(json.map((one: { group_id: string }) => one.group_id)).toEqual([
      NEWSLETTER,
      SEED_GROUPS.vip.id,
      SEED_GROUPS.fair.id,
    ]);
  });

  it('finds a part of an address in some groups, paged', async () => {
    const body = {
      groups: [NEWSLETTER],
      rules: [rule('email', 'contains', 'mueller')],
      pagesize: 20,
      orderby: 'email asc',
    };
    const [first, second] = [emails(await filter(body)), emails(await filter({ ...body, page: 1 }))];
    expect([first.length, second.length]).toEqual([20, 20]);
    expect([...first, ...second]).toEqual([...new Set([...first, ...second])].sort());
    for (const email of first) expect(email).toContain('mueller');
  });

  it('counts the active as the statistics do', async () => {
    const rules = [rule('activated', 'bg', '1'), rule('deactivated', 'eq', '0'), rule('bounced', 'eq', '0')];
    const groups = [SEED_GROUPS.dealers.id];
    const { json } = await filter({ groups, rules, pagesize: 5000 });
    const stats = (await bench.api('GET', `/groups/${groups[0]}/stats`)).json;
    expect(json).toHaveLength(stats.active_count);
    expect((await filter({ groups, rules: [], activeonly: true, pagesize: 5000 })).json).toEqual(json);
    expect((await filter({ groups, rules: [rule('bounced', 'BG', '1')], pagesize: 5000 })).json).toHaveLength(
      stats.bounce_count,
    );
    expect(
      (await filter({ groups, rules: [rule('activated', 'SM', '1')], pagesize: 5000 })).json.length,
    ).toBeGreaterThan(0);
  });

  it('finds tags, any of a list, with brackets and OR', async () => {
    const groups = [SEED_GROUPS.vip.id];
    const count = async (rules: unknown[]) => (await filter({ groups, rules, pagesize: 5000 })).json.length;
    expect(await count([rule('tags', 'CONTAINS', 'nothing,shop.vip')])).toBe(SEED_GROUPS.vip.size);
    const [tagged, untagged] = [
      await count([rule('tags', 'contains', 'katalog')]),
      await count([rule('tags', 'NOCONTAINS', 'katalog')]),
    ];
    expect(tagged).toBeGreaterThan(0);
    expect(tagged + untagged).toBe(SEED_GROUPS.vip.size);
    const anna = rule('email', 'eq', 'anna.mueller@example.com');
    expect(await count([anna, rule('tags', 'contains', 'katalog', 'OR')])).toBe(tagged + 1);
    const bracket = [rule('(', '', ''), anna, rule('tags', 'contains', 'katalog', 'OR'), rule(')', '', '')];
    expect(await count([...bracket, rule('tags', 'contains', 'stammkunde', 'AND')])).toBe(1);
    expect((await filter({ groups, rules: [rule('(', '', ''), anna] })).status).toBe(400);
  });

  it('refuses what it does not know', async () => {
    expect((await filter({ groups: ['77'], rules: [] })).json).toEqual(INVALID_GROUP);
    expect((await filter({ groups: [], rules: [rule('email', 'like', 'x')] })).status).toBe(400);
    expect((await filter({ rules: [] })).status).toBe(400);
  });

  it('tells which addresses are valid for a group', async () => {
    const list = ['new@example.com', 'anna.mueller@example.com', 'nonsense', 'spamfalle@example.net'];
    const ask = async (invert: boolean) =>
      (await bench.api('POST', '/receivers/isvalid', { emails: list, group_id: NEWSLETTER, invert })).json;
    expect(await ask(false)).toEqual(['new@example.com']);
    expect(await ask(true)).toEqual(list.slice(1));
  });

  it('lists bounces, misspelling included', async () => {
    const { json } = await bench.api('GET', '/bounces?pagesize=10');
    expect(json).toHaveLength(10);
    expect(json[0]).toMatchObject({ email: 'gibt.es.nicht@example.net', category: 'hardbounce', occurences: 1 });
  });
});
