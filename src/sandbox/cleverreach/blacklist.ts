import type { Route } from './call.ts';
import { ApiError } from './errors.ts';
import type { BlacklistEntry } from './model.ts';

/** The blacklist, for reading. */
export const blacklistRoutes: Route[] = [
  {
    method: 'GET',
    path: '/blacklist',
    scope: 'blacklist:read',
    handler: ({ account }) => [...account.blacklist.values()].map(blacklistView),
  },
  {
    method: 'GET',
    path: '/blacklist/:email',
    scope: 'blacklist:read',
    handler: ({ account, param }) => {
      const entry = account.blacklist.get(param('email').toLowerCase());
      if (entry === undefined) throw new ApiError(404);
      return blacklistView(entry);
    },
  },
];

function blacklistView(entry: BlacklistEntry) {
  return { email: entry.email, comment: entry.comment, stamp: entry.stamp, isLocked: entry.locked };
}
