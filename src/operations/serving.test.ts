import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { type CleverReach, type CleverReachClient, CleverReachError, createCleverReach } from '../cleverreach/index.ts';
import { type CleverReachSandbox, SEED_GROUPS, startCleverReach } from '../sandbox/cleverreach/index.ts';
import {
  addReceiver,
  deactivateReceiver,
  findReceiver,
  getMailingReport,
  getReceiver,
  listGroupReceivers,
  listMailings,
  listOptInForms,
  listReceiverFields,
  type Operation,
  operations,
  reactivateReceiver,
  sendOptInMail,
} from './index.ts';

const { newsletter, vip, fair, press, empty } = SEED_GROUPS;
const ANNA = 'anna.mueller@example.com';
/** Is in no group. */
const NEW = 'new@example.com';

let sandbox: CleverReachSandbox;
let cleverReach: CleverReach;
let client: CleverReachClient;

beforeAll(async () => {
  sandbox = await startCleverReach();
  cleverReach = createCleverReach({ url: sandbox.url });
  const { accessToken } = await sandbox.issueTokens();
  client = cleverReach.client({ current: async () => accessToken, renew: async (rejected) => rejected });
});

afterAll(async () => {
  await cleverReach.close();
  await sandbox.close();
});

// One account serves all tests, because filling it takes longer than they do: each gets it as it was.
afterEach(() => {
  const { account } = sandbox;
  sandbox.setFaults({});
  sandbox.requests.length = 0;
  account.verified = true;
  account.sentMails.length = 0;
  for (const { id } of Object.values(SEED_GROUPS)) {
    const anna = account.receivers.member(id, ANNA);
    if (anna !== undefined) anna.membership.deactivated = 0;
  }
  const added = account.receivers.member(newsletter.id, NEW);
  if (added !== undefined) account.receivers.leave(newsletter.id, added.person.id);
});

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

test('what serves the eight is not in the registry, and says what it changes', () => {
  const serving = [
    findReceiver,
    getMailingReport,
    getReceiver,
    listOptInForms,
    listReceiverFields,
    reactivateReceiver,
    sendOptInMail,
  ];
  for (const { name, description } of serving) {
    expect(Object.keys(operations)).not.toContain(name);
    expect(description).toMatch(/^[^\n]{10,100}\.$/);
  }
  expect(serving.filter(({ access }) => access === 'write').map(({ name }) => name)).toEqual([
    'reactivateReceiver',
    'sendOptInMail',
  ]);
});

