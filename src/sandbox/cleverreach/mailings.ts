import { z } from 'zod';
import type { Call, Route } from './call.ts';
import { ApiError } from './errors.ts';
import { asString, check, flagOf, integerOf, pageSizeOf, type Query, wordOf } from './input.ts';
import { applyMailingChange, readNewMailing } from './mailing-input.ts';
import type { Account, Mailing, MailingState, ReportStats } from './model.ts';
import { createRandom } from './random.ts';
import { stateOf } from './receiver-book.ts';

const STATES: readonly MailingState[] = ['finished', 'draft', 'waiting', 'running', 'automation'];

/** Mailings: list, read, write, send. */
export const mailingRoutes: Route[] = [
  {
    method: 'GET',
    path: '/mailings',
    scope: 'mailings:read',
    handler: ({ account, query, now }) => listMailings(account, query, now),
  },
  {
    method: 'GET',
    path: '/mailings/:mid',
    scope: 'mailings:read',
    handler: (call) => mailingView(mailingOf(call), flagOf(call.query['omit_body'])),
  },
  {
    method: 'POST',
    path: '/mailings',
    scope: 'mailings:manage',
    handler: ({ account, body, now }) => {
      const input = readNewMailing(account, body);
      account.lastIds.mailing += 1;
      const mailing: Mailing = {
        ...input,
        id: String(account.lastIds.mailing),
        state: 'draft',
        stamp: now,
        lastChanged: now,
        sendOn: 0,
        ready: 0,
        started: 0,
        finishesAt: 0,
        finished: 0,
        stats: null,
      };
      account.mailings.set(mailing.id, mailing);
      return { success: true, id: mailing.id };
    },
  },
  {
    method: 'PUT',
    path: '/mailings/:mid',
    scope: 'mailings:manage',
    handler: (call) => {
      const mailing = mailingOf(call);
      // The rules for a mailing that was started are not documented; changing what is being sent can only be an error.
      if (!['draft', 'waiting'].includes(mailing.state)) throw new ApiError(400, 'mailing already started');
      applyMailingChange(call.account, mailing, call.body);
      mailing.lastChanged = call.now;
      return { success: true, id: mailing.id };
    },
  },
  {
    method: 'POST',
    path: '/mailings/:mid/release',
    scope: 'mailings:manage',
    handler: (call) => {
      const mailing = mailingOf(call);
      if (mailing.state !== 'draft') throw new ApiError(400, 'mailing already released');
      const time = z.coerce.number().int().nonnegative();
      const input = check(z.object({ time }).partial().nullish(), call.body);
      mailing.ready = call.now;
      mailing.sendOn = Math.max(input?.time ?? call.now, call.now);
      mailing.finishesAt = mailing.sendOn + call.state.settings.sendingSeconds;
      mailing.state = 'waiting';
      advance(call.account, call.now);
      // What is answered is not documented; `true` is what other calls without a result answer.
      return true;
    },
  },
  {
    method: 'POST',
    path: '/mailings/:mid/stop',
    scope: 'mailings:manage',
    handler: (call) => {
      const mailing = mailingOf(call);
      if (mailing.state !== 'waiting') throw new ApiError(400, 'mailing not waiting');
      Object.assign(mailing, { state: 'draft', ready: 0, sendOn: 0, finishesAt: 0 });
      return true;
    },
  },
];

/** Lets the time that has passed do its work: waiting mailings start, running ones finish and get their figures. */
export function advance(account: Account, now: number): void {
  for (const mailing of account.mailings.values()) {
    if (mailing.state === 'waiting' && mailing.sendOn <= now) {
      mailing.state = 'running';
      mailing.started = mailing.sendOn;
    }
    if (mailing.state === 'running' && mailing.finishesAt <= now) {
      mailing.state = 'finished';
      mailing.finished = mailing.finishesAt;
      mailing.stats = reportStats(account, mailing);
      for (const id of mailing.groupIds) {
        const group = account.groups.get(id);
        if (group !== undefined) group.lastMailing = mailing.finished;
      }
    }
  }
}

