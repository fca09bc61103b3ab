import { z } from 'zod';
import { attributeView, createAttribute } from './attributes.ts';
import type { Call, Route } from './call.ts';
import { check, flagOf, wordOf } from './input.ts';
import type { Account, Group, GroupStats } from './model.ts';
import { stateOf } from './receiver-book.ts';
import { groupOf } from './state.ts';

const ORDERS = ['created ASC', 'created DESC', 'changed ASC', 'changed DESC'] as const;

const groupSchema = z.object({
  name: z.string().trim().min(1),
  receiver_info: z.string(),
  locked: z.unknown(),
  backup: z.unknown(),
});

/** Groups, which are recipient lists, and their statistics. */
export const groupRoutes: Route[] = [
  {
    method: 'GET',
    path: '/groups',
    scope: 'groups:read',
    handler: ({ account, query }) => {
      const order = wordOf('order', query['order'], ORDERS, 'created ASC');
      const key = (group: Group) => (order.startsWith('created') ? group.stamp : group.lastChanged);
      const sign = order.endsWith('DESC') ? -1 : 1;
      return [...account.groups.values()].sort((a, b) => sign * (key(a) - key(b))).map(groupView);
    },
  },
  {
    method: 'GET',
    path: '/groups/:gid',
    scope: 'groups:read',
    handler: ({ account, param }) => groupView(groupOf(account, param('gid'))),
  },
  {
    method: 'POST',
    path: '/groups',
    scope: 'groups:manage',
    handler: ({ account, body, now }) => {
      const input = check(groupSchema.partial().required({ name: true }), body);
      return groupView(
        createGroup(account, now, {
          name: input.name,
          locked: flagOf(input.locked),
          backup: input.backup === undefined || flagOf(input.backup),
          receiverInfo: input.receiver_info ?? '',
        }),
      );
    },
  },
  {
    method: 'PUT',
    path: '/groups/:gid',
    scope: 'groups:manage',
    handler: ({ account, param, body, now }) => {
      const group = groupOf(account, param('gid'));
      const input = check(groupSchema.partial(), body);
      if (input.name !== undefined) group.name = input.name;
      if (input.receiver_info !== undefined) group.receiverInfo = input.receiver_info;
      if (input.locked !== undefined) group.locked = flagOf(input.locked);
      if (input.backup !== undefined) group.backup = flagOf(input.backup);
      group.lastChanged = now;
      return groupView(group);
    },
  },
  {
    method: 'DELETE',
    path: '/groups/:gid',
    scope: 'groups:manage',
    handler: ({ account, param }) => {
      const { id } = groupOf(account, param('gid'));
      account.receivers.clear(id);
      account.groups.delete(id);
      account.statsCache.delete(id);
      account.attributes = account.attributes.filter((attribute) => attribute.groupId !== id);
      account.forms = account.forms.filter((form) => form.groupId !== id);
      return true;
    },
  },
  {
    method: 'DELETE',
    path: '/groups/:gid/clear',
    scope: 'groups:manage',
    handler: ({ account, param, now }) => {
      const group = groupOf(account, param('gid'));
      account.receivers.clear(group.id);
      group.lastChanged = now;
      return true;
    },
  },
  { method: 'GET', path: '/groups/:gid/stats', scope: 'groups:read', handler: readStats },
  {
    method: 'GET',
    path: '/groups/:gid/attributes',
    scope: 'attributes:read',
    handler: ({ account, param }) => {
      const { id } = groupOf(account, param('gid'));
      return account.attributes.filter((attribute) => attribute.groupId === id).map(attributeView);
    },
  },
  {
    method: 'POST',
    path: '/groups/:gid/attributes',
    scope: 'attributes:manage',
    handler: ({ account, param, body }) =>
      attributeView(createAttribute(account, body, groupOf(account, param('gid')).id)),
  },
];

/** A new group with so many generated receivers in it. A million are made as quickly as one. */
export function createCrowd(account: Account, name: string, size: number, now: number): Group {
  const group = createGroup(account, now, { name, locked: false, backup: true, receiverInfo: '' });
  account.receivers.addCrowd(group.id, size, now);
  return group;
}

function createGroup(
  account: Account,
  now: number,
  settings: Pick<Group, 'name' | 'locked' | 'backup' | 'receiverInfo'>,
): Group {
  account.lastIds.group += 1;
  const group = { id: String(account.lastIds.group), ...settings, stamp: now, lastMailing: 0, lastChanged: now };
  account.groups.set(group.id, group);
  return group;
}

/** A group as CleverReach shows it. */
export function groupView(group: Group) {
  return {
    id: group.id,
    name: group.name,
    locked: group.locked,
    backup: group.backup,
    receiver_info: group.receiverInfo,
    stamp: group.stamp,
    last_mailing: group.lastMailing,
    last_changed: group.lastChanged,
  };
}

/**
 * The figures of a group, computed now. Every receiver is counted once: whether CleverReach counts a bounced one as
 * inactive too is not documented, and in the one sample known the three counts add up to the total.
 */
export function countGroup(account: Account, groupId: string, now: number): GroupStats {
  const counts = { active: 0, inactive: 0, bounce: 0, ...account.receivers.unrecordedCounts(groupId) };
  let points = 0;
  let orders = 0;
  for (const { person, membership } of account.receivers.recorded(groupId)) {
    counts[stateOf(membership)] += 1;
    points += person.points;
    orders += person.orders.length;
  }
  const total = counts.active + counts.inactive + counts.bounce;
  return {
    total,
    active: counts.active,
    inactive: counts.inactive,
    bounced: counts.bounce,
    averagePoints: total === 0 ? 0 : Math.round((points / total) * 10) / 10,
    quality: total === 0 ? 0 : Math.round((counts.active / total) * 5),
    orders,
    time: now,
  };
}

/** `time` tells when the figures were computed: CleverReach caches them, for how long is unknown. */
function readStats({ account, param, now, state }: Call) {
  const { id } = groupOf(account, param('gid'));
  const cached = account.statsCache.get(id);
  const fresh = cached !== undefined && now - cached.time < state.settings.statsCacheSeconds;
  const stats = fresh ? cached : countGroup(account, id, now);
  account.statsCache.set(id, stats);
  return {
    total_count: stats.total,
    inactive_count: stats.inactive,
    active_count: stats.active,
    bounce_count: stats.bounced,
    avg_points: stats.averagePoints,
    quality: stats.quality,
    time: stats.time,
    order_count: stats.orders,
  };
}
