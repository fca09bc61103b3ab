import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_GROUPS } from './index.ts';
import { type Answer, NOW, startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench({ settings: { statsCacheSeconds: 0 } });
});
afterAll(() => bench.sandbox.close());

interface Row {
  id: string;
  email: string;
  registered: number;
  active: boolean;
  group_id: string;
}

const crowd = (size: number) => bench.sandbox.addCrowd({ name: 'Viele', size }).id;
const list = async (group: string, query: string): Promise<Row[]> =>
  (await bench.api('GET', `/groups/${group}/receivers?${query}`)).json;
const stats = async (group: string) => (await bench.api('GET', `/groups/${group}/stats`)).json;
const put = (group: string, receiver: string, verb: string) =>
  bench.api('PUT', `/groups/${group}/receivers/${receiver}/${verb}`);
const filter = (body: object): Promise<Answer> => bench.api('POST', '/receivers/filter', body);
const about = (logic: string, condition: string) => [{ field: 'email', logic, condition }];

async function everyPage(group: string, query: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 0; ; page += 1) {
    const found = await list(group, `${query}&pagesize=100&page=${page}`);
    rows.push(...found);
    if (found.length < 100) return rows;
  }
}

describe('a crowd', () => {
  it.each(['', 'order_by=registered%20desc', 'order_by=email%20asc', 'order_by=source%20desc'])(
    'is paged through with everybody once (%s), also while somebody is looked at, changed, added and removed',
    async (query) => {
      const group = crowd(250);
      const [first, second, third] = await list(group, 'pagesize=3');
      await bench.api('GET', `/groups/${group}/receivers/${first?.id}`);
      await put(group, second?.email ?? '', 'deactivate');
      await bench.api('DELETE', `/groups/${group}/receivers/${third?.id}`);
      await bench.api('POST', `/groups/${group}/receivers`, { email: `new${group}@example.com` });
      const rows = await everyPage(group, query);
      expect(rows).toHaveLength(250);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(250);
      expect(rows.map(({ id }) => id)).not.toContain(third?.id);
    },
  );

  it.each([
    ['registered desc', (one: Row, other: Row) => other.registered - one.registered],
    ['email asc', (one: Row, other: Row) => (one.email < other.email ? -1 : 1)],
  ])('comes in order (%s), with whoever joined at their place', async (orderBy, compare) => {
    const group = crowd(250);
    await bench.api('POST', `/groups/${group}/receivers`, { email: 'b@example.com', registered: NOW - 3_005 });
    await bench.api('POST', `/groups/${group}/receivers`, { email: 'z@example.com', registered: NOW - 105 });
    const rows = await everyPage(group, `order_by=${encodeURIComponent(orderBy)}`);
    expect(rows).toHaveLength(252);
    expect(rows).toEqual(rows.toSorted(compare));
  });

  it('has the three states, which its statistics count, also after changes', async () => {
    const group = crowd(250);
    const count = async () => {
      const lists = ['active', 'inactive', 'bounce'].map((type) => everyPage(group, `type=${type}`));
      return (await Promise.all(lists)).map(({ length }) => length);
    };
    const counted = async () => {
      const { active_count, inactive_count, bounce_count, total_count } = await stats(group);
      expect(active_count + inactive_count + bounce_count).toBe(total_count);
      return [active_count, inactive_count, bounce_count];
    };
    const before = await count();
    expect(await counted()).toEqual(before);
    const [active] = await list(group, 'type=active');
    const [inactive, other] = await list(group, 'type=inactive');
    await put(group, active?.id ?? '', 'deactivate');
    await put(group, inactive?.id ?? '', 'activate');
    await bench.api('DELETE', `/groups/${group}/receivers/${other?.id}`);
    const [a = 0, i = 0, b = 0] = before;
    expect(await counted()).toEqual([a, i - 1, b]);
    expect(await count()).toEqual([a, i - 1, b]);
    expect((await list(group, `email_list=${active?.email}`))[0]).toMatchObject({ id: active?.id, active: false });
  });

  it('is searched by address and by a part of it, in its group and in all', async () => {
    const group = crowd(250);
    const [row] = await list(group, 'page=7&pagesize=10');
    await bench.api('POST', `/groups/${SEED_GROUPS.empty.id}/receivers`, { email: row?.email });
    const everywhere = await filter({ groups: [], rules: about('eq', row?.email ?? '') });
    expect(everywhere.json.map(({ group_id, id }: Row) => [group_id, id])).toEqual([
      [SEED_GROUPS.empty.id, row?.id],
      [group, row?.id],
    ]);
    const part = await filter({ groups: [group], rules: about('contains', 'K0000007'), orderby: 'email desc' });
    expect(part.json.map(({ email }: Row) => email.slice(0, 9))).toEqual(
      Array.from({ length: 10 }, (_, index) => `k0000007${9 - index}`),
    );
  });

  it('takes an address no second time', async () => {
    const group = crowd(3);
    const [row] = await list(group, '');
    const { status } = await bench.api('POST', `/groups/${group}/receivers`, { email: row?.email.toUpperCase() });
    expect(status).toBe(409);
  });

  it('can be cleared', async () => {
    const group = crowd(250);
    const [row] = await list(group, '');
    await put(group, row?.id ?? '', 'deactivate');
    await bench.api('DELETE', `/groups/${group}/clear`);
    expect(await list(group, '')).toEqual([]);
    expect(await stats(group)).toMatchObject({ total_count: 0 });
    expect((await bench.api('GET', `/receivers/${row?.id}`)).status).toBe(404);
  });

  it('of a million is made over HTTP, counted and read at its end as quickly as one of three', async () => {
    const made = await bench.raw(`/sandbox/accounts/${bench.sandbox.account.id}/crowds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Eine Million', size: 1_000_000 }),
    });
    expect(made.json).toMatchObject({ name: 'Eine Million', id: expect.any(String) });
    const group = made.json.id;
    expect(await stats(group)).toMatchObject({
      total_count: 1_000_000,
      active_count: 870_000,
      inactive_count: 100_000,
      bounce_count: 30_000,
    });
    expect(await list(group, 'pagesize=5000&page=199')).toHaveLength(5_000);
    expect(await list(group, 'pagesize=50&page=20000')).toEqual([]);
    const [newest] = await list(group, 'pagesize=1&order_by=registered%20desc');
    expect(newest?.registered).toBe(NOW);
  });
});
