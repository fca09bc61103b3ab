import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCleverReach } from '../cleverreach/index.ts';
import {
  addReceiver,
  createMailingDraft,
  findReceiver,
  getMailingReport,
  getReceiver,
  InvalidInputError,
  listGroupReceivers,
  listMailings,
  listOptInForms,
  listReceiverFields,
  reactivateReceiver,
  sendOptInMail,
} from './index.ts';
import { emailInput, idInput, receiverInput } from './inputs.ts';

/** A client that would fail otherwise if it were ever used: nobody listens there. */
const client = createCleverReach({ url: 'http://127.0.0.1:1' }).client({
  current: () => Promise.reject(new Error('CleverReach was asked.')),
  renew: () => Promise.reject(new Error('CleverReach was asked.')),
});

const draft = {
  name: 'April',
  subject: 'Hello',
  senderName: 'Muster',
  senderEmail: 'news@example.org',
  html: '<p>Hi</p>',
  text: 'Hi',
  groupIds: ['1'],
};
const receiver = { groupId: '1', email: 'jane@example.org', activation: 'active' as const };
const optIn = {
  formId: '1',
  groupId: '1',
  email: 'jane@example.org',
  doidata: { userIp: '2001:db8::1', referer: 'https://example.org/', userAgent: 'Slack' },
};

async function issuesOf(call: Promise<unknown>): Promise<string[]> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  if (error instanceof InvalidInputError) return error.issues.map(({ path }) => path);
  throw error;
}

describe('what does not fit is told by its place, and nothing is sent', () => {
  test.each([
    ['a subject of 400 characters', { subject: 'x'.repeat(400) }, 'subject'],
    ['a subject of 251 characters', { subject: 'x'.repeat(251) }, 'subject'],
    ['no subject', { subject: ' ' }, 'subject'],
    ['a subject of two lines', { subject: 'Hello\r\nBcc: all@example.org' }, 'subject'],
    ['no name', { name: '' }, 'name'],
    ['a name of 251 characters', { name: 'x'.repeat(251) }, 'name'],
    ['a sender of two lines', { senderName: 'a\nb' }, 'senderName'],
    ['an address that is none', { senderEmail: 'news' }, 'senderEmail'],
    ['no HTML', { html: ' \n' }, 'html'],
    ['too much HTML', { html: 'x'.repeat(1_000_001) }, 'html'],
    ['too much text', { text: 'x'.repeat(1_000_001) }, 'text'],
    ['no group', { groupIds: [] }, 'groupIds'],
    ['a group that is a name', { groupIds: ['1', 'Newsletter'] }, 'groupIds.1'],
  ])('a draft with %s', async (_, change, path) => {
    expect(await issuesOf(createMailingDraft.run({ ...draft, ...change }, client))).toEqual([path]);
  });

  test.each([
    ['a group 0', { groupId: '0' }, 'groupId'],
    ['an address that is none', { email: 'jane@' }, 'email'],
    ['a source of 251 characters', { source: 'x'.repeat(251) }, 'source'],
    ['a tag that would remove one', { tags: ['vip', '-vip'] }, 'tags.1'],
    ['an attribute without a name', { attributes: { '': 'x' } }, 'attributes.'],
  ])('a receiver with %s', async (_, change, path) => {
    expect(await issuesOf(addReceiver.run({ ...receiver, ...change }, client))).toEqual([path]);
  });

  test.each([
    ['page -1', { page: -1 }, 'page'],
    ['page 1.5', { page: 1.5 }, 'page'],
    ['page size 0', { pageSize: 0 }, 'pageSize'],
    ['page size 5,001', { pageSize: 5_001 }, 'pageSize'],
    ['an address that is none', { emails: ['jane@example.org', 'jane,tom'] }, 'emails.1'],
    ['51 addresses', { emails: Array.from({ length: 51 }, (_, n) => `a${n}@example.org`) }, 'emails'],
    ['an empty part of an address', { addressPart: ' ' }, 'addressPart'],
    ['a part of an address of 255 characters', { addressPart: 'x'.repeat(255) }, 'addressPart'],
    ['a part of an address of two lines', { addressPart: 'a\nb' }, 'addressPart'],
    ['both addresses and a part of one', { addressPart: 'a', emails: ['a@example.org'] }, 'addressPart'],
  ])('a list of receivers with %s', async (_, change, path) => {
    expect(await issuesOf(listGroupReceivers.run({ groupId: '1', ...change }, client))).toEqual([path]);
  });

  test.each([
    ['a page of all states', { page: 1 }, 'page'],
    ['more than 100 of one state', { state: 'draft' as const, limit: 101 }, 'limit'],
    ['more than 1,000 of all', { limit: 1_001 }, 'limit'],
  ])('a list of mailings with %s', async (_, change, path) => {
    expect(await issuesOf(listMailings.run(change, client))).toEqual([path]);
  });

  test.each([
    ['a form that is a name', { formId: 'Anmeldung' }, 'formId'],
    ['an address that is none', { email: 'jane@' }, 'email'],
    ['a place that is no IP address', { doidata: { ...optIn.doidata, userIp: 'here' } }, 'doidata.userIp'],
    ['a page of two lines', { doidata: { ...optIn.doidata, referer: 'a\nb' } }, 'doidata.referer'],
    ['no program', { doidata: { ...optIn.doidata, userAgent: '' } }, 'doidata.userAgent'],
  ])('an opt-in mail with %s', async (_, change, path) => {
    expect(await issuesOf(sendOptInMail.run({ ...optIn, ...change }, client))).toEqual([path]);
  });

  test('what serves the operations takes neither groups, mailings nor addresses that are none', async () => {
    expect(await issuesOf(findReceiver.run({ email: 'jane' }, client))).toEqual(['email']);
    expect(await issuesOf(getReceiver.run({ groupId: '0', receiver: 'jane' }, client))).toEqual([
      'groupId',
      'receiver',
    ]);
    expect(await issuesOf(reactivateReceiver.run({ groupId: '0', receiver: '' }, client))).toEqual([
      'groupId',
      'receiver',
    ]);
    expect(await issuesOf(listReceiverFields.run({ groupId: 'a' }, client))).toEqual(['groupId']);
    expect(await issuesOf(listOptInForms.run({ groupId: '..' }, client))).toEqual(['groupId']);
    expect(await issuesOf(getMailingReport.run({ mailingId: '' }, client))).toEqual(['mailingId']);
  });

  test('the message names operation and places, not what was in them', async () => {
    const error: unknown = await addReceiver
      .run({ ...receiver, email: 'jane at example.org', groupId: 'Jane' }, client)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid_input', operation: 'addReceiver' });
    expect(String(error)).toMatch(/addReceiver: groupId \(invalid_format\), email \(invalid_format\)$/);
    expect(JSON.stringify(error)).not.toMatch(/jane/i);
  });
});

