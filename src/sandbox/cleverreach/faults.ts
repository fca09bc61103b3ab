import { z } from 'zod';
import { apiErrorBody } from './errors.ts';

const switchesSchema = z.strictObject({
  /** Waits so long before anything is done. */
  latencyMs: z.number().nonnegative().optional(),
  /** Never answers; nothing is done. */
  hang: z.boolean().optional(),
  /** Answers with this status instead of doing anything. */
  status: z.number().int().min(200).max(599).optional(),
  /** The body for `status`: a text goes out as HTML, everything else as JSON. Left out: CleverReach's error body. */
  statusBody: z.unknown().optional(),
  /**
   * `html`: 200 with a page; `false`: 200 with `false`; `reset`: the connection breaks before anything is done;
   * `half`: done, and half of the answer's JSON comes; `lost`: done, and the connection breaks before the answer.
   */
  body: z.enum(['html', 'false', 'half', 'reset', 'lost']).optional(),
  /** 429, more often than `perSecond` or once `remaining` is used up; `Retry-After` only if one is given. */
  rateLimit: z
    .strictObject({
      perSecond: z.number().int().nonnegative().optional(),
      remaining: z.number().int().nonnegative().optional(),
      retryAfterSeconds: z.number().nonnegative().optional(),
    })
    .optional(),
  /** Every access and refresh token is refused, as if the person had taken the app's access away. */
  tokenRevoked: z.boolean().optional(),
  /** These permissions are missing, whatever the app has. */
  missingScope: z.union([z.string(), z.array(z.string())]).optional(),
  /** Everything below `/oauth/` answers 503 with a page. */
  oauthDown: z.boolean().optional(),
  /** Every authorization code is refused. */
  refuseCodes: z.boolean().optional(),
  /** A regular expression the path must fit, as it was asked for and without the query. */
  paths: z
    .string()
    .refine((source) => isRegularExpression(source), 'not a regular expression')
    .optional(),
  /** Only these methods, as `POST`: of a path that can be read and written, only the writing. */
  methods: z.array(z.string()).optional(),
  /** Only for so many requests more; counted down to 0. */
  times: z.number().int().nonnegative().optional(),
});

/** One set of switches. Without `paths` the general ones touch the REST API only, not the OAuth endpoints. */
type FaultSwitches = z.infer<typeof switchesSchema>;

/** What goes wrong, on purpose. `also` holds further sets with `paths` and `times` of their own. */
export const faultsSchema = switchesSchema.extend({ also: z.array(switchesSchema).optional() });
export type Faults = z.infer<typeof faultsSchema>;

export type RequestKind = 'api' | 'token' | 'oauth';

/** What the switches make of one request. */
export interface FaultPlan {
  latencyMs: number;
  /** Instead of an answer. */
  instead:
    | 'hang'
    | 'reset'
    | { status: number; body: string; type: string; retryAfter: number | undefined }
    | undefined;
  /** After the work was done. */
  after: 'half' | 'lost' | undefined;
  tokenRevoked: boolean;
  missingScopes: string[];
  refuseCodes: boolean;
}

/** Puts new switches into the object everybody holds. */
export function replaceFaults(faults: Faults, next: Faults): void {
  for (const name of faultsSchema.keyof().options) delete faults[name];
  Object.assign(faults, next);
}

/** Decides what goes wrong with a request and counts down what is limited. `nowMs` is the sandbox clock. */
export function planFaults(
  faults: Faults,
  kind: RequestKind,
  { method, path }: { method: string; path: string },
  nowMs: number,
): FaultPlan {
  const plan: FaultPlan = {
    latencyMs: 0,
    instead: undefined,
    after: undefined,
    tokenRevoked: false,
    missingScopes: [],
    refuseCodes: false,
  };
  for (const set of [faults, ...(faults.also ?? [])]) {
    if (set.times === 0 || (set.paths !== undefined && !new RegExp(set.paths).test(path))) continue;
    if (set.methods !== undefined && !set.methods.includes(method)) continue;
    const touched = [applyGeneral(plan, set, kind, nowMs), applyAuthorisation(plan, set, kind)].some(Boolean);
    if (touched && set.times !== undefined) set.times -= 1;
  }
  return plan;
}

function applyGeneral(plan: FaultPlan, set: FaultSwitches, kind: RequestKind, nowMs: number): boolean {
  if (kind !== 'api' && set.oauthDown === true) {
    plan.instead ??= page(503, 'Service Unavailable');
    return true;
  }
  if (kind !== 'api' && set.paths === undefined) return false;
  const limited = set.rateLimit !== undefined && overLimit(set.rateLimit, nowMs);
  plan.latencyMs += set.latencyMs ?? 0;
  if (limited) plan.instead ??= json(429, apiErrorBody(429), set.rateLimit?.retryAfterSeconds);
  if (set.hang === true) plan.instead ??= 'hang';
  if (set.body === 'reset') plan.instead ??= 'reset';
  if (set.body === 'html') plan.instead ??= page(200, 'Wartungsarbeiten');
  if (set.body === 'false') plan.instead ??= json(200, false);
  if (set.body === 'half' || set.body === 'lost') plan.after = set.body;
  if (set.status !== undefined) {
    const body = set.statusBody === undefined ? apiErrorBody(set.status) : set.statusBody;
    plan.instead ??=
      typeof body === 'string'
        ? { status: set.status, body, type: 'text/html; charset=utf-8', retryAfter: undefined }
        : json(set.status, body);
  }
  return (
    limited || set.latencyMs !== undefined || set.hang === true || set.body !== undefined || set.status !== undefined
  );
}

function applyAuthorisation(plan: FaultPlan, set: FaultSwitches, kind: RequestKind): boolean {
  if (kind === 'oauth') return false;
  if (set.tokenRevoked === true) plan.tokenRevoked = true;
  if (kind === 'token' && set.refuseCodes === true) plan.refuseCodes = true;
  if (kind === 'api' && set.missingScope !== undefined) plan.missingScopes.push(...[set.missingScope].flat());
  return (
    set.tokenRevoked === true ||
    (kind === 'token' && set.refuseCodes === true) ||
    (kind === 'api' && set.missingScope !== undefined)
  );
}

type RateLimit = NonNullable<FaultSwitches['rateLimit']>;

// Beside the switches and not in them: what is mutable from outside stays plain data.
const recentCalls = new WeakMap<RateLimit, number[]>();

function overLimit(limit: RateLimit, nowMs: number): boolean {
  if (limit.remaining !== undefined) {
    if (limit.remaining === 0) return true;
    limit.remaining -= 1;
  }
  if (limit.perSecond === undefined) return false;
  const recent = (recentCalls.get(limit) ?? []).filter((at) => nowMs - at < 1000);
  const over = recent.length >= limit.perSecond;
  if (!over) recent.push(nowMs);
  recentCalls.set(limit, recent);
  return over;
}

function json(status: number, body: unknown, retryAfter?: number) {
  return { status, body: JSON.stringify(body), type: 'application/json; charset=utf-8', retryAfter };
}

function page(status: number, title: string) {
  const body = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, body, type: 'text/html; charset=utf-8', retryAfter: undefined };
}

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    // The check is what this is for: the schema says what is wrong.
    return false;
  }
}
