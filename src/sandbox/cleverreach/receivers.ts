import { z } from 'zod';
import type { Call, Route } from './call.ts';
import { ApiError } from './errors.ts';
import { groupView } from './groups.ts';
import { asString, check, integerOf, pageSizeOf, type Query, wordOf } from './input.ts';
import type { Account } from './model.ts';
import { type Member, stateOf } from './receiver-book.ts';
import { activate, addReceiver, changeReceiver, deactivate } from './receiver-change.ts';
import { filterReceivers, membersInOrder, pageOf, sortMembers } from './receiver-filter.ts';
import { readReceiver, unwrap } from './receiver-input.ts';
import { DETAIL, listedReceiver, receiverView, singleReceiver } from './receiver-view.ts';
import { groupOf, memberOf } from './state.ts';

/** Receivers of a group and of the account. The bulk calls are in `receivers-bulk.ts`. */
export const receiverRoutes: Route[] = [
  {
    method: 'GET',
    path: '/groups/:gid/receivers',
    scope: 'receivers:read',
    handler: ({ account, param, query }) => listReceivers(account, param('gid'), query),
  },
  {
    method: 'POST',
    path: '/groups/:gid/receivers',
    scope: 'receivers:manage',
    handler: (call) => {
      const member = addReceiver(changeContext(call), call.param('gid'), readReceiver(unwrap(call.body), call.now));
      return singleReceiver(call.account, member);
    },
  },
  {
    method: 'GET',
    path: '/groups/:gid/receivers/:rid',
    scope: 'receivers:read',
    handler: ({ account, param }) => singleReceiver(account, memberOf(account, param('gid'), param('rid'))),
  },
  {
    method: 'PUT',
    path: '/groups/:gid/receivers/:rid',
    scope: 'receivers:manage',
    handler: (call) => {
      const member = memberOf(call.account, call.param('gid'), call.param('rid'));
      changeReceiver(changeContext(call), member, readReceiver(unwrap(call.body), call.now), 'put');
      return singleReceiver(call.account, member);
    },
  },
  {
    method: 'DELETE',
    path: '/groups/:gid/receivers/:rid',
    scope: 'receivers:manage',
    handler: ({ account, param }) => {
      const member = memberOf(account, param('gid'), param('rid'));
      account.receivers.leave(member.groupId, member.person.id);
      return true;
    },
  },
  // `setactive` and `setinactive` are the older names. They are not in today's documentation, but clients use them.
  ...['activate', 'setactive'].map((verb) => stateRoute(verb, activate)),
  ...['deactivate', 'setinactive'].map((verb) => stateRoute(verb, deactivate)),
  { method: 'GET', path: '/receivers/:rid', scope: 'receivers:read', handler: readAnywhere },
  {
    method: 'DELETE',
    path: '/receivers/:rid',
    scope: 'receivers:manage',
    handler: ({ account, param, query, body }) => {
      const person = personOf(account, param('rid'));
      const fromBody = check(z.object({ group_id: z.unknown() }).partial().nullish(), body)?.group_id;
      const groupId = query['group_id'] ?? (fromBody === undefined ? undefined : asString(fromBody));
      if (groupId === undefined) {
        for (const id of account.receivers.groupsOf(person.id)) account.receivers.leave(id, person.id);
      } else {
        account.receivers.leave(memberOf(account, groupId, person.id).groupId, person.id);
      }
      return true;
    },
  },
  {
    method: 'GET',
    path: '/receivers/:rid/groups',
    scope: 'receivers:read',
    // What an element holds is not documented: the groups themselves, and nothing about the receiver's state in them.
    handler: ({ account, param, query }) => {
      const state = wordOf('state', query['state'], ['all', 'active', 'inactive'], 'all');
      const { id } = personOf(account, param('rid'));
      return account.receivers
        .groupsOf(id)
        .filter((gid) => {
          const member = account.receivers.member(gid, id);
          if (state === 'all' || member === undefined) return member !== undefined;
          return (stateOf(member.membership) === 'active') === (state === 'active');
        })
        .map((gid) => groupView(groupOf(account, gid)));
    },
  },
  {
    method: 'POST',
    path: '/receivers/filter',
    scope: 'receivers:read',
    handler: ({ account, body }) => {
      const { members, detail } = filterReceivers(account, body);
      return members.map((member) => listedReceiver(account, member, detail));
    },
  },
];

/** What the changing functions need of a call. */
export function changeContext({ account, state, now, ip }: Call) {
  return { account, settings: state.settings, now, ip };
}

/** A page of a group: plain array, no total. Past the end comes `[]`. */
export function listReceivers(account: Account, groupId: string, query: Query) {
  groupOf(account, groupId);
  const type = wordOf('type', query['type'], ['all', 'active', 'inactive', 'bounce'], 'all');
  const size = pageSizeOf(query['pagesize'], 50, 5000);
  const first = integerOf(query['page'], 0) * size;
  const orderBy = query['order_by'] ?? '';
  const fits = (member: Member) => type === 'all' || stateOf(member.membership) === type;
  const asked = listOf(query['email_list']) ?? listOf(query['id_list']);

  let page: Member[];
  if (asked !== undefined) {
    const named = [...new Set(asked)].flatMap((one) => account.receivers.member(groupId, one) ?? []);
    page = pageOf(sortMembers(named.filter(fits), orderBy), first, size);
  } else if (type === 'all' && orderBy.trim() === '') {
    page = pageOf(account.receivers.members(groupId, first), 0, size);
  } else {
    page = pageOf(membersInOrder(account, [groupId], orderBy, fits), first, size);
  }
  return page.map((member) => listedReceiver(account, member, integerOf(query['detail'], 0)));
}

function stateRoute(verb: string, change: typeof activate): Route {
  return {
    method: 'PUT',
    path: `/groups/:gid/receivers/:rid/${verb}`,
    scope: 'receivers:manage',
    handler: (call) => {
      change(changeContext(call), memberOf(call.account, call.param('gid'), call.param('rid')));
      return true;
    },
  };
}

function readAnywhere({ account, param, query }: Call) {
  const person = personOf(account, param('rid'));
  const groupId = query['group_id'];
  const place = groupId === undefined || groupId === '0' ? null : memberOf(account, groupId, person.id);
  return receiverView(account, person, place, DETAIL.all, 'object');
}

function personOf(account: Account, idOrEmail: string) {
  const person = account.receivers.person(idOrEmail);
  if (person === undefined) throw new ApiError(404, 'invalid receiver');
  return person;
}

function listOf(text: string | undefined): string[] | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  return text.split(',').map((part) => part.trim().toLowerCase());
}
