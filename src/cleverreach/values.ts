/**
 * The single values in CleverReach's answers, as tolerantly as it is careless: ids as string or number, booleans as
 * boolean, number or string, empty maps as `[]` (all seen live). What decides something is checked; what is neither of
 * the known spellings fails instead of being guessed.
 */
import { z } from 'zod';

/** An id: a string or a whole number, always a string from here on. */
export const idValue = z.union([z.string().min(1), z.int().nonnegative()]).transform(String);

/** A number, also as a string of digits. */
export const numberValue = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

/** How many of something: a whole number from 0, also as a string. */
export const countValue = numberValue.pipe(z.int().nonnegative());

/** True or false in any of the spellings seen; absent and `null` are false. */
export const flagValue = z
  .union([
    z.boolean(),
    z.literal([1, '1', 'true']).transform(() => true),
    z.literal([0, '0', 'false', '']).transform(() => false),
  ])
  .nullish()
  .transform((flag) => flag ?? false);

/** The last second a `Date` can hold. */
const LAST_UNIX_SECOND = 8.64e12;

/** Unix seconds as number or digits; `0`, `''`, `false`, `null` and absence mean never and become `undefined`. */
export const timeValue = z
  .union([
    numberValue
      .pipe(z.number().nonnegative().max(LAST_UNIX_SECOND))
      .transform((seconds) => (seconds === 0 ? undefined : new Date(seconds * 1000))),
    z.literal(['', false]).transform(() => undefined),
  ])
  .nullish()
  .transform((time) => time ?? undefined)
  .optional();

/** A text that is only shown; absent, `null` and `false` (PHP's nothing) are `''`. */
export const textValue = z
  .union([z.string(), z.number().transform(String), z.literal(false).transform(() => '')])
  .nullish()
  .transform((text) => text ?? '');

/** A map of texts. PHP spells an empty one `[]`; unset values come as `''`, and `null` is taken for the same. */
export const textMapValue = z.preprocess(
  (value) => (isNothing(value) ? {} : value),
  z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .transform((map) => Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value ?? '')]))),
);

/** A list; absent, `null`, and an empty map in its place count as empty. */
export function listValue<T extends z.ZodType>(element: T) {
  return z.preprocess((value) => (isNothing(value) ? [] : value), z.array(element));
}

/** A list of which it matters whether it was sent at all: absent and `null` are `undefined`. */
export function listIfSent<T extends z.ZodType>(element: T) {
  return z
    .preprocess((value) => (isNothing(value) ? (value ?? undefined) && [] : value), z.array(element).optional())
    .optional();
}

/** One thing that may come alone or as the first of a list, as `GET /groups/{id}` may. */
export function singleValue<T extends z.ZodType>(thing: T) {
  return z.preprocess((value) => (Array.isArray(value) && value.length > 0 ? value[0] : value), thing);
}

/** Nothing at all in its spellings: absent (also a 204), `null`, `[]`, `{}`. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** `T` without the `undefined` of its properties: what was undefined is absent instead. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without its undefined properties, which exact optional properties ask for. */
export function defined<T extends object>(value: T): Defined<T> {
  // Proof: the entries left are the properties that are not undefined, which is what Defined<T> says of them.
  return Object.fromEntries(Object.entries(value).filter(([, property]) => property !== undefined)) as Defined<T>;
}
