import type { Route } from './call.ts';
import { ApiError } from './errors.ts';
import { integerOf, pageSizeOf, wordOf } from './input.ts';
import { advance, reportStats } from './mailings.ts';
import type { Account, Mailing } from './model.ts';

/** Reports of finished mailings. */
export const reportRoutes: Route[] = [
  {
    method: 'GET',
    path: '/reports',
    scope: 'reports:read',
    handler: ({ account, query, now }) => {
      advance(account, now);
      wordOf('mode', query['mode'], ['full', 'basic'], 'full');
      const size = pageSizeOf(query['pagesize'], 50, 100);
      const first = integerOf(query['page'], 0, 10_000) * size;
      // `start` and `end` count only together.
      const between = query['start'] !== undefined && query['end'] !== undefined;
      const [start, end] = [integerOf(query['start'], 0), integerOf(query['end'], 0)];
      return [...account.mailings.values()]
        .filter((mailing) => mailing.state === 'finished')
        .filter((mailing) => query['group_id'] === undefined || mailing.groupIds.includes(query['group_id']))
        .filter((mailing) => !between || (mailing.finished >= start && mailing.finished <= end))
        .sort((a, b) => b.finished - a.finished)
        .slice(first, first + size)
        .map(reportView);
    },
  },
  {
    method: 'GET',
    path: '/reports/:id',
    scope: 'reports:read',
    handler: ({ account, param, now }) => {
      advance(account, now);
      const mailing = account.mailings.get(param('id'));
      if (mailing === undefined || mailing.state !== 'finished') throw new ApiError(404, 'invalid report');
      // The names of the map's entries are not documented.
      return { ...reportView(mailing), stats: { basic: statsView(account, mailing) } };
    },
  },
];

function reportView(mailing: Mailing) {
  return {
    id: mailing.id,
    name: mailing.name,
    subject: mailing.subject,
    sender_name: mailing.senderName,
    sender_email: mailing.senderEmail,
    started: mailing.started,
    finished: mailing.finished,
  };
}

/** The figures of a mailing of the seed are computed when they are first asked for: they need its receivers. */
function statsView(account: Account, mailing: Mailing) {
  mailing.stats ??= reportStats(account, mailing);
  const stats = mailing.stats;
  return {
    delivered: stats.delivered,
    bounced: stats.bounced,
    unsubscribed: stats.unsubscribed,
    spam: stats.spam,
    unique_opened: stats.uniqueOpened,
    unique_clicks: stats.uniqueClicks,
  };
}
