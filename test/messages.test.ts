import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMessage } from '../src/sandbox/slack/block-kit.ts';
import { brokenMessage } from '../src/slack/connection/broken-message.ts';
import {
  alreadyConnectedMessage,
  connectedMessage,
  connectMessage,
  disconnectedMessage,
  disconnectQuestion,
  noAppMessage,
  statusMessage,
  whoConnectsMessage,
} from '../src/slack/connection/messages.ts';
import { features } from '../src/slack/features.ts';
import { chooseGroupMessage, noGroupsMessage } from '../src/slack/groups/choose-messages.ts';
import { allStatsMessage, groupStatsMessage } from '../src/slack/groups/stats-messages.ts';
import { helpMessage, unknownCommandMessage } from '../src/slack/help.ts';
import type { Block } from '../src/slack/kit/blocks.ts';
import { errorMessage } from '../src/slack/kit/error-message.ts';
import { messageModal } from '../src/slack/kit/message-modal.ts';
import { draftCard } from '../src/slack/mailings/card/messages.ts';
import { readerFor } from '../src/texts/index.ts';
import { expectFit, expectFitModal } from './fit.ts';
import { account, connection, group, mailing, name, reader, stats } from './generated.ts';

const url = 'https://app.example.com/cleverreach/connect?link=T1.x';

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
        (r, w, g, why) => expectFit(chooseGroupMessage(r, (id) => `stats ${id}`, w, g, why)),
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
  test('everything about the connection', () => {
    fc.assert(
      fc.property(reader, connection, fc.boolean(), (r, c, flag) => {
        expectFit(statusMessage(r, c, flag ? url : undefined));
        expectFit(brokenMessage(r, c, flag ? 'tokens' : 'app', new Date()));
        expectFit(disconnectQuestion(r, c));
        expectFit(disconnectedMessage(r, c, flag));
        expectFit(alreadyConnectedMessage(r, c));
        expectFit(connectedMessage(r, c));
        const facts = { connection: flag ? c : undefined, installedBy: 'U0ANNA' };
        for (const may of [true, false]) expectFit(helpMessage(r, features, facts, may));
        for (const reason of ['offer', 'needed', 'broken'] as const) expectFit(whoConnectsMessage(r, reason, facts));
      }),
      { numRuns: 300 },
    );
  });
  test('messages without foreign text, and all of them as modals', () => {
    for (const r of [readerFor('en'), readerFor('de')]) {
      const messages = [
        ...(['offer', 'needed', 'broken'] as const).map((reason) => connectMessage(r, reason, url, true)),
        noAppMessage(r, true),
        noAppMessage(r, false),
        noGroupsMessage(r),
        errorMessage(r, new Error('x'), 'abc123'),
      ];
      for (const message of messages) {
        expect(checkMessage(message)).toEqual([]);
        expectFitModal(messageModal(r, message));
      }
    }
  });
  test('the modals', () => {
    fc.assert(
      fc.property(reader, name, (r, subject) => {
        expectFit(unknownCommandMessage(r, subject, subject, features[0]?.commands ?? []));
      }),
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
