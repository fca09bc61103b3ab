import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sendJson } from './api.ts';
import { addLook } from './control-look.ts';
import { apiErrorBody } from './errors.ts';
import { type Faults, faultsSchema, replaceFaults } from './faults.ts';
import { followLink } from './forms.ts';
import { countGroup, createCrowd, groupView } from './groups.ts';
import { check } from './input.ts';
import { advance, mailingView } from './mailings.ts';
import type { Account, OAuthApp, State } from './model.ts';
import type { LoggedRequest } from './request-log.ts';
import { ALL_SCOPES, nowSeconds } from './state.ts';
import { endToken, issueToken, scopesOf, tokenView } from './tokens.ts';
import type { Watch } from './watch.ts';

const settingsSchema = z.strictObject({
  accessTokenLifetimeSeconds: z.number().positive(),
  refreshTokenGraceSeconds: z.number().nonnegative(),
  codeLifetimeSeconds: z.number().positive(),
  statsCacheSeconds: z.number().nonnegative(),
  oldAccessTokenSurvivesRefresh: z.boolean(),
  unknownAttributes: z.enum(['refuse', 'ignore']),
  sendingSeconds: z.number().nonnegative(),
});

const appSchema = z.strictObject({
  clientSecret: z.string().min(1),
  name: z.string().min(1),
  redirectUris: z.array(z.url()),
  scopes: z.array(z.string()).nullable(),
  accountId: z.string(),
});

/** Five million still have all registered within five years. */
const crowdSchema = z.strictObject({ name: z.string().trim().min(1), size: z.int().min(0).max(5_000_000) });

const tokenRequestSchema = z
  .strictObject({ clientId: z.string(), accountId: z.string(), lifetimeSeconds: z.number() })
  .partial()
  .nullish();

/**
 * Adds `/sandbox/…`. NOTHING BELOW IT IS CLEVERREACH'S: it is how a page in the browser and tests in another process
 * look into the sandbox and change it. Every answer carries `X-Sandbox: not CleverReach`.
 */
export function addControl(
  server: FastifyInstance,
  state: State,
  faults: Faults,
  log: LoggedRequest[],
  watch: Watch,
): void {
  addLook(server, state, log, watch);
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/sandbox/')) reply.header('x-sandbox', 'not CleverReach');
  });
  server.get('/sandbox/faults', (_request, reply) => sendJson(reply, 200, faults));
  server.put('/sandbox/faults', (request, reply) => {
    replaceFaults(faults, check(faultsSchema, request.body ?? {}));
    return sendJson(reply, 200, faults);
  });
  server.get('/sandbox/requests', (_request, reply) => sendJson(reply, 200, log));
  server.delete('/sandbox/requests', (_request, reply) => {
    log.length = 0;
    watch.requestsCleared();
    return sendJson(reply, 200, true);
  });
  server.get('/sandbox/state', (_request, reply) => {
    const now = nowSeconds(state);
    return sendJson(reply, 200, {
      notCleverReach: true,
      nowSeconds: now,
      settings: state.settings,
      scopes: ALL_SCOPES,
      apps: [...state.apps.values()].map(appView),
      tokens: state.tokens.size,
      accounts: [...state.accounts.values()].map((account) => accountView(account, now)),
    });
  });
  server.put('/sandbox/settings', (request, reply) => {
    Object.assign(state.settings, check(settingsSchema.partial(), request.body));
    return sendJson(reply, 200, state.settings);
  });
  server.put('/sandbox/apps/:clientId', (request, reply) => {
    const { clientId } = check(z.object({ clientId: z.string() }), request.params);
    const known = state.apps.get(clientId);
    const input = check(appSchema.partial(), request.body);
    const clientSecret = input.clientSecret ?? known?.clientSecret;
    if (clientSecret === undefined) return sendJson(reply, 400, apiErrorBody(400, 'clientSecret is missing'));
    const scopes = input.scopes === null ? undefined : (input.scopes ?? known?.scopes);
    const accountId = input.accountId ?? known?.accountId;
    const app: OAuthApp = {
      clientId,
      clientSecret,
      name: input.name ?? known?.name ?? clientId,
      redirectUris: input.redirectUris ?? known?.redirectUris ?? [],
      ...(scopes === undefined ? {} : { scopes }),
      ...(accountId === undefined ? {} : { accountId }),
    };
    state.apps.set(clientId, app);
    return sendJson(reply, 200, appView(app));
  });
  server.post('/sandbox/tokens', async (request, reply) => {
    const input = check(tokenRequestSchema, request.body) ?? {};
    const { app, account } = appAndAccount(state, input.clientId, input.accountId);
    const options = input.lifetimeSeconds === undefined ? {} : { lifetimeSeconds: input.lifetimeSeconds };
    return sendJson(reply, 200, tokenView(state, await issueToken(state, app, account, options)));
  });
  server.delete('/sandbox/tokens', (_request, reply) => {
    for (const token of [...state.tokens.values()]) endToken(state, token, 'revoked');
    return sendJson(reply, 200, true);
  });
  server.post('/sandbox/accounts/:accountId/crowds', (request, reply) => {
    const { accountId } = check(z.object({ accountId: z.string() }), request.params);
    const account = state.accounts.get(accountId);
    if (account === undefined) return sendJson(reply, 404, apiErrorBody(404));
    const { name, size } = check(crowdSchema, request.body);
    return sendJson(reply, 200, groupView(createCrowd(account, name, size, nowSeconds(state))));
  });
  server.get('/sandbox/mails', (_request, reply) =>
    sendJson(
      reply,
      200,
      [...state.accounts.values()].flatMap((account) => account.sentMails),
    ),
  );
  server.post('/sandbox/accounts/:accountId/mails/:mailId/confirm', (request, reply) => {
    const params = check(z.object({ accountId: z.string(), mailId: z.string() }), request.params);
    const account = state.accounts.get(params.accountId);
    const mail = account?.sentMails.find(({ id }) => id === params.mailId);
    if (account === undefined || mail === undefined) return sendJson(reply, 404, apiErrorBody(404));
    followLink(account, mail, nowSeconds(state));
    return sendJson(reply, 200, mail);
  });
}

/** The app and account a token is to be for; left out, the first of each. Throws when there is none. */
export function appAndAccount(
  state: State,
  clientId?: string,
  accountId?: string,
): { app: OAuthApp; account: Account } {
  const app = clientId === undefined ? [...state.apps.values()][0] : state.apps.get(clientId);
  const account = state.accounts.get(accountId ?? app?.accountId ?? [...state.accounts.keys()][0] ?? '');
  if (app === undefined) throw new Error('The sandbox has no such OAuth app');
  if (account === undefined) throw new Error('The sandbox has no such account');
  return { app, account };
}

/** Without the secret: the page that shows it may be on a screen others see. */
function appView(app: OAuthApp) {
  return { clientId: app.clientId, name: app.name, redirectUris: app.redirectUris, scopes: scopesOf(app) };
}

function accountView(account: Account, now: number) {
  advance(account, now);
  return {
    id: account.id,
    profile: account.profile,
    verified: account.verified,
    groups: [...account.groups.values()].map((group) => ({
      id: group.id,
      name: group.name,
      ...countGroup(account, group.id, now),
    })),
    mailings: [...account.mailings.values()].map((mailing) => mailingView(mailing, true)),
    sentMails: account.sentMails,
  };
}
