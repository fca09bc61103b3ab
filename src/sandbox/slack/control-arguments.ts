import { z } from 'zod';
import { isObject } from './json.ts';
import type { Json } from './types.ts';

/** An id, a name, a handle: whatever names something. */
export const name = z.string().min(1);
/** A message, a view, `modal` or `home`. */
export const target = z.union([
  z.literal('modal'),
  z.literal('home'),
  z.object({ channel: name, ts: name }),
  z.object({ id: name }),
]);
/** Which element. */
export const which = z.union([
  name,
  z.object({ label: name, actionId: name, blockId: name, value: z.string() }).partial(),
]);
/** Any JSON object. */
export const json = z.record(z.string(), z.unknown());
/** What is filled in. */
export const fieldValue = z.union([z.string(), z.number(), z.array(z.string()), json, z.null()]);
/** Yes or no, or nothing said. */
export const flags = { confirm: z.boolean().optional(), force: z.boolean().optional(), all: z.boolean().optional() };
/** What can be said about a person. */
export const userFields = z
  .object({
    name,
    realName: name,
    email: z.string(),
    teamId: name,
    locale: name,
    tz: name,
    isAdmin: z.boolean(),
    isOwner: z.boolean(),
    isRestricted: z.boolean(),
    isUltraRestricted: z.boolean(),
    isStranger: z.boolean(),
    deleted: z.boolean(),
    teams: z.array(name),
    isOrgAdmin: z.boolean(),
  })
  .partial();

/** Without the keys whose value is undefined, which optional properties do not take. */
export type Defined<T> = T extends object
  ? { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
      [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
    }
  : T;

/** Drops them. */
export function defined<T>(value: T): Defined<T> {
  if (!isObject(value)) return value as Defined<T>;
  const kept: Json = Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
  // The keys that were dropped are exactly those which Defined makes optional.
  return kept as Defined<T>;
}
