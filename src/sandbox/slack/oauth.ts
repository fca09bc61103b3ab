import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Clock, newSecret } from './clock.ts';
import { consentPage, errorPage } from './consent-page.ts';
import type { Core } from './core.ts';
import { ApiError } from './errors.ts';
import { text } from './json.ts';
import type { Json, User, Workspace } from './types.ts';

/** Slack's life of an authorization code in milliseconds. */
const CODE_LIFE_MS = 10 * 60_000;

interface Grant {
  redirectUri: string;
  scopes: string[];
  user: User;
  workspace: Workspace;
  wholeEnterprise: boolean;
}

/** Codes that the consent page gave out: ten minutes, single use. */
export interface OAuthCodes {
  issue(grant: Grant): string;
  /** Throws invalid_code, code_already_used, code_expired or bad_redirect_uri. */
  redeem(code: string, redirectUri: string): Grant;
}

export function createOAuthCodes(clock: Clock): OAuthCodes {
  const codes = new Map<string, Grant & { expiresAtMs: number; used: boolean }>();
  return {
    issue(grant) {
      const code = `${newSecret(6)}.${newSecret(6)}.${newSecret(32)}`;
      codes.set(code, { ...grant, expiresAtMs: clock.now() + CODE_LIFE_MS, used: false });
      return code;
    },
    redeem(code, redirectUri) {
      const found = codes.get(code);
      if (found === undefined) throw new ApiError('invalid_code');
      if (found.used) throw new ApiError('code_already_used');
      if (clock.now() > found.expiresAtMs) throw new ApiError('code_expired');
      if (redirectUri !== '' && redirectUri !== found.redirectUri) throw new ApiError('bad_redirect_uri');
      found.used = true;
      return found;
    },
  };
}

/** oauth.v2.access. Client id and secret come in the body or as Basic authorization. */
export function exchangeCode(core: Core, args: Json, authorization: string | undefined): Json {
  const [id, secret] = clientOf(args, authorization);
  if (id !== core.app.clientId) throw new ApiError('invalid_client_id');
  if (secret !== core.app.clientSecret) throw new ApiError('bad_client_secret');
  const grant = core.codes.redeem(text(args, 'code'), text(args, 'redirect_uri'));
  const installation = core.installations.install({
    workspace: grant.workspace,
    wholeEnterprise: grant.wholeEnterprise,
    by: grant.user,
    scopes: grant.scopes,
  });
  const enterprise = grant.workspace.enterprise;
  return {
    ok: true,
    app_id: core.app.id,
    authed_user: { id: grant.user.id },
    scope: installation.scopes.join(','),
    token_type: 'bot',
    access_token: installation.token,
    bot_user_id: installation.botUserId,
    team: grant.wholeEnterprise ? null : { id: grant.workspace.id, name: grant.workspace.name },
    enterprise: enterprise === null ? null : { id: enterprise.id, name: enterprise.name },
    is_enterprise_install: grant.wholeEnterprise,
  };
}

function clientOf(args: Json, authorization: string | undefined): [string, string] {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return [text(args, 'client_id'), text(args, 'client_secret')];
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return [decodeURIComponent(id), decodeURIComponent(secret.join(':'))];
}

/** The consent page and what its buttons do. */
export function oauthRoutes(server: FastifyInstance, core: Core): void {
  server.get('/oauth/v2/authorize', async (request, reply) => {
    const query = new URLSearchParams(request.url.split('?')[1] ?? '');
    const asked = checkRequest(core, query);
    if ('error' in asked) return html(reply, 400, errorPage(asked.error, asked.explanation));
    return html(
      reply,
      200,
      consentPage({
        app: core.app,
        query,
        ...split(core, asked.scopes),
        people: installers(core),
        workspaces: [...core.state.workspaces.values()],
        language: request.headers['accept-language']?.startsWith('de') === true ? 'de' : 'en',
      }),
    );
  });

  server.post('/oauth/v2/authorize', async (request, reply) => {
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    const asked = checkRequest(core, form);
    if ('error' in asked) return html(reply, 400, errorPage(asked.error, asked.explanation));
    const location = new URL(asked.redirectUri);
    const state = form.get('state');
    if (form.get('decision') !== 'allow') {
      location.searchParams.set('error', 'access_denied');
      if (state !== null) location.searchParams.set('state', state);
      return reply.redirect(location.href, 302);
    }
    const [userId = '', place = ''] = (form.get('who') ?? '').split(' ');
    const user = installers(core).find((person) => person.id === userId);
    const workspace = core.state.workspaces.get(user?.workspaceId ?? '');
    if (user === undefined || workspace === undefined)
      return html(reply, 403, errorPage('not_allowed', 'This person may not install apps here.'));
    const wholeEnterprise = place === 'enterprise';
    if (wholeEnterprise && (workspace.enterprise === null || core.app.orgDeploy !== true))
      return html(reply, 400, errorPage('org_deploy_disabled', 'This app cannot be installed for an organisation.'));
    const code = core.codes.issue({
      redirectUri: asked.redirectUri,
      scopes: granted(core, asked.scopes, form),
      user,
      workspace,
      wholeEnterprise,
    });
    location.searchParams.set('code', code);
    location.searchParams.set('state', state ?? '');
    return reply.redirect(location.href, 302);
  });
}

/** The scopes asked for: those without which nothing is installed, and those that may be left out. */
function split(core: Core, scopes: string[]): { scopes: string[]; optional: string[] } {
  const isOptional = (scope: string) => core.app.optionalBotScopes?.includes(scope) === true;
  return { scopes: scopes.filter((scope) => !isOptional(scope)), optional: scopes.filter(isOptional) };
}

/** What the person left ticked on the consent page. */
function granted(core: Core, asked: string[], form: URLSearchParams): string[] {
  const { scopes, optional } = split(core, asked);
  const ticked = form.getAll('optional');
  return [...scopes, ...optional.filter((scope) => ticked.includes(scope))];
}

/** Full members; guests and people from elsewhere cannot install apps. */
function installers(core: Core): User[] {
  return [...core.state.users.values()].filter(
    (user) => !user.isBot && !user.deleted && !user.isRestricted && !user.isStranger,
  );
}

function checkRequest(
  core: Core,
  query: URLSearchParams,
): { redirectUri: string; scopes: string[] } | { error: string; explanation: string } {
  if (query.get('client_id') !== core.app.clientId)
    return { error: 'invalid_client_id', explanation: 'No app has this client id.' };
  const redirectUri = query.get('redirect_uri') ?? core.app.redirectUris[0];
  // A configured URL also allows the paths below it.
  const allowed = core.app.redirectUris.some(
    (uri) =>
      redirectUri === uri ||
      redirectUri?.startsWith(`${uri}?`) ||
      redirectUri?.startsWith(`${uri.replace(/\/$/, '')}/`),
  );
  if (redirectUri === undefined || !allowed || !URL.canParse(redirectUri))
    return {
      error: 'bad_redirect_uri',
      explanation: `redirect_uri did not match any configured URIs. Passed URI: ${redirectUri ?? 'none'}`,
    };
  const scopes = (query.get('scope') ?? '').split(/[ ,]+/).filter((scope) => scope !== '');
  if (scopes.length === 0 && (query.get('user_scope') ?? '') === '')
    return { error: 'invalid_scope', explanation: 'No scopes requested.' };
  const unknown = scopes.filter((scope) => !core.app.botScopes.includes(scope));
  if (unknown.length > 0)
    return { error: 'invalid_scope', explanation: `The app is not configured for: ${unknown.join(', ')}` };
  return { redirectUri, scopes };
}

function html(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page);
}
