import { z } from 'zod';
import { ApiError } from './errors.ts';

/** The values of a query string by name; of a repeated name the last one counts, as PHP has it. */
export type Query = Record<string, string>;

/** Reads what Fastify parsed of the query string. */
export function readQuery(raw: unknown): Query {
  const query: Query = {};
  for (const [name, value] of Object.entries(asRecord(raw) ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') query[name] = last;
  }
  return query;
}

/** A plain object, or nothing. */
export function asRecord(value: unknown): Record<string, unknown> | undefined {
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Checks a value; what does not fit is 400 naming the first field that is wrong. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ApiError(400, `invalid ${parsed.error.issues[0]?.path.join('.') || 'body'}`);
}

/**
 * A size or page number from a query. What is no number is as if it were left out, and what is too large is cut to
 * `max`: nothing is documented, and a silent cut is the reading that shows a careless client up.
 */
export function integerOf(value: unknown, fallback: number, max = Number.MAX_SAFE_INTEGER): number {
  const text = asString(value ?? '');
  return /^\d{1,15}$/.test(text) ? Math.min(Number(text), max) : fallback;
}

/** Page size as lists take it: zero is as if it were left out. */
export function pageSizeOf(value: unknown, fallback: number, max: number): number {
  return integerOf(value, fallback, max) || fallback;
}

/** The flags of a query or body: `1`, `true`, `"true"`. */
export function flagOf(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

/** One of a list of words, or 400: what CleverReach makes of an unknown word is not documented. */
export function wordOf<T extends string>(
  name: string,
  value: string | undefined,
  words: readonly T[],
  fallback: NoInfer<T>,
): T {
  if (value === undefined || value === '') return fallback;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw new ApiError(400, `invalid ${name}`);
  return word;
}

/** An id as CleverReach takes it, number or string, as a string. */
export const idSchema = z.union([z.string().trim().min(1), z.number().int()]).transform(String);

/** Whether something could be an e-mail address; CleverReach's own check is not documented. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@.<>()[\]\\,;:"]{2,}$/.test(text);
}

/** As PHP would write it. Not `String()`, which calls whatever an object has under the name `toString`. */
export function asString(value: unknown): string {
  if (Array.isArray(value)) return value.map(asString).join(',');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
