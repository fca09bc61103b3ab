import type { FastifyBaseLogger } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { CleverReachClient, Group } from '../../cleverreach/index.ts';
import { collectStats } from '../groups/collect-stats.ts';
import { type GroupWithStats, largestFirst } from '../groups/figures.ts';

/** Which groups are large changes slowly. */
const rankedForMs = 60 * 60 * 1000;
/** Of an account with no more groups than this all are asked for their figures each time. */
const alwaysAsked = 30;

/** The order of an account's groups, as it was some time ago. */
interface Ranking {
  largest: Set<string>;
  known: Set<string>;
}

interface Context {
  cleverreach: CleverReachClient;
  log: FastifyBaseLogger;
}

/**
 * The largest groups of an account with their figures of this moment, the largest first; behind them all that were asked for
 * and have no figures.
 *
 * CleverReach tells the size of a group only one by one. An account of a thousand groups is asked for all of them once in an
 * hour, whoever opens Home; in between only for those that were large and for those that are new since.
 */
export type LargestGroups = (
  context: Context,
  account: string,
  groups: Group[],
  count: number,
) => Promise<GroupWithStats[]>;

export function createLargestGroups(): LargestGroups {
  // The promises themselves, so that all who open Home at the same moment wait for one ranking.
  const rankings = new LRUCache<string, Promise<Ranking>>({ max: 1_000, ttl: rankedForMs });

  function rankingOf(context: Context, account: string, groups: Group[]): Promise<Ranking> {
    const known = rankings.get(account);
    if (known) return known;
    const ranking = rank(context, groups);
    rankings.set(account, ranking);
    ranking.catch(() => rankings.delete(account));
    return ranking;
  }

  return async (context, account, groups, count) => {
    if (groups.length <= alwaysAsked) return first(count, await collectStats(context, groups));
    const { largest, known } = await rankingOf(context, account, groups);
    const asked = groups.filter(({ id }) => largest.has(id) || !known.has(id));
    return first(count, await collectStats(context, asked));
  };
}

async function rank(context: Context, groups: Group[]): Promise<Ranking> {
  // A group without figures this time is asked again like a new one.
  const ids = largestFirst(await collectStats(context, groups)).map(({ group }) => group.id);
  return { largest: new Set(ids.slice(0, alwaysAsked)), known: new Set(ids) };
}

function first(count: number, all: GroupWithStats[]): GroupWithStats[] {
  return [...largestFirst(all).slice(0, count), ...all.filter(({ stats }) => stats === undefined)];
}
