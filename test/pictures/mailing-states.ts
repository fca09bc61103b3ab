import type { Mailing, Report } from '../../src/cleverreach/index.ts';
import { withAge } from '../../src/slack/kit/age.ts';
import type { MailingDetails } from '../../src/slack/mailings/card/details.ts';
import { draftCard, mailingCard, sharedMailingCard } from '../../src/slack/mailings/card/messages.ts';
import {
  chooseMailingMessage,
  mailingListMessage,
  noMailingsMessage,
  noSuchStateMessage,
  vanishedMessage,
} from '../../src/slack/mailings/list/messages.ts';
import { shareModal, signed } from '../../src/slack/share.ts';
import type { Reader } from '../../src/texts/index.ts';
import { at, connection, message, modal, plainVersion, type State } from './samples.ts';

const day = 86_400_000;
const daysAgo = (days: number) => new Date(at.getTime() - days * day);
const german = (r: Reader) => r.language === 'de';

function mailing(r: Reader, id: string, de: string, en: string, more: Partial<Mailing> = {}): Mailing {
  return {
    id,
    name: de,
    subject: german(r) ? de : en,
    senderName: 'Teehaus Muster GmbH',
    senderEmail: 'news@teehaus-muster.example',
    html: '',
    text: german(r)
      ? 'Guten Morgen!\n\nDie neue Ernte ist da, und sie ist besser als je zuvor. Fragen an anna.mueller@example.com.'
      : 'Good morning!\n\nThe new harvest is here, and it is better than ever. Questions: anna.mueller@example.com.',
    groupIds: ['240001'],
    state: 'draft',
    createdAt: daysAgo(1),
    ...more,
  };
}

const draft = (r: Reader) => mailing(r, '8157012', 'Tee des Monats: Darjeeling', 'Tea of the month: Darjeeling');
const finished = (r: Reader) =>
  mailing(r, '8157004', 'Tee für graue Tage', 'Tea for grey days', { state: 'finished', finishedAt: daysAgo(35) });
const all = (r: Reader): Mailing[] => [
  mailing(r, '8157007', 'Nur für Sie: 24 Stunden früher', 'Just for you: 24 hours early', {
    name: 'Black Week VIP',
    state: 'waiting',
    sendAt: daysAgo(-2),
  }),
  mailing(r, '8157006', 'Das schenken wir uns', 'What we give each other', { state: 'running', startedAt: at }),
  draft(r),
  mailing(r, '8157010', 'Äpfel & Öfen: <wichtige> Änderungen', 'Apples & ovens: <important> changes', {
    name: 'Größentabelle',
    groupIds: ['1', '2'],
  }),
  finished(r),
];

const report: Report = { delivered: 21_712, bounced: 143, unsubscribed: 64, uniqueOpened: 8_431, uniqueClicks: 1_506 };
const { loginDomain } = connection.account;
const place = {
  loginDomain,
  previewUrl: 'https://app.example.com/cleverreach/preview?ticket=T1.x',
  isInConversation: true,
};
const details = (r: Reader, outcome: MailingDetails['report']): MailingDetails => ({
  mailing: finished(r),
  groupNames: ['Newsletter', 'VIP-Kunden'],
  ...(outcome ? { report: outcome } : {}),
});

/** Lists of mailings, cards in every state, and what sharing looks like. */
export const mailingStates: State[] = [
  message('age-mailings', (reader) =>
    withAge(
      { reader, asOf: () => at },
      mailingListMessage(reader, { page: 1, mailings: all(reader), hasNext: true }),
      'mailings',
    ),
  ),
  message('age-mailing', (reader) =>
    withAge({ reader, asOf: () => at }, mailingCard(reader, details(reader, { figures: report }), place)),
  ),
  message('mailings-all', (r) => mailingListMessage(r, { page: 1, mailings: all(r), hasNext: true })),
  message('mailings-page', (r) =>
    mailingListMessage(r, { state: 'finished', page: 2, mailings: [finished(r), finished(r)], hasNext: true }),
  ),
  message('mailings-empty', (r) => mailingListMessage(r, { state: 'running', page: 1, mailings: [], hasNext: false })),
  message('mailings-beyond', (r) => mailingListMessage(r, { state: 'draft', page: 2, mailings: [], hasNext: false })),
  message('mailings-none', noMailingsMessage),
  message('mailings-no-such-state', (r) => noSuchStateMessage(r, 'entwrf')),
  message('mailing-choose', (r) => chooseMailingMessage(r, r.t.mailings.severalMatch('tee'), all(r).slice(2, 5), 4)),
  message('mailing-vanished', vanishedMessage),
  message('mailing-draft', (r) => mailingCard(r, { mailing: draft(r), groupNames: ['Newsletter'] }, place)),
  message('mailing-finished', (r) => mailingCard(r, details(r, { figures: report }), place)),
  message('mailing-finished-plain', (r) => plainVersion(mailingCard(r, details(r, { figures: report }), place))),
  message('mailing-finished-figures-missing', (r) =>
    mailingCard(r, details(r, { figures: { delivered: 21_712, uniqueOpened: 0 } }), place),
  ),
  message('mailing-finished-split-test', (r) =>
    mailingCard(r, details(r, { missing: r.t.mailings.report.unavailable(r.t.mailings.report.forbidden) }), place),
  ),
  message('mailing-shared', (r) =>
    signed(r, 'U07ANNA0001', sharedMailingCard(r, details(r, { figures: report }), { loginDomain, masksSender: true })),
  ),
  message('draft-card', (r) => draftCard(r, draft(r), ['Newsletter'], loginDomain, place)),
  message('shared', (r) => ({ text: r.t.share.done('<#C07MARKET02>') })),
  modal('modal-share', (r) => shareModal(r, 'mailings:share', '')),
];
