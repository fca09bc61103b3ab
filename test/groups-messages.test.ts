import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Receiver } from '../src/cleverreach/index.ts';
import { groupListMessage } from '../src/slack/groups/list-messages.ts';
import { overviewMessage } from '../src/slack/groups/overview-messages.ts';
import { allStatsMessage } from '../src/slack/groups/stats-messages.ts';
import { readerFor } from '../src/texts/index.ts';
import { expectFit } from './fit.ts';
import { account, date, group, id, name, reader } from './generated.ts';

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

describe('whatever groups and receivers are called, Slack takes the message and nobody is pinged', () => {
  test('the overview, whole and while figures are missing', () => {
    fc.assert(
      fc.property(reader, account, newest, fc.nat(1_000), (r, all, n, more) => {
        expectFit(overviewMessage(r, all, n));
        expectFit(overviewMessage(r, all, undefined, all.length + more));
      }),
      { numRuns: 300 },
    );
  });
  test('the list of groups', () => {
    fc.assert(
      fc.property(reader, fc.array(group, { minLength: 1, maxLength: 1_000 }), name, (r, groups, text) =>
        expectFit(groupListMessage(r, groups, text)),
      ),
      { numRuns: 300 },
    );
  });
  test('stats while figures are missing', () => {
    fc.assert(
      fc.property(reader, account, fc.nat(1_000), (r, all, more) =>
        expectFit(allStatsMessage(r, all, all.length + more)),
      ),
      { numRuns: 300 },
    );
  });
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
