import { afterEach, describe, expect, test } from 'vitest';
import { CleverReachConflictError, CleverReachForbiddenError } from './index.ts';
import { reportSchema } from './model.ts';
import {
  type Answer,
  countedTokens,
  json,
  reset,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.ts';

let server: ScriptedServer;

async function script(answers: Answer[]) {
  server = await startScriptedServer(answers);
  return server.cleverReach.client(countedTokens());
}

afterEach(async () => {
  await server.close();
  expect(server.left()).toBe(0);
});

const noContent: Answer = (response) => response.writeHead(204).end();
const apiError = (status: number, message: string, code = status) => json({ error: { code, message } }, status);
const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: unknown) => error,
  );

describe('fields', () => {
  test('of the account are asked for with group 0', async () => {
    const client = await script([
      json([{ id: 1111700, groups_id: 0, name: 'vip_level', description: 'VIP level', type: 'number', value: null }]),
    ]);
    expect(await client.listAttributes()).toEqual([
      { id: '1111700', name: 'vip_level', label: 'VIP level', type: 'number', isGlobal: true },
    ]);
    expect(server.seen[0]?.url).toBe('/v3/attributes?group_id=0');
  });

  test('of a group are its own; without a description the name is what they are called', async () => {
    const client = await script([
      json([
        { id: '5', groups_id: '240001', name: 'city', description: ' ', type: 'TEXT' },
        { id: '6', group_id: 0, name: 'x', type: 'gender' },
        { id: '7', name: 'y', type: 'colour' },
      ]),
    ]);
    expect(await client.listAttributes('240001')).toEqual([
      { id: '5', name: 'city', label: 'city', type: 'text', isGlobal: false },
      { id: '6', name: 'x', label: 'x', type: 'gender', isGlobal: true },
      { id: '7', name: 'y', label: 'y', type: 'colour', isGlobal: false },
    ]);
    expect(server.seen[0]?.url).toBe('/v3/groups/240001/attributes');
  });

  test.each([json([]), json({}), noContent])('may be none', async (answer) => {
    const client = await script([answer]);
    expect(await client.listAttributes('1')).toEqual([]);
  });
});

describe('forms', () => {
  test('of a group are those that belong to it', async () => {
    const client = await script([
      json([
        { id: 23001, name: 'Anmeldung', customer_tables_id: 240001 },
        { id: '23002', name: '' },
        { id: '23003', name: 'Andere', customer_tables_id: '240002' },
      ]),
    ]);
    expect(await client.listForms('240001')).toEqual([
      { id: '23001', name: 'Anmeldung' },
      { id: '23002', name: '23002' },
    ]);
    expect(server.seen[0]?.url).toBe('/v3/groups/240001/forms');
  });

  test.each([json([]), noContent, apiError(404, 'Not Found')])(
    'are none where CleverReach knows of none',
    async (answer) => {
      const client = await script([answer]);
      expect(await client.listForms('1')).toEqual([]);
    },
  );

  test('that may not be seen are not taken for none', async () => {
    const client = await script([apiError(403, 'Forbidden')]);
    expect(await failureOf(client.listForms('1'))).toMatchObject({ code: 'cleverreach_forbidden' });
  });
});

