import { afterEach, describe, expect, test } from 'vitest';
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

const receiver = { id: '3387', email: 'jane@example.org', activated: 1, group_id: '240001' };
const sentBody = (): Record<string, unknown> => JSON.parse(server.seen[0]?.body ?? '');

describe('a search', () => {
  test('of all groups sends no groups, and the address as the one rule', async () => {
    const client = await script([json([receiver, { ...receiver, group_id: 240002, deactivated: '5' }])]);
    const found = await client.searchReceivers({ email: { equals: 'jane@example.org' } });
    expect(found).toMatchObject([
      { groupId: '240001', state: 'active' },
      { groupId: '240002', state: 'inactive' },
    ]);
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/v3/receivers/filter' });
    expect(sentBody()).toEqual({
      groups: [],
      operator: 'AND',
      rules: [{ operator: 'AND', field: 'email', logic: 'eq', condition: 'jane@example.org' }],
      detail: 0,
      activeonly: false,
      pagesize: 50,
      page: 0,
    });
  });

  test('of one group by a part of the address has page and order in the body, the order spelled as one word', async () => {
    const client = await script([json([])]);
    await client.searchReceivers({
      groupIds: ['240001'],
      email: { contains: '@example' },
      page: 3,
      pageSize: 10,
      orderBy: 'registered desc',
    });
    expect(sentBody()).toMatchObject({
      groups: ['240001'],
      rules: [{ field: 'email', logic: 'contains', condition: '@example' }],
      orderby: 'registered desc',
      pagesize: 10,
      page: 3,
    });
    expect(sentBody()).not.toHaveProperty('order_by');
  });

  test.each([
    ['active', ['activated bg 1', 'deactivated eq 0', 'bounced eq 0']],
    ['inactive', ['(', 'activated eq 0', 'deactivated bg 1', 'deactivated eq 1', ')', 'bounced eq 0']],
    ['bounced', ['bounced bg 1']],
    ['all', []],
  ] as const)('for those that are %s asks for the times that make them so', async (state, expected) => {
    const client = await script([json([])]);
    await client.searchReceivers({ email: { contains: 'x' }, state });
    const rules: { field: string; logic: string; condition: string }[] = JSON.parse(server.seen[0]?.body ?? '').rules;
    const written = rules.map(({ field, logic, condition }) => `${field} ${logic} ${condition}`.trim());
    expect(written).toEqual([...expected, 'email contains x']);
  });

  test('is a read: asked again after a lost connection, and certain to have changed nothing', async () => {
    const client = await script([reset, json([receiver])]);
    expect(await client.searchReceivers({ email: { equals: 'jane@example.org' } })).toHaveLength(1);
    await server.close();
    const failing = await script([json({ error: { code: 500, message: 'x' } }, 500)]);
    await expect(failing.searchReceivers({ email: { equals: 'a@b.de' } })).rejects.toMatchObject({ uncertain: false });
  });

  test('of one group knows the group also where the answer leaves it out', async () => {
    const client = await script([json([{ id: 1, email: 'a@example.org' }])]);
    const [found] = await client.searchReceivers({ groupIds: ['7'], email: { contains: 'a' } });
    expect(found?.groupId).toBe('7');
  });

  test.each([undefined, '0', 0, ''])('of all groups takes no receiver whose group is %j', async (group_id) => {
    const client = await script([json([{ id: 1, email: 'a@example.org', group_id }])]);
    const error: unknown = await client
      .searchReceivers({ email: { contains: 'a' } })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'cleverreach_unexpected_answer', uncertain: false });
  });

  test.each([
    ['no content', (response) => response.writeHead(204).end()],
    ['an empty map', json({})],
    ['an empty list', json([])],
  ] satisfies [string, Answer][])('that finds nobody: %s', async (_, answer) => {
    const client = await script([answer]);
    expect(await client.searchReceivers({ email: { contains: 'a' } })).toEqual([]);
  });

  test('is refused where the answer is false', async () => {
    const client = await script([json(false)]);
    await expect(client.searchReceivers({ email: { contains: 'a' } })).rejects.toMatchObject({
      code: 'cleverreach_refused',
    });
  });
});

describe('one receiver', () => {
  test('comes with tags and events, without the addresses people came from', async () => {
    const event = {
      stamp: '1700000000',
      type: 'mail_open',
      type_id: 8157001,
      value: '203.0.113.7',
      mailing_id: 8157001,
    };
    const client = await script([
      json({ ...receiver, tags: ['shop.vip'], events: [event, { ...event, mailing_id: '0', groups_id: '240001' }] }),
    ]);
    expect(await client.getReceiver('240001', 'jane@example.org')).toMatchObject({
      tags: ['shop.vip'],
      events: [
        { at: new Date(1_700_000_000_000), type: 'mail_open', typeId: '8157001', mailingId: '8157001' },
        { groupId: '240001' },
      ],
    });
    expect(server.seen[0]).toMatchObject({ method: 'GET', url: '/v3/groups/240001/receivers/jane%40example.org' });
  });

  test('has no tags and events where none were sent, and none where there are none', async () => {
    const client = await script([json(receiver), json({ ...receiver, tags: {}, events: [] })]);
    const bare = await client.getReceiver('240001', '3387');
    expect(bare).not.toHaveProperty('tags');
    expect(bare).not.toHaveProperty('events');
    expect(await client.getReceiver('240001', '3387')).toMatchObject({ tags: [], events: [] });
  });

  test('that is not there is told', async () => {
    const client = await script([json({ error: { code: 404, message: 'Not Found: invalid receiver' } }, 404)]);
    await expect(client.getReceiver('1', '2')).rejects.toMatchObject({ code: 'cleverreach_not_found' });
  });

  test('is activated by a PUT without a body, and not where the answer is false', async () => {
    const client = await script([json(true), json(false)]);
    await expect(client.activateReceiver('240001', 'jane@example.org')).resolves.toBeUndefined();
    expect(server.seen[0]).toMatchObject({
      method: 'PUT',
      url: '/v3/groups/240001/receivers/jane%40example.org/activate',
      body: '',
    });
    await expect(client.activateReceiver('240001', '1')).rejects.toMatchObject({
      code: 'cleverreach_refused',
      uncertain: false,
    });
  });

  test('whose activation got no answer is uncertain, and not tried again', async () => {
    const client = await script([reset]);
    await expect(client.activateReceiver('240001', '1')).rejects.toMatchObject({ uncertain: true });
    expect(server.seen).toHaveLength(1);
  });
});
