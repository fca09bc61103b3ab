import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../src/slack/kit/limits.ts';
import type { Outcome, PlaceState } from '../src/slack/receivers/unsubscribe/change-places.ts';
import { checkView, failedView, waitingView } from '../src/slack/receivers/unsubscribe/check-views.ts';
import { formView, isOffered, linesWithin } from '../src/slack/receivers/unsubscribe/form-view.ts';
import type { Found } from '../src/slack/receivers/unsubscribe/look-up.ts';
import { unsubscribeMessage } from '../src/slack/receivers/unsubscribe/messages.ts';
import { undoMessage, undoOverMessage } from '../src/slack/receivers/unsubscribe/undo-messages.ts';
import { readerFor } from '../src/texts/index.ts';
import { expectFit, expectFitModal } from './fit.ts';
import { group, name, reader } from './generated.ts';
import { wordsOf } from './unsubscribing.ts';

const states: PlaceState[] = [
  'done',
  'active',
  'inactive',
  'bounced',
  'changed',
  'absent',
  'failed',
  'uncertain',
  'not-looked-up',
];
const address = fc.oneof(
  fc.emailAddress(),
  fc.emailAddress(),
  // The longest that is taken, and what no server would: neither may break anything.
  fc.constant(`${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.de`),
  name,
);
const place = fc.record({ address, group });
const places = fc.oneof(
  fc.array(place, { maxLength: 60 }),
  // One address in many groups, and many in many.
  fc
    .tuple(address, fc.array(group, { maxLength: 150 }))
    .map(([one, all]) => all.map((g) => ({ address: one, group: g }))),
  fc
    .tuple(fc.array(address, { minLength: 40, maxLength: 50 }), fc.array(group, { minLength: 1, maxLength: 12 }))
    .map(([people, all]) => people.flatMap((one) => all.map((g) => ({ address: one, group: g })))),
);
const outcomes: fc.Arbitrary<Outcome[]> = fc
  .tuple(places, fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 20 }))
  .map(([all, some]) => all.map((one, index) => ({ ...one, state: some[index % some.length] ?? 'done' })));
const undo = fc.option(
  fc.record({
    value: fc.constant(`T1.${'x'.repeat(43)} 1764000000000`),
    until: fc.constant(new Date(1_764_000_000_000)),
  }),
  { nil: undefined },
);
const found: fc.Arbitrary<Found> = fc
  .record({
    active: places,
    inactive: places,
    bounced: places,
    others: fc.array(address, { maxLength: 10 }),
    vanished: fc.array(group, { maxLength: 30 }),
    everywhere: fc.boolean(),
  })
  .map(({ active, inactive, bounced, others, vanished, everywhere }) => ({
    addresses: [...new Set([...[...active, ...inactive, ...bounced].map((one) => one.address), ...others])].slice(
      0,
      50,
    ),
    everywhere,
    vanished,
    places: { active, inactive, bounced },
  }));
const metadata = 'x'.repeat(3_000);

const line = 'unsubscribe kept:token';

describe('whatever people and groups are called, Slack takes it and nobody is pinged', () => {
  test('what became of it', () => {
    fc.assert(
      fc.property(reader, outcomes, undo, (r, all, offer) =>
        expectFit(unsubscribeMessage(r, all, { reference: 'abc123', line, undo: offer })),
      ),
      { numRuns: 100 },
    );
  });
  test('what was taken back', () => {
    fc.assert(
      fc.property(reader, outcomes, undo, (r, all, offer) => expectFit(undoMessage(r, all, 'abc123', offer))),
      { numRuns: 100 },
    );
  });
  test('what will change', () => {
    fc.assert(
      fc.property(reader, found, (r, all) => expectFitModal(checkView(r, all, metadata))),
      { numRuns: 100 },
    );
  });
  test('the form', () => {
    const entry = fc.record({
      offered: fc
        .array(fc.emailAddress(), { maxLength: 25 })
        .map((all) => (isOffered([...new Set(all)]) ? [...new Set(all)] : [])),
      written: fc.oneof(name, fc.string({ maxLength: 5_000 })),
      groups: fc.uniqueArray(group, { maxLength: 30, selector: ({ id }) => id }),
    });
    fc.assert(
      fc.property(reader, entry, (r, filled) =>
        expectFitModal(formView(r, { ...filled, chosen: filled.offered.slice(0, 2) }, [], metadata)),
      ),
      { numRuns: 200 },
    );
  });
  test('what stands between, and what needs no names', () => {
    for (const r of [readerFor('en'), readerFor('de')]) {
      for (const why of ['late', 'used'] as const) expectFit(undoOverMessage(r, why));
      expectFitModal(waitingView(r, r.t.unsubscribe.lookingUp(50), metadata));
      expectFitModal(failedView(r, { text: 'x' }, metadata, true));
      for (const count of [1, 50])
        expect(r.t.unsubscribe.confirm(count).length).toBeLessThanOrEqual(limits.modalSubmit);
    }
  });
});

