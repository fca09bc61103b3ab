import { CleverReachUnavailableError, type Group, type GroupStats } from '../../src/cleverreach/index.ts';
import {
  alreadyConnectedMessage,
  connectedMessage,
  connectMessage,
  disconnectDenied,
  disconnectedMessage,
  disconnectQuestion,
  noAppMessage,
  statusMessage,
} from '../../src/slack/connection/messages.ts';
import { features } from '../../src/slack/features.ts';
import {
  allStatsMessage,
  chooseGroupMessage,
  groupStatsMessage,
  noGroupsMessage,
} from '../../src/slack/groups/stats-messages.ts';
import { helpMessage, unknownCommandMessage } from '../../src/slack/help.ts';
import type { Message, Modal } from '../../src/slack/kit/blocks.ts';
import { errorMessage } from '../../src/slack/kit/error-message.ts';
import { messageModal } from '../../src/slack/kit/message-modal.ts';
import { draftCard } from '../../src/slack/mailings/card/messages.ts';
import { draftModal } from '../../src/slack/mailings/draft/modal.ts';
import { type GroupOutcome, unsubscribeMessage } from '../../src/slack/receivers/unsubscribe/messages.ts';
import { unsubscribeModal } from '../../src/slack/receivers/unsubscribe/modal.ts';
import type { Reader } from '../../src/texts/index.ts';
import type { Connection } from '../../src/workspaces/connections.ts';

/** Something a person may see, in the reader's language. */
export interface State {
  name: string;
  make: (reader: Reader) => { message: Message } | { modal: Modal };
}

const at = new Date('2026-11-24T10:15:00Z');
const group = (id: string, name: string): Group => ({ id, name, locked: false });
const stats = (active: number, inactive: number, bounced: number): GroupStats => ({
  total: active + inactive + bounced,
  active,
  inactive,
  bounced,
  computedAt: at,
});
const newsletter = group('240001', 'Newsletter');
const health = [
  { group: newsletter, stats: stats(21_855, 2_414, 731) },
  { group: group('240002', 'VIP-Kunden'), stats: stats(1_062, 136, 42) },
  { group: group('240003', 'Händler'), stats: stats(339, 35, 12) },
  { group: group('240004', 'Messe 2026'), stats: stats(134, 13, 5) },
  { group: group('240005', 'Presse'), stats: stats(46, 1, 1) },
  { group: group('240006', 'Frühjahrsaktion 2027'), stats: stats(0, 0, 0) },
];
const crowd = Array.from({ length: 130 }, (_, index) => ({
  group: group(
    String(300_001 + index),
    `Filiale ${index + 1}: Stammkundschaft und Laufkundschaft der letzten zwei Jahre`,
  ),
  stats: stats(90_000 - 600 * index, 3_000, 120),
}));
const connection: Connection = {
  accessToken: '',
  refreshToken: '',
  obtainedAt: at,
  expiresAt: new Date('2026-12-24T10:15:00Z'),
  account: { id: '129001', name: 'Teehaus Muster GmbH', loginDomain: '129001.eu2.cleverreach.example' },
  connectedBy: 'U07ANNA0001',
  connectedAt: at,
};
const url = 'https://app.example.com/cleverreach/connect?link=T07MUSTER01.example';
const commands = features.flatMap((feature) => feature.commands ?? []);
const message = (name: string, make: (reader: Reader) => Message): State => ({
  name,
  make: (reader) => ({ message: make(reader) }),
});
const modal = (name: string, make: (reader: Reader) => Modal): State => ({
  name,
  make: (reader) => ({ modal: make(reader) }),
});
const outcome = (index: number, state: GroupOutcome['state']): GroupOutcome => ({
  group: health[index]?.group ?? newsletter,
  state,
});

