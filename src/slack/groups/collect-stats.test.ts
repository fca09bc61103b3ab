import { describe, expect, it, vi } from 'vitest';
import {
  type CleverReachClient,
  CleverReachNotFoundError,
  type Group,
  type GroupStats,
} from '../../cleverreach/index.ts';
import { createLogger } from '../../logger.ts';
import { ConnectionBrokenError } from '../../workspaces/connections.ts';
import { collectStats } from './collect-stats.ts';

const log = createLogger('silent');
const groups: Group[] = ['1', '2', '3'].map((id) => ({ id, name: `Group ${id}`, locked: false }));
const vanished = new CleverReachNotFoundError({ endpoint: 'GET /groups/{id}/stats' });

/** CleverReach, as far as it is asked here: figures of a group, or why there are none. */
function cleverReach(figuresOf: (id: string) => GroupStats | Error): CleverReachClient {
  const client: Pick<CleverReachClient, 'getGroupStats'> = {
    async getGroupStats(id) {
      const figures = figuresOf(id);
      if (figures instanceof Error) throw figures;
      return figures;
    },
  };
  // Nothing but figures is asked for here.
  return client as CleverReachClient;
}
const figures: GroupStats = { total: 1, active: 1, inactive: 0, bounced: 0 };

describe('the figures of all groups', () => {
  it('come in the order of the groups, and are told of as they come', async () => {
    const seen: number[] = [];
    const all = await collectStats({ cleverreach: cleverReach(() => figures), log }, groups, ({ length }) =>
      seen.push(length),
    );
    expect(all.map(({ group }) => group.id)).toEqual(['1', '2', '3']);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('leave out a group that fails, and say so', async () => {
    const cleverreach = cleverReach((id) => (id === '2' ? vanished : figures));
    const all = await collectStats({ cleverreach, log }, groups);
    expect(all.map(({ stats }) => stats !== undefined)).toEqual([true, false, true]);
  });

  it('are an error when no group has any, and until then nothing is shown', async () => {
    const onProgress = vi.fn();
    await expect(collectStats({ cleverreach: cleverReach(() => vanished), log }, groups, onProgress)).rejects.toBe(
      vanished,
    );
    expect(onProgress).not.toHaveBeenCalled();
  });

  it('are an error when the connection is lost on the way', async () => {
    const broken = new ConnectionBrokenError();
    const cleverreach = cleverReach((id) => (id === '2' ? broken : figures));
    await expect(collectStats({ cleverreach, log }, groups)).rejects.toBe(broken);
  });

  it('of no groups are none', async () => {
    expect(await collectStats({ cleverreach: cleverReach(() => vanished), log }, [])).toEqual([]);
  });
});
