import { expect, it } from 'vitest';
import { readerFor } from '../../src/texts/index.ts';
import { type ChangeKind, type Told, toldIn } from './told.ts';

const { add, draft, unsubscribe, errors, connection } = readerFor('en').t;
const [address, group] = ['a@b.example', 'VIP'];

it.each<[ChangeKind, Told, string]>([
  ['add', 'done', add.added(address, group)],
  ['add', 'done', add.pending(address, group)],
  ['add', 'done', `${add.titleNoMail} ${add.inactive(address, group)} ${add.mailNotSent}`],
  ['add', 'done', `${add.titleMailUncertain} ${add.inactive(address, group)} ${add.mailUncertain}`],
  ['add', 'done', `${add.titlePresent} ${add.present.active(address, group, '24 Nov')}`],
  ['add', 'done', `${add.titlePresent} ${add.present.waiting(address, group, undefined)}`],
  ['add', 'uncertain', `${add.titleUncertain} ${add.uncertain(address, group)} ${add.uncertainNotThere}`],
  ['add', 'not-done', `${errors.title} ${add.failed} ${errors.unavailable}`],
  ['add', 'not-done', add.refused(address, group)],
  ['opt-in e-mail', 'done', add.pending(address, group)],
  ['opt-in e-mail', 'not-done', `${add.present.waiting(address, group, undefined)} ${add.nothingChanged}`],
  ['opt-in e-mail', 'not-done', `${add.inactive(address, group)} ${add.mailNotSent}`],
  ['opt-in e-mail', 'uncertain', `${add.titleMailUncertain} ${add.inactive(address, group)} ${add.mailUncertain}`],
  ['opt-in e-mail', 'uncertain', add.uncertain(address, group)],
  ['opt-in e-mail', 'not-done', `${errors.title} ${add.failed} ${errors.timeout}`],
  ['unsubscribe', 'done', `${unsubscribe.title} ${unsubscribe.done(address, 1)}`],
  ['unsubscribe', 'done', unsubscribe.inactiveMeanwhile],
  ['unsubscribe', 'not-done', `${errors.title} ${unsubscribe.failed} ${errors.timeout}`],
  ['unsubscribe', 'not-done', `${unsubscribe.titleNotDone} ${unsubscribe.failedIn}`],
  ['unsubscribe', 'not-done', `${unsubscribe.titleNotDone} ${unsubscribe.notLookedUp}`],
  ['unsubscribe', 'uncertain', `${unsubscribe.titleUncertain} ${unsubscribe.uncertainIn}`],
  ['undo', 'done', `${unsubscribe.undone} ${unsubscribe.activeAgain(address, 1)}`],
  ['undo', 'not-done', `${errors.title} ${unsubscribe.undoFailed} ${errors.unavailable}`],
  ['undo', 'not-done', `${unsubscribe.undoneNot} ${unsubscribe.undoFailedIn}`],
  ['undo', 'not-done', `${unsubscribe.undoneNot} ${unsubscribe.notLookedUp}`],
  ['undo', 'not-done', unsubscribe.undoLate],
  ['undo', 'uncertain', unsubscribe.undoUsed],
  ['undo', 'uncertain', `${unsubscribe.undoneUncertain} ${unsubscribe.uncertainIn}`],
  ['draft', 'done', draft.cardText('Tea')],
  ['draft', 'not-done', `${errors.title} ${draft.failed} ${errors.unavailable}`],
  ['draft', 'uncertain', `${errors.title} ${draft.uncertain}`],
  ['draft', 'uncertain', errors.givenUp],
  ['draft', 'uncertain', errors.uncertain],
  ['draft', 'not-done', connection.broken],
])('an answer to %s tells that it is %s: %s', (kind, told, text) => expect(toldIn(kind, text)).toBe(told));

it('an answer that tells nothing of a change is none', () => {
  expect(toldIn('draft', errors.unavailable)).toBeUndefined();
  expect(toldIn('add', add.nothingChanged)).toBeUndefined();
});
