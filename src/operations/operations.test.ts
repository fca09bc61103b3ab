import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { type CleverReach, type CleverReachClient, CleverReachError, createCleverReach } from '../cleverreach/index.ts';
import { type CleverReachSandbox, SEED_GROUPS, startCleverReach } from '../sandbox/cleverreach/index.ts';
import {
  addReceiver,
  createMailingDraft,
  deactivateReceiver,
  getGroupStats,
  getMailing,
  listGroupReceivers,
  listGroups,
  listMailings,
  type Operation,
  operations,
} from './index.ts';

const { newsletter, vip, empty } = SEED_GROUPS;
const UNKNOWN_ID = '999999';

let sandbox: CleverReachSandbox;
let cleverReach: CleverReach;
let client: CleverReachClient;

beforeEach(async () => {
  sandbox = await startCleverReach();
  cleverReach = createCleverReach({ url: sandbox.url });
  client = clientWith(await sandbox.issueTokens());
});

afterEach(async () => {
  await cleverReach.close();
  await sandbox.close();
});

/** A client that keeps its tokens in a variable and renews them at the sandbox. */
function clientWith(issued: { accessToken: string; refreshToken: string | null; clientId: string }) {
  const app = sandbox.apps.get(issued.clientId);
  if (app === undefined) throw new Error('The sandbox does not know its own app.');
  let { accessToken, refreshToken } = issued;
  return cleverReach.client({
    current: async () => accessToken,
    async renew() {
      const renewed = await cleverReach.oauth.refresh(app, refreshToken ?? '');
      accessToken = renewed.accessToken;
      refreshToken = renewed.refreshToken ?? refreshToken;
      return accessToken;
    },
  });
}

/** Runs it and holds what comes out against the operation's own description of it. */
async function run<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, input: z.input<I>) {
  const output = await operation.run(input, client);
  expect(operation.output.parse(output)).toEqual(output);
  return output;
}

function failureOf(call: Promise<unknown>): Promise<CleverReachError> {
  return call.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: unknown) => (error instanceof CleverReachError ? error : Promise.reject(error)),
  );
}

test('the registry knows the eight by their names, three of them writes', () => {
  const entries = Object.entries(operations);
  expect(entries.map(([key, { name }]) => [key, name])).toEqual(entries.map(([key]) => [key, key]));
  expect(entries).toHaveLength(8);
  expect(entries.flatMap(([key, { access }]) => (access === 'write' ? [key] : [])).toSorted()).toEqual([
    'addReceiver',
    'createMailingDraft',
    'deactivateReceiver',
  ]);
  for (const [, { description }] of entries) expect(description).toMatch(/^[^\n]{10,100}\.$/);
});

describe('listGroups', () => {
  test('lists every group with its id, name and times', async () => {
    const groups = await run(listGroups, {});
    expect(groups.map(({ id, name }) => ({ id, name }))).toEqual(
      expect.arrayContaining(Object.values(SEED_GROUPS).map(({ id, name }) => ({ id, name }))),
    );
    expect(groups).toHaveLength(6);
    expect(groups.every((group) => group.createdAt instanceof Date)).toBe(true);
  });

  test('an account without groups has none', async () => {
    for (const id of sandbox.account.groups.keys()) sandbox.account.groups.delete(id);
    expect(await run(listGroups, {})).toEqual([]);
  });

  test('an expired token is renewed on the way', async () => {
    client = clientWith(await sandbox.issueTokens({ lifetimeSeconds: 0 }));
    expect(await run(listGroups, {})).toHaveLength(6);
  });

  test('a connection that was taken away is told', async () => {
    sandbox.setFaults({ tokenRevoked: true });
    expect((await failureOf(listGroups.run({}, client))).code).toBe('cleverreach_grant_refused');
  });

  test('a permission that is missing is told', async () => {
    sandbox.setFaults({ status: 403 });
    expect((await failureOf(listGroups.run({}, client))).code).toBe('cleverreach_forbidden');
  });
});

describe('getGroupStats', () => {
  test('counts receivers by state, and says when', async () => {
    const stats = await run(getGroupStats, { groupId: newsletter.id });
    expect(stats.total).toBe(newsletter.size);
    expect(stats.active).toBeGreaterThan(stats.inactive);
    expect(stats.computedAt).toBeInstanceOf(Date);
  });

  test('counts nothing in an empty group', async () => {
    expect(await run(getGroupStats, { groupId: empty.id })).toMatchObject({
      total: 0,
      active: 0,
      inactive: 0,
      bounced: 0,
    });
  });

  test('does not know a group that is not there', async () => {
    const error = await failureOf(getGroupStats.run({ groupId: UNKNOWN_ID }, client));
    expect(error.code).toBe('cleverreach_not_found');
  });
});

