/** CleverReach's OAuth: consent, tokens, revocation. The token endpoint has error bodies of its own. */
import { z } from 'zod';
import { parseJson, readAnswer, UNREADABLE } from './answers.ts';
import { requestTo } from './endpoint.ts';
import { CleverReachUnauthorizedError, OAuthClientRefusedError, OAuthGrantRefusedError } from './errors.ts';
import type { Send } from './sender.ts';
import type { RawAnswer, Request } from './transport.ts';
import { oauthErrorBody, tokenAnswer } from './wire.ts';

/** The OAuth app: one serves any number of CleverReach accounts. */
export interface OAuthApp {
  clientId: string;
  clientSecret: string;
}

export interface TokenSet {
  accessToken: string;
  /** Absent where the answer had none: then the one that was used may still be good. */
  refreshToken?: string;
  /** When the access token ends, counted from when it was asked for. 30 days and a year after were seen. */
  expiresAt: Date;
  scope?: string;
}

/** `other-redirect`: the app is known, but this redirect URL is not the one entered for it. */
export type OAuthAppCheck = 'known' | 'unknown' | 'other-redirect';

export interface CleverReachOAuth {
  /** The address of the consent page, where the browser has to go. */
  authorizeUrl(
    app: Pick<OAuthApp, 'clientId'>,
    params: { redirectUri: string; state: string; language?: 'de' | 'en' | undefined },
  ): string;
  /**
   * What CleverReach makes of an OAuth app, asked at the consent page: there neither the secret is sent nor a token made.
   *
   * @throws CleverReachError where it does not say
   */
  check(app: Pick<OAuthApp, 'clientId'>, params: { redirectUri: string }): Promise<OAuthAppCheck>;
  /**
   * Tokens for the code of a callback, with the same redirect address as the consent page was given.
   *
   * @throws OAuthGrantRefusedError if the code is wrong, used or too old
   * @throws OAuthClientRefusedError if CleverReach does not know the app or its secret
   * @throws CleverReachError for everything else; where `uncertain`, the code may be used up
   */
  exchangeCode(app: OAuthApp, params: { code: string; redirectUri: string }): Promise<TokenSet>;
  /**
   * New tokens. Every refresh answers a new refresh token, which must be stored before anything else: whether the old
   * one still works is not known. Throws as `exchangeCode` does; where `uncertain`, the refresh token may be used up.
   */
  refresh(app: OAuthApp, refreshToken: string): Promise<TokenSet>;
  /** Makes the access token worthless. One that already is counts as revoked. */
  revoke(accessToken: string): Promise<void>;
}

/** OAuth at the CleverReach with this address. */
export function createOAuth(url: string, send: Send): CleverReachOAuth {
  async function requestTokens(app: OAuthApp, grant: Record<string, string>): Promise<TokenSet> {
    const form = new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...grant });
    const askedAtMs = Date.now();
    const request: Request = {
      endpoint: 'POST /oauth/token.php',
      method: 'POST',
      path: '/oauth/token.php',
      body: { type: 'application/x-www-form-urlencoded', text: form.toString() },
    };
    const tokens = await send(request, readTokenAnswer);
    return {
      accessToken: tokens.access_token,
      ...(tokens.refresh_token ? { refreshToken: tokens.refresh_token } : {}),
      expiresAt: new Date(askedAtMs + tokens.expires_in * 1000),
      ...(tokens.scope ? { scope: tokens.scope } : {}),
    };
  }

  return {
    authorizeUrl: (app, { redirectUri, state, language }) =>
      `${url.replace(/\/+$/, '')}${authorizePath(app, { redirectUri, state, ...(language ? { lang: language } : {}) })}`,
    check: (app, { redirectUri }) =>
      send(
        {
          endpoint: 'GET /oauth/authorize.php',
          method: 'GET',
          path: authorizePath(app, { redirectUri, state: 'check' }),
        },
        readCheck,
      ),
    exchangeCode: (app, { code, redirectUri }) =>
      requestTokens(app, { grant_type: 'authorization_code', code, redirect_uri: redirectUri }),
    refresh: (app, refreshToken) => requestTokens(app, { grant_type: 'refresh_token', refresh_token: refreshToken }),
    async revoke(accessToken) {
      // The spelling CleverReach's own plugins use. What a success answers is not known, so it need not be JSON.
      const request = requestTo({ method: 'DELETE', path: '/oauth/token.json' });
      try {
        await send({ ...request, token: accessToken }, (raw, sent) =>
          isGood(raw) && parseJson(raw.text) === UNREADABLE ? undefined : readAnswer(raw, sent, z.unknown()),
        );
      } catch (error) {
        if (!(error instanceof CleverReachUnauthorizedError)) throw error;
      }
    },
  };
}

function authorizePath(
  app: Pick<OAuthApp, 'clientId'>,
  { redirectUri, ...rest }: { redirectUri: string; state: string; lang?: string },
): string {
  const query = new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    // Not in the OAuth standard, and required: every client of CleverReach sends it.
    grant: 'basic',
    redirect_uri: redirectUri,
    ...rest,
  });
  return `/oauth/authorize.php?${query}`;
}

/**
 * A known app gets the consent page or the way to the login. An unknown one gets JSON with `error_description` (a
 * client of CleverReach tests for exactly this); the names in `error` are those of the PHP library that CleverReach's token
 * endpoint behaves like.
 */
function readCheck(raw: RawAnswer, request: Request): OAuthAppCheck {
  const body = oauthErrorBody.safeParse(parseJson(raw.text)).data;
  if (body?.error === 'redirect_uri_mismatch') return 'other-redirect';
  if (body?.error === 'invalid_client' || body?.error === 'unauthorized_client') return 'unknown';
  // A page or a redirect is no failure here; whatever else is one says nothing of the app.
  if (body || raw.status >= 400) readAnswer(raw, request, z.unknown());
  return 'known';
}

/**
 * The tokens in an answer. The error's name decides, not the status: an unknown app is 400 instead of the standard's
 * 401 (seen live).
 */
function readTokenAnswer(raw: RawAnswer, request: Request) {
  const body = oauthErrorBody.safeParse(parseJson(raw.text)).data;
  if (body) {
    const facts = {
      endpoint: request.endpoint,
      status: raw.status,
      detail: body.error_description,
      reason: body.error,
    };
    if (body.error === 'invalid_grant') throw new OAuthGrantRefusedError(facts);
    if (body.error === 'invalid_client' || body.error === 'unauthorized_client')
      throw new OAuthClientRefusedError(facts);
  }
  return readAnswer(raw, request, tokenAnswer);
}

function isGood(raw: RawAnswer): boolean {
  return raw.status >= 200 && raw.status < 300;
}
