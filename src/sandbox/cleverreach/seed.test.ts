import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_GROUPS, startCleverReach } from './index.ts';
import { startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());

describe('the German shop', () => {
  it('starts at once and makes its 25,000 receivers only when they are asked for', async () => {
    const before = performance.now();
    const sandbox = await startCleverReach();
    expect(performance.now() - before).toBeLessThan(1000);
    await sandbox.close();
  });

  it('has six groups, one of 25,000 and one empty', async () => {
    const { json } = await bench.api('GET', '/groups');
    expect(json.map((group: { name: string }) => group.name)).toEqual([
      'Newsletter',
      'VIP-Kunden',
      'Händler',
      'Messe 2026',
      'Presse',
      'Frühjahrsaktion 2027',
    ]);
    for (const { id, size } of Object.values(SEED_GROUPS)) {
      expect((await bench.api('GET', `/groups/${id}/stats`)).json.total_count).toBe(size);
    }
  });

  it('has active, inactive and bounced receivers in plausible shares', async () => {
    const { json } = await bench.api('GET', `/groups/${SEED_GROUPS.newsletter.id}/stats`);
    expect(json.active_count / json.total_count).toBeGreaterThan(0.8);
    expect(json.inactive_count).toBeGreaterThan(1000);
    expect(json.bounce_count).toBeGreaterThan(300);
    expect(json.active_count + json.inactive_count + json.bounce_count).toBe(25_000);
  });

  it('is the same at every start', async () => {
    const other = await startBench();
    const path = `/groups/${SEED_GROUPS.vip.id}/receivers?pagesize=5000&detail=7`;
    expect((await other.api('GET', path)).text).toBe((await bench.api('GET', path)).text);
    await other.sandbox.close();
  });

  it('uses only addresses that belong to nobody', async () => {
    for (const { id } of Object.values(SEED_GROUPS)) {
      for (let page = 0; ; page += 1) {
        const { json } = await bench.api('GET', `/groups/${id}/receivers?pagesize=5000&page=${page}`);
        for (const { email } of json) expect(email).toMatch(/^[a-z0-9.]+@(example\.(com|org|net)|[a-z-]+\.example)$/);
        if (json.length < 5000) break;
      }
    }
  });

  it('answers a page of the large group and a search by address quickly', async () => {
    const path = `/groups/${SEED_GROUPS.newsletter.id}/receivers`;
    const search = { groups: [], rules: [{ field: 'email', logic: 'contains', condition: 'mueller' }], pagesize: 5000 };
    await bench.api('GET', path);
    const before = performance.now();
    await bench.api('GET', `${path}?page=400`);
    await bench.api('GET', `${path}?email_list=anna.mueller@example.com`);
    expect((await bench.api('POST', '/receivers/filter', search)).json.length).toBeGreaterThan(500);
    // Generous, for a busy machine; some ten milliseconds each are usual.
    expect(performance.now() - before).toBeLessThan(1500);
  });

  it('has mailings in every state, reports of the finished ones and forms in some groups', async () => {
    const { json } = await bench.api('GET', '/mailings');
    expect(Object.keys(json).sort()).toEqual(['automation', 'draft', 'finished', 'running', 'waiting']);
    expect((await bench.api('GET', '/reports')).json).toHaveLength(json.finished.length);
    expect((await bench.api('GET', `/groups/${SEED_GROUPS.newsletter.id}/forms`)).json).toHaveLength(1);
    expect((await bench.api('GET', `/groups/${SEED_GROUPS.vip.id}/forms`)).json).toEqual([]);
  });
});

describe('the empty account', () => {
  it('has no groups and no mailings', async () => {
    const empty = await startBench({ seed: 'empty' });
    expect((await empty.api('GET', '/groups')).json).toEqual([]);
    expect((await empty.api('GET', '/mailings')).json).toEqual([]);
    expect((await empty.api('GET', '/mailings?state=draft')).json).toEqual([]);
    await empty.sandbox.close();
  });
});
