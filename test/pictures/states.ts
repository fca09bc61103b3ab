import { CleverReachPausedError, CleverReachUnavailableError } from '../../src/cleverreach/index.ts';
import { brokenMessage } from '../../src/slack/connection/broken-message.ts';
import {
  alreadyConnectedMessage,
  connectedMessage,
  connectMessage,
  disconnectedMessage,
  disconnectQuestion,
  statusMessage,
} from '../../src/slack/connection/messages.ts';
import { features } from '../../src/slack/features.ts';
import { chooseGroupMessage, noGroupsMessage } from '../../src/slack/groups/choose-messages.ts';
import { allStatsMessage, groupStatsMessage } from '../../src/slack/groups/stats-messages.ts';
import { helpMessage, unknownCommandMessage } from '../../src/slack/help.ts';
import { errorMessage, errorMessageWithAgain, sentenceMessage } from '../../src/slack/kit/error-message.ts';
import { messageModal } from '../../src/slack/kit/message-modal.ts';
import { refusedMessage } from '../../src/slack/submit.ts';
import { addStates } from './add-states.ts';
import { draftStates } from './draft-states.ts';
import { governingStates } from './governing-states.ts';
import { groupsStates } from './groups-states.ts';
import { homeStates } from './home-states.ts';
import { mailingStates } from './mailing-states.ts';
import { receiversStates } from './receivers-states.ts';
import {
  at,
  connection,
  crowd,
  group,
  health,
  message,
  modal,
  newsletter,
  plainVersion,
  type State,
  stats,
  url,
} from './samples.ts';
import { unsubscribeStates } from './unsubscribe-states.ts';

const unconnected = { connection: undefined, installedBy: 'U07ANNA0001' };
const broken = { connection: { ...connection, brokenAt: at }, installedBy: 'U07ANNA0001' };
const commands = features.flatMap((feature) => feature.commands ?? []);

/** Every message and modal of the product, at its best and at its worst. A new one gets a line here. */
export const states: State[] = [
  ...groupsStates,
  ...governingStates,
  modal('late-working', (r) => messageModal(r, { text: r.t.late.working })),
  modal('late-taken', (r) => messageModal(r, { text: r.t.late.taken })),
  modal('late-refused', (r) =>
    messageModal(
      r,
      refusedMessage(r, { group: r.t.draft.errors.groupVanished, subject: r.t.draft.errors.subjectMissing }),
    ),
  ),
  message('help-connected', (r) => helpMessage(r, features, { connection, installedBy: undefined }, true)),
  message('help-unconnected', (r) => helpMessage(r, features, unconnected, true)),
  message('help-unconnected-member', (r) => helpMessage(r, features, unconnected, false)),
  message('help-broken', (r) => helpMessage(r, features, broken, true)),
  message('help-broken-member', (r) => helpMessage(r, features, broken, false)),
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
  message('already-connected', (r) => alreadyConnectedMessage(r, connection)),
  message('connected', (r) => connectedMessage(r, connection)),
  message('status', (r) => statusMessage(r, connection)),
  message('status-broken', (r) => statusMessage(r, { ...connection, brokenAt: at }, url)),
  message('told-broken', (r) => brokenMessage(r, connection, 'tokens', at)),
  message('told-broken-app', (r) => brokenMessage(r, connection, 'app', at)),
  message('told-broken-app-over', (r) => brokenMessage(r, { ...connection, expiresAt: at }, 'app', at)),
  message('disconnect-question', (r) => disconnectQuestion(r, connection)),
  message('denied-managing', ({ t }) => ({ text: t.denied.managing('<@U07ANNA0001>') })),
  message('denied-changes', ({ t }) => ({ text: t.denied.changes(['<@U07ANNA0001>']) })),
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
      (id) => `stats ${id}`,
      'e',
      health.map((entry) => entry.group),
      'several',
    ),
  ),
  message('choose-many', (r) =>
    chooseGroupMessage(
      r,
      (id) => `stats ${id}`,
      'filiale',
      crowd.map((entry) => entry.group),
      'several',
    ),
  ),
  message('choose-same-name', (r) =>
    chooseGroupMessage(r, (id) => `stats ${id}`, 'newsletter', [newsletter, group('240099', 'Newsletter')], 'several'),
  ),
  message('choose-none', (r) =>
    chooseGroupMessage(
      r,
      (id) => `stats ${id}`,
      'nonsense',
      health.map((entry) => entry.group),
      'none',
    ),
  ),
  ...mailingStates,
  ...receiversStates,
  message('error-unavailable', (r) =>
    errorMessage(r, new CleverReachUnavailableError({ endpoint: 'GET /groups', uncertain: false }), 'a1b2c3d4e5'),
  ),
  message('error-paused', (r) =>
    errorMessageWithAgain(r, new CleverReachPausedError({ endpoint: 'GET /groups' }), 'a1b2c3d4e5', 'stats newsletter'),
  ),
  message('error-internal', (r) => errorMessage(r, new Error('x'), 'a1b2c3d4e5')),
  message('error-given-up', (r) => sentenceMessage(r, r.t.errors.givenUp, 'a1b2c3d4e5')),
  modal('modal-connect', (r) => messageModal(r, connectMessage(r, 'needed', url, true))),
  ...draftStates,
  ...unsubscribeStates,
  ...addStates,
  ...homeStates,
];
