import { describe, expect, test } from 'vitest';
import { type CleverReachClient, CleverReachUnavailableError, type Group } from '../../cleverreach/index.ts';
import { createLogger } from '../../logger.ts';
import { createLargestGroups } from './largest-groups.ts';

const log = createLogger('silent');

/** An account whose groups have as many receivers as `sizes` says, by their ids. */
function accountOf(sizes: Map<string, number>) {
  const asked: string[] = [];
  const failing = new Set<string>();
  const client: Pick<CleverReachClient, 'getGroupStats'> = {
    async getGroupStats(id) {
      asked.push(id);
      if (failing.has(id))
        throw new CleverReachUnavailableError({ endpoint: 'GET /groups/{id}/stats', uncertain: false });
      const total = sizes.get(id) ?? 0;
      return { total, active: total, inactive: 0, bounced: 0 };
    },
  };
  const groups = (): Group[] => [...sizes.keys()].map((id) => ({ id, name: `Group ${id}`, locked: false }));
  // Nothing but figures is asked for here.
  return { context: { cleverreach: client as CleverReachClient, log }, groups, asked, failing };
}

const sized = (count: number) => new Map(Array.from({ length: count }, (_, index) => [String(index + 1), index + 1]));

describe('the largest groups', () => {
  test('of a small account come from asking for all of them each time', async () => {
    const { context, groups, asked } = accountOf(sized(12));
    const largest = createLargestGroups();
    for (let time = 0; time < 2; time += 1) {
      const found = await largest(context, 'a', groups(), 10);
      expect(found.map(({ group }) => group.id)).toEqual(['12', '11', '10', '9', '8', '7', '6', '5', '4', '3']);
    }
    expect(asked).toHaveLength(24);
  });

  test('of a thousand come from asking for all of them once, whoever asks at the same time', async () => {
    const { context, groups, asked } = accountOf(sized(1_000));
    const largest = createLargestGroups();
    const all = await Promise.all([1, 2, 3].map(() => largest(context, 'a', groups(), 10)));
    for (const found of all) expect(found[0]?.group.id).toBe('1000');
    expect(asked.length).toBeLessThan(1_100);
    asked.length = 0;
    await largest(context, 'a', groups(), 10);
    expect(asked).toHaveLength(30);
  });

  test('have figures of this moment, and one that is new since is among them', async () => {
    const sizes = sized(1_000);
    const { context, groups } = accountOf(sizes);
    const largest = createLargestGroups();
    await largest(context, 'a', groups(), 10);
    sizes.set('990', 5_000).set('2000', 3_000);
    const found = await largest(context, 'a', groups(), 3);
    expect(found.map(({ group, stats }) => [group.id, stats?.total])).toEqual([
      ['990', 5_000],
      ['2000', 3_000],
      ['1000', 1_000],
    ]);
  });

  test('one of which there were no figures is asked for again', async () => {
    const { context, groups, failing } = accountOf(sized(100));
    const largest = createLargestGroups();
    failing.add('100');
    const without = await largest(context, 'a', groups(), 2);
    expect(without.map(({ group, stats }) => [group.id, stats?.total])).toEqual([
      ['99', 99],
      ['98', 98],
      ['100', undefined],
    ]);
    failing.clear();
    expect((await largest(context, 'a', groups(), 2)).map(({ group }) => group.id)).toEqual(['100', '99']);
  });

  test('are found anew after none could be had', async () => {
    const { context, groups, failing } = accountOf(sized(40));
    const largest = createLargestGroups();
    for (const { id } of groups()) failing.add(id);
    await expect(largest(context, 'a', groups(), 2)).rejects.toBeInstanceOf(CleverReachUnavailableError);
    failing.clear();
    expect((await largest(context, 'a', groups(), 2))[0]?.group.id).toBe('40');
  });

  test('of one account are not those of another', async () => {
    const [one, other] = [accountOf(sized(40)), accountOf(sized(50))];
    const largest = createLargestGroups();
    await largest(one.context, 'a', one.groups(), 1);
    expect((await largest(other.context, 'b', other.groups(), 1))[0]?.group.id).toBe('50');
  });
});