describe('listGroupReceivers', () => {
  test('pages through a group, every receiver once, to an end', async () => {
    const seen: string[] = [];
    for (let page = 0; ; page += 1) {
      const receivers = await run(listGroupReceivers, { groupId: vip.id, page, pageSize: 500 });
      seen.push(...receivers.map(({ id }) => id));
      if (receivers.length < 500) break;
    }
    expect(new Set(seen).size).toBe(vip.size);
    expect(seen).toHaveLength(vip.size);
  });

  test('gives 50 unless told otherwise, and nothing beyond the end', async () => {
    expect(await run(listGroupReceivers, { groupId: vip.id })).toHaveLength(50);
    expect(await run(listGroupReceivers, { groupId: vip.id, page: 1_000 })).toEqual([]);
  });

  test.each(['active', 'inactive', 'bounced'] as const)('gives only those that are %s', async (state) => {
    const receivers = await run(listGroupReceivers, { groupId: newsletter.id, state });
    expect(receivers.length).toBeGreaterThan(0);
    expect(new Set(receivers.map((receiver) => receiver.state))).toEqual(new Set([state]));
  });

  test('finds an address however it is written', async () => {
    const receivers = await run(listGroupReceivers, {
      groupId: newsletter.id,
      emails: [' Anna.Mueller@Example.com ', 'nobody@example.com'],
    });
    expect(receivers).toMatchObject([
      {
        email: 'anna.mueller@example.com',
        groupId: newsletter.id,
        state: 'active',
        globalAttributes: { firstname: 'Anna', lastname: 'Müller' },
      },
    ]);
  });

  test('orders by registration', async () => {
    const receivers = await run(listGroupReceivers, { groupId: vip.id, orderBy: 'registered desc' });
    const times = receivers.map(({ registeredAt }) => registeredAt?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set(times).size).toBeGreaterThan(1);
  });
});

describe('addReceiver', () => {
  test('adds an active receiver with everything that was given', async () => {
    const added = await run(addReceiver, {
      groupId: vip.id,
      email: ' New.Person@Example.com',
      activation: 'active',
      registeredAt: new Date('2026-11-01T10:00:00Z'),
      source: 'Slack',
      attributes: { kundennummer: 'K-1' },
      globalAttributes: { firstname: 'Nele', lastname: 'Öztürk' },
      tags: ['fair'],
    });
    expect(added).toMatchObject({
      email: 'new.person@example.com',
      groupId: vip.id,
      state: 'active',
      registeredAt: new Date('2026-11-01T10:00:00Z'),
      source: 'Slack',
      tags: ['fair'],
    });
    expect(added.attributes['kundennummer']).toBe('K-1');
    expect(added.globalAttributes['lastname']).toBe('Öztürk');
    const found = await run(listGroupReceivers, { groupId: vip.id, emails: ['new.person@example.com'] });
    expect(found).toMatchObject([{ id: added.id, state: 'active' }]);
  });

  test('adds a pending receiver as inactive, registered and never activated', async () => {
    const added = await run(addReceiver, { groupId: empty.id, email: 'new@example.com', activation: 'pending' });
    expect(added.state).toBe('inactive');
    expect(added.registeredAt).toBeInstanceOf(Date);
    expect(added).not.toHaveProperty('activatedAt');
    expect(added).not.toHaveProperty('deactivatedAt');
  });

  test.each(['anna.mueller@example.com', 'juergen.groess@example.org'])(
    'does not touch %s, who is in the group already',
    async (email) => {
      const before = await run(listGroupReceivers, { groupId: newsletter.id, emails: [email] });
      const adding = addReceiver.run({ groupId: newsletter.id, email, activation: 'active' }, client);
      expect(await failureOf(adding)).toMatchObject({ code: 'cleverreach_conflict', uncertain: false });
      expect(await run(listGroupReceivers, { groupId: newsletter.id, emails: [email] })).toEqual(before);
    },
  );

  test('is uncertain, and not repeated, where the answer got lost', async () => {
    sandbox.setFaults({ body: 'lost' });
    const adding = addReceiver.run({ groupId: empty.id, email: 'new@example.com', activation: 'active' }, client);
    expect(await failureOf(adding)).toMatchObject({ code: 'cleverreach_unavailable', uncertain: true });
    expect(sandbox.requests).toHaveLength(1);
    sandbox.setFaults({});
    expect(await run(listGroupReceivers, { groupId: empty.id })).toMatchObject([{ email: 'new@example.com' }]);
  });
});

