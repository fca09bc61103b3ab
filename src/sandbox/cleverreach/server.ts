import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { addApi, authorise, plainPath, sendJson } from './api.ts';
import { addBodyParsers } from './bodies.ts';
import { addControl } from './control.ts';
import { ApiError, apiErrorBody, OAuthError, oauthErrorBody } from './errors.ts';
import { type FaultPlan, type Faults, planFaults } from './faults.ts';
import { readQuery } from './input.ts';
import type { State } from './model.ts';
import { addOAuth } from './oauth.ts';
import { page } from './page/index.ts';
import { addToLog, answerForLog, type LoggedRequest } from './request-log.ts';
import { createWatch } from './watch.ts';

/**
 * The HTTP server over a state: log, then faults, then the routes. `stop` also ends the requests that hang on purpose.
 */
export function createServer(state: State, faults: Faults, requests: LoggedRequest[]) {
  const plans = new WeakMap<FastifyRequest, FaultPlan>();
  const entries = new WeakMap<FastifyRequest, LoggedRequest>();
  const startedAt = new WeakMap<FastifyRequest, number>();
  const stopping = new AbortController();
  // Each request that is made late waits with it.
  setMaxListeners(0, stopping.signal);
  const watch = createWatch(state, faults);
  let lastId = 0;
  const noPlan = planFaults({}, 'api', { method: '', path: '' }, 0);
  const planOf = (request: FastifyRequest) => plans.get(request) ?? noPlan;

  const server = Fastify({
    // Requests that hang on purpose must not keep `close` waiting.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // What CleverReach takes at most is unknown; a mailing of some megabytes must pass.
    bodyLimit: 16 * 1024 * 1024,
    // An address in the path, percent-encoded, is longer than Fastify's 100.
    routerOptions: { maxParamLength: 2_000 },
    rewriteUrl: (request) => plainPath(request.url ?? '/'),
    // An address that is no address, `%zz` for instance.
    frameworkErrors: (_error, _request, reply) => sendJson(reply, 400, apiErrorBody(400)),
  });
  addBodyParsers(server);

  server.addHook('onRequest', async (request) => {
    const path = pathOf(request);
    if (isForPeople(path)) return;
    lastId += 1;
    const entry: LoggedRequest = {
      id: lastId,
      at: state.now(),
      method: request.method,
      path,
      query: readQuery(request.query),
      headers: { ...request.headers },
      body: undefined,
      status: null,
      answer: null,
      durationMs: null,
    };
    entries.set(request, entry);
    startedAt.set(request, performance.now());
    addToLog(requests, entry);
    watch.requestChanged(entry);
  });
  server.addHook('preHandler', async (request, reply) => {
    const entry = entries.get(request);
    if (entry === undefined) return;
    entry.body = request.body;
    const plan = planFaults(faults, kindOf(entry), entry, state.now());
    plans.set(request, plan);
    if (plan.latencyMs > 0) await wait(plan.latencyMs, undefined, { signal: stopping.signal, ref: false });
    return answerInstead(plan, reply);
  });
  server.addHook('onSend', async (request, reply, payload) => {
    const entry = entries.get(request);
    const { after } = planOf(request);
    if (entry === undefined) return payload;
    if (after === 'lost') {
      reply.hijack();
      request.raw.socket.destroy();
      return payload;
    }
    const sent =
      after === 'half' && typeof payload === 'string' ? payload.slice(0, Math.floor(payload.length / 2)) : payload;
    entry.answer = answerForLog(sent);
    return sent;
  });
  server.addHook('onResponse', async (request, reply) => {
    watch.lookSoon(request.method !== 'GET');
    const entry = entries.get(request);
    if (entry === undefined) return;
    entry.status = reply.statusCode;
    entry.durationMs = performance.now() - (startedAt.get(request) ?? 0);
    watch.requestChanged(entry);
  });

  server.setNotFoundHandler((request, reply) => {
    // Without a token every path of the API is 401, known or not.
    if (pathOf(request).startsWith('/v3/')) authorise(state, request, planOf(request));
    return sendJson(reply, 404, apiErrorBody(404));
  });
  server.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  addOAuth(server, state, planOf);
  addApi(server, state, planOf);
  addControl(server, state, faults, requests, watch);
  server.register(page);
  const stop = async () => {
    stopping.abort();
    await server.close();
  };
  return { server, watch, stop };
}

/** Answers what a fault puts in the place of the real answer; does nothing when there is none. */
function answerInstead({ instead }: FaultPlan, reply: FastifyReply): FastifyReply | undefined {
  if (instead === undefined) return undefined;
  if (instead === 'hang' || instead === 'reset') {
    reply.hijack();
    if (instead === 'reset') reply.raw.socket?.destroy();
    return reply;
  }
  if (instead.retryAfter !== undefined) reply.header('retry-after', String(instead.retryAfter));
  return reply.code(instead.status).header('content-type', instead.type).send(instead.body);
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof OAuthError) {
    return sendJson(reply, error.status, oauthErrorBody(error.error, error.message));
  }
  const status = statusOf(error);
  if (pathOf(request).startsWith('/oauth/') && status === 400) {
    return sendJson(reply, 400, oauthErrorBody('invalid_request', 'The request body could not be read'));
  }
  return sendJson(
    reply,
    status,
    error instanceof ApiError ? apiErrorBody(status, error.message) : apiErrorBody(status),
  );
}

function statusOf(error: unknown): number {
  if (error instanceof ApiError) return error.status;
  // Fastify's own refusals: a body that is too large, a length that is not true.
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' && status >= 400 ? status : 500;
}

/** The path as it was asked for: Fastify has another one after the older spelling was undone. */
function pathOf(request: FastifyRequest): string {
  return request.originalUrl.split('?')[0] ?? '';
}

/** The page in the browser and what it looks into: no part of CleverReach, so neither logged nor hit by faults. */
function isForPeople(path: string): boolean {
  return path === '/' || path.startsWith('/page/') || path.startsWith('/sandbox/');
}

function kindOf({ method, path }: LoggedRequest): 'api' | 'token' | 'oauth' {
  if (!path.startsWith('/oauth/')) return 'api';
  return method === 'POST' && path === '/oauth/token.php' ? 'token' : 'oauth';
}