describe('an address', () => {
  test.each([
    [' Jane@Example.ORG\n', 'jane@example.org'],
    ["o'neil+news@sub.example.co.uk", "o'neil+news@sub.example.co.uk"],
    ['a&b/c@example.org', 'a&b/c@example.org'],
    ['jane@münchen.example', 'jane@xn--mnchen-3ya.example'],
    ['jane@MÜNCHEN.example', 'jane@xn--mnchen-3ya.example'],
  ])('%j is taken as %s', (text, address) => {
    expect(emailInput.parse(text)).toBe(address);
  });

  test.each([
    '',
    'nonsense',
    'jane@',
    '@example.org',
    'jane@localhost',
    'jane@127.0.0.1',
    'jane@example..org',
    'jane@-example.org',
    '.jane@example.org',
    'jane.@example.org',
    'ja..ne@example.org',
    'ja ne@example.org',
    'jane@exam ple.org',
    'jane,tom@example.org',
    'jane@tom@example.org',
    'Jane <jane@example.org>',
    'jane@example.org\nBcc: tom@example.org',
    'jäne@example.org',
    '\u212Aai@example.org',
    `${'a'.repeat(65)}@example.org`,
    `jane@${'a'.repeat(64)}.org`,
    `jane@${'abcdefghi.'.repeat(25)}org`,
  ])('%j is none', (text) => {
    expect(emailInput.safeParse(text).success).toBe(false);
  });

  test('any that is usual is taken as it is, in lower case', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        fc.pre(email.length <= 254 && email.indexOf('@') <= 64);
        expect(emailInput.parse(`  ${email} `)).toBe(email.toLowerCase());
      }),
    );
  });

  test('what is taken can be taken again, is ASCII, and separates from others with a comma', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.tuple(fc.string({ unit: 'grapheme' }), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
      fc.tuple(fc.constant('jane'), fc.string({ unit: 'binary' })).map(([local, domain]) => `${local}@${domain}.de`),
    );
    fc.assert(
      fc.property(text, (input) => {
        const address = emailInput.safeParse(input).data;
        if (address === undefined) return;
        expect(address).toMatch(/^[\x21-\x2b\x2d-\x7e]{5,254}$/);
        expect(emailInput.parse(address)).toBe(address);
      }),
      { numRuns: 3000 },
    );
  });
});

test('an id is digits from 1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), (id) => {
      expect(idInput.parse(` ${id} `)).toBe(String(id));
    }),
  );
  for (const text of ['0', '01', '-1', '1.0', '1e3', '', '1/2', '..', '٣', '1'.repeat(20)]) {
    expect(idInput.safeParse(text).success).toBe(false);
  }
});

test('a receiver is an id or an address', () => {
  expect(receiverInput.parse(' 3387')).toBe('3387');
  expect(receiverInput.parse('Jane@Example.org ')).toBe('jane@example.org');
  for (const text of ['', 'Jane', '0', '../1', 'jane@']) expect(receiverInput.safeParse(text).success).toBe(false);
});