describe('deactivateReceiver', () => {
  const email = 'anna.mueller@example.com';
  const find = async () => (await run(listGroupReceivers, { groupId: newsletter.id, emails: [email] }))[0];

  test('unsubscribes by address, however it is written', async () => {
    const output = await run(deactivateReceiver, { groupId: newsletter.id, receiver: ' Anna.Mueller@Example.com' });
    expect(output).toEqual({ groupId: newsletter.id, receiver: email });
    expect(await find()).toMatchObject({ state: 'inactive', deactivatedAt: expect.any(Date) });
  });

  test('unsubscribes by id', async () => {
    const receiver = (await find())?.id ?? '';
    await run(deactivateReceiver, { groupId: newsletter.id, receiver });
    expect(await find()).toMatchObject({ state: 'inactive' });
  });

  test('leaves the address as it is in another group', async () => {
    await run(addReceiver, { groupId: empty.id, email, activation: 'active' });
    await run(deactivateReceiver, { groupId: newsletter.id, receiver: email });
    expect(await run(listGroupReceivers, { groupId: empty.id })).toMatchObject([{ email, state: 'active' }]);
  });

  test('does not know an address that is not in the group', async () => {
    const call = deactivateReceiver.run({ groupId: empty.id, receiver: email }, client);
    expect((await failureOf(call)).code).toBe('cleverreach_not_found');
  });

  test('is told where CleverReach answers 200 and false', async () => {
    sandbox.setFaults({ body: 'false' });
    const call = deactivateReceiver.run({ groupId: newsletter.id, receiver: email }, client);
    expect(await failureOf(call)).toMatchObject({ code: 'cleverreach_refused', uncertain: false });
    sandbox.setFaults({});
    expect(await find()).toMatchObject({ state: 'active' });
  });
});

describe('mailings', () => {
  const draft = {
    name: 'Advent',
    subject: 'Grüße & <Neues>',
    senderName: 'Teehaus',
    senderEmail: 'News@Example.com',
    html: '<h1>Grüße</h1>',
    text: 'Grüße',
    groupIds: [vip.id, newsletter.id, vip.id],
  };

  test('listMailings gives every state, the newest first', async () => {
    const mailings = await run(listMailings, {});
    expect(new Set(mailings.map(({ state }) => state))).toEqual(
      new Set(['draft', 'waiting', 'running', 'finished', 'automation']),
    );
    const times = mailings.map(({ createdAt }) => createdAt?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(mailings[0]).toMatchObject({ name: 'Größentabelle', groupIds: [vip.id, SEED_GROUPS.press.id], html: '' });
  });

  test.each(['draft', 'waiting', 'running', 'finished'] as const)(
    'listMailings gives those that are %s',
    async (state) => {
      const mailings = await run(listMailings, { state });
      expect(mailings.length).toBeGreaterThan(0);
      expect(mailings.every((mailing) => mailing.state === state)).toBe(true);
    },
  );

  test('listMailings pages through those of one state', async () => {
    const all = await run(listMailings, { state: 'finished' });
    const pages = [0, 1].map((page) => run(listMailings, { state: 'finished', limit: 3, page }));
    const [first, second] = await Promise.all(pages);
    expect(first).toHaveLength(3);
    expect(new Set([...(first ?? []), ...(second ?? [])].map(({ id }) => id))).toEqual(
      new Set(all.map(({ id }) => id)),
    );
  });

  test('listMailings gives none where there are none', async () => {
    sandbox.account.mailings.clear();
    expect(await run(listMailings, {})).toEqual([]);
    expect(await run(listMailings, { state: 'draft' })).toEqual([]);
  });

  test('createMailingDraft makes a draft, which getMailing gives back whole', async () => {
    const { id } = await run(createMailingDraft, draft);
    expect(await run(getMailing, { mailingId: id })).toMatchObject({
      id,
      name: 'Advent',
      subject: 'Grüße & <Neues>',
      senderName: 'Teehaus',
      senderEmail: 'news@example.com',
      html: '<h1>Grüße</h1>',
      text: 'Grüße',
      state: 'draft',
      groupIds: [vip.id, newsletter.id],
    });
  });

  test('createMailingDraft makes one of HTML alone, and one of a million characters', async () => {
    const { text: _, ...htmlOnly } = draft;
    const html = `<p>${'ü'.repeat(1_000_000 - 7)}</p>`;
    const { id } = await run(createMailingDraft, { ...htmlOnly, html });
    expect((await run(getMailing, { mailingId: id })).html).toBe(html);
  });

  test('createMailingDraft does not take a group that vanished', async () => {
    const call = createMailingDraft.run({ ...draft, groupIds: [UNKNOWN_ID] }, client);
    expect((await failureOf(call)).uncertain).toBe(false);
    expect(await run(listMailings, { state: 'draft' })).toHaveLength(3);
  });

  test('getMailing does not know a mailing that is not there', async () => {
    expect((await failureOf(getMailing.run({ mailingId: UNKNOWN_ID }, client))).code).toBe('cleverreach_not_found');
  });
});

describe('the account and its tokens', () => {
  test('whoami names the account', async () => {
    expect(await client.whoami()).toMatchObject({ id: '129001', name: 'Teehaus Muster GmbH' });
  });

  test('a revoked token opens nothing any more, and can be revoked again', async () => {
    const { accessToken } = await sandbox.issueTokens();
    await cleverReach.oauth.revoke(accessToken);
    await cleverReach.oauth.revoke(accessToken);
    const revoked = cleverReach.client({ current: async () => accessToken, renew: async (rejected) => rejected });
    expect((await failureOf(revoked.listGroups())).code).toBe('cleverreach_unauthorized');
  });
});
