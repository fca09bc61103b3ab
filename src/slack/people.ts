import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { languageOf, type Reader, readerFor } from '../texts/index.ts';
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
  get(origin: Origin): Promise<Person>;
}

const userSchema = z.looseObject({
  team_id: z.string().optional(),
  name: z.string().optional(),
  real_name: z.string().optional(),
  locale: z.string().optional(),
  tz: z.string().nullish(),
  is_admin: z.boolean().optional(),
  is_owner: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  enterprise_user: z.looseObject({ enterprise_id: z.string().optional() }).nullish(),
});

/** A role or a language is taken for at most this long after it changed in Slack. */
const cacheMs = 60_000;
/** Slack waits three seconds for the whole answer, so asking who someone is may take only part of that. */
const patienceMs = 1_200;

/** Looks people up with `users.info`. Never rejects: someone Slack does not describe in time is `unknown`, in English. */
export function createPeople(clients: SlackClients): People {
  const cache = new LRUCache<string, Person>({ max: 10_000, ttl: cacheMs });

  async function lookUp(origin: Origin): Promise<Person> {
    const client = await clients.for(origin);
    const answer = await client.users.info({ user: origin.userId, include_locale: true });
    const user = userSchema.parse(answer.user ?? {});
    return {
      id: origin.userId,
      name: user.real_name ?? user.name,
      timeZone: user.tz ?? undefined,
      reader: readerFor(languageOf(user.locale), user.tz ?? undefined),
      isAdmin: user.is_admin === true || user.is_owner === true,
      standing: standingOf(user, origin),
    };
  }

  return {
    async get(origin) {
      const key = `${origin.teamId} ${origin.userId}`;
      const cached = cache.get(key);
      if (cached) return cached;
      const person = await inTime(lookUp(origin), patienceMs).catch(() => unknownPerson(origin.userId));
      if (person.standing !== 'unknown') cache.set(key, person);
      return person;
    },
  };
}

/**
 * `is_stranger` alone does not tell: Slack leaves it false for people of other organisations who share a channel with
 * the app. Within one Enterprise organisation the home workspace may differ.
 */
function standingOf(user: z.infer<typeof userSchema>, origin: Origin): Standing {
  if (user.is_stranger) return 'stranger';
  const sameOrganisation =
    origin.enterpriseId !== undefined && user.enterprise_user?.enterprise_id === origin.enterpriseId;
  if (!sameOrganisation && user.team_id !== undefined && user.team_id !== origin.teamId) return 'stranger';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}

function unknownPerson(id: string): Person {
  return { id, reader: readerFor('en'), isAdmin: false, standing: 'unknown' };
}
