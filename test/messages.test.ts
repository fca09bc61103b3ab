import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Group, GroupStats, Mailing } from '../src/cleverreach/index.ts';
import { checkMessage, checkView } from '../src/sandbox/slack/block-kit.ts';
import {
  alreadyConnectedMessage,
  connectedMessage,
  connectMessage,
  disconnectDenied,
  disconnectedMessage,
  disconnectQuestion,
  noAppMessage,
  statusMessage,
} from '../src/slack/connection/messages.ts';
import { features } from '../src/slack/features.ts';
import {
  allStatsMessage,
  chooseGroupMessage,
  type GroupWithStats,
  groupStatsMessage,
  noGroupsMessage,
} from '../src/slack/groups/stats-messages.ts';
import { helpMessage, unknownCommandMessage } from '../src/slack/help.ts';
import type { Block, Message, Modal } from '../src/slack/kit/blocks.ts';
import { errorMessage } from '../src/slack/kit/error-message.ts';
import { messageModal } from '../src/slack/kit/message-modal.ts';
import { draftCard } from '../src/slack/mailings/card/messages.ts';
import { draftModal } from '../src/slack/mailings/draft/modal.ts';
import { type GroupOutcome, unsubscribeMessage } from '../src/slack/receivers/unsubscribe/messages.ts';
import { unsubscribeModal } from '../src/slack/receivers/unsubscribe/modal.ts';
import { readerFor } from '../src/texts/index.ts';
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
const name = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);
const id = fc.integer({ min: 1, max: 99_999_999 }).map(String);
const count = fc.oneof(fc.constantFrom(0, 1, 50_000_000), fc.nat(1_000_000));
const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const reader = fc.constantFrom(
  readerFor('en', 'America/New_York'),
  readerFor('de', 'Europe/Berlin'),
  readerFor('de', 'Nowhere/X'),
);

const group: fc.Arbitrary<Group> = fc.record({ id, name, locked: fc.boolean() });
const stats: fc.Arbitrary<GroupStats> = fc
  .record({ active: count, inactive: count, bounced: count, computedAt: fc.option(date, { nil: undefined }) })
  .map(({ computedAt, ...counts }) => ({
    ...counts,
    total: counts.active + counts.inactive + counts.bounced,
    ...(computedAt ? { computedAt } : {}),
  }));
const account: fc.Arbitrary<GroupWithStats[]> = fc.oneof(
  fc.array(fc.record({ group, stats: fc.option(stats, { nil: undefined }) }), { maxLength: 30 }),
  fc.array(fc.record({ group, stats }), { minLength: 100, maxLength: 130 }),
);
const connection: fc.Arbitrary<Connection> = fc
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
const mailing: fc.Arbitrary<Mailing> = fc
  .record({ id, name, subject: name, senderName: name, senderEmail: name, html: name, text: name })
  .map((fields) => ({ ...fields, groupIds: ['1'], state: 'draft' as const }));
const outcome: fc.Arbitrary<GroupOutcome> = fc.record({
  group,
  state: fc.constantFrom('done', 'inactive', 'bounced', 'absent', 'failed', 'uncertain', 'not-looked-up'),
});
const url = 'https://app.example.com/cleverreach/connect?link=T1.x';

/** Slack takes it, and nothing in it pings, links or formats that was not meant to. */
function expectFit(message: Message): void {
  for (const blocks of [message.blocks, message.plainBlocks]) {
    expect(checkMessage({ text: message.text, ...(blocks ? { blocks } : {}) })).toEqual([]);
    for (const text of mrkdwnIn(blocks ?? [])) expectHarmless(text);
  }
  expect(message.text.length).toBeGreaterThan(0);
  expect(message.text.length).toBeLessThanOrEqual(4_000);
  expectHarmless(message.text);
}

/** The only angle brackets are those of our own links and of the person who connected. */
function expectHarmless(text: string): void {
  const own = text.replaceAll('<@U0ANNA>', '').replace(/<https:\/\/1\.eu2\.cleverreach\.example\/\|[^<>]*>/g, '');
  expect(own).not.toMatch(/[<]/);
}

function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  return [...(type === 'mrkdwn' && typeof text === 'string' ? [text] : []), ...Object.values(value).flatMap(mrkdwnIn)];
}

const expectModal = (modal: Modal) => expect(checkView(modal, 'modal')).toEqual([]);

