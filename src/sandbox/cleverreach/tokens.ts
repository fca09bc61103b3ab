import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Account, EndedToken, OAuthApp, State, Token } from './model.ts';
import { ALL_SCOPES } from './state.ts';

const SIGNING_KEY = randomBytes(32);
/** So many tokens that were taken away are remembered. */
const MOST_ENDED = 50;

/** The permissions of an app. */
export function scopesOf(app: OAuthApp): readonly string[] {
  return app.scopes ?? ALL_SCOPES;
}

/**
 * Gives out an access token, a JWT with `exp` and the account's customer id as `client_id`, and a refresh token with it
 * unless told otherwise.
 */
export async function issueToken(
  state: State,
  app: OAuthApp,
  account: Account,
  options: { lifetimeSeconds?: number; refreshable?: boolean } = {},
): Promise<Token> {
  const issuedAtMs = state.now();
  const lifetime = options.lifetimeSeconds ?? state.settings.accessTokenLifetimeSeconds;
  const expiresAtMs = issuedAtMs + lifetime * 1000;
  const accessToken = await new SignJWT({ client_id: account.id })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(Math.floor(issuedAtMs / 1000))
    .setExpirationTime(Math.floor(expiresAtMs / 1000))
    // Two tokens of the same second must differ.
    .setJti(randomBytes(12).toString('base64url'))
    .sign(SIGNING_KEY);
  const token: Token = {
    accessToken,
    refreshToken: options.refreshable === false ? null : randomBytes(20).toString('hex'),
    clientId: app.clientId,
    accountId: account.id,
    scope: scopesOf(app).join(' '),
    issuedAtMs,
    expiresAtMs,
    refreshExpiresAtMs: expiresAtMs + state.settings.refreshTokenGraceSeconds * 1000,
  };
  state.tokens.set(accessToken, token);
  return token;
}

/** Swaps a token for a new pair. The old refresh token dies; the old access token too, unless the settings say not. */
export async function rotateToken(state: State, old: Token, app: OAuthApp, account: Account): Promise<Token> {
  // Taken away before anything is awaited: of two refreshes at once, one wins.
  old.refreshToken = null;
  if (!state.settings.oldAccessTokenSurvivesRefresh) endToken(state, old, 'replaced');
  return issueToken(state, app, account);
}

/** Takes a token away; its refresh token lives in the same record and goes with it. */
export function endToken(state: State, token: Token, why: EndedToken['why']): void {
  if (!state.tokens.delete(token.accessToken)) return;
  const { accessToken, clientId, accountId, issuedAtMs, expiresAtMs } = token;
  state.endedTokens.push({
    accessToken,
    clientId,
    accountId,
    issuedAtMs,
    expiresAtMs,
    endedAtMs: state.now(),
    why,
  });
  state.endedTokens.splice(0, state.endedTokens.length - MOST_ENDED);
}

/** The token, if it was given out, is not revoked and has not expired. */
export function validToken(state: State, accessToken: string): Token | undefined {
  const token = state.tokens.get(accessToken);
  return token === undefined || token.expiresAtMs <= state.now() ? undefined : token;
}

/** The answer of the token endpoint. */
export function tokenView(state: State, token: Token) {
  return {
    access_token: token.accessToken,
    expires_in: Math.round((token.expiresAtMs - state.now()) / 1000),
    token_type: 'bearer',
    scope: token.scope,
    ...(token.refreshToken === null ? {} : { refresh_token: token.refreshToken }),
  };
}
