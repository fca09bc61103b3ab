import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mailing, Report } from '../src/cleverreach/index.ts';
import { withAge } from '../src/slack/kit/age.ts';
import { messageModal } from '../src/slack/kit/message-modal.ts';
import type { MailingDetails } from '../src/slack/mailings/card/details.ts';
import { draftCard, mailingCard, sharedMailingCard } from '../src/slack/mailings/card/messages.ts';
import {
  chooseMailingMessage,
  mailingListMessage,
  noSuchStateMessage,
  vanishedMessage,
} from '../src/slack/mailings/list/messages.ts';
import { shareModal, signed } from '../src/slack/share.ts';
import { readerFor } from '../src/texts/index.ts';
import { expectFit, expectFitModal } from './fit.ts';
import { mailing, name, reader } from './generated.ts';

const count = fc.oneof(fc.constantFrom(0, 1, 50_000_000), fc.nat(1_000_000));
const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const state = fc.constantFrom('draft', 'waiting', 'running', 'finished', 'automation');
const times = fc.record(
  { createdAt: date, startedAt: date, finishedAt: date, sendAt: date, state },
  { requiredKeys: [] },
);
const anyMailing: fc.Arbitrary<Mailing> = fc
  .tuple(mailing, times, fc.array(fc.nat().map(String), { maxLength: 300 }))
  .map(([{ state: _state, ...base }, more, groupIds]) => ({ ...base, ...more, groupIds }));
const report: fc.Arbitrary<Report> = fc.record(
  { delivered: count, bounced: count, unsubscribed: count, uniqueOpened: count, uniqueClicks: count },
  { requiredKeys: [] },
);
const outcome = fc.oneof(
  fc.constant(undefined),
  report.map((figures) => ({ figures })),
  fc.constant({ missing: readerFor('de').t.mailings.report.unavailable(readerFor('de').t.mailings.report.forbidden) }),
);
const details: fc.Arbitrary<MailingDetails> = fc
  .tuple(anyMailing, fc.array(name, { maxLength: 30 }), outcome)
  .map(([m, groupNames, o]) => ({ mailing: m, groupNames, ...(o ? { report: o } : {}) }));
const loginDomain = fc.oneof(name, fc.constant('1.eu2.cleverreach.example'), fc.constant(undefined));
const previewUrl = `https://app.example.com/cleverreach/preview?ticket=T1.${'x'.repeat(43)}`;

describe('whatever mailings are called, Slack takes the message and nobody is pinged', () => {
  test('lists', () => {
    fc.assert(
      fc.property(
        reader,
        fc.array(anyMailing, { maxLength: 10 }),
        fc.option(fc.constantFrom('draft', 'waiting', 'running', 'finished'), { nil: undefined }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.boolean(),
        (r, mailings, listed, page, hasNext) => {
          const list = mailingListMessage(r, { mailings, page, hasNext, ...(listed ? { state: listed } : {}) });
          expectFit(list);
          expectFit(withAge({ reader: r, asOf: () => new Date(0) }, list, 'mailings'));
        },
      ),
      { numRuns: 300 },
    );
  });
  test('the choice of one, and words that mean none', () => {
    fc.assert(
      fc.property(reader, name, fc.array(anyMailing, { maxLength: 5 }), count, (r, words, mailings, more) => {
        expectFit(noSuchStateMessage(r, words));
        expectFit(chooseMailingMessage(r, r.t.mailings.choose, mailings, more));
        expectFit(vanishedMessage(r));
      }),
      { numRuns: 200 },
    );
  });
  test('cards in every state, also as modals, and shared ones', () => {
    fc.assert(
      fc.property(reader, details, loginDomain, fc.boolean(), (r, d, domain, flag) => {
        const place = { loginDomain: domain, isInConversation: flag, ...(flag ? { previewUrl } : {}) };
        const card = mailingCard(r, d, place);
        expectFit(card);
        expectFitModal(messageModal(r, card));
        expectFit(draftCard(r, d.mailing, d.groupNames, domain, place));
        expectFit(signed(r, 'U0ANNA', sharedMailingCard(r, d, { loginDomain: domain, masksSender: flag })));
      }),
      { numRuns: 300 },
    );
  });
  test('the form that asks where to share', () => {
    for (const r of [readerFor('en'), readerFor('de')]) expectFitModal(shareModal(r, 'x:share', 'x'.repeat(3_000)));
  });
});

test('no figure of a report is lost, and none is made up', () => {
  const r = readerFor('en');
  fc.assert(
    fc.property(details, report, (d, figures) => {
      const { text } = mailingCard(
        r,
        {
          mailing: { ...d.mailing, text: '', html: '', subject: 's', senderName: 'n', senderEmail: 'e' },
          groupNames: [],
          report: { figures },
        },
        { loginDomain: undefined },
      );
      const { delivered, bounced, uniqueOpened, uniqueClicks, unsubscribed } = figures;
      const sent = delivered === undefined || bounced === undefined ? undefined : delivered + bounced;
      for (const [label, value] of Object.entries({
        Sent: sent,
        Delivered: delivered,
        Opened: uniqueOpened,
        Clicked: uniqueClicks,
        Bounced: bounced,
        Unsubscribed: unsubscribed,
      })) {
        expect(text).toMatch(
          new RegExp(`^${label}: ${value === undefined ? 'not reported' : r.f.number(value)}( \\(|$)`, 'm'),
        );
      }
    }),
  );
});

describe('in what is shared no e-mail address is whole', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 20 });
  const around = fc.constantFrom(
    '',
    ' ',
    '<',
    '>',
    '(',
    ')',
    '"',
    ',',
    ';',
    ':',
    '\n',
    '\uFEFF',
    '\u200B',
    '?e=',
    '/',
    '&',
  );
  const at = fc.constantFrom('@', '＠', '%40', '\u200B@', '@\u200B', '\uFEFF@\uFEFF');
  const secret = 'maria.mustermann';

  test('wherever it stands and whatever is around it', () => {
    fc.assert(
      fc.property(words, around, at, around, words, fc.boolean(), (before, left, sign, right, after, inHtml) => {
        const text = `${before}${left}${secret}${sign}example.com${right}${after}`;
        const hostile: Mailing = {
          id: '1',
          name: text,
          subject: text,
          senderName: text,
          senderEmail: `${secret}@example.com`,
          html: inHtml ? `<p>${secret}&#64;example.com</p><a href="mailto:${secret}@example.com">write</a>` : '',
          text: inHtml ? '' : text,
          groupIds: [],
          state: 'draft',
        };
        const message = sharedMailingCard(
          readerFor('en'),
          { mailing: hostile, groupNames: [text] },
          { loginDomain: undefined, masksSender: true },
        );
        const everything = JSON.stringify(message).replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
        expect(everything).not.toMatch(/mustermann(?:@|＠|%40)/);
      }),
      { numRuns: 1_000 },
    );
  });
});
