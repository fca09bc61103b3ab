import { randomBytes } from 'node:crypto';
import { type ConsentLanguage, consentPage } from './consent-page.ts';
import { OAuthError } from './errors.ts';
import type { Query } from './input.ts';
import type { OAuthApp, State } from './model.ts';
import { sameUri, withParameters } from './redirect-uri.ts';
import { scopesOf } from './tokens.ts';

/** The page to show, or the address to send the browser to. */
export type AuthorizeAnswer = { page: string } | { location: string };

/** `GET /oauth/authorize.php`: the consent page. Throws an `OAuthError` where there is nobody to send the browser to. */
export function showConsent(state: State, query: Query, acceptLanguage: string | undefined): AuthorizeAnswer {
  const request = readRequest(state, query);
  if ('location' in request) return request;
  return {
    page: consentPage({
      language: languageOf(query['lang'], acceptLanguage),
      background: /^[0-9a-f]{3}([0-9a-f]{3})?$/i.test(query['bg'] ?? '') ? `#${query['bg']}` : undefined,
      appName: request.app.name,
      scopes: scopesOf(request.app),
      accounts: [...state.accounts.values()],
      returnsTo: new URL(request.redirectUri).host,
    }),
  };
}

/** The consent page's form was sent: back to the app with a code, or with a denial. */
export function decideConsent(state: State, query: Query, form: Query): AuthorizeAnswer {
  const request = readRequest(state, query);
  if ('location' in request) return request;
  const { app, redirectUri, stateParameter } = request;
  if (form['decision'] === 'allow') {
    // A script that presses the button need not know the account when there is but one.
    const only = state.accounts.size === 1 ? [...state.accounts.keys()][0] : undefined;
    const account = state.accounts.get(form['account'] ?? only ?? '');
    if (account === undefined) throw new OAuthError('invalid_request', 'The account does not exist');
    const code = randomBytes(20).toString('hex');
    state.codes.set(code, {
      code,
      clientId: app.clientId,
      accountId: account.id,
      redirectUri,
      expiresAtMs: state.now() + state.settings.codeLifetimeSeconds * 1000,
    });
    return { location: withParameters(redirectUri, { code, ...stateParameter }) };
  }
  if (form['decision'] !== 'deny') throw new OAuthError('invalid_request', 'Missing parameter: "decision" is required');
  // How CleverReach reports a denial is not documented; this is what RFC 6749 and the PHP library send.
  return {
    location: redirectWithError(
      redirectUri,
      stateParameter,
      'access_denied',
      'The user denied access to your application',
    ),
  };
}

interface AuthorizeRequest {
  app: OAuthApp;
  redirectUri: string;
  stateParameter: { state?: string };
}

/**
 * An unknown client is answered with a JSON body (a client of CleverReach tests for exactly this), and so is whatever
 * else makes the redirect address untrustworthy. `scope` is accepted and has no effect: permissions sit at the app.
 */
function readRequest(state: State, query: Query): AuthorizeRequest | { location: string } {
  const clientId = query['client_id'] ?? '';
  if (clientId === '') throw new OAuthError('invalid_client', 'No client id supplied');
  const app = state.apps.get(clientId);
  if (app === undefined) throw new OAuthError('invalid_client', 'The client id supplied is invalid');
  const sent = query['redirect_uri'] ?? '';
  const redirectUri = app.redirectUris.find((registered) => sameUri(registered, sent));
  if (redirectUri === undefined) {
    throw new OAuthError('redirect_uri_mismatch', 'The redirect URI provided is missing or does not match');
  }
  // Not standard, and required; what is answered without it is unknown.
  if (query['grant'] !== 'basic') throw new OAuthError('invalid_request', 'Missing parameter: "grant" must be "basic"');
  const stateParameter = query['state'] === undefined ? {} : { state: query['state'] };
  if (query['response_type'] !== 'code') {
    return {
      location: redirectWithError(
        redirectUri,
        stateParameter,
        'unsupported_response_type',
        'Invalid or missing response type',
      ),
    };
  }
  return { app, redirectUri, stateParameter };
}

function redirectWithError(
  uri: string,
  stateParameter: { state?: string },
  error: string,
  description: string,
): string {
  return withParameters(uri, { error, error_description: description, ...stateParameter });
}

function languageOf(lang: string | undefined, acceptLanguage: string | undefined): ConsentLanguage {
  const wanted = [lang ?? '', ...(acceptLanguage ?? '').split(',')].map((tag) => tag.trim().slice(0, 2).toLowerCase());
  return wanted.find((tag) => tag === 'de' || tag === 'en') === 'en' ? 'en' : 'de';
}
