import { type Attribute, CleverReachTimeoutError, type Receiver } from '../../src/cleverreach/index.ts';
import { errorSentence } from '../../src/slack/kit/error-message.ts';
import type { Addition } from '../../src/slack/receivers/add/form.ts';
import { addMessage } from '../../src/slack/receivers/add/messages.ts';
import { type AddForm, addModal } from '../../src/slack/receivers/add/modal.ts';
import { optInMessage } from '../../src/slack/receivers/add/opt-in-messages.ts';
import type { AddOutcome, MailOutcome, OptInOutcome } from '../../src/slack/receivers/add/outcomes.ts';
import { at, group, message, modal, newsletter, type State } from './samples.ts';

const address = 'nele.brandt@example.com';
const vip = group('240002', 'VIP-Kunden');
const form = { id: '23001', name: 'Newsletter-Anmeldung' };
const addition: Addition = {
  address,
  groupId: newsletter.id,
  consent: { by: 'opt-in' },
  source: '',
  firstName: 'Nele',
  lastName: 'Brandt',
  fields: [],
};
const recorded: Addition = { ...addition, consent: { by: 'record' }, source: 'Messe Köln 2026, Visitenkarte' };
const receiver: Receiver = {
  id: '1',
  email: address,
  groupId: newsletter.id,
  state: 'inactive',
  registeredAt: at,
  attributes: {},
  globalAttributes: {},
};
const active: Receiver = { ...receiver, state: 'active', activatedAt: at };
const values = { unsaved: [], kept: [] };

const field = (id: number, name: string, label: string, type: string, isGlobal: boolean): Attribute => ({
  id: String(id),
  name,
  label,
  type,
  isGlobal,
});
const names = [field(1, 'firstname', 'Vorname', 'text', true), field(2, 'lastname', 'Nachname', 'text', true)];
const fields = [
  field(6, 'kundennummer', 'Kundennummer', 'text', false),
  field(7, 'bonuspunkte', 'Bonuspunkte', 'number', false),
  ...names,
  field(3, 'salutation', 'Anrede', 'gender', true),
  field(4, 'city', 'Ort', 'text', true),
  field(5, 'birthday', 'Geburtstag', 'date', true),
];
const many = Array.from({ length: 40 }, (_, index) =>
  field(100 + index, `f${index}`, `Feld ${index + 1}`, 'text', true),
);

const result = (name: string, outcome: AddOutcome, what = addition) =>
  message(`add-${name}`, (r) => addMessage(r, what, outcome, 'a1b2c3d4e5'));
const mailed = (name: string, mail: MailOutcome) =>
  result(`mail-${name}`, { kind: 'added', group: newsletter, receiver, values, mail });
const present = (name: string, changes: Partial<Receiver>, hasForm = false) =>
  result(`present-${name}`, { kind: 'present', group: newsletter, receiver: { ...receiver, ...changes }, hasForm });
const optIn = (name: string, outcome: OptInOutcome) =>
  message(`opt-in-${name}`, (r) => optInMessage(r, { groupId: newsletter.id, address }, outcome, 'a1b2c3d4e5'));
const filled = (name: string, shown: AddForm) => modal(`modal-add-${name}`, (r) => addModal(r, shown, ''));
const start = { address, group: newsletter, notes: [] };
const empty: AddForm = { notes: [] };

/** Adding an address: the form in all its states, and what comes of it. */
export const addStates: State[] = [
  result('active', { kind: 'added', group: newsletter, receiver: active, values }, recorded),
  result(
    'not-all-saved',
    { kind: 'added', group: vip, receiver: active, values: { unsaved: ['K-100234'], kept: ['Nachname', 'Ort'] } },
    recorded,
  ),
  mailed('sent', { result: 'sent', form }),
  mailed('account', { result: 'account', form }),
  mailed('refused', { result: 'refused', form }),
  mailed('uncertain', { result: 'uncertain', form }),
  message('add-mail-failed', (r) => {
    const reason = errorSentence(r.t, new CleverReachTimeoutError({ endpoint: 'POST /forms', uncertain: false }));
    const mail = { result: 'failed', form, reason } as const;
    return addMessage(r, addition, { kind: 'added', group: newsletter, receiver, values, mail }, 'a1b2c3d4e5');
  }),
  present('active', { state: 'active', activatedAt: at }),
  present('waiting', {}, true),
  present('unsubscribed', { deactivatedAt: at }, true),
  present('unsubscribed-no-form', { deactivatedAt: at }),
  present('bounced', { state: 'bounced', bouncedAt: at }),
  result('no-form', { kind: 'no-form', group: vip }),
  result('refused', { kind: 'refused', group: newsletter }),
  result('uncertain', { kind: 'uncertain', group: newsletter, looked: true }),
  result('group-vanished', { kind: 'group-vanished' }),
  optIn('sent', { kind: 'mail', group: newsletter, mail: { result: 'sent', form } }),
  optIn('failed', { kind: 'mail', group: newsletter, mail: { result: 'account', form } }),
  optIn('active', { kind: 'not-inactive', group: newsletter, receiver: active }),
  optIn('gone', { kind: 'gone', group: newsletter }),
  optIn('no-form', { kind: 'no-form', group: newsletter }),
  filled('empty', empty),
  filled('loading', { ...start, details: 'loading' }),
  filled('group', { ...start, details: { groupId: vip.id, fields, forms: [form] } }),
  filled('forms', {
    ...start,
    details: { groupId: vip.id, fields: names, forms: [form, { id: '23002', name: 'Messe-Registrierung' }] },
  }),
  filled('no-form', { ...start, group: vip, details: { groupId: vip.id, fields, forms: [] } }),
  filled('many-fields', { ...start, details: { groupId: vip.id, fields: many, forms: [form] } }),
  filled('unknown', { ...start, details: { groupId: vip.id, fields: undefined, forms: undefined } }),
  modal('modal-add-neither', (r) => addModal(r, { notes: [r.t.add.neither('anna.mueller(at)example.com')] }, '')),
];
