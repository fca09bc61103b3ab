import type { FastifyBaseLogger } from 'fastify';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { RecordError } from '../storage/records.ts';
import { type Language, languageOf, type Reader, readerFor } from '../texts/index.ts';
import type { WorkspaceSettings } from '../workspaces/settings.ts';
import type { SlackClients } from './clients.ts';
import { inTime } from './kit/in-time.ts';
import type { Origin } from './payloads.ts';

/** Who someone is to the workspace that installed the app. `unknown`: Slack did not say. */
export type Standing = 'member' | 'guest' | 'stranger' | 'unknown';

/** The person behind a request, as far as the product needs to know. */
export interface Person {
  id: string;
  /** As shown in Slack; undefined when Slack did not say. */
  name?: string | undefined;
  timeZone?: string | undefined;
  reader: Reader;
  isAdmin: boolean;
  standing: Standing;
}

export interface People {
  /** Never rejects: why somebody is `unknown` is in the log. */
  get(origin: Origin, log: FastifyBaseLogger): Promise<Person>;
  /** The language that was set for a whole workspace; undefined where everyone has their own. */
  languageForAll(workspace: string, log: FastifyBaseLogger): Promise<Language | undefined>;
}

/** A user as Slack describes them; any of it may be missing or null. */
const userSchema = z.looseObject({
  team_id: z.string().nullish(),
  name: z.string().nullish(),
  real_name: z.string().nullish(),
  locale: z.string().nullish(),
  tz: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  is_admin: z.boolean().nullish(),
  is_owner: z.boolean().nullish(),
  is_restricted: z.boolean().nullish(),
  is_ultra_restricted: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  /** Of people in an Enterprise organisation: which one, the workspaces of it they are in, and their role in all of it. */
  enterprise_user: z
    .looseObject({
      enterprise_id: z.string().nullish(),
      teams: z.array(z.string()).nullish(),
      is_admin: z.boolean().nullish(),
      is_owner: z.boolean().nullish(),
    })
    .nullish(),
});
type SlackUser = z.infer<typeof userSchema>;

/** A role or a language is taken for at most this long after it changed in Slack. */
const cacheMs = 60_000;
/** Slack waits three seconds for the whole answer, so asking who someone is may take only part of that. */
const patienceMs = 1_200;

/**
 * Looks people up with `users.info`: someone Slack does not describe in time is `unknown`, in English. A language that was
 * set for the whole workspace wins over their own.
 */
export function createPeople(clients: SlackClients, settings: Pick<WorkspaceSettings, 'get'>): People {
  const cache = new LRUCache<string, SlackUser>({ max: 10_000, ttl: cacheMs });

  async function lookUp(origin: Origin): Promise<SlackUser> {
    const client = await clients.for(origin);
    const answer = await client.users.info({ user: origin.userId, include_locale: true });
    const user = userSchema.parse(answer.user);
    // Also what comes too late for this request: whoever tries again is served then.
    cache.set(keyOf(origin), user);
    return user;
  }

  async function languageForAll(workspace: string, log: FastifyBaseLogger): Promise<Language | undefined> {
    try {
      return (await settings.get(workspace)).language;
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      log.error({ err: error }, 'the settings of a workspace cannot be read; everyone gets their own language');
      return undefined;
    }
  }

  return {
    languageForAll,
    async get(origin, log) {
      const language = await languageForAll(origin.teamId, log);
      try {
        const user = cache.get(keyOf(origin)) ?? (await inTime(lookUp(origin), patienceMs));
        return personOf(user, origin, language);
      } catch (error) {
        log.error({ err: error }, 'Slack did not say who someone is, so they are refused');
        return { id: origin.userId, reader: readerFor(language ?? 'en'), isAdmin: false, standing: 'unknown' };
      }
    },
  };
}

function keyOf({ teamId, userId }: Origin): string {
  return `${teamId} ${userId}`;
}

function personOf(user: SlackUser, origin: Origin, languageForAll: Language | undefined): Person {
  const standing = standingOf(user, origin);
  return {
    id: origin.userId,
    name: user.real_name || user.name || undefined,
    timeZone: user.tz ?? undefined,
    reader: readerFor(languageForAll ?? languageOf(user.locale ?? undefined), user.tz ?? undefined),
    isAdmin: standing === 'member' && hasAdminRole(user, origin),
    standing,
  };
}

/**
 * `is_stranger` alone does not tell: Slack leaves it false for people of other organisations who share a channel with
 * the app. Their workspace does, in what Slack says about them and in what it sends of them.
 */
function standingOf(user: SlackUser, origin: Origin): Standing {
  if (user.is_stranger || user.deleted || user.is_bot) return 'stranger';
  // Otherwise the organisation's token would serve whoever shares a channel with it.
  const isOutside = origin.isTeamAssumed && origin.enterpriseId !== undefined && !isOfOrganisation(user, origin);
  if (isOutside) return 'stranger';
  const isAtHome = [user.team_id, origin.userTeamId].every((id) => !id || id === origin.teamId);
  if (!isAtHome && !belongsToWorkspace(user, origin)) return 'stranger';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}

/** The roles that Slack names are those in the person's home workspace, but for the organisation's own. */
function hasAdminRole(user: SlackUser, origin: Origin): boolean {
  const home = user.team_id || origin.userTeamId || origin.teamId;
  if (home === origin.teamId && (user.is_admin || user.is_owner)) return true;
  const { is_admin, is_owner } = user.enterprise_user ?? {};
  return isOfOrganisation(user, origin) && (is_admin === true || is_owner === true);
}

function isOfOrganisation(user: SlackUser, { enterpriseId }: Origin): boolean {
  return enterpriseId !== undefined && user.enterprise_user?.enterprise_id === enterpriseId;
}

/** In one organisation people have a home workspace and may belong to others, but not to all of them. */
function belongsToWorkspace(user: SlackUser, origin: Origin): boolean {
  return isOfOrganisation(user, origin) && user.enterprise_user?.teams?.includes(origin.teamId) === true;
}