describe('whatever things are called, Slack takes the message and nobody is pinged', () => {
  test('stats of all groups', () => {
    fc.assert(
      fc.property(reader, account, (r, all) => expectFit(allStatsMessage(r, all))),
      { numRuns: 300 },
    );
  });
  test('stats of one group', () => {
    fc.assert(
      fc.property(reader, group, stats, (r, g, s) => expectFit(groupStatsMessage(r, g, s))),
      { numRuns: 500 },
    );
  });
  test('the choice of a group', () => {
    fc.assert(
      fc.property(
        reader,
        name,
        fc.array(group, { minLength: 1, maxLength: 40 }),
        fc.constantFrom('several', 'none'),
        (r, w, g, why) => expectFit(chooseGroupMessage(r, 'stats', w, g, why)),
      ),
      { numRuns: 500 },
    );
  });
  test('the card of a draft', () => {
    fc.assert(
      fc.property(reader, mailing, fc.array(name, { maxLength: 3 }), name, (r, m, names, domain) =>
        expectFit(draftCard(r, m, names, domain)),
      ),
      { numRuns: 500 },
    );
  });
  test('the result of unsubscribing', () => {
    fc.assert(
      fc.property(reader, name, fc.boolean(), fc.array(outcome, { maxLength: 200 }), (r, address, everywhere, groups) =>
        expectFit(unsubscribeMessage(r, { address, everywhere, groups }, 'abc123')),
      ),
      { numRuns: 300 },
    );
  });
  test('everything about the connection', () => {
    fc.assert(
      fc.property(reader, connection, fc.boolean(), (r, c, flag) => {
        expectFit(statusMessage(r, c, flag ? url : undefined));
        expectFit(disconnectQuestion(r, c));
        expectFit(disconnectedMessage(r, c, flag));
        expectFit(disconnectDenied(r, c));
        expectFit(alreadyConnectedMessage(r, c));
        expectFit(connectedMessage(r, c));
        expectFit(
          helpMessage(
            r,
            features.flatMap(({ commands }) => commands ?? []),
            flag ? c : undefined,
          ),
        );
      }),
      { numRuns: 300 },
    );
  });
  test('messages without foreign text, and all of them as modals', () => {
    for (const r of [readerFor('en'), readerFor('de')]) {
      const messages = [
        ...(['offer', 'needed', 'broken'] as const).map((reason) => connectMessage(r, reason, url, true)),
        noAppMessage(r),
        noGroupsMessage(r),
        errorMessage(r, new Error('x'), 'abc123'),
      ];
      for (const message of messages) {
        expect(checkMessage(message)).toEqual([]);
        expectModal(messageModal(r, message));
      }
    }
  });
  test('the modals', () => {
    fc.assert(
      fc.property(
        reader,
        name,
        fc.array(fc.emailAddress(), { maxLength: 25 }),
        fc.boolean(),
        (r, subject, addresses, nothingFound) => {
          expectModal(draftModal(r, { subject }, 'x'.repeat(3_000)));
          expectFit(unknownCommandMessage(r, subject, subject, features[0]?.commands ?? []));
          expectModal(unsubscribeModal(r, { addresses: [...new Set(addresses)], nothingFound }, 'x'.repeat(3_000)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('no figure is lost: every group of the table has its three counts in the text as well', () => {
  const r = readerFor('en');
  fc.assert(
    fc.property(fc.array(fc.record({ group, stats }), { minLength: 1, maxLength: 20 }), (all) => {
      const { text } = allStatsMessage(r, all);
      for (const { stats: s } of all) {
        const share = s.total > 0 ? ` (${r.f.percent(s.active / s.total)})` : '';
        expect(text).toContain(
          `${r.f.number(s.active)} active${share}, ${r.f.number(s.inactive)} inactive, ${r.f.number(s.bounced)} bounced`,
        );
      }
    }),
  );
});

/** Kept apart from the properties: the types of blocks the product uses, so that a new one is looked at. */
test('only known kinds of blocks are used', () => {
  const r = readerFor('de');
  const all = fc.sample(account, { numRuns: 20, seed: 7 });
  const kinds = new Set(all.flatMap((a) => (allStatsMessage(r, a).blocks ?? []).map(({ type }: Block) => type)));
  expect([...kinds].sort()).toEqual(['actions', 'context', 'data_table', 'data_visualization', 'header', 'section']);
});
