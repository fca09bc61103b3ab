import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Receiver } from '../src/cleverreach/index.ts';
import { groupListMessage } from '../src/slack/groups/list-messages.ts';
import { overviewMessage } from '../src/slack/groups/overview-messages.ts';
import {
  allStatsMessage,
  groupStatsMessage,
  sharedAllStatsMessage,
  sharedGroupStatsMessage,
} from '../src/slack/groups/stats-messages.ts';
import { withAge } from '../src/slack/kit/age.ts';
import { messageModal } from '../src/slack/kit/message-modal.ts';
import { signed } from '../src/slack/share.ts';
import { readerFor } from '../src/texts/index.ts';
import { expectFit, expectFitModal } from './fit.ts';
import { account, date, group, id, name, reader, stats } from './generated.ts';

const receiver: fc.Arbitrary<Receiver> = fc
  .record({
    id,
    email: name,
    groupId: id,
    state: fc.constantFrom('active', 'inactive', 'bounced'),
    registeredAt: fc.option(date, { nil: undefined }),
  })
  .map(({ registeredAt, ...fields }) => ({
    ...fields,
    attributes: {},
    globalAttributes: {},
    ...(registeredAt ? { registeredAt } : {}),
  }));
const newest = fc.option(
  fc.record({ group, receivers: fc.option(fc.array(receiver, { maxLength: 5 }), { nil: undefined }) }),
  { nil: undefined },
);

/** From memory. */
const old = { asOf: () => new Date('2026-11-24T10:15:00Z') };

describe('whatever groups and receivers are called, Slack takes the message and nobody is pinged', () => {
  test('the overview, whole and while figures are missing', () => {
    fc.assert(
      fc.property(reader, account, newest, fc.nat(1_000), (r, all, n, more) => {
        expectFit(overviewMessage(r, all, n));
        expectFit(withAge({ reader: r, ...old }, overviewMessage(r, all, n)));
        expectFit(overviewMessage(r, all, undefined, all.length + more));
      }),
      { numRuns: 300 },
    );
  });
  test('the list of groups', () => {
    fc.assert(
      fc.property(reader, fc.array(group, { minLength: 1, maxLength: 1_000 }), name, (r, groups, text) => {
        expectFit(groupListMessage(r, groups, text));
        expectFit(withAge({ reader: r, ...old }, groupListMessage(r, groups, text), `groups ${text}`));
      }),
      { numRuns: 300 },
    );
  });
  test('stats that can be shared, where they are shared from, and shared', () => {
    fc.assert(
      fc.property(reader, account, group, stats, fc.boolean(), (r, all, g, s, asksFirst) => {
        for (const message of [allStatsMessage(r, all, { asksFirst }), groupStatsMessage(r, g, s, { asksFirst })]) {
          expectFit(message);
          expectFit(withAge({ reader: r, ...old }, message));
          expectFitModal(messageModal(r, message));
          const actions = message.blocks?.filter(({ type }) => type === 'actions') ?? [];
          expect(actions.map((block) => (block.type === 'actions' ? block.elements.length : 0))[0]).toBeLessThanOrEqual(
            5,
          );
        }
        for (const shared of [sharedAllStatsMessage(r, all), sharedGroupStatsMessage(r, g, s)]) {
          expectFit(signed(r, 'U0ANNA', shared));
          expect(JSON.stringify(shared)).not.toContain('"type":"button"');
        }
      }),
      { numRuns: 150 },
    );
  });
  test('stats while figures are missing', () => {
    fc.assert(
      fc.property(reader, account, fc.nat(1_000), (r, all, more) =>
        expectFit(allStatsMessage(r, all, { of: all.length + more })),
      ),
      { numRuns: 300 },
    );
  });
});

test('in shared figures stands no whole address, and no figure is lost', () => {
  const r = readerFor('en');
  fc.assert(
    fc.property(name, fc.constantFrom('@', '＠', '%40', '\u200B@'), group, stats, (around, at, g, s) => {
      const called = { ...g, name: `${around.slice(0, 15)} maria.mustermann${at}example.com` };
      for (const { text, blocks } of [
        sharedGroupStatsMessage(r, called, s),
        sharedAllStatsMessage(r, [
          { group: called, stats: s },
          { group: called, stats: undefined },
        ]),
      ]) {
        const everything = JSON.stringify([text, blocks]).replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
        expect(everything).not.toMatch(/mustermann(?:@|＠|%40)/);
        expect(text).toContain(`${r.f.number(s.inactive)} inactive, ${r.f.number(s.bounced)} bounced`);
      }
    }),
    { numRuns: 500 },
  );
});

test('no figure is lost in an overview: every group has its line', () => {
  const r = readerFor('en');
  fc.assert(
    fc.property(account, (all) => {
      const { blocks = [] } = overviewMessage(r, all);
      const text = JSON.stringify(blocks);
      const lines = text.match(/• /g) ?? [];
      expect(lines).toHaveLength(Math.min(60, all.filter(({ stats }) => stats).length));
    }),
    { numRuns: 100 },
  );
});
