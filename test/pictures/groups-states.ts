import type { Receiver } from '../../src/cleverreach/index.ts';
import { groupListMessage } from '../../src/slack/groups/list-messages.ts';
import { overviewMessage } from '../../src/slack/groups/overview-messages.ts';
import {
  allStatsMessage,
  groupStatsMessage,
  sharedAllStatsMessage,
  sharedGroupStatsMessage,
} from '../../src/slack/groups/stats-messages.ts';
import { withAge } from '../../src/slack/kit/age.ts';
import { signed } from '../../src/slack/share.ts';
import { at, crowd, health, message, newsletter, plainVersion, type State, stats } from './samples.ts';

const receiver = (email: string, state: Receiver['state']): Receiver => ({
  id: '1',
  email,
  groupId: newsletter.id,
  state,
  registeredAt: at,
  attributes: {},
  globalAttributes: {},
});
const newest = {
  group: newsletter,
  receivers: [
    receiver('mia.schmidt@example.com', 'active'),
    receiver('t.okafor@example.org', 'active'),
    receiver('wartet@example.com', 'inactive'),
    receiver('lena.vogt@example.net', 'active'),
    receiver('postfach-voll@example.com', 'bounced'),
  ],
};
const groups = health.map(({ group: one }, index) => ({
  ...one,
  createdAt: new Date(at.getTime() - index * 90 * 86_400_000),
  ...(index % 2 === 0 ? { lastMailingAt: at } : {}),
  locked: index === 4,
}));

/** From memory. */
const old = { asOf: () => at };

export const groupsStates: State[] = [
  message('age-overview', (reader) => withAge({ reader, ...old }, overviewMessage(reader, health, newest))),
  message('age-stats-all', (reader) => withAge({ reader, ...old }, allStatsMessage(reader, health))),
  message('age-stats-group', (reader) =>
    withAge({ reader, ...old }, groupStatsMessage(reader, newsletter, stats(21_855, 2_500, 645))),
  ),
  message('age-groups', (reader) => withAge({ reader, ...old }, groupListMessage(reader, groups, ''), 'groups')),
  message('overview', (r) => overviewMessage(r, health, newest)),
  message('overview-without-receivers', (r) => overviewMessage(r, health, { group: newsletter, receivers: undefined })),
  message('overview-many', (r) => overviewMessage(r, crowd, newest)),
  message('overview-so-far', (r) => overviewMessage(r, crowd.slice(0, 12), undefined, 130)),
  message('groups-list', (r) => groupListMessage(r, groups, '')),
  message('groups-list-plain', (r) => plainVersion(groupListMessage(r, groups, ''))),
  message('groups-search', (r) => groupListMessage(r, groups.slice(0, 1), 'news')),
  message('stats-so-far', (r) => allStatsMessage(r, crowd.slice(0, 37), { of: 120 })),
  message('stats-all-shared', (r) => signed(r, 'U07ANNA0001', sharedAllStatsMessage(r, health))),
  message('stats-group-shared', (r) =>
    signed(r, 'U07ANNA0001', sharedGroupStatsMessage(r, newsletter, stats(21_855, 2_414, 731))),
  ),
];