describe('an opt-in mail', () => {
  const request = {
    email: 'jane@example.org',
    groupId: '240001',
    doidata: { userIp: '203.0.113.7', referer: 'https://example.org/', userAgent: 'Mozilla/5.0' },
  };

  test('is asked for with address, group and circumstances', async () => {
    const client = await script([json({ success: true })]);
    await client.sendOptIn('23001', request);
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/v3/forms/23001/send/activate' });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      email: 'jane@example.org',
      groups_id: '240001',
      doidata: { user_ip: '203.0.113.7', referer: 'https://example.org/', user_agent: 'Mozilla/5.0' },
    });
  });

  test.each([json('jane@example.org'), json(true), json({ success: 'true' }), json([]), json(null), noContent])(
    'was sent whatever a good answer says',
    async (answer) => {
      const client = await script([answer]);
      await expect(client.sendOptIn('23001', request)).resolves.toBeUndefined();
    },
  );

  test.each([json(false), json({ success: false }), json({ error: { message: 'no' } })])(
    'was not sent where the answer says no',
    async (answer) => {
      const client = await script([answer]);
      expect(await failureOf(client.sendOptIn('23001', request))).toMatchObject({
        code: 'cleverreach_refused',
        uncertain: false,
      });
    },
  );

  test.each([
    apiError(400, 'Bad Request: receiver already active'),
    apiError(409, 'Conflict: Already Active'),
    apiError(200, 'already active', 400),
    json({ message: 'already active' }),
  ])('to somebody who is active already is told apart', async (answer) => {
    const client = await script([answer]);
    const error = await failureOf(client.sendOptIn('23001', request));
    expect(error).toMatchObject({ code: 'cleverreach_already_active', uncertain: false });
    expect(error).toBeInstanceOf(CleverReachConflictError);
  });

  test('of an account that is not approved is told apart from other refusals', async () => {
    const client = await script([apiError(403, 'Forbidden: account not veryfied yet'), apiError(403, 'Forbidden')]);
    const error = await failureOf(client.sendOptIn('23001', request));
    expect(error).toMatchObject({ code: 'cleverreach_account_not_approved', status: 403, uncertain: false });
    expect(error).toBeInstanceOf(CleverReachForbiddenError);
    expect(await failureOf(client.sendOptIn('23001', request))).toMatchObject({ code: 'cleverreach_forbidden' });
  });

  test('without an answer may have been sent, and is not sent again', async () => {
    const client = await script([reset]);
    expect(await failureOf(client.sendOptIn('23001', request))).toMatchObject({ uncertain: true });
    expect(server.seen).toHaveLength(1);
  });
});

describe('a report', () => {
  const basic = { delivered: 90, bounced: '2', unsubscribed: 1, spam: 0, unique_opened: 40, unique_clicks: '12' };
  const figures = { delivered: 90, bounced: 2, unsubscribed: 1, spam: 0, uniqueOpened: 40, uniqueClicks: 12 };

  test.each([
    ['basic among others', { full: { ...basic, delivered: 1 }, basic }],
    ['one of another name', { links: { links: [] }, '8157001': basic }],
    ['a list', [basic]],
    ['no entries at all', basic],
  ])('has its figures from %s', async (_, stats) => {
    const client = await script([json({ id: '8157001', finished: '1700000000', stats })]);
    const report = await client.getReport('8157001');
    expect(report).toEqual({ ...figures, finishedAt: new Date(1_700_000_000_000) });
    expect(reportSchema.parse(report)).toEqual(report);
    expect(server.seen[0]).toMatchObject({ method: 'GET', url: '/v3/reports/8157001' });
  });

  test.each([[[]], [{}], [null], [undefined], [{ basic: [] }]])(
    'without figures (%j) has none, not zeroes',
    async (stats) => {
      const client = await script([json({ id: '1', finished: 0, stats })]);
      expect(await client.getReport('1')).toEqual({});
    },
  );

  test('leaves out the figures that were not told', async () => {
    const client = await script([json({ id: '1', stats: { basic: { delivered: 5, spam: null, bounced: '' } } })]);
    expect(await client.getReport('1')).toEqual({ delivered: 5 });
  });

  test.each([
    ['a version of a split test', apiError(403, 'Forbidden: see 5'), 'cleverreach_forbidden'],
    ['an unknown mailing', apiError(404, 'Not Found'), 'cleverreach_not_found'],
    ['false', json(false), 'cleverreach_refused'],
    ['a figure that is none', json({ stats: { basic: { delivered: -1 } } }), 'cleverreach_unexpected_answer'],
  ])('of %s is an error', async (_, answer, code) => {
    const client = await script([answer]);
    expect(await failureOf(client.getReport('1'))).toMatchObject({ code, uncertain: false });
  });
});

test('mailings of a list carry all their times', async () => {
  const mailing = {
    id: 1,
    stamp: 1_700_000_000,
    started: '1700000100',
    finished: 1_700_000_200,
    send_on: 1_700_000_050,
  };
  const client = await script([json({ finished: [mailing] })]);
  expect(await client.listMailings({ state: 'finished', page: 1, limit: 5 })).toMatchObject([
    {
      state: 'finished',
      createdAt: new Date(1_700_000_000_000),
      startedAt: new Date(1_700_000_100_000),
      finishedAt: new Date(1_700_000_200_000),
      sendAt: new Date(1_700_000_050_000),
    },
  ]);
  expect(server.seen[0]?.url).toBe('/v3/mailings?state=finished&limit=5&page=1&omit_body=true');
});
