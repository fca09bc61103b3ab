import pMap from 'p-map';
import { CleverReachError, CleverReachNotFoundError, type Group } from '../../cleverreach/index.ts';
import { getGroupStats, listGroups } from '../../operations/index.ts';
import type { Feature } from '../feature.ts';
import { type Connected, connected, member } from '../guards.ts';
import { plainText } from '../kit/blocks.ts';
import { sentenceMessage } from '../kit/error-message.ts';
import { limits } from '../kit/limits.ts';
import type { SlackRequest } from '../requests.ts';
import { findGroup, groupsContaining } from './find-group.ts';
import {
  allStatsMessage,
  chooseGroupMessage,
  type GroupWithStats,
  groupStatsMessage,
  noGroupsMessage,
} from './stats-messages.ts';

/** Recipient lists: their health, and the choice of one. */
export const groupsFeature: Feature = {
  commands: [
    {
      words: { en: 'stats', de: 'statistik' },
      usage: (t) => ({ arguments: t.help.arguments.group, does: t.help.commands.stats }),
      run: member(connected(showStats)),
    },
  ],
  options: {
    'groups:choose': suggestGroups,
  },
};

async function showStats(request: SlackRequest & Connected): Promise<void> {
  const { cleverreach, reader, args } = request;
  const groups = await listGroups.run({}, cleverreach);
  if (groups.length === 0) return request.reply(noGroupsMessage(reader));
  if (args === '') return showAllStats(request, groups);
  const found = findGroup(groups, args);
  if (found.kind === 'one') return showGroupStats(request, found.group);
  const offered = found.kind === 'several' ? found.groups : found.closest;
  await request.reply(chooseGroupMessage(reader, 'stats', args, offered, found.kind));
}

async function showGroupStats(request: SlackRequest & Connected, group: Group): Promise<void> {
  const { cleverreach, reader, reference } = request;
  try {
    const stats = await getGroupStats.run({ groupId: group.id }, cleverreach);
    await request.reply(groupStatsMessage(reader, group, stats));
  } catch (error) {
    if (!(error instanceof CleverReachNotFoundError)) throw error;
    await request.reply(sentenceMessage(reader, reader.t.groups.vanished, reference));
  }
}

/** CleverReach has no call for the figures of all groups, so each is asked for; a few at a time, to be no burden. */
const statsAtOnce = 8;

async function showAllStats(request: SlackRequest & Connected, groups: Group[]): Promise<void> {
  const { cleverreach, reader, log } = request;
  const failures: CleverReachError[] = [];
  const figures = async (group: Group): Promise<GroupWithStats> => {
    try {
      return { group, stats: await getGroupStats.run({ groupId: group.id }, cleverreach) };
    } catch (error) {
      // One group that fails must not hide the others.
      if (!(error instanceof CleverReachError)) throw error;
      failures.push(error);
      return { group, stats: undefined };
    }
  };
  const all = await pMap(groups, figures, { concurrency: statsAtOnce });
  const [failure] = failures;
  if (failure && failures.length === groups.length) throw failure;
  if (failure) log.warn({ err: failure, count: failures.length }, 'some groups have no figures');
  await request.reply(allStatsMessage(reader, all));
}

/** Type-ahead. Slack shows no error here, so whoever may not see groups gets none. */
async function suggestGroups(request: SlackRequest, query: string) {
  let groups: Group[] = [];
  await member(
    connected(async ({ cleverreach }) => {
      groups = await listGroups.run({}, cleverreach);
    }),
  )(request);
  return groupsContaining(groups, query).slice(0, limits.options).map(groupOption);
}

/** A group as a choice in a select. */
export function groupOption({ id, name }: Group) {
  return { text: plainText(name, limits.optionText), value: id };
}
