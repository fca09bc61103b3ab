import { CleverReachNotFoundError, type Group } from '../../cleverreach/index.ts';
import { getGroupStats, listGroups } from '../../operations/index.ts';
import { announcing } from '../announcing.ts';
import type { Feature } from '../feature.ts';
import { type Connected, connected, member } from '../guards.ts';
import { type Message, plainText } from '../kit/blocks.ts';
import { sentenceMessage } from '../kit/error-message.ts';
import { limits } from '../kit/limits.ts';
import type { SlackRequest } from '../requests.ts';
import { noGroupsMessage } from './choose-messages.ts';
import { collectStats } from './collect-stats.ts';
import { groupsContaining } from './find-group.ts';
import { knownGroups } from './known-groups.ts';
import { resolveGroup } from './resolve-group.ts';
import { allStatsMessage, groupStatsMessage } from './stats-messages.ts';

/** Recipient lists: their health, and the choice of one. */
export const groupsFeature: Feature = {
  topic: 'groups',
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

/** Its answer takes the place of the message whose button asked for it: a choice, or older figures. */
async function showStats(request: SlackRequest & Connected): Promise<void> {
  let soFar = (): Message => ({ text: request.reader.t.groups.working });
  const message = await announcing(
    request,
    () => soFar(),
    () =>
      statsMessage(request, (render) => {
        soFar = render;
      }),
    { replace: true },
  );
  await request.reply(message, { replace: true });
}

/** `onProgress` gets what to show as long as there is more to come. */
async function statsMessage(
  request: SlackRequest & Connected,
  onProgress: (render: () => Message) => void,
): Promise<Message> {
  const { cleverreach, reader, args } = request;
  const groups = await listGroups.run({}, cleverreach);
  if (groups.length === 0) return noGroupsMessage(reader);
  if (args === '') {
    const all = await collectStats(request, groups, (done) =>
      onProgress(() => allStatsMessage(reader, done, groups.length)),
    );
    return allStatsMessage(reader, all);
  }
  const resolved = await resolveGroup(request, args, (id) => `stats ${id}`, groups);
  return 'answer' in resolved ? resolved.answer : groupStats(request, resolved.group);
}

async function groupStats(
  { cleverreach, reader, reference }: SlackRequest & Connected,
  group: Group,
): Promise<Message> {
  try {
    return groupStatsMessage(reader, group, await getGroupStats.run({ groupId: group.id }, cleverreach));
  } catch (error) {
    if (!(error instanceof CleverReachNotFoundError)) throw error;
    return sentenceMessage(reader, reader.t.groups.vanished, reference);
  }
}

/** Slack waits three seconds for the choices, and asks again with the next letter. */
const suggestionPatienceMs = 1_500;

/** Type-ahead. Slack shows no error here, so whoever may not see groups gets none. */
async function suggestGroups(request: SlackRequest, query: string) {
  const { services, origin, person } = request;
  const connection = person.standing === 'member' ? await services.connections.find(origin.teamId) : undefined;
  if (!connection || connection.brokenAt) return [];
  const cleverreach = services.cleverreach.client(services.connections.tokens(origin.teamId));
  const groups = await knownGroups({ connection, cleverreach }, suggestionPatienceMs);
  return groupsContaining(groups ?? [], query)
    .slice(0, limits.options)
    .map(groupOption);
}

/** A group as a choice in a select. */
function groupOption({ id, name }: Group) {
  return { text: plainText(name, limits.optionText), value: id };
}
