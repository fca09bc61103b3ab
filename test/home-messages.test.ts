import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CleverReachUnavailableError } from '../src/cleverreach/index.ts';
import { connectMessage, noAppMessage, whoConnectsMessage } from '../src/slack/connection/messages.ts';
import { type GroupWithStats, largestFirst, totalsOf } from '../src/slack/groups/figures.ts';
import type { Health, HomeContent, Part } from '../src/slack/home/content.ts';
import { deniedHome, memberHome } from '../src/slack/home/views.ts';
import { TooLateError } from '../src/slack/kit/in-time.ts';
import { expectFitHome } from './fit.ts';
import { account, auditEntry, connection, mailing, name, reader } from './generated.ts';

const url = 'https://app.example.com/cleverreach/connect?link=T1.x';

/** What is asked for of an account of any size: the ten largest groups, and those without figures. */
function healthOf(all: GroupWithStats[]): Health {
  const missing = all.filter(({ stats }) => stats === undefined);
  return { some: [...largestFirst(all).slice(0, 10), ...missing], groups: all.length };
}

const notThere = fc.constantFrom<Part<never>[]>(
  { state: 'pending' },
  { state: 'failed', error: new CleverReachUnavailableError({ endpoint: 'GET /groups', uncertain: false }) },
  { state: 'failed', error: new TooLateError() },
  { state: 'failed', error: new Error('what nobody expected') },
);
const partOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Part<T>> =>
  fc.oneof(
    { weight: 4, arbitrary: value.map((there): Part<T> => ({ state: 'there', value: there })) },
    { weight: 1, arbitrary: notThere },
  );

const content: fc.Arbitrary<HomeContent> = fc.record({
  connection,
  installedBy: fc.option(fc.constant('U0ANNA'), { nil: undefined }),
  changers: fc.option(fc.array(fc.constant('U0ANNA'), { maxLength: 5 }), { nil: undefined }),
  mayManage: fc.boolean(),
  changes: fc.option(fc.array(auditEntry, { maxLength: 5 }), { nil: undefined }),
  health: partOf(account.map(healthOf)),
  drafts: partOf(
    fc.array(
      fc.record({ draft: mailing, createdAt: fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }) }),
      {
        maxLength: 5,
      },
    ),
  ).map((part) =>
    part.state === 'there'
      ? {
          ...part,
          value: part.value.map(({ draft, createdAt }) => ({ ...draft, ...(createdAt ? { createdAt } : {}) })),
        }
      : part,
  ),
  askedAt: fc.date({ noInvalidDate: true }),
  about: fc.record({ version: name, host: name }),
});

describe('whatever things are called, Slack takes Home and nobody is pinged', () => {
  test('with figures and drafts, on their way, or not to be had', () => {
    fc.assert(
      fc.property(reader, content, (r, c) => expectFitHome(memberHome(r, c))),
      { numRuns: 150 },
    );
  });

  test('with the ten largest groups, of which no figure is lost', () => {
    fc.assert(
      fc.property(reader, content, account, (r, c, all) => {
        const health = healthOf(all);
        const { view, plainView } = memberHome(r, { ...c, health: { state: 'there', value: health } });
        const counted = largestFirst(health.some);
        const said = [JSON.stringify(view), JSON.stringify(plainView)];
        const totals = totalsOf(counted);
        for (const text of said) if (counted.length > 0) expect(text).toContain(`*${r.f.number(totals.active)}*`);
        for (const { stats } of counted)
          for (const figure of [stats.active, stats.inactive, stats.bounced, stats.total])
            for (const text of said) expect(text).toContain(r.f.number(figure));
      }),
      { numRuns: 100 },
    );
  });

  test('without a working connection', () => {
    const facts = (c: HomeContent) => ({ connection: c.connection, installedBy: 'U0ANNA' });
    fc.assert(
      fc.property(reader, content, fc.boolean(), (r, c, isBroken) => {
        const reason = isBroken ? 'broken' : 'offer';
        const offers = [
          connectMessage(r, reason, url, false),
          noAppMessage(r, c.mayManage),
          whoConnectsMessage(r, reason, facts(c)),
        ];
        for (const offer of offers) {
          expectFitHome(memberHome(r, { ...c, connection: isBroken ? c.connection : undefined, offer }));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('for whoever may not use the app', () => {
    fc.assert(
      fc.property(reader, fc.constantFrom('guest', 'stranger', 'unknown'), (r, standing) =>
        expectFitHome(deniedHome(r, standing)),
      ),
      { numRuns: 20 },
    );
  });
});
