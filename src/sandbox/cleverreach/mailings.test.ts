import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_GROUPS } from './index.ts';
import { NOW, startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());

const PRESS = SEED_GROUPS.press.id;
const INVALID_MAILING = { error: { code: 404, message: 'Not Found: invalid mailing' } };
const draft = (overrides: Record<string, unknown> = {}) => ({
  name: 'April',
  subject: 'Grüße <aus> dem Slack',
  sender_name: 'Muster GmbH',
  sender_email: 'news@example.org',
  content: { type: 'html/text', html: '<p>Hallo</p>', text: 'Hallo' },
  receivers: { groups: [PRESS] },
  ...overrides,
});
const create = async (overrides: Record<string, unknown> = {}): Promise<string> =>
  (await bench.api('POST', '/mailings', draft(overrides))).json.id;
const read = async (id: string) => (await bench.api('GET', `/mailings/${id}`)).json;

describe('listing mailings', () => {
  it('answers an object keyed by state, for one state too', async () => {
    const { json } = await bench.api('GET', '/mailings.json?state=draft');
    expect(Object.keys(json)).toEqual(['draft']);
    expect(json.draft.map(({ name }: { name: string }) => name)).toEqual([
      'Größentabelle',
      'Händlerbrief Winter',
      'Weihnachten 2026',
    ]);
    expect((await bench.api('GET', '/mailings?state=sent')).status).toBe(400);
  });

  it('counts the limit over all states, and pages only one', async () => {
    const names = async (query: string) =>
      Object.values<{ name: string }[]>((await bench.api('GET', `/mailings?${query}`)).json).flatMap((list) =>
        list.map(({ name }) => name),
      );
    expect(await names('limit=4')).toHaveLength(4);
    expect(await names('limit=4&page=1')).toEqual(await names('limit=4'));
    const pages = [
      await names('state=draft&limit=2'),
      await names('state=draft&limit=2&page=1'),
      await names('state=draft&limit=2&page=2'),
    ];
    expect(pages.map((page) => page.length)).toEqual([2, 1, 0]);
    expect((await bench.api('GET', '/mailings?state=draft&page=9')).json).toEqual({ draft: [] });
  });

  it('leaves the bodies out when asked to', async () => {
    const first = async (query: string) => (await bench.api('GET', `/mailings?state=draft&${query}`)).json.draft[0];
    expect(await first('omit_body=1')).not.toHaveProperty('body_html');
    expect(await first('')).toHaveProperty('body_html');
  });

  it('filters by the time that counts for the state', async () => {
    const at = (await bench.api('GET', '/mailings?state=finished')).json.finished[1].finished;
    const { json } = await bench.api('GET', `/mailings?state=finished&start=${at}&end=${at}`);
    expect(json.finished).toHaveLength(1);
  });
});

describe('writing a mailing', () => {
  it('answers success and the id; the draft is read back with all four times at 0', async () => {
    const { status, json } = await bench.api('POST', '/mailings', draft());
    expect([status, json]).toEqual([200, { success: true, id: expect.stringMatching(/^\d+$/) }]);
    expect(await read(json.id)).toMatchObject({
      id: json.id,
      name: 'April',
      subject: 'Grüße <aus> dem Slack',
      sender_name: 'Muster GmbH',
      sender_email: 'news@example.org',
      body_html: '<p>Hallo</p>',
      body_text: 'Hallo',
      stamp: NOW,
      started: 0,
      finished: 0,
      ready: 0,
      send_on: 0,
      is_html: true,
      is_text: true,
      state: 'draft',
      mailing_groups: { group_ids: [PRESS] },
    });
    const listed = (await bench.api('GET', '/mailings?state=draft')).json.draft;
    expect(listed[0]).toEqual(await read(json.id));
  });

  it.each([
    ['name', { name: '' }, 'name'],
    ['subject', { subject: undefined }, 'subject'],
    ['blank subject', { subject: '  ' }, 'subject'],
    ['sender', { sender_name: undefined }, 'sender_name'],
    ['impossible sender', { sender_email: 'news' }, 'sender_email'],
    ['content', { content: undefined }, 'content'],
    ['HTML', { content: { type: 'html/text', text: 'x' } }, 'content.html'],
    ['text', { content: { type: 'html/text', html: 'x' } }, 'content.text'],
    ['type', { content: { html: 'x', text: 'x' } }, 'content.type'],
    ['unknown type', { content: { type: 'pdf', html: 'x' } }, 'content.type'],
    ['group', { receivers: { groups: [] } }, 'receivers.groups'],
    ['receivers', { receivers: undefined }, 'receivers'],
    ['unknown editor', { settings: { editor: 'vim' } }, 'settings.editor'],
  ])('without or with a wrong %s is 400 and makes nothing', async (_name, overrides, field) => {
    const before = bench.sandbox.account.mailings.size;
    const { status, json } = await bench.api('POST', '/mailings', draft(overrides));
    expect([status, json]).toEqual([400, { error: { code: 400, message: `Bad Request: invalid ${field}` } }]);
    expect(bench.sandbox.account.mailings.size).toBe(before);
  });

  it('refuses unknown groups and filters', async () => {
    expect((await bench.api('POST', '/mailings', draft({ receivers: { groups: ['77'] } }))).json.error.message).toBe(
      'Not Found: invalid group',
    );
    expect((await bench.api('POST', '/mailings', draft({ receivers: { filter: '5' } }))).json.error.message).toBe(
      'Not Found: invalid filter',
    );
  });

  it('takes HTML alone and group ids as numbers', async () => {
    const id = await create({ content: { type: 'html', html: '<p>x</p>' }, receivers: { groups: [Number(PRESS)] } });
    expect(await read(id)).toMatchObject({
      m_type: 2,
      is_html: true,
      is_text: false,
      body_text: '',
      mailing_groups: { group_ids: [PRESS] },
    });
  });

  it('is changed by a partial body', async () => {
    const id = await create();
    const body = { subject: 'Neu', content: { html: '<p>neu</p>' } };
    expect((await bench.api('PUT', `/mailings/${id}`, body)).json).toEqual({ success: true, id });
    expect(await read(id)).toMatchObject({
      subject: 'Neu',
      body_html: '<p>neu</p>',
      body_text: 'Hallo',
      name: 'April',
    });
    expect((await bench.api('PUT', `/mailings/${id}`, { subject: '' })).status).toBe(400);
  });

  it('is 404 when unknown', async () => {
    for (const [method, path, body] of [
      ['GET', ''],
      ['PUT', '', {}],
      ['POST', '/release', {}],
    ] as const) {
      expect((await bench.api(method, `/mailings/77${path}`, body)).json).toEqual(INVALID_MAILING);
    }
  });
});

