import { OAuthError } from './errors.ts';
import type { FaultPlan } from './faults.ts';
import { asRecord } from './input.ts';
import type { Account, OAuthApp, State, Token } from './model.ts';
import { sameUri } from './redirect-uri.ts';
import { issueToken, rotateToken, tokenView } from './tokens.ts';

/**
 * `POST /oauth/token.php`. Checks in the order, and refuses with the words, of bshaffer/oauth2-server, the PHP library
 * CleverReach's answers look like; `invalid_client` was observed live word for word.
 */
export async function answerTokenRequest(
  state: State,
  faults: FaultPlan,
  body: unknown,
  authorization: string | undefined,
) {
  const fields = asRecord(body) ?? {};
  const field = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  const grantType = field('grant_type');
  if (grantType === '') {
    throw new OAuthError('invalid_request', 'The grant type was not specified in the request');
  }
  if (!['authorization_code', 'refresh_token', 'client_credentials'].includes(grantType)) {
    throw new OAuthError('unsupported_grant_type', `Grant type "${grantType}" not supported`);
  }
  const app = authenticate(state, authorization, field('client_id'), field('client_secret'));
  if (grantType === 'client_credentials') {
    const owner = app.accountId ?? [...state.accounts.keys()][0] ?? '';
    return tokenView(state, await issueToken(state, app, accountOf(state, owner), { refreshable: false }));
  }
  return tokenView(
    state,
    grantType === 'authorization_code'
      ? await redeemCode(state, faults, app, field('code'), field('redirect_uri'))
      : await refresh(state, faults, app, field('refresh_token')),
  );
}

async function redeemCode(state: State, faults: FaultPlan, app: OAuthApp, code: string, uri: string): Promise<Token> {
  if (code === '') throw missing('code');
  const known = state.codes.get(code);
  if (faults.refuseCodes || known === undefined || known.clientId !== app.clientId) {
    throw new OAuthError('invalid_grant', "Authorization code doesn't exist or is invalid for the client");
  }
  if (known.expiresAtMs <= state.now()) {
    state.codes.delete(code);
    throw new OAuthError('invalid_grant', 'The authorization code has expired');
  }
  if (!sameUri(known.redirectUri, uri)) {
    // The library has a word of its own here, RFC 6749 and CleverReach's known errors do not.
    throw new OAuthError('invalid_grant', 'The redirect URI is missing or do not match');
  }
  state.codes.delete(code);
  return issueToken(state, app, accountOf(state, known.accountId));
}

async function refresh(state: State, faults: FaultPlan, app: OAuthApp, refreshToken: string): Promise<Token> {
  if (refreshToken === '') throw missing('refresh_token');
  const known = [...state.tokens.values()].find((token) => token.refreshToken === refreshToken);
  if (faults.tokenRevoked || known === undefined || known.clientId !== app.clientId) {
    throw new OAuthError('invalid_grant', 'Invalid refresh token');
  }
  if (known.refreshExpiresAtMs <= state.now()) throw new OAuthError('invalid_grant', 'Refresh token has expired');
  return rotateToken(state, known, app, accountOf(state, known.accountId));
}

/** HTTP Basic or body, whichever is there. */
function authenticate(state: State, authorization: string | undefined, id: string, secret: string): OAuthApp {
  const basic = /^basic\s+([A-Za-z0-9+/=]+)\s*$/i.exec(authorization ?? '')?.[1];
  const [basicId, basicSecret] = basic === undefined ? [] : splitOnce(Buffer.from(basic, 'base64').toString('utf8'));
  const clientId = basicId ?? id;
  if (clientId === '') {
    throw new OAuthError('invalid_client', 'Client credentials were not found in the headers or body');
  }
  const app = state.apps.get(clientId);
  if (app === undefined || app.clientSecret !== (basicSecret ?? secret)) {
    throw new OAuthError('invalid_client', 'The client credentials are invalid');
  }
  return app;
}

function splitOnce(pair: string): [string, string] {
  const colon = pair.indexOf(':');
  return colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)];
}

function accountOf(state: State, id: string): Account {
  const account = state.accounts.get(id);
  if (account === undefined) throw new OAuthError('invalid_grant', 'The account does not exist');
  return account;
}

function missing(name: string): OAuthError {
  return new OAuthError('invalid_request', `Missing parameter: "${name}" is required`);
}