describe('no figure is lost', () => {
  const r = readerFor('en');
  const many = Array.from({ length: 50 }, (_, person) =>
    Array.from({ length: 30 }, (_group, index) => ({
      address: `person${person}@a-company-with-a-rather-long-name.example`,
      group: { id: String(index), name: `Group ${index}`, locked: false },
    })),
  ).flat();
  const all: Found = {
    addresses: [...new Set(many.map((one) => one.address))],
    everywhere: true,
    vanished: [],
    places: { active: many, inactive: [], bounced: [] },
  };

  test('of fifty addresses in thirty groups each, every address stands in what will change', () => {
    const shown = wordsOf(checkView(r, all, '').blocks);
    expect(shown).toContain('*50 addresses* will be unsubscribed, from *30 groups* in all:');
    for (const one of all.addresses) expect(shown).toContain(`• *${one}*: Group 0, Group 1, Group 2 and 27 more`);
  });

  test('what does not fit is counted', () => {
    const { blocks } = unsubscribeMessage(
      r,
      many.map((one) => ({ ...one, state: 'uncertain' as const })),
      { reference: 'abc', line, undo: undefined },
    );
    const shown = wordsOf(blocks);
    const named = all.addresses.filter((one) => shown.includes(one)).length;
    expect(named).toBeLessThan(50);
    expect(shown).toContain(`… and ${50 - named} more addresses.`);
  });
});

describe('the text alone says what the blocks say', () => {
  const r = readerFor('en');
  const in_ = (id: string, listName: string, state: PlaceState): Outcome => ({
    address: 'a@example.com',
    group: { id, name: listName },
    state,
  });

  test('names the groups, tells bounced from inactive ones, and until when it can be undone', () => {
    const { text } = unsubscribeMessage(
      r,
      [in_('1', 'VIP', 'done'), in_('2', 'Press', 'inactive'), in_('3', 'Fair', 'bounced'), in_('4', 'Gone', 'absent')],
      { reference: 'abc123', line, undo: { value: 'x', until: new Date('2026-11-24T10:15:00Z') } },
    );
    expect(text.split('\n')).toEqual([
      'Unsubscribed',
      'a@example.com was unsubscribed from 1 group:',
      '• VIP',
      'Already inactive by then:',
      '• Press',
      'No mailings arrive here anyway, because earlier ones bounced:',
      '• Fair',
      'No longer in the group:',
      '• Gone',
      'This can be undone until 10:15 UTC.',
    ]);
  });

  test('nothing left to do is neither success nor failure', () => {
    const { text } = unsubscribeMessage(r, [in_('2', 'Press', 'inactive')], {
      reference: 'abc123',
      line,
      undo: undefined,
    });
    expect(text).toMatch(/^There was nothing left to change\./);
  });
});

describe('the addresses in the form', () => {
  const form = (entry: Partial<Parameters<typeof formView>[1]>) =>
    formView(readerFor('en'), { offered: [], chosen: [], written: '', groups: [], ...entry }, [], '').blocks[1];

  test('are filled in where they were written', () => {
    expect(JSON.stringify(form({ written: 'a@example.com\nb@example.com' }))).toContain(
      '"initial_value":"a@example.com\\nb@example.com"',
    );
  });
  test('are chosen by the person where several were found, and none is chosen beforehand', () => {
    const shown = JSON.stringify(form({ offered: ['a@example.com', 'b@example.com'] }));
    expect(shown).toContain('checkboxes');
    expect(shown).not.toContain('initial');
  });
  test('are in a list where they are too many for boxes', () => {
    const offered = Array.from({ length: 11 }, (_, index) => `a${index}@example.com`);
    const shown = JSON.stringify(form({ offered, chosen: ['a3@example.com'] }));
    expect(shown).toContain('multi_static_select');
    expect(shown).toMatch(/"initial_options":\[\{[^\]]*a3@example\.com/);
  });
  test('are written where one of them is too long to be offered', () => {
    expect(isOffered(['a@example.com', `${'b'.repeat(64)}@example.com`])).toBe(false);
  });
  test('are never cut: what does not fit is left out and counted', () => {
    fc.assert(
      fc.property(fc.array(fc.emailAddress(), { maxLength: 200 }), (all) => {
        const { written, left } = linesWithin(all);
        expect(written.length).toBeLessThanOrEqual(3_000);
        expect([...written.split('\n').filter(Boolean), ...all.slice(all.length - left)]).toEqual(all);
      }),
    );
  });
});
