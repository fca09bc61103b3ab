/**
 * What an answer means: the value in it, or the failure it stands for. CleverReach tells failures in four ways: by
 * status, by an error object (also in a 200, and then with a code that goes before the status), by a bare `false`, and
 * by `success: false`.
 */
import { z } from 'zod';
import {
  CleverReachAccountNotApprovedError,
  CleverReachAlreadyActiveError,
  CleverReachConflictError,
  type CleverReachError,
  CleverReachForbiddenError,
  CleverReachInvalidRequestError,
  CleverReachRefusedError,
  CleverReachUnexpectedAnswerError,
  type FailureFacts,
  failureOfStatus,
} from './errors.ts';
import { isRead, type RawAnswer, type Request } from './transport.ts';

/**
 * The value in a good answer, fitted to the schema; `undefined` for an empty body.
 *
 * @throws CleverReachError of the kind the answer stands for
 */
export function readAnswer<T extends z.ZodType>(raw: RawAnswer, request: Request, schema: T): z.output<T> {
  const body = parseJson(raw.text);
  const facts = () => factsOf(raw, request, body);
  const failure = failureIn(raw, body, facts);
  if (failure) throw failure;
  // A good status with an unreadable body: a write may well have happened.
  if (body === UNREADABLE) throw new CleverReachUnexpectedAnswerError({ ...facts(), reason: 'no JSON' });
  const fitted = schema.safeParse(body);
  if (!fitted.success) throw new CleverReachUnexpectedAnswerError({ ...facts(), reason: misfit(fitted.error.issues) });
  return fitted.data;
}

/** The facts about an answer that any failure made of it carries. */
function factsOf(raw: RawAnswer, request: Request, body: unknown): FailureFacts {
  const certain = isRead(request) || isCertain(raw.status);
  return {
    endpoint: request.endpoint,
    status: raw.status,
    detail: detailOf(body),
    retryAfterMs: retryAfterMs(raw.retryAfter, Date.now()),
    uncertain: !certain,
  };
}

/** After a 4xx or a 503 ("currently unable to handle the request") nothing was done; other statuses do not say. */
function isCertain(status: number): boolean {
  return (status >= 400 && status < 500) || status === 503;
}

/** What `parseJson` answers for a body that is no JSON. */
export const UNREADABLE = Symbol('unreadable');

/** The JSON in a body: `undefined` for none at all, `UNREADABLE` for anything that is no JSON. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which may hold personal data; that there is no JSON is all we keep.
    return UNREADABLE;
  }
}

const errorBody = z.object({
  error: z.union([z.looseObject({}), z.string().min(1), z.literal(true)]),
});

function failureIn(raw: RawAnswer, body: unknown, known: () => FailureFacts): CleverReachError | undefined {
  const isError = isObject(body) && 'error' in body && errorBody.safeParse(body).success;
  const status = (isError ? statusInside(body) : undefined) ?? raw.status;
  const isBad = status < 200 || status >= 300;
  if (!isBad && !isError && !saysNo(body)) return undefined;
  const facts = known();
  // The answer is a readable "no", so nothing is uncertain about it, whatever the status.
  const certain: FailureFacts = { ...facts, uncertain: false };
  if (isBad) {
    const failure = failureOfStatus(status, isError && status < 500 ? certain : facts);
    const told = TELLING.some((kind) => failure instanceof kind) ? toldInWords({ ...certain, status }) : undefined;
    return told ?? failure;
  }
  return toldInWords(certain) ?? new CleverReachRefusedError(certain);
}

/** The statuses whose message may say more than they do; the others mean what they say. */
const TELLING = [CleverReachInvalidRequestError, CleverReachForbiddenError, CleverReachConflictError];

/** What only the message tells. With which status these come is not known for each. */
function toldInWords(facts: FailureFacts): CleverReachError | undefined {
  const detail = facts.detail ?? '';
  if (/already active/i.test(detail)) return new CleverReachAlreadyActiveError(facts);
  // Misspelled by CleverReach, which may correct it one day.
  if (/not ver(yf|if)ied/i.test(detail)) return new CleverReachAccountNotApprovedError(facts);
  // "duplicate address" is in the message, not at its start; "duplicate data" was seen too.
  return /duplicate (address|data)/i.test(detail) ? new CleverReachConflictError(facts) : undefined;
}

const bodyWithStatus = z.object({ error: z.object({ code: z.coerce.number().int().min(400).max(599) }) });

/** The code inside an error body, where it is an HTTP status of failure: CleverReach's own plugins prefer it. */
function statusInside(body: unknown): number | undefined {
  return bodyWithStatus.safeParse(body).data?.error.code;
}

const unsuccessful: readonly unknown[] = [false, 'false', 0];

/**
 * `false`, also quoted; `success: false`; or nothing but a message: the official WordPress plugin knows
 * `message: "duplicate data"` in a 200.
 */
function saysNo(body: unknown): boolean {
  if (body === false || body === 'false') return true;
  if (!isObject(body)) return false;
  if ('success' in body) return unsuccessful.includes(body['success']);
  return 'message' in body && !('id' in body);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const detailBody = z
  .object({
    error: z.union([z.object({ message: z.string() }).transform((error) => error.message), z.string()]).catch(''),
    error_description: z.string().catch(''),
    message: z.string().catch(''),
  })
  .transform((body) => body.error_description || body.error || body.message);

function detailOf(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  return detailBody.safeParse(body).data || undefined;
}

/** `Retry-After` in milliseconds from now: it comes as seconds or as an HTTP date. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const at = /[a-z]/i.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** Where an answer did not fit: the deepest place a schema looked at. Keys that are no names of fields stay out. */
function misfit(issues: readonly z.core.$ZodIssue[]): string {
  const path = issues.map(deepestPath).reduce((a, b) => (b.length > a.length ? b : a), []);
  const names = path.map((key) => (typeof key === 'number' || /^[a-z_]{1,30}$/.test(String(key)) ? String(key) : '…'));
  return names.length === 0 ? 'another shape' : `another shape at ${names.join('.')}`;
}

function deepestPath(issue: z.core.$ZodIssue): PropertyKey[] {
  if (issue.code !== 'invalid_union') return issue.path;
  const inner = issue.errors.flat().map(deepestPath);
  return [...issue.path, ...inner.reduce((a, b) => (b.length > a.length ? b : a), [])];
}
