import type { CleverReachClient, Mailing } from '../../../cleverreach/index.ts';
import { getMailing, listMailings } from '../../../operations/index.ts';
import { isSince } from '../../settling.ts';
import type { FilledDraft } from './check-form.ts';

/** CleverReach gives this many drafts at a time, in an order that is not documented; more than so many times are not looked at. */
const perPage = 100;
const mostPages = 10;

/** Drafts that look like one that is to be made, as far as a list tells. `areAll`: there is none that was not looked at. */
export async function draftsLike(
  cleverreach: CleverReachClient,
  draft: FilledDraft,
): Promise<{ found: Mailing[]; areAll: boolean }> {
  const found: Mailing[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const drafts = await listMailings.run({ state: 'draft', limit: perPage, page }, cleverreach);
    found.push(...drafts.filter((mailing) => isLike(mailing, draft)));
    if (drafts.length < perPage) return { found, areAll: true };
  }
  return { found, areAll: false };
}

/** What is known from before a draft was to be made. */
export interface BeforeMaking {
  /** The ids of drafts that looked like it then. */
  equal: readonly string[];
  begunAt: Date;
}

/**
 * The draft that was made where CleverReach did not get to say so: one that looks like it and was not there before. The content
 * is not compared, since CleverReach may store it in words of its own; of several, one that has it goes first.
 */
export async function findMade(
  cleverreach: CleverReachClient,
  draft: FilledDraft,
  { equal, begunAt }: BeforeMaking,
): Promise<{ id: string | undefined; areAll: boolean }> {
  const { found, areAll } = await draftsLike(cleverreach, draft);
  const recent = found.filter(({ id, createdAt = begunAt }) => !equal.includes(id) && isSince(createdAt, begunAt));
  // A list may leave out what it is known by; there is hardly ever more than one.
  const whole = await Promise.all(recent.slice(0, 5).map(({ id }) => getMailing.run({ mailingId: id }, cleverreach)));
  const made = whole.filter((mailing) => isLike(mailing, draft));
  return { id: (made.find(({ html }) => html === draft.html) ?? made[0])?.id, areAll };
}

/** What CleverReach does not tell counts as equal: of a list, only `id` and `name` are seen everywhere. */
function isLike(mailing: Mailing, { name, subject, senderName, senderEmail, groupId }: FilledDraft): boolean {
  const same = (told: string, wanted: string) => told === '' || told.trim() === wanted.trim();
  return (
    same(mailing.name, name) &&
    same(mailing.subject, subject) &&
    same(mailing.senderName, senderName) &&
    same(mailing.senderEmail.toLowerCase(), senderEmail.toLowerCase()) &&
    (mailing.groupIds.length === 0 || mailing.groupIds.includes(groupId))
  );
}