/** Believable figures for what was sent, the same ones for the same mailing and audience. */
export function reportStats(account: Account, mailing: Mailing): ReportStats {
  const audience = new Set<string>();
  for (const groupId of mailing.groupIds) {
    for (const { person, membership } of account.receivers.members(groupId)) {
      if (stateOf(membership) === 'active') audience.add(person.id);
    }
  }
  const random = createRandom(Number(mailing.id));
  const part = (whole: number, low: number, high: number) => Math.round(whole * (low + random.next() * (high - low)));
  const bounced = part(audience.size, 0.003, 0.015);
  const delivered = audience.size - bounced;
  const uniqueOpened = part(delivered, 0.24, 0.46);
  return {
    delivered,
    bounced,
    unsubscribed: part(delivered, 0.001, 0.006),
    spam: part(delivered, 0, 0.0006),
    uniqueOpened,
    uniqueClicks: part(uniqueOpened, 0.08, 0.28),
  };
}

/** The mailing of the path as it is by now, or 404. */
function mailingOf({ account, param, now }: Call): Mailing {
  advance(account, now);
  const mailing = account.mailings.get(param('mid'));
  if (mailing === undefined) throw new ApiError(404, 'invalid mailing');
  return mailing;
}

/** A mailing as CleverReach shows it; a draft has all four times at 0. */
export function mailingView(mailing: Mailing, omitBody: boolean) {
  return {
    id: mailing.id,
    category_id: asString(mailing.settings['category_id'] ?? '0'),
    name: mailing.name,
    subject: mailing.subject,
    sender_name: mailing.senderName,
    sender_email: mailing.senderEmail,
    ...(omitBody ? {} : { body_html: mailing.html, body_text: mailing.text }),
    stamp: mailing.stamp,
    last_changed: mailing.lastChanged,
    started: mailing.started,
    finished: mailing.finished,
    ready: mailing.ready,
    send_on: mailing.sendOn,
    // 1 text, 2 HTML, other both.
    m_type: { text: 1, html: 2, 'html/text': 0 }[mailing.contentType],
    position: 0,
    is_html: mailing.contentType !== 'text',
    is_text: mailing.contentType !== 'html',
    is_fixed: false,
    is_mailing: mailing.state !== 'automation',
    is_campaign: mailing.state === 'automation',
    is_dynamic: false,
    is_splittest: false,
    is_trackable: true,
    type_name: '',
    external_id: '',
    unsubscribe_link: '',
    last_version_id: '0',
    state: mailing.state,
    tags: mailing.tags,
    unsubscribe_form_id: asString(mailing.settings['unsubscribe_form_id'] ?? ''),
    mailing_groups: { group_ids: mailing.groupIds },
  };
}

/**
 * An object keyed by state, also when one state was asked for; everything else answers arrays. Newest first.
 *
 * Unknown, and chosen so that a client meets both forms: of all states, those without a mailing are missing; the one
 * state asked for is there and `[]`; an account without any mailing answers `[]`, as PHP writes an empty map. `limit`
 * counts over all states together, and `page` counts only with a state.
 */
function listMailings(account: Account, query: Query, now: number) {
  advance(account, now);
  const asked = wordOf('state', query['state'], ['all', ...STATES], 'all');
  const size = pageSizeOf(query['limit'], 25, asked === 'all' ? 1000 : 100);
  const first = asked === 'all' ? 0 : integerOf(query['page'], 0) * size;
  const [start, end] = [integerOf(query['start'], 0), integerOf(query['end'], Number.MAX_SAFE_INTEGER)];
  const channel = query['channel_id'];
  const found = [...account.mailings.values()]
    .filter((mailing) => asked === 'all' || mailing.state === asked)
    .filter((mailing) => timeOf(mailing) >= start && timeOf(mailing) <= end)
    .filter((mailing) => channel === undefined || asString(mailing.settings['channel_id'] ?? '') === channel)
    .sort((a, b) => timeOf(b) - timeOf(a) || Number(b.id) - Number(a.id))
    .slice(first, first + size);
  if (account.mailings.size === 0) return [];
  const byState: Partial<Record<MailingState, unknown[]>> = asked === 'all' ? {} : { [asked]: [] };
  for (const mailing of found) {
    byState[mailing.state] = [...(byState[mailing.state] ?? []), mailingView(mailing, flagOf(query['omit_body']))];
  }
  return Object.keys(byState).length === 0 ? [] : byState;
}

/** The time `start` and `end` are compared with, which is another one in each state. */
function timeOf(mailing: Mailing): number {
  switch (mailing.state) {
    case 'finished':
      return mailing.finished;
    case 'waiting':
      return mailing.sendOn;
    case 'running':
      return mailing.started;
    default:
      return mailing.stamp;
  }
}
