import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { sendJson } from './api.ts';
import { asCurl } from './curl.ts';
import { ApiError } from './errors.ts';
import { check } from './input.ts';
import { advance, mailingView } from './mailings.ts';
import type { Account, State } from './model.ts';
import { receiverPage } from './receiver-page.ts';
import type { LoggedRequest } from './request-log.ts';
import { fingerprint, shorten, shortenHeaders, shortenSecrets } from './secrets.ts';
import { nowSeconds } from './state.ts';
import { summaryOf, type Watch } from './watch.ts';

const logQuerySchema = z.object({
  /** A part of method, path and status: `PUT /v3`, `503`. */
  q: z.string().default(''),
  failed: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

// A mailing's HTML may be anything: nothing of it runs, and pictures are all it may load. A page of its own rather than
// `srcdoc`, which would be held against the policy of the page around it, and that forbids the styles mails live by.
const MAILING_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data: http: https:',
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox',
].join('; ');

/**
 * What a person sees of the sandbox, below `/sandbox/` like everything that is not CleverReach's: in pages, without
 * anybody's secrets, and as a stream of changes at `/sandbox/events`.
 */
export function addLook(server: FastifyInstance, state: State, log: LoggedRequest[], watch: Watch): void {
  server.get('/sandbox/accounts/:accountId/groups/:groupId/receivers', (request, reply) => {
    const { groupId } = check(z.object({ groupId: z.string() }), request.params);
    return sendJson(reply, 200, receiverPage(accountOf(state, request.params), groupId, request.query));
  });
  server.get('/sandbox/accounts/:accountId/mailings/:mailingId', (request, reply) => {
    const mailing = mailingOf(state, request.params);
    return sendJson(reply, 200, { ...mailingView(mailing, false), stats: mailing.stats });
  });
  server.get('/sandbox/accounts/:accountId/mailings/:mailingId/html', (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .headers({
        'content-security-policy': MAILING_POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .send(mailingOf(state, request.params).html),
  );
  server.get('/sandbox/tokens', (_request, reply) => sendJson(reply, 200, tokenRows(state)));
  server.get('/sandbox/log', (request, reply) => {
    const { q, failed, limit } = check(logQuerySchema, request.query);
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const found = log
      .filter((entry) => !failed || entry.status === null || entry.status >= 400)
      .filter(({ method, path, status }) => {
        const line = `${method} ${path} ${status ?? ''}`.toLowerCase();
        return words.every((word) => line.includes(word));
      });
    return sendJson(reply, 200, { total: found.length, requests: found.slice(-limit).reverse().map(summaryOf) });
  });
  server.get('/sandbox/log/:id', (request, reply) => {
    const { id } = check(z.object({ id: z.coerce.number() }), request.params);
    const entry = log.find((candidate) => candidate.id === id);
    if (entry === undefined) throw new ApiError(404, 'invalid request');
    return sendJson(reply, 200, {
      ...summaryOf(entry),
      query: shortenSecrets(entry.query),
      headers: shortenHeaders(entry.headers),
      body: shortenSecrets(entry.body) ?? null,
      answer: shortenSecrets(entry.answer),
      curl: asCurl(entry, `http://${request.host}`),
    });
  });
  server.get('/sandbox/events', (_request, reply) => stream(reply, watch));
}

function stream(reply: FastifyReply, watch: Watch): void {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  // Subscribed before the first line goes out: who has read it misses nothing that comes after.
  const stop = watch.subscribe(({ type, ...event }) => {
    reply.raw.write(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
  });
  reply.raw.on('close', stop);
  reply.raw.write(': connected\n\n');
}

/** Live ones first, the newest on top; of each only what may be on a screen. */
function tokenRows(state: State) {
  const live = [...state.tokens.values()].map(({ refreshToken, refreshExpiresAtMs, scope, ...token }) => ({
    ...row(token),
    state: token.expiresAtMs <= state.now() ? 'expired' : 'live',
    endedAtMs: null,
    refreshable: refreshToken !== null && refreshExpiresAtMs > state.now(),
    scopes: scope.split(' ').filter(Boolean),
  }));
  const ended = state.endedTokens.map((token) => ({
    ...row(token),
    state: token.why,
    endedAtMs: token.endedAtMs,
    refreshable: false,
    scopes: [],
  }));
  return [...live.reverse(), ...ended.reverse()];
}

function row(token: {
  accessToken: string;
  clientId: string;
  accountId: string;
  issuedAtMs: number;
  expiresAtMs: number;
}) {
  const { accessToken, clientId, accountId, issuedAtMs, expiresAtMs } = token;
  return {
    id: fingerprint(accessToken),
    start: shorten(accessToken),
    clientId,
    accountId,
    issuedAtMs,
    expiresAtMs,
  };
}

function accountOf(state: State, params: unknown): Account {
  const { accountId } = check(z.object({ accountId: z.string() }), params);
  const account = state.accounts.get(accountId);
  if (account === undefined) throw new ApiError(404, 'invalid account');
  return account;
}

function mailingOf(state: State, params: unknown) {
  const { mailingId } = check(z.object({ mailingId: z.string() }), params);
  const account = accountOf(state, params);
  advance(account, nowSeconds(state));
  const mailing = account.mailings.get(mailingId);
  if (mailing === undefined) throw new ApiError(404, 'invalid mailing');
  return mailing;
}
