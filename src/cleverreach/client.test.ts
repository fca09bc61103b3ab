import { afterEach, describe, expect, test } from 'vitest';
import { CleverReachError } from './index.ts';
import { type Answer, countedTokens, json, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;

async function script(answers: Answer[], path?: string) {
  server = await startScriptedServer(answers, path === undefined ? {} : { path });
  return server.cleverReach.client(countedTokens());
}

afterEach(async () => {
  await server.close();
  expect(server.left()).toBe(0);
});

const receiver = { id: '3387', email: 'jane@example.org', activated: 1, group_id: '240001' };

function asked(index = 0) {
  const request = server.seen[index];
  const [path, query] = (request?.url ?? '').split('?');
  return { method: request?.method, path, query: Object.fromEntries(new URLSearchParams(query)) };
}

function sentBody(): Record<string, unknown> {
  return JSON.parse(server.seen[0]?.body ?? '');
}

test('an address of CleverReach with a path keeps it', async () => {
  const client = await script([json([])], '/cleverreach/');
  await client.listGroups();
  expect(asked().path).toBe('/cleverreach/v3/groups');
});

describe('receivers', () => {
  test('are asked for without a filter unless there is one', async () => {
    const client = await script([json([])]);
    await client.listReceivers('240001');
    expect(asked()).toEqual({ method: 'GET', path: '/v3/groups/240001/receivers', query: {} });
  });

  test('are asked for by page, state, address and order in the words of CleverReach', async () => {
    const client = await script([json([receiver])]);
    await client.listReceivers('240001', {
      page: 2,
      pageSize: 500,
      state: 'bounced',
      emails: ['a+b@example.org', 'c@example.org'],
      orderBy: 'registered desc',
    });
    expect(asked().query).toEqual({
      page: '2',
      pagesize: '500',
      type: 'bounce',
      email_list: 'a+b@example.org,c@example.org',
      order_by: 'registered desc',
    });
  });

  test('no content means none', async () => {
    const client = await script([(response) => response.writeHead(204).end()]);
    expect(await client.listReceivers('240001')).toEqual([]);
  });

  test('are added as active with both times', async () => {
    const client = await script([json(receiver)]);
    const beforeS = Math.floor(Date.now() / 1000);
    const added = await client.addReceiver('240001', {
      email: 'jane@example.org',
      activation: 'active',
      registeredAt: new Date('2026-11-01T00:00:00Z'),
      source: 'Slack',
      attributes: { city: 'Berlin' },
      globalAttributes: { firstname: 'Jane' },
      tags: ['fair'],
    });
    expect(added).toMatchObject({ id: '3387', state: 'active' });
    expect(asked()).toMatchObject({ method: 'POST', path: '/v3/groups/240001/receivers' });
    expect(server.seen[0]?.headers['content-type']).toBe('application/json');
    expect(sentBody()).toEqual({
      email: 'jane@example.org',
      registered: 1_793_491_200,
      activated: expect.any(Number),
      source: 'Slack',
      attributes: { city: 'Berlin' },
      global_attributes: { firstname: 'Jane' },
      tags: ['fair'],
    });
    expect(sentBody()['activated']).toBeGreaterThanOrEqual(beforeS);
  });

  test('are added as pending with the activation explicitly at never', async () => {
    const client = await script([json({ ...receiver, activated: 0 })]);
    const beforeS = Math.floor(Date.now() / 1000);
    const added = await client.addReceiver('240001', { email: 'jane@example.org', activation: 'pending' });
    expect(added.state).toBe('inactive');
    expect(sentBody()).toEqual({ email: 'jane@example.org', registered: expect.any(Number), activated: 0 });
    expect(sentBody()['registered']).toBeGreaterThanOrEqual(beforeS);
  });

  test('are deactivated by address, encoded, with an empty body', async () => {
    const client = await script([json(true)]);
    await client.deactivateReceiver('240001', 'a/b?c@example.org');
    expect(asked()).toMatchObject({
      method: 'PUT',
      path: '/v3/groups/240001/receivers/a%2Fb%3Fc%40example.org/deactivate',
    });
    expect(server.seen[0]?.body).toBe('');
  });

  test.each([true, 'true', 1, receiver, { success: true }, null])(
    'are deactivated when the answer is %j',
    async (answer) => {
      const client = await script([json(answer)]);
      await expect(client.deactivateReceiver('240001', '3387')).resolves.toBeUndefined();
    },
  );

  test('are not known to be deactivated when the answer is a text', async () => {
    const client = await script([json("invalid address 'x'")]);
    const error: unknown = await client.deactivateReceiver('240001', '3387').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'cleverreach_unexpected_answer', uncertain: true });
  });

  test.each(['', '.', '..'])('an id %j, which would ask for something else, is not sent', async (id) => {
    const client = await script([]);
    await expect(client.deactivateReceiver(id, '1')).rejects.toBeInstanceOf(CleverReachError);
    expect(server.seen).toEqual([]);
  });
});

describe('mailings', () => {
  test('are listed without bodies', async () => {
    const client = await script([json({ draft: [{ id: 1, name: 'April' }] })]);
    const [mailing] = await client.listMailings({ state: 'draft', limit: 10, page: 1 });
    expect(mailing).toMatchObject({ id: '1', name: 'April', state: 'draft' });
    expect(asked().query).toEqual({ state: 'draft', limit: '10', page: '1', omit_body: 'true' });
  });

  test('are created as HTML and text', async () => {
    const client = await script([json({ success: true, id: 8157001 })]);
    const draft = {
      name: 'April',
      subject: 'Grüße',
      senderName: 'Muster',
      senderEmail: 'news@example.org',
      html: '<p>Hi</p>',
      text: 'Hi',
      groupIds: ['1', '2'],
    };
    expect(await client.createMailing(draft)).toEqual({ id: '8157001' });
    expect(asked()).toEqual({ method: 'POST', path: '/v3/mailings', query: {} });
    expect(sentBody()).toEqual({
      name: 'April',
      subject: 'Grüße',
      sender_name: 'Muster',
      sender_email: 'news@example.org',
      content: { type: 'html/text', html: '<p>Hi</p>', text: 'Hi' },
      receivers: { groups: ['1', '2'] },
      settings: { editor: 'advanced' },
    });
  });

  test('without a text are created as HTML alone', async () => {
    const client = await script([json({ success: 'true', id: '8157001' })]);
    const draft = { name: 'A', subject: 'A', senderName: 'A', senderEmail: 'a@b.de', html: '<p>', text: '' };
    await client.createMailing({ ...draft, groupIds: ['1'] });
    expect(sentBody()['content']).toEqual({ type: 'html', html: '<p>' });
  });
});

test('the account is asked for in the one spelling that is known', async () => {
  const client = await script([json({ id: '129001', company: 'Muster GmbH', login_domain: '129001.eu2.example.com' })]);
  expect(await client.whoami()).toMatchObject({ id: '129001', name: 'Muster GmbH' });
  expect(asked()).toMatchObject({ method: 'GET', path: '/v3/debug/whoami.json' });
});
