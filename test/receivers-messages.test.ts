import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Receiver } from '../src/cleverreach/index.ts';
import { offerGroupsMessage } from '../src/slack/groups/choose-messages.ts';
import { messageModal } from '../src/slack/kit/message-modal.ts';
import { foundMessage, questionMessage, severalAddressesMessage } from '../src/slack/receivers/find/messages.ts';
import { findModal } from '../src/slack/receivers/find/modal.ts';
import { receiversMessage, receiversPerPage } from '../src/slack/receivers/list/messages.ts';
import { receiversLine } from '../src/slack/receivers/list/query.ts';
import { readerFor } from '../src/texts/index.ts';
import { expectFit, expectFitModal } from './fit.ts';
import { group, name, reader } from './generated.ts';

const date = fc.option(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), {
  nil: undefined,
});
const attributes = fc.dictionary(fc.constantFrom('firstname', 'Nachname', 'name', 'city', '__proto__'), name, {
  maxKeys: 3,
});
const receiver: fc.Arbitrary<Receiver> = fc
  .record({
    id: fc.nat().map(String),
    email: fc.oneof(fc.emailAddress(), name, fc.constant(`${'&'.repeat(64)}@${'a.'.repeat(94)}de`)),
    groupId: fc.integer({ min: 1, max: 300 }).map(String),
    state: fc.constantFrom('active', 'inactive', 'bounced'),
    registeredAt: date,
    activatedAt: date,
    deactivatedAt: date,
    bouncedAt: date,
    source: fc.option(name, { nil: undefined }),
    attributes,
    globalAttributes: attributes,
  })
  .map((fields) => JSON.parse(JSON.stringify(fields), revive));
function revive(key: string, value: unknown): unknown {
  return key.endsWith('At') && typeof value === 'string' ? new Date(value) : value;
}

const filter = fc.record({
  state: fc.constantFrom('all' as const, 'active' as const, 'inactive' as const, 'bounced' as const),
  part: fc.option(name, { nil: undefined }),
});
const page = fc
  .record({
    group,
    page: fc.integer({ min: 1, max: 1_000_000 }),
    receivers: fc.array(receiver, { maxLength: receiversPerPage }),
    hasNext: fc.boolean(),
    counted: fc.option(fc.nat(50_000_000), { nil: undefined }),
  })
  .chain((fields) => filter.map((kept) => ({ ...fields, ...kept })));

describe('whatever receivers and groups are called, Slack takes the message and nobody is pinged', () => {
  test('a page of receivers, as a message and in a modal', () => {
    fc.assert(
      fc.property(reader, page, (r, shown) => {
        const message = receiversMessage(r, shown);
        expectFit(message);
        expectFitModal(messageModal(r, message));
      }),
      { numRuns: 500 },
    );
  });

  test('an address in any number of groups', () => {
    const many = fc.oneof(fc.array(receiver, { maxLength: 5 }), fc.array(receiver, { minLength: 190, maxLength: 210 }));
    fc.assert(
      fc.property(reader, fc.emailAddress(), many, fc.array(group, { maxLength: 20 }), (r, address, found, groups) => {
        const receivers = found.map((one, index) => ({ ...one, groupId: groups[index]?.id ?? one.groupId }));
        const message = foundMessage(r, { address, receivers, groups });
        expectFit(message);
        expectFitModal(messageModal(r, message));
      }),
      { numRuns: 200 },
    );
  });

  test('questions', () => {
    fc.assert(
      fc.property(
        reader,
        fc.array(fc.emailAddress(), { minLength: 2, maxLength: 30 }),
        fc.array(group, { minLength: 1, maxLength: 40 }),
        filter,
        (r, addresses, groups, kept) => {
          expectFit(severalAddressesMessage(r, addresses));
          expectFit(questionMessage(r.t.receivers.find.missing));
          expectFitModal(findModal(r, 'x'.repeat(3_000)));
          const lineFor = (id: string) => receiversLine({ group: id, ...kept });
          expectFit(offerGroupsMessage(r, r.t.receivers.whichGroup, lineFor, groups));
        },
      ),
      { numRuns: 200 },
    );
  });
});

const r = readerFor('en');
const plainReceiver = (id: number): Receiver => ({
  id: String(id),
  email: `r${id}@example.com`,
  groupId: String(id),
  state: 'active',
  attributes: {},
  globalAttributes: {},
});
const some = (count: number) => Array.from({ length: count }, (_, index) => plainReceiver(index + 1));

describe('how many there are', () => {
  const shown = { group: { id: '1', name: 'Newsletter', locked: false }, state: 'all' as const };
  const place = (number: number, count: number, hasNext: boolean, counted?: number) =>
    /^(?:Page|\d).*(?= · with)/m.exec(
      receiversMessage(r, { ...shown, page: number, receivers: some(count), hasNext, counted }).text,
    )?.[0];

  test('is CleverReach’s count, as long as the page does not know better', () => {
    expect(place(2, 15, true, 1_000)).toBe('Page 2 · 16 to 30 of 1,000');
    // An older count, from before the list has grown.
    expect(place(2, 15, true, 30)).toBe('Page 2 · 16 to 30');
    expect(place(2, 15, true)).toBe('Page 2 · 16 to 30');
  });

  test('is certain on the last page, whatever was counted', () => {
    expect(place(2, 3, false, 1_000)).toBe('Page 2 · 16 to 18 of 18');
    expect(place(1, 3, false, 1_000)).toBe('3 receivers');
  });
});

test('an address in 200 groups names thirty, active ones first, and counts all', () => {
  const receivers = some(200).map((one, index) => ({ ...one, state: index < 150 ? ('bounced' as const) : one.state }));
  const { text } = foundMessage(r, { address: 'a@example.com', receivers, groups: [] });
  expect(text).toContain('In 200 groups: active in 50, bounced in 150');
  expect(text.match(/:large_green_circle:/g)).toHaveLength(30);
  expect(text).not.toContain(':red_circle:');
  expect(text).toContain('… and 170 more groups.');
});

test('a time that means only “at some time” is not shown as a date', () => {
  const found = (fields: Partial<Receiver>) =>
    foundMessage(r, { address: 'a@example.com', receivers: [{ ...plainReceiver(1), ...fields }], groups: [] }).text;
  const mark = new Date(1_000);
  expect(found({ activatedAt: mark })).toMatch(/ · active$/m);
  // Written so by programs that add somebody before the opt-in.
  expect(found({ state: 'inactive', deactivatedAt: mark })).toMatch(/ · waiting for confirmation$/m);
  expect(found({ state: 'inactive', deactivatedAt: new Date('2009-03-04T00:00:00Z') })).toMatch(
    / · unsubscribed on 4 Mar 2009$/m,
  );
});
