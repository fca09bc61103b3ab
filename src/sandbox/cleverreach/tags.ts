import type { Route } from './call.ts';
import { flagOf, integerOf, pageSizeOf, wordOf } from './input.ts';
import type { Account } from './model.ts';
import { stateOf } from './receiver-book.ts';
import { groupOf } from './state.ts';

/** Tags with how many receivers carry them. */
export const tagRoutes: Route[] = [
  {
    method: 'GET',
    path: '/tags',
    scope: 'receivers:read',
    handler: ({ account, query }) => {
      const origin = query['origin'] ?? '*';
      const orderBy = wordOf('order_by', query['order_by'], ['tag', 'origin', 'count'], 'tag');
      const size = pageSizeOf(query['limit'], 20, 5000);
      const first = integerOf(query['page'], 0) * size;
      return [...countTags(account, query['group_id'] ?? '0', false)]
        .map(([name, count]) => ({ ...splitTag(name), count }))
        .filter((entry) => origin === '*' || entry.origin === origin)
        .sort((a, b) => (orderBy === 'count' ? b.count - a.count : a[orderBy].localeCompare(b[orderBy], 'de')))
        .slice(first, first + size);
    },
  },
  {
    method: 'GET',
    path: '/tags/count',
    scope: 'receivers:read',
    handler: ({ account, query }) =>
      countTags(account, query['group_id'] ?? '0', flagOf(query['active'])).get(query['tag'] ?? '') ?? 0,
  },
];

/** Receivers by tag, each counted once however many groups it is in; group "0" is all of them. */
function countTags(account: Account, groupId: string, activeOnly: boolean): Map<string, number> {
  const groupIds = groupId === '0' ? [...account.groups.keys()] : [groupOf(account, groupId).id];
  const counted = new Set<string>();
  const counts = new Map<string, number>();
  for (const id of groupIds) {
    for (const { person, membership } of account.receivers.members(id)) {
      if (counted.has(person.id) || (activeOnly && stateOf(membership) !== 'active')) continue;
      counted.add(person.id);
      for (const tag of person.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
  }
  return counts;
}

function splitTag(name: string): { tag: string; origin: string } {
  const dot = name.indexOf('.');
  return dot < 0 ? { tag: name, origin: '' } : { tag: name.slice(dot + 1), origin: name.slice(0, dot) };
}
