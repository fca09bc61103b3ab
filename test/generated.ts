import fc from 'fast-check';
import type { Group, GroupStats, Mailing } from '../src/cleverreach/index.ts';
import type { GroupWithStats } from '../src/slack/groups/figures.ts';
import { readerFor } from '../src/texts/index.ts';
import { type AuditEntry, auditActions, auditResults } from '../src/workspaces/audit-log.ts';
import type { Connection } from '../src/workspaces/connections.ts';

// Everything that CleverReach or a person could have called something, the worst of it more often than chance would have it.
const hostile = fc.constantFrom(
  '<!channel>',
  '<@U123>',
  '<https://evil.example|https://bank.example>',
  '*bold* _it_ ~no~ `code`',
  '> quote',
  '&amp;',
  '',
  '   ',
  '\u202Eevil\u202C',
  '👩‍👩‍👧‍👦'.repeat(30),
  'مرحبا بالعالم',
  '漢字'.repeat(200),
  'a'.repeat(5_000),
  '&'.repeat(5_000),
  'zeile\n\nzeile',
);
export const name = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);
export const id = fc.integer({ min: 1, max: 99_999_999 }).map(String);
const count = fc.oneof(fc.constantFrom(0, 1, 50_000_000), fc.nat(1_000_000));
export const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
export const reader = fc.constantFrom(
  readerFor('en', 'America/New_York'),
  readerFor('de', 'Europe/Berlin'),
  readerFor('de', 'Nowhere/X'),
);

export const group: fc.Arbitrary<Group> = fc.record({ id, name, locked: fc.boolean() });
export const stats: fc.Arbitrary<GroupStats> = fc
  .record({ active: count, inactive: count, bounced: count, computedAt: fc.option(date, { nil: undefined }) })
  .map(({ computedAt, ...counts }) => ({
    ...counts,
    total: counts.active + counts.inactive + counts.bounced,
    ...(computedAt ? { computedAt } : {}),
  }));
export const account: fc.Arbitrary<GroupWithStats[]> = fc.oneof(
  fc.array(fc.record({ group, stats: fc.option(stats, { nil: undefined }) }), { maxLength: 30 }),
  fc.array(fc.record({ group, stats }), { minLength: 100, maxLength: 130 }),
  // A thousand groups, of one name and of ids of their own: to make each of them up takes longer than to look at them.
  fc
    .record({ group, stats })
    .map((one) =>
      Array.from({ length: 1_000 }, (_, index) => ({ ...one, group: { ...one.group, id: String(index + 1) } })),
    ),
);
export const connection: fc.Arbitrary<Connection> = fc
  .record({
    name,
    loginDomain: fc.oneof(name, fc.constant('1.eu2.cleverreach.example')),
    refresh: fc.boolean(),
    at: date,
    broken: fc.boolean(),
  })
  .map(({ name: accountName, loginDomain, refresh, at, broken }) => ({
    accessToken: 'token',
    ...(refresh ? { refreshToken: 'refresh' } : {}),
    obtainedAt: at,
    expiresAt: at,
    account: { id: '1', name: accountName, loginDomain },
    connectedBy: 'U0ANNA',
    connectedAt: at,
    ...(broken ? { brokenAt: at } : {}),
  }));
export const mailing: fc.Arbitrary<Mailing> = fc
  .record({ id, name, subject: name, senderName: name, senderEmail: name, html: name, text: name })
  .map((fields) => ({ ...fields, groupIds: ['1'], state: 'draft' as const }));

export const auditEntry: fc.Arbitrary<AuditEntry> = fc
  .record({
    at: date,
    userId: fc.oneof(fc.constant('U0ANNA'), name),
    userName: name,
    action: fc.constantFrom(...auditActions),
    result: fc.constantFrom(...auditResults),
    more: fc.record(
      {
        address: name,
        groups: fc.array(fc.record({ id: name, name }, { requiredKeys: ['id'] }), { maxLength: 60 }),
        mailing: fc.record({ id: name, name }, { requiredKeys: ['id'] }),
        reference: name,
        detail: fc.oneof(name, fc.constantFrom('removed', 'saved', 'language, changes')),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ more, ...rest }) => ({ ...rest, ...more }));