describe('listGroupReceivers by a part of the address', () => {
  test.each(['all', 'active', 'inactive', 'bounced'] as const)(
    'gives the same receivers that are %s as the whole list has with it',
    async (state) => {
      const part = 'mueller';
      const whole = await run(listGroupReceivers, { groupId: newsletter.id, state, pageSize: 5_000 });
      for (let page = 1; whole.length === page * 5_000; page += 1) {
        whole.push(...(await run(listGroupReceivers, { groupId: newsletter.id, state, page, pageSize: 5_000 })));
      }
      const expected = whole.filter(({ email }) => email.includes(part));
      expect(expected.length).toBeGreaterThan(1);
      const input = { groupId: newsletter.id, state, addressPart: ` ${part.toUpperCase()} `, pageSize: 5_000 };
      const found = await run(listGroupReceivers, input);
      expect(found.map(({ id }) => id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
      if (state !== 'all') expect(new Set(found.map((receiver) => receiver.state))).toEqual(new Set([state]));
    },
  );

  test('gives it by the page, in order, and asks for no more than that', async () => {
    const input = { groupId: newsletter.id, addressPart: 'mueller', pageSize: 5, orderBy: 'registered desc' as const };
    sandbox.requests.length = 0;
    const pages = [await run(listGroupReceivers, input), await run(listGroupReceivers, { ...input, page: 1 })];
    expect(sandbox.requests.map(({ path }) => path)).toEqual(['/v3/receivers/filter', '/v3/receivers/filter']);
    const times = pages.flat().map(({ registeredAt }) => registeredAt?.getTime() ?? 0);
    expect(times).toHaveLength(10);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(10);
  });

  test('finds only in the group that was asked', async () => {
    const found = await run(listGroupReceivers, { groupId: vip.id, addressPart: 'anna.mueller@' });
    expect(found).toMatchObject([{ email: ANNA, groupId: vip.id }]);
    expect(await run(listGroupReceivers, { groupId: press.id, addressPart: 'anna.mueller@' })).toEqual([]);
  });

  test('does not know a group that is not there', async () => {
    const call = listGroupReceivers.run({ groupId: '999999', addressPart: 'a' }, client);
    expect((await failureOf(call)).code).toBe('cleverreach_not_found');
  });
});

describe('findReceiver', () => {
  test('finds an address in every group it is in, with its state there, by one call', async () => {
    await run(deactivateReceiver, { groupId: vip.id, receiver: ANNA });
    sandbox.requests.length = 0;
    const found = await run(findReceiver, { email: ' Anna.Mueller@example.com' });
    expect(sandbox.requests).toMatchObject([{ body: { groups: [], rules: [{ field: 'email', logic: 'eq' }] } }]);
    expect(Object.fromEntries(found.map(({ groupId, state }) => [groupId, state]))).toEqual({
      [newsletter.id]: 'active',
      [vip.id]: 'inactive',
      [fair.id]: 'active',
    });
  });

  test('does not pass strangers off as the one who was asked for', async () => {
    const anna = await run(getReceiver, { groupId: newsletter.id, receiver: ANNA });
    const wide = { ...client, searchReceivers: async () => [anna, { ...anna, email: `x.${ANNA}` }] };
    expect(await findReceiver.run({ email: ANNA }, wide)).toEqual([anna]);
  });

  test('finds nobody where there is nobody', async () => {
    expect(await run(findReceiver, { email: 'nobody@example.com' })).toEqual([]);
  });
});

describe('getReceiver', () => {
  test('gives tags and what happened', async () => {
    await run(deactivateReceiver, { groupId: newsletter.id, receiver: ANNA });
    const anna = await run(getReceiver, { groupId: newsletter.id, receiver: ANNA });
    expect(anna).toMatchObject({ email: ANNA, groupId: newsletter.id, state: 'inactive' });
    expect(anna.tags).toContain('stammkunde');
    expect(anna.events?.at(-1)).toMatchObject({ type: 'api', groupId: newsletter.id, at: expect.any(Date) });
  });

  test('does not know an address that is not in the group', async () => {
    const call = getReceiver.run({ groupId: empty.id, receiver: ANNA }, client);
    expect((await failureOf(call)).code).toBe('cleverreach_not_found');
  });
});

describe('reactivateReceiver', () => {
  test('takes back an unsubscription', async () => {
    await run(deactivateReceiver, { groupId: newsletter.id, receiver: ANNA });
    const undone = await run(reactivateReceiver, { groupId: newsletter.id, receiver: 'ANNA.mueller@example.com' });
    expect(undone).toEqual({ groupId: newsletter.id, receiver: ANNA });
    expect(await run(getReceiver, { groupId: newsletter.id, receiver: ANNA })).toMatchObject({ state: 'active' });
  });

  test('does nothing where CleverReach answers 200 and false', async () => {
    await run(deactivateReceiver, { groupId: newsletter.id, receiver: ANNA });
    sandbox.setFaults({ body: 'false' });
    const call = reactivateReceiver.run({ groupId: newsletter.id, receiver: ANNA }, client);
    expect(await failureOf(call)).toMatchObject({ code: 'cleverreach_refused', uncertain: false });
  });

  test('is uncertain where the answer got lost', async () => {
    sandbox.setFaults({ body: 'lost' });
    const call = reactivateReceiver.run({ groupId: newsletter.id, receiver: ANNA }, client);
    expect(await failureOf(call)).toMatchObject({ code: 'cleverreach_unavailable', uncertain: true });
    expect(sandbox.requests).toHaveLength(1);
  });
});

describe('listReceiverFields', () => {
  test("gives the group's own fields and the account's", async () => {
    const fields = await run(listReceiverFields, { groupId: vip.id });
    expect(fields.map(({ name, isGlobal }) => [name, isGlobal])).toEqual([
      ['kundennummer', false],
      ['bonuspunkte', false],
      ['firstname', true],
      ['lastname', true],
      ['salutation', true],
      ['city', true],
      ['birthday', true],
    ]);
    expect(fields[2]).toMatchObject({ label: 'Vorname', type: 'text' });
    expect((await run(listReceiverFields, { groupId: press.id })).every(({ isGlobal }) => isGlobal)).toBe(true);
  });
});

describe('double opt-in', () => {
  const doidata = { userIp: '203.0.113.7', referer: 'https://example.org/', userAgent: 'Slack' };
  const email = NEW;
  const pending = () => run(addReceiver, { groupId: newsletter.id, email, activation: 'pending' });

  async function request() {
    const [form] = await run(listOptInForms, { groupId: newsletter.id });
    return { formId: form?.id ?? '', groupId: newsletter.id, email, doidata };
  }

  test('a mail goes out, and whoever follows its link is active', async () => {
    await pending();
    const input = await request();
    expect(await run(sendOptInMail, input)).toEqual({ formId: input.formId, groupId: newsletter.id, email });
    const mail = sandbox.account.sentMails[0];
    expect(mail).toMatchObject({ kind: 'activate', email, confirmed: false, doidata: { user_ip: '203.0.113.7' } });
    expect(await run(findReceiver, { email })).toMatchObject([{ state: 'inactive' }]);
    if (mail !== undefined) sandbox.confirm(mail);
    expect(await run(findReceiver, { email })).toMatchObject([{ state: 'active' }]);
  });

  test('a group without a form has none to send', async () => {
    expect(await run(listOptInForms, { groupId: vip.id })).toEqual([]);
  });

  test('nobody who is active already gets a mail', async () => {
    const call = sendOptInMail.run({ ...(await request()), email: ANNA }, client);
    expect(await failureOf(call)).toMatchObject({ code: 'cleverreach_already_active', uncertain: false });
    expect(sandbox.account.sentMails).toEqual([]);
  });

  test('an account that is not approved sends none', async () => {
    await pending();
    sandbox.account.verified = false;
    const call = sendOptInMail.run(await request(), client);
    expect(await failureOf(call)).toMatchObject({ code: 'cleverreach_account_not_approved', uncertain: false });
    expect(sandbox.account.sentMails).toEqual([]);
  });
});

describe('getMailingReport', () => {
  test('gives believable figures of a finished mailing', async () => {
    for (const { id, finishedAt } of await run(listMailings, { state: 'finished' })) {
      const report = await run(getMailingReport, { mailingId: id });
      const { delivered = 0, bounced = 0, unsubscribed = 0, uniqueOpened = 0, uniqueClicks = 0 } = report;
      expect(delivered).toBeGreaterThan(uniqueOpened);
      expect(uniqueOpened).toBeGreaterThan(uniqueClicks);
      expect(uniqueClicks).toBeGreaterThan(0);
      expect(delivered).toBeGreaterThan(bounced + unsubscribed);
      expect(report.finishedAt).toEqual(finishedAt);
    }
  });

  test('knows none of a draft', async () => {
    const [draft] = await run(listMailings, { state: 'draft' });
    const call = getMailingReport.run({ mailingId: draft?.id ?? '' }, client);
    expect((await failureOf(call)).code).toBe('cleverreach_not_found');
  });
});
