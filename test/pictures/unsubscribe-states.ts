import { CleverReachUnavailableError } from '../../src/cleverreach/index.ts';
import { connectMessage } from '../../src/slack/connection/messages.ts';
import { errorMessage } from '../../src/slack/kit/error-message.ts';
import type { Outcome, PlaceState } from '../../src/slack/receivers/unsubscribe/change-places.ts';
import { checkView, failedView, waitingView } from '../../src/slack/receivers/unsubscribe/check-views.ts';
import { formView } from '../../src/slack/receivers/unsubscribe/form-view.ts';
import type { Found } from '../../src/slack/receivers/unsubscribe/look-up.ts';
import { unsubscribeMessage } from '../../src/slack/receivers/unsubscribe/messages.ts';
import type { Place } from '../../src/slack/receivers/unsubscribe/places.ts';
import type { Entry } from '../../src/slack/receivers/unsubscribe/tickets.ts';
import { undoMessage, undoOverMessage } from '../../src/slack/receivers/unsubscribe/undo-messages.ts';
import { crowd, health, message, modal, newsletter, type State, url } from './samples.ts';

const anna = 'anna.mueller@example.com';
const ben = 'ben.schmidt@example.org';
const clara = 'clara.weiss@example.net';
const reference = 'a1b2c3d4e5';
const line = 'unsubscribe kept:token';
const undo = { value: 'T1.x 1', until: new Date('2026-11-24T10:25:00Z') };

const place = (address: string, index: number): Place => ({ address, group: health[index]?.group ?? newsletter });
const places = (address: string, ...indexes: number[]) => indexes.map((index) => place(address, index));
const outcome = (address: string, index: number, state: PlaceState): Outcome => ({ ...place(address, index), state });
const outcomes = (state: PlaceState, address: string, ...indexes: number[]) =>
  indexes.map((index) => outcome(address, index, state));

/** Fifty people, each in some of many groups. */
const people = Array.from(
  { length: 50 },
  (_, index) => `kundin.nummer${index + 1}@beispielfirma-mit-langem-namen.example`,
);
const manyPlaces: Place[] = people.flatMap((address, index) =>
  crowd.slice(index, index + 1 + (index % 8)).map(({ group }) => ({ address, group })),
);

const entry = (change: Partial<Entry> = {}): Entry => ({ offered: [], chosen: [], written: '', groups: [], ...change });
const found = (
  addresses: string[],
  active: Place[],
  change: Partial<Found> = {},
  rest: Partial<Found['places']> = {},
) => ({
  addresses,
  everywhere: true,
  vanished: [],
  ...change,
  places: { active, inactive: [], bounced: [], ...rest },
});

