import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorise, sendJson } from './api.ts';
import { type AuthorizeAnswer, decideConsent, showConsent } from './authorize.ts';
import { oauthErrorBody } from './errors.ts';
import type { FaultPlan } from './faults.ts';
import { readQuery } from './input.ts';
import type { State } from './model.ts';
import { answerTokenRequest } from './token-endpoint.ts';
import { endToken } from './tokens.ts';

/** Adds what lies below `/oauth/`, never below `/v3`. */
export function addOAuth(server: FastifyInstance, state: State, planOf: (request: FastifyRequest) => FaultPlan): void {
  server.get('/oauth/authorize.php', (request, reply) =>
    sendAnswer(reply, showConsent(state, readQuery(request.query), request.headers['accept-language'])),
  );
  server.post('/oauth/authorize.php', (request, reply) =>
    sendAnswer(reply, decideConsent(state, readQuery(request.query), readQuery(request.body))),
  );
  server.post('/oauth/token.php', async (request, reply) => {
    const answer = await answerTokenRequest(state, planOf(request), request.body, request.headers.authorization);
    return sendJson(reply.header('cache-control', 'no-store'), 200, answer);
  });
  server.get('/oauth/token.php', (_request, reply) =>
    sendJson(
      reply.header('allow', 'POST'),
      405,
      oauthErrorBody('invalid_request', 'The request method must be POST when requesting an access token'),
    ),
  );
  // CleverReach's own SDK revokes here, others at `/v3/oauth/token`.
  server.delete('/oauth/token', (request, reply) => {
    endToken(state, authorise(state, request, planOf(request)).token, 'revoked');
    return sendJson(reply, 200, true);
  });
}

function sendAnswer(reply: FastifyReply, answer: AuthorizeAnswer): FastifyReply {
  if ('location' in answer) return reply.redirect(answer.location, 302);
  return reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-store').send(answer.page);
}