describe('sending', () => {
  it('waits for its time, runs, finishes and gets a report', async () => {
    const id = await create();
    const started = NOW + 3600;
    expect((await bench.api('POST', `/mailings/${id}/release`, { time: started })).text).toBe('true');
    expect(await read(id)).toMatchObject({ state: 'waiting', ready: NOW, send_on: started, started: 0 });
    expect((await bench.api('GET', `/reports/${id}`)).status).toBe(404);
    bench.pass(3600);
    expect(await read(id)).toMatchObject({ state: 'running', started });
    expect((await bench.api('PUT', `/mailings/${id}`, { subject: 'x' })).status).toBe(400);
    expect((await bench.api('POST', `/mailings/${id}/release`)).status).toBe(400);
    bench.pass(60);
    expect(await read(id)).toMatchObject({ state: 'finished', finished: started + 60 });
    const report = (await bench.api('GET', `/reports/${id}`)).json;
    const active = (await bench.api('GET', `/groups/${PRESS}/stats`)).json.active_count;
    expect(report.stats.basic.delivered + report.stats.basic.bounced).toBe(active);
    expect((await bench.api('GET', `/groups/${PRESS}`)).json.last_mailing).toBe(started + 60);
  });

  it('goes at once without a time, and can be stopped while it waits', async () => {
    const id = await create();
    await bench.api('POST', `/mailings/${id}/release`);
    expect((await read(id)).state).toBe('running');
    const other = await create();
    await bench.api('POST', `/mailings/${other}/release`, { time: NOW + 999_999 });
    expect((await bench.api('POST', `/mailings/${other}/stop`)).text).toBe('true');
    expect(await read(other)).toMatchObject({ state: 'draft', ready: 0, send_on: 0 });
  });
});

describe('reports', () => {
  it('are listed newest first, by group, by time and by page', async () => {
    const list = async (query: string) => (await bench.api('GET', `/reports?${query}`)).json;
    const all = await list('');
    const times = all.map(({ finished }: { finished: number }) => finished);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect((await list(`group_id=${SEED_GROUPS.fair.id}`)).map(({ name }: { name: string }) => name)).toEqual([
      'Messe-Einladung',
    ]);
    expect(await list('pagesize=2&page=1')).toEqual(all.slice(2, 4));
    expect(await list(`start=${times[0]}&end=${times[0]}`)).toHaveLength(1);
    // `start` alone does not count.
    expect(await list(`start=${times[0]}`)).toHaveLength(all.length);
  });

  it('hold the six figures, the same each time', async () => {
    const { json } = await bench.api('GET', '/reports/8157005');
    expect(json).toMatchObject({ id: '8157005', name: 'Oktober-Newsletter' });
    expect(Object.keys(json.stats.basic)).toEqual([
      'delivered',
      'bounced',
      'unsubscribed',
      'spam',
      'unique_opened',
      'unique_clicks',
    ]);
    expect(json.stats.basic.delivered).toBeGreaterThan(15_000);
    expect((await bench.api('GET', '/reports/8157005')).json).toEqual(json);
  });
});