/** Unsubscribing, from the form to taking it back. */
export const unsubscribeStates: State[] = [
  modal('modal-unsubscribe', (r) => formView(r, entry({ written: anna }), [], '')),
  modal('modal-unsubscribe-several', (r) =>
    formView(
      r,
      entry({ written: `${anna}\n${ben}`, groups: [newsletter, ...health.slice(1, 2).map(({ group }) => group)] }),
      [],
      '',
    ),
  ),
  modal('modal-unsubscribe-found', (r) => formView(r, entry({ offered: [anna, ben, clara] }), [], '')),
  modal('modal-unsubscribe-found-many', (r) =>
    formView(r, entry({ offered: people.slice(0, 12).map((p) => p.slice(0, 30)) }), [], ''),
  ),
  modal('modal-unsubscribe-not-offered', (r) => formView(r, entry(), [r.t.unsubscribe.severalFound], '')),
  modal('modal-unsubscribe-no-address', (r) =>
    formView(r, entry({ written: 'anna.mueller@example' }), [r.t.unsubscribe.notAnAddress('anna.mueller@example')], ''),
  ),
  modal('modal-unsubscribe-nothing-found', (r) => formView(r, entry(), [r.t.unsubscribe.noAddressInMessage], '')),
  modal('modal-unsubscribe-waiting', (r) => waitingView(r, r.t.unsubscribe.lookingUp(2), '')),
  modal('modal-unsubscribe-waiting-long', (r) => waitingView(r, r.t.unsubscribe.lookedUp(12, 50), '')),
  modal('modal-unsubscribe-check-one', (r) =>
    checkView(r, found([anna], places(anna, 0, 1, 3), {}, { inactive: places(anna, 4) }), ''),
  ),
  modal('modal-unsubscribe-check-several', (r) =>
    checkView(
      r,
      found(
        [anna, ben, clara, 'nobody@example.com'],
        [...places(anna, 0, 1, 3), ...places(ben, 0)],
        {},
        {
          inactive: [...places(ben, 2), ...places(clara, 0, 1)],
          bounced: places(ben, 4),
        },
      ),
      '',
    ),
  ),
  modal('modal-unsubscribe-check-many', (r) => checkView(r, found(people, manyPlaces), '')),
  modal('modal-unsubscribe-check-nothing', (r) =>
    checkView(r, found([clara, 'nobody@example.com'], [], {}, { inactive: places(clara, 0) }), ''),
  ),
  modal('modal-unsubscribe-check-vanished', (r) =>
    checkView(r, found([anna], places(anna, 0), { everywhere: false, vanished: [{ id: '1', name: 'Presse' }] }), ''),
  ),
  modal('modal-unsubscribe-failed', (r) =>
    failedView(r, errorMessage(r, new CleverReachUnavailableError({ endpoint: 'GET /groups' }), reference), '', true),
  ),
  modal('modal-unsubscribe-broken', (r) => failedView(r, connectMessage(r, 'broken', url, false), '', false)),
  message('unsubscribed', (r) =>
    unsubscribeMessage(
      r,
      [...outcomes('done', anna, 0, 1), ...outcomes('inactive', anna, 3), ...outcomes('bounced', anna, 4)],
      { reference, line, undo },
    ),
  ),
  message('unsubscribed-one', (r) => unsubscribeMessage(r, outcomes('done', anna, 0), { reference, line, undo })),
  message('unsubscribed-several', (r) =>
    unsubscribeMessage(r, [...outcomes('done', anna, 0, 1, 3), ...outcomes('done', ben, 0)], { reference, line, undo }),
  ),
  message('unsubscribed-many', (r) =>
    unsubscribeMessage(
      r,
      manyPlaces.map((one) => ({ ...one, state: 'done' as const })),
      { reference, line, undo },
    ),
  ),
  message('unsubscribed-nothing-left', (r) =>
    unsubscribeMessage(r, [...outcomes('inactive', anna, 0), ...outcomes('absent', anna, 1)], {
      reference,
      line,
      undo: undefined,
    }),
  ),
  message('unsubscribed-not', (r) =>
    unsubscribeMessage(r, outcomes('uncertain', anna, 0), { reference, line, undo: undefined }),
  ),
  message('unsubscribed-partly', (r) =>
    unsubscribeMessage(
      r,
      [
        ...outcomes('done', anna, 0),
        ...outcomes('uncertain', anna, 1),
        ...outcomes('failed', ben, 2),
        ...outcomes('not-looked-up', clara, 4),
      ],
      { reference, line, undo },
    ),
  ),
  message('undone', (r) => undoMessage(r, outcomes('done', anna, 0, 1, 3), reference, undefined)),
  message('undone-partly', (r) =>
    undoMessage(
      r,
      [
        ...outcomes('done', anna, 0),
        ...outcomes('changed', anna, 1),
        ...outcomes('active', anna, 2),
        ...outcomes('failed', anna, 3),
      ],
      reference,
      undo,
    ),
  ),
  message('undo-late', (r) => undoOverMessage(r, 'late')),
  message('undo-used', (r) => undoOverMessage(r, 'used')),
];
