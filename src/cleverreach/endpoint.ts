/** From an endpoint's pattern and its ids to a request. */
import { CleverReachInvalidRequestError } from './errors.ts';
import type { Request } from './transport.ts';

export interface Endpoint {
  method: Request['method'];
  /** Below `/v3`, e.g. `/groups/{group}/receivers`. The pattern is also what errors and figures show. */
  path: string;
  ids?: Readonly<Record<string, string>>;
  /** What is undefined is left out. */
  query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  json?: unknown;
  /** See `Request`. */
  readOnly?: true;
}

/**
 * The request for an endpoint, without a token. Ids are encoded, an address with its `@` too (CleverReach takes both).
 *
 * @throws CleverReachInvalidRequestError for an id that would make another path: empty, `.` or `..`
 */
export function requestTo(endpoint: Endpoint): Request {
  const label = `${endpoint.method} ${endpoint.path}`;
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = endpoint.ids?.[name] ?? '';
    if (['', '.', '..'].includes(id))
      throw new CleverReachInvalidRequestError({ endpoint: label, reason: 'an id is missing' });
    return encodeURIComponent(id);
  });
  return {
    endpoint: label,
    method: endpoint.method,
    path: `/v3${path}${queryString(endpoint.query ?? {})}`,
    ...(endpoint.readOnly === true ? { readOnly: true } : {}),
    ...(endpoint.json === undefined ? {} : { body: { type: 'application/json', text: JSON.stringify(endpoint.json) } }),
  };
}

function queryString(query: NonNullable<Endpoint['query']>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.append(name, String(value));
  return params.size === 0 ? '' : `?${params}`;
}
