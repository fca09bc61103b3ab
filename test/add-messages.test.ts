import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attribute, Receiver } from '../src/cleverreach/index.ts';
import type { Addition } from '../src/slack/receivers/add/form.ts';
import { addMessage } from '../src/slack/receivers/add/messages.ts';
import { type AddForm, addModal } from '../src/slack/receivers/add/modal.ts';
import { optInMessage } from '../src/slack/receivers/add/opt-in-messages.ts';
import type { AddOutcome, MailOutcome, OptInOutcome } from '../src/slack/receivers/add/outcomes.ts';
import { readerFor } from '../src/texts/index.ts';
import { expectFit, expectFitModal } from './fit.ts';
import { group, name, reader } from './generated.ts';

const id = fc.integer({ min: 1, max: 99_999_999 }).map(String);
const date = fc.date({ min: new Date(1_000), max: new Date('2100-01-01'), noInvalidDate: true });
const address = fc.emailAddress({ size: 'large' }).filter((email) => email.length <= 254);
const form = fc.record({ id, name });
const mail: fc.Arbitrary<MailOutcome> = fc.record({
  result: fc.constantFrom('sent', 'active', 'account', 'refused', 'uncertain', 'failed'),
  form,
  // One of our own.
  reason: fc.constant('CleverReach cannot be reached at the moment.'),
});
const receiver: fc.Arbitrary<Receiver> = fc
  .record({ email: address, state: fc.constantFrom('active', 'inactive', 'bounced'), at: date, isBare: fc.boolean() })
  .map(({ email, state, at, isBare }) => ({
    id: '1',
    email,
    groupId: '1',
    state,
    ...(isBare ? {} : { registeredAt: at, activatedAt: at, deactivatedAt: at, bouncedAt: at }),
    attributes: {},
    globalAttributes: {},
  }));
const values = fc.record({ unsaved: fc.array(name, { maxLength: 40 }), kept: fc.array(name, { maxLength: 40 }) });
const outcome: fc.Arbitrary<AddOutcome> = fc.oneof(
  fc.constant({ kind: 'group-vanished' } as const),
  fc.record({ kind: fc.constant('present'), group, receiver, hasForm: fc.boolean() }),
  fc.record({ kind: fc.constant('no-form'), group }),
  fc.record({ kind: fc.constant('refused'), group }),
  fc.record({ kind: fc.constant('added'), group, receiver, values }),
  fc.record({ kind: fc.constant('added'), group, receiver, values, mail }),
  fc.record({ kind: fc.constant('uncertain'), group, looked: fc.boolean() }),
);
const addition: fc.Arbitrary<Addition> = fc.record({
  address,
  groupId: id,
  consent: fc.constantFrom({ by: 'record' }, { by: 'opt-in' }),
  source: name.map((text) => text.slice(0, 250)),
  firstName: name,
  lastName: name,
  fields: fc.constant([]),
});
const optInOutcome: fc.Arbitrary<OptInOutcome> = fc.oneof(
  fc.constant({ kind: 'group-vanished' } as const),
  fc.record({ kind: fc.constant('gone'), group }),
  fc.record({ kind: fc.constant('not-inactive'), group, receiver }),
  fc.record({ kind: fc.constant('no-form'), group }),
  fc.record({ kind: fc.constant('mail'), group, mail }),
);
const field: fc.Arbitrary<Attribute> = fc.record({
  id: fc.string(),
  name: fc.oneof(name, fc.constantFrom('firstname', 'NACHNAME', 'last_name')),
  label: name,
  type: fc.constantFrom('text', 'number', 'gender', 'date', 'map'),
  isGlobal: fc.boolean(),
});
const fields = fc
  .oneof(fc.array(field, { maxLength: 8 }), fc.array(field, { minLength: 30, maxLength: 120 }))
  .map((all) => all.map((one, index) => ({ ...one, id: String(index + 1) })));
const forms = fc
  .array(form, { maxLength: 130 })
  .map((all) => all.map((one, index) => ({ ...one, id: String(index + 1) })));
const details = fc.record({
  groupId: id,
  fields: fc.option(fields, { nil: undefined }),
  forms: fc.option(forms, { nil: undefined }),
});
const shown: fc.Arbitrary<AddForm> = fc.record({
  address: fc.option(address, { nil: undefined }),
  group: fc.option(group, { nil: undefined }),
  notes: fc.constant([]),
  details: fc.option(fc.oneof(details, fc.constant('loading' as const)), { nil: undefined }),
});

describe('whatever things are called, Slack takes it and nobody is pinged', () => {
  test('the form', () => {
    fc.assert(
      fc.property(reader, shown, (r, filled) => expectFitModal(addModal(r, filled, 'x'.repeat(3_000)))),
      { numRuns: 300 },
    );
  });
  test('what came of adding', () => {
    fc.assert(
      fc.property(reader, addition, outcome, (r, added, came) => expectFit(addMessage(r, added, came, 'a1b2c3d4e5'))),
      { numRuns: 400 },
    );
  });
  test('what came of the mail', () => {
    fc.assert(
      fc.property(reader, id, address, optInOutcome, (r, groupId, email, came) =>
        expectFit(optInMessage(r, { groupId, address: email }, came, 'a1b2c3d4e5')),
      ),
      { numRuns: 200 },
    );
  });
});

test('every field has an input, or is in the number of those that have none', () => {
  const r = readerFor('en');
  fc.assert(
    fc.property(fields, (all) => {
      const { blocks } = addModal(r, { notes: [], details: { groupId: '1', fields: all, forms: [] } }, '');
      const inputs = blocks.filter(({ block_id }) => block_id?.startsWith('field-')).length;
      const names = all.filter((one) => /^(firstname|nachname|last_name)$/i.test(one.name)).length;
      const more = /… and (\d+) more/.exec(JSON.stringify(blocks))?.[1] ?? '0';
      expect(inputs + names + Number(more)).toBe(all.length);
    }),
  );
});
