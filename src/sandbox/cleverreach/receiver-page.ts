import { z } from 'zod';
import { ApiError } from './errors.ts';
import type { Account } from './model.ts';
import { type Member, stateOf } from './receiver-book.ts';
import { groupOf } from './state.ts';

/** What of a group is asked for; everything is optional. Pages count from 1. */
const querySchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  size: z.coerce.number().int().min(1).max(200).default(50),
  state: z.enum(['all', 'active', 'inactive', 'bounce']).default('all'),
  /** A part of the address. */
  q: z.string().default(''),
});

/**
 * One page of a group, never the whole of it. The receiver something happened to last comes first: who looks whether a
 * write really arrived finds it at the top. Throws 404 for an unknown group and 400 for a query that is none.
 */
export function receiverPage(account: Account, groupId: string, query: unknown) {
  const parsed = querySchema.safeParse(query);
  if (!parsed.success) throw new ApiError(400, `invalid ${parsed.error.issues[0]?.path.join('.')}`);
  const { page, size, state, q } = parsed.data;
  const group = groupOf(account, groupId);
  const part = q.trim().toLowerCase();
  const found = [...account.receivers.members(groupId)]
    .filter(({ membership }) => state === 'all' || stateOf(membership) === state)
    .filter(({ person }) => person.email.includes(part))
    .map((member) => ({ member, at: lastTouched(member) }))
    .sort((one, other) => other.at - one.at || Number(other.member.person.id) - Number(one.member.person.id));
  const pages = Math.max(1, Math.ceil(found.length / size));
  // Receivers may have gone since the page was chosen: the last one there is then shown.
  const shown = Math.min(page, pages);
  return {
    group: { id: group.id, name: group.name, info: group.receiverInfo },
    total: found.length,
    page: shown,
    pages,
    size,
    receivers: found.slice((shown - 1) * size, shown * size).map(({ member, at }) => rowOf(member, at)),
  };
}

function rowOf({ person, membership }: Member, touched: number) {
  const { registered, activated, deactivated, bounced, source } = membership;
  return {
    id: person.id,
    email: person.email,
    state: stateOf(membership),
    registered,
    activated,
    deactivated,
    bounced,
    source,
    tags: person.tags,
    touched,
  };
}

/** Unix seconds. */
function lastTouched({ membership }: Member): number {
  const { registered, activated, deactivated, bounced } = membership;
  return Math.max(registered, activated, deactivated, bounced);
}
