import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { attributeRoutes } from './attributes.ts';
import { blacklistRoutes } from './blacklist.ts';
import { isJsonBody } from './bodies.ts';
import type { Route } from './call.ts';
import { debugRoutes } from './debug.ts';
import { ApiError } from './errors.ts';
import type { FaultPlan } from './faults.ts';
import { formRoutes } from './forms.ts';
import { groupRoutes } from './groups.ts';
import { readQuery } from './input.ts';
import { mailingRoutes } from './mailings.ts';
import type { Account, OAuthApp, State, Token } from './model.ts';
import { receiverRoutes } from './receivers.ts';
import { bulkRoutes } from './receivers-bulk.ts';
import { reportRoutes } from './reports.ts';
import { nowSeconds } from './state.ts';
import { tagRoutes } from './tags.ts';
import { scopesOf, validToken } from './tokens.ts';

const ROUTES: Route[] = [
  ...debugRoutes,
  ...groupRoutes,
  ...receiverRoutes,
  ...bulkRoutes,
  ...attributeRoutes,
  ...tagRoutes,
  ...blacklistRoutes,
  ...formRoutes,
  ...mailingRoutes,
  ...reportRoutes,
];

/** Adds the REST API below `/v3`. The other spelling of its paths is undone before, by {@link plainPath}. */
export function addApi(server: FastifyInstance, state: State, planOf: (request: FastifyRequest) => FaultPlan): void {
  server.get('/v3/debug/ping', (_request, reply) => sendJson(reply, 200, true));
  for (const route of ROUTES) {
    server.route({
      method: route.method,
      url: `/v3${route.path}`,
      handler: async (request, reply) => {
        const plan = planOf(request);
        const { token, app, account } = authorise(state, request, plan);
        // A missing permission is 403, apart from 401; the message of CleverReach's is unknown.
        const { scope } = route;
        if (scope !== undefined && (!scopesOf(app).includes(scope) || plan.missingScopes.includes(scope))) {
          throw new ApiError(403);
        }
        if (request.body !== undefined && !isJsonBody(request.headers['content-type'])) {
          throw new ApiError(400, 'invalid JSON');
        }
        const params = readQuery(request.params);
        const answer = await route.handler({
          state,
          account,
          app,
          token,
          param: (name) => params[name] ?? '',
          query: readQuery(request.query),
          body: request.body,
          now: nowSeconds(state),
          ip: request.ip,
        });
        return sendJson(reply, 200, answer);
      },
    });
  }
}

/** Whose call it is: header `Authorization: Bearer`, or `?token=`. Anything wrong is 401 `Unauthorized`, no more. */
export function authorise(
  state: State,
  request: FastifyRequest,
  plan: FaultPlan,
): { token: Token; app: OAuthApp; account: Account } {
  const header = /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = validToken(state, header ?? readQuery(request.query)['token'] ?? '');
  const app = token === undefined ? undefined : state.apps.get(token.clientId);
  const account = token === undefined ? undefined : state.accounts.get(token.accountId);
  if (token === undefined || app === undefined || account === undefined || plan.tokenRevoked) throw new ApiError(401);
  return { token, app, account };
}

/** Answers JSON, whatever the value: CleverReach's bodies are also bare `true`, numbers and quoted strings. */
export function sendJson(reply: FastifyReply, status: number, value: unknown): FastifyReply {
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(value));
}

/**
 * The address with `.json` taken off the first or second part of the path below `/v3`, and without a slash at the end:
 * `/v3/groups.json/1/receivers`, `/v3/debug/whoami.json` and `/v3/blacklist.json/` are older spellings that live on.
 * Only words lose it: an id or address that ends in `.json` is left alone.
 */
export function plainPath(url: string): string {
  if (!url.startsWith('/v3/')) return url;
  const queryAt = url.indexOf('?');
  const [path, query] = queryAt < 0 ? [url, ''] : [url.slice(0, queryAt), url.slice(queryAt)];
  const parts = path.replace(/\/$/, '').split('/');
  // parts: '', 'v3', first, second, …
  const plain = parts.map((part, index) =>
    index === 2 || index === 3 ? part.replace(/^([a-z_]+)\.json$/i, '$1') : part,
  );
  return plain.join('/') + query;
}
