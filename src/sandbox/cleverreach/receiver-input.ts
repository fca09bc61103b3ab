import { z } from 'zod';
import { ApiError } from './errors.ts';
import { asRecord, check, isEmail } from './input.ts';

// Seconds as a number or as digits (clients send "0"); `true` stands for now and `false` for never.
const stamp = z.union([z.boolean(), z.number().nonnegative(), z.string().regex(/^\d{1,12}$/)]);

const attributeValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

// `name:value,name2:value2` is the older spelling of a map, and `[]` is PHP's empty one.
const attributeMap = z.union([
  z.record(z.string(), attributeValue),
  z.array(z.never()).transform(() => ({})),
  z.string().transform((text) =>
    Object.fromEntries(
      text
        .split(',')
        .map((pair) => pair.split(':'))
        .filter(([name]) => name !== undefined && name.trim() !== '')
        .map(([name, ...value]) => [(name ?? '').trim(), value.join(':').trim()]),
    ),
  ),
]);

// Whatever else is sent, first and last name at the top level for instance, is ignored silently, as CleverReach does.
const receiverSchema = z.object({
  email: z.string().optional(),
  registered: stamp.nullish(),
  activated: stamp.nullish(),
  deactivated: stamp.nullish(),
  source: z.string().nullish(),
  attributes: attributeMap.nullish(),
  global_attributes: attributeMap.nullish(),
  tags: z.array(z.string()).nullish(),
  orders: z.array(z.record(z.string(), z.unknown())).nullish(),
});

/** What a client sent about one receiver. Times are unix seconds; what is undefined was left out. */
export interface ReceiverInput {
  /** Empty when none was sent. */
  email: string;
  registered: number | undefined;
  activated: number | undefined;
  deactivated: number | undefined;
  source: string | undefined;
  attributes: Record<string, string | number | boolean | null>;
  globalAttributes: Record<string, string | number | boolean | null>;
  tags: string[] | undefined;
  orders: Record<string, unknown>[] | undefined;
}

/** Reads one receiver; 400 when a field has a type CleverReach could make nothing of. */
export function readReceiver(raw: unknown, now: number): ReceiverInput {
  const input = check(receiverSchema, raw);
  return {
    email: (input.email ?? '').trim(),
    registered: seconds(input.registered, now),
    activated: seconds(input.activated, now),
    deactivated: seconds(input.deactivated, now),
    source: input.source ?? undefined,
    attributes: input.attributes ?? {},
    globalAttributes: input.global_attributes ?? {},
    tags: input.tags ?? undefined,
    orders: input.orders ?? undefined,
  };
}

/** Takes the wrapping off that two families of clients put around a receiver: `{"postdata": {…}}` and `{"postdata": [{…}]}`. */
export function unwrap(body: unknown): unknown {
  const wrapped = asRecord(body)?.['postdata'];
  if (wrapped === undefined) return body;
  return Array.isArray(wrapped) ? wrapped[0] : wrapped;
}

/** The rows of a bulk call; a single object counts as one row. More than 1000 rows are 413 (observed live). */
export function readRows(body: unknown): unknown[] {
  const inner = asRecord(body)?.['postdata'] ?? body;
  const rows = Array.isArray(inner) ? inner : asRecord(inner) === undefined ? undefined : [inner];
  if (rows === undefined) throw new ApiError(400, 'invalid body');
  if (rows.length > 1000) throw new ApiError(413);
  return rows;
}

/** The address, or 400 `Bad Request: invalid address '…'`. */
export function requireAddress(email: string): string {
  if (!isEmail(email)) throw new ApiError(400, `invalid address '${email}'`);
  return email;
}

/** A tag as CleverReach keeps it: letters, digits, `_` and `-`, with an origin of at most 49 characters before a dot. */
export function cleanTag(raw: string): string {
  const clean = (text: string) => text.trim().replace(/[^\p{L}\p{N}_-]/gu, '_');
  const dot = raw.indexOf('.');
  return dot <= 0 ? clean(raw) : `${clean(raw.slice(0, dot)).slice(0, 49)}.${clean(raw.slice(dot + 1))}`;
}

function seconds(value: boolean | number | string | null | undefined, now: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value ? now : 0;
  return Math.floor(Number(value));
}
