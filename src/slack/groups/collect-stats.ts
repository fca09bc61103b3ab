import type { FastifyBaseLogger } from 'fastify';
import pMap from 'p-map';
import { type CleverReachClient, CleverReachError, type Group } from '../../cleverreach/index.ts';
import { getGroupStats } from '../../operations/index.ts';
import type { GroupWithStats } from './figures.ts';

/** CleverReach has no call for the figures of all groups, so each is asked for; a few at a time, to be no burden. */
const groupsAtOnce = 8;

/**
 * The figures of each group, in the order of the groups; without figures where CleverReach gave none. `onProgress` hears of
 * every group that is done, with all that are done by then, once one of them has figures.
 *
 * @throws CleverReachError when not a single group has figures
 */
export async function collectStats(
  { cleverreach, log }: { cleverreach: CleverReachClient; log: FastifyBaseLogger },
  groups: Group[],
  onProgress: (done: GroupWithStats[]) => void = () => undefined,
): Promise<GroupWithStats[]> {
  const failures: CleverReachError[] = [];
  const done: GroupWithStats[] = [];
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
  const all = await pMap(
    groups,
    async (group) => {
      const result = await figures(group);
      done.push(result);
      // Failures alone are nothing to show: should all the others fail as well, it is an error.
      if (failures.length < done.length) onProgress(done);
      return result;
    },
    { concurrency: groupsAtOnce },
  );
  const [failure] = failures;
  if (failure && failures.length === groups.length) throw failure;
  if (failure) log.warn({ err: failure, count: failures.length }, 'some groups have no figures');
  return all;
}
