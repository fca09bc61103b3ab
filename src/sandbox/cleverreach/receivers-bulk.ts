import { z } from 'zod';
import type { Call, Route } from './call.ts';
import { ApiError } from './errors.ts';
import { asString, check, flagOf, idSchema, integerOf, isEmail, pageSizeOf } from './input.ts';
import { addReceiver, type ChangeMode, changeReceiver } from './receiver-change.ts';
import { readReceiver, readRows } from './receiver-input.ts';
import { DETAIL, receiverView } from './receiver-view.ts';
import { changeContext, listReceivers } from './receivers.ts';
import { groupOf } from './state.ts';

/** Calls that take many receivers at once. Rows that fail are texts among the answered rows, the call itself is 200. */
export const bulkRoutes: Route[] = [
  {
    method: 'POST',
    path: '/groups/:gid/receivers/insert',
    scope: 'receivers:manage',
    handler: (call) => {
      groupOf(call.account, call.param('gid'));
      return rowsOrFalse(
        call,
        (row) => {
          const input = readReceiver(row, call.now);
          const { person } = addReceiver(changeContext(call), call.param('gid'), input);
          return { id: person.id, email: person.email, status: 'insert success' };
        },
        (email, problem) => ({ email, status: problem }),
      );
    },
  },
  upsertRoute('POST', 'upsert', 'upsert', true),
  upsertRoute('POST', 'upsertplus', 'plus', true),
  upsertRoute('PUT', 'update', 'upsert', false),
  upsertRoute('PUT', 'updateplus', 'plus', false),
  {
    method: 'POST',
    path: '/groups/:gid/get_receivers',
    scope: 'receivers:read',
    handler: ({ account, param, body }) => {
      const fields = check(z.record(z.string(), z.unknown()), body);
      const asQuery = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, asString(value)]));
      return listReceivers(account, param('gid'), asQuery);
    },
  },
  {
    method: 'POST',
    path: '/groups/:gid/receivers/delete',
    scope: 'receivers:manage',
    handler: ({ account, param, body }) => {
      groupOf(account, param('gid'));
      const members = check(z.array(z.string()).max(1000), body).flatMap(
        (email) => account.receivers.member(param('gid'), email) ?? [],
      );
      for (const { groupId, person } of members) account.receivers.leave(groupId, person.id);
      // What is answered is not documented; `false` for "nothing done" is what other bulk calls do.
      return members.length > 0;
    },
  },
  {
    method: 'POST',
    path: '/receivers/isvalid',
    scope: 'receivers:read',
    handler: ({ account, body }) => {
      const input = check(
        z.object({ emails: z.array(z.string()), group_id: idSchema, invert: z.unknown().optional() }),
        body,
      );
      groupOf(account, input.group_id);
      const valid = (email: string) =>
        isEmail(email) &&
        !account.blacklist.has(email.toLowerCase()) &&
        account.receivers.member(input.group_id, email) === undefined;
      return input.emails.filter((email) => valid(email) !== flagOf(input.invert));
    },
  },
  {
    method: 'GET',
    path: '/bounces',
    scope: 'receivers:read',
    handler: ({ account, query }) => {
      const bounces = new Map<string, number>();
      for (const groupId of account.groups.keys()) {
        for (const { person, membership } of account.receivers.members(groupId)) {
          if (membership.bounced > 0) bounces.set(person.email, membership.bounced);
        }
      }
      const size = pageSizeOf(query['pagesize'], 500, 5000);
      const first = integerOf(query['page'], 0) * size;
      return [...bounces].slice(first, first + size).map(([email, stamp]) => bounceView(email, stamp));
    },
  },
];

function upsertRoute(method: 'POST' | 'PUT', verb: string, mode: ChangeMode, mayInsert: boolean): Route {
  return {
    method,
    path: `/groups/:gid/receivers/${verb}`,
    scope: 'receivers:manage',
    handler: (call) => {
      const groupId = call.param('gid');
      groupOf(call.account, groupId);
      return rowsOrFalse(
        call,
        (row) => {
          const input = readReceiver(row, call.now);
          const known = call.account.receivers.member(groupId, input.email);
          if (known === undefined && !mayInsert) throw new ApiError(404, 'invalid receiver');
          const member =
            known === undefined
              ? addReceiver(changeContext(call), groupId, input)
              : changeReceiver(changeContext(call), known, input, mode);
          return receiverView(call.account, member.person, member, DETAIL.tags, 'array');
        },
        (_email, problem) => problem,
      );
    },
  };
}

/** Does each row; one that fails becomes what `failed` makes of its text. No rows at all: `false`, nothing was done. */
function rowsOrFalse(
  call: Call,
  work: (row: unknown) => unknown,
  failed: (email: string, problem: string) => unknown,
): unknown {
  const rows = readRows(call.body);
  if (rows.length === 0) return false;
  return rows.map((row) => {
    try {
      return work(row);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const email = z.object({ email: z.string() }).safeParse(row).data?.email ?? '';
      const detail = error.message.split(': ').slice(1).join(': ') || 'invalid data';
      // The whole text on v3 is not documented; clients look for these words at its start and for the address in it.
      return failed(email, detail.includes(`'${email}'`) ? detail : `${detail} '${email}'`);
    }
  });
}

function bounceView(email: string, stamp: number) {
  const gmt = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const expires = stamp + 365 * 86_400;
  return {
    email,
    category: 'hardbounce',
    // Misspelled at CleverReach.
    occurences: 1,
    last_update: stamp,
    last_update_gmt: gmt(stamp),
    expires_by: expires,
    expires_by_gmt: gmt(expires),
    bounce_message: '550 5.1.1 unknown',
    type: 'mailing',
    type_id: '0',
  };
}
