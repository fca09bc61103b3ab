import { CleverReachError } from '../../cleverreach/index.ts';
import { listGroupReceivers, listGroups } from '../../operations/index.ts';
import type { Connected } from '../guards.ts';
import { withAge } from '../kit/age.ts';
import type { Message } from '../kit/blocks.ts';
import type { SlackRequest } from '../requests.ts';
import { noGroupsMessage } from './choose-messages.ts';
import { collectStats } from './collect-stats.ts';
import { type GroupWithStats, largestFirst } from './figures.ts';
import { growingAnswer, type ShowSoFar } from './growing-answer.ts';
import { type Newest, overviewMessage } from './overview-messages.ts';

/** How many of the newest receivers are shown. */
const newestReceivers = 5;

/** `overview`: every group in one line, then the newest receivers of the largest. */
export function showOverview(request: SlackRequest & Connected): Promise<void> {
  return growingAnswer(request, request.reader.t.overview.working, (showSoFar) => overview(request, showSoFar));
}

async function overview(request: SlackRequest & Connected, showSoFar: ShowSoFar): Promise<Message> {
  const { cleverreach, reader } = request;
  const groups = await listGroups.run({}, cleverreach);
  if (groups.length === 0) return noGroupsMessage(reader);
  const all = await collectStats(request, groups, (done) =>
    showSoFar(() => overviewMessage(reader, done, undefined, groups.length)),
  );
  const newest = await newestOfLargest(request, all);
  return withAge(request, overviewMessage(reader, all, newest));
}

async function newestOfLargest(
  { cleverreach, log }: SlackRequest & Connected,
  all: GroupWithStats[],
): Promise<Newest | undefined> {
  const group = largestFirst(all)[0]?.group;
  if (!group) return undefined;
  try {
    const receivers = await listGroupReceivers.run(
      { groupId: group.id, pageSize: newestReceivers, orderBy: 'registered desc' },
      cleverreach,
    );
    return { group, receivers };
  } catch (error) {
    // The figures are there already, and worth showing without the names.
    if (!(error instanceof CleverReachError)) throw error;
    log.warn({ err: error }, 'an overview has no newest receivers');
    return { group, receivers: undefined };
  }
}