/** Every message and modal of the product, at its best and at its worst. A new one gets a line here. */
export const states: State[] = [
  message('help-connected', (r) => helpMessage(r, commands, connection)),
  message('help-unconnected', (r) => helpMessage(r, commands, undefined)),
  message('help-broken', (r) => helpMessage(r, commands, { ...connection, brokenAt: at })),
  message('unknown-command', (r) =>
    unknownCommandMessage(
      r,
      'statt',
      'Newsletter',
      commands.filter(({ words }) => /^stat/.test(words.en)),
    ),
  ),
  message('unknown-command-like-none', (r) => unknownCommandMessage(r, 'kaffee', '', [])),
  message('connect-offer', (r) => connectMessage(r, 'offer', url, false)),
  message('connect-needed', (r) => connectMessage(r, 'needed', url, true)),
  message('connect-broken', (r) => connectMessage(r, 'broken', url, true)),
  message('connect-broken-later', (r) => connectMessage(r, 'broken', url, false)),
  message('connect-no-app', noAppMessage),
  message('already-connected', (r) => alreadyConnectedMessage(r, connection)),
  message('connected', (r) => connectedMessage(r, connection)),
  message('status', (r) => statusMessage(r, connection)),
  message('status-broken', (r) => statusMessage(r, { ...connection, brokenAt: at }, url)),
  message('disconnect-question', (r) => disconnectQuestion(r, connection)),
  message('disconnect-denied', (r) => disconnectDenied(r, connection)),
  message('disconnected', (r) => disconnectedMessage(r, connection, true)),
  message('disconnected-unrevoked', (r) => disconnectedMessage(r, connection, false)),
  message('stats-all', (r) => allStatsMessage(r, health)),
  message('stats-all-plain', (r) => plainVersion(allStatsMessage(r, health))),
  message('stats-all-many', (r) => allStatsMessage(r, crowd)),
  message('stats-all-many-plain', (r) => plainVersion(allStatsMessage(r, crowd))),
  message('stats-all-one', (r) => allStatsMessage(r, [{ group: newsletter, stats: stats(1, 0, 1) }])),
  message('stats-all-incomplete', (r) =>
    allStatsMessage(r, [...health.slice(0, 2), { group: group('240003', 'Händler'), stats: undefined }]),
  ),
  message('stats-group', (r) => groupStatsMessage(r, newsletter, stats(21_855, 2_414, 731))),
  message('stats-group-plain', (r) => plainVersion(groupStatsMessage(r, newsletter, stats(21_855, 2_414, 731)))),
  message('stats-group-empty', (r) => groupStatsMessage(r, group('240006', 'Frühjahrsaktion 2027'), stats(0, 0, 0))),
  message('stats-no-groups', noGroupsMessage),
  message('choose-several', (r) =>
    chooseGroupMessage(
      r,
      'stats',
      'e',
      health.map((entry) => entry.group),
      'several',
    ),
  ),
  message('choose-many', (r) =>
    chooseGroupMessage(
      r,
      'stats',
      'filiale',
      crowd.map((entry) => entry.group),
      'several',
    ),
  ),
  message('choose-same-name', (r) =>
    chooseGroupMessage(r, 'stats', 'newsletter', [newsletter, group('240099', 'Newsletter')], 'several'),
  ),
  message('choose-none', (r) =>
    chooseGroupMessage(
      r,
      'stats',
      'nonsense',
      health.map((entry) => entry.group),
      'none',
    ),
  ),
  message('draft-card', (r) =>
    draftCard(
      r,
      {
        id: '8157012',
        name: 'Tee des Monats',
        subject: r.language === 'de' ? 'Tee des Monats: Darjeeling' : 'Tea of the month: Darjeeling',
        senderName: 'Teehaus Muster',
        senderEmail: 'news@example.com',
        html: '',
        text:
          r.language === 'de'
            ? 'Guten Morgen!\n\nDie neue Ernte ist da, und sie ist besser als je zuvor.'
            : 'Good morning!\n\nThe new harvest is here, and it is better than ever.',
        groupIds: ['240001'],
        state: 'draft',
      },
      ['Newsletter'],
      connection.account.loginDomain,
    ),
  ),
  message('unsubscribed', (r) =>
    unsubscribeMessage(
      r,
      {
        address: 'anna.mueller@example.com',
        everywhere: true,
        groups: [outcome(0, 'done'), outcome(1, 'done'), outcome(3, 'inactive'), outcome(4, 'bounced')],
      },
      'a1b2c3d4e5',
    ),
  ),
  message('unsubscribed-nothing', (r) =>
    unsubscribeMessage(r, { address: 'nobody@example.com', everywhere: true, groups: [] }, 'a1b2c3d4e5'),
  ),
  message('unsubscribed-one', (r) =>
    unsubscribeMessage(
      r,
      { address: 'anna.mueller@example.com', everywhere: true, groups: [outcome(0, 'done')] },
      'a1b2c3d4e5',
    ),
  ),
  message('unsubscribed-bounced-only', (r) =>
    unsubscribeMessage(
      r,
      { address: 'anna.mueller@example.com', everywhere: true, groups: [outcome(0, 'bounced')] },
      'a1b2c3d4e5',
    ),
  ),
  message('unsubscribed-not', (r) =>
    unsubscribeMessage(
      r,
      { address: 'anna.mueller@example.com', everywhere: true, groups: [outcome(0, 'failed')] },
      'a1b2c3d4e5',
    ),
  ),
  message('unsubscribed-partly', (r) =>
    unsubscribeMessage(
      r,
      {
        address: 'anna.mueller@example.com',
        everywhere: true,
        groups: [outcome(0, 'done'), outcome(1, 'uncertain'), outcome(2, 'failed'), outcome(4, 'not-looked-up')],
      },
      'a1b2c3d4e5',
    ),
  ),
  message('error-unavailable', (r) =>
    errorMessage(r, new CleverReachUnavailableError({ endpoint: 'GET /groups', uncertain: false }), 'a1b2c3d4e5'),
  ),
  message('error-internal', (r) => errorMessage(r, new Error('x'), 'a1b2c3d4e5')),
  modal('modal-connect', (r) => messageModal(r, connectMessage(r, 'needed', url, true))),
  modal('modal-draft', (r) => draftModal(r, { subject: '' }, '')),
  modal('modal-unsubscribe', (r) =>
    unsubscribeModal(r, { addresses: ['anna.mueller@example.com'], nothingFound: false }, ''),
  ),
  modal('modal-unsubscribe-choice', (r) =>
    unsubscribeModal(r, { addresses: ['anna.mueller@example.com', 'wartet@example.com'], nothingFound: false }, ''),
  ),
  modal('modal-unsubscribe-no-choice', (r) =>
    unsubscribeModal(
      r,
      { addresses: ['anna.mueller@example.com', `${'lang'.repeat(16)}@example.com`], nothingFound: false },
      '',
    ),
  ),
  modal('modal-unsubscribe-no-address', (r) =>
    unsubscribeModal(r, { addresses: [], nothingFound: false, notAnAddress: 'anna.mueller(at)example.com' }, ''),
  ),
  modal('modal-unsubscribe-nothing-found', (r) => unsubscribeModal(r, { addresses: [], nothingFound: true }, '')),
];

function plainVersion({ text, plainBlocks }: Message): Message {
  return { text, ...(plainBlocks ? { blocks: plainBlocks } : {}) };
}
