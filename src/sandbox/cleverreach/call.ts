import type { Query } from './input.ts';
import type { Account, OAuthApp, State, Token } from './model.ts';
import type { Scope } from './state.ts';

/** One authorised call of the REST API, as the routes see it. */
export interface Call {
  state: State;
  account: Account;
  app: OAuthApp;
  token: Token;
  /** A part of the path by its name in the route, decoded. */
  param: (name: string) => string;
  query: Query;
  body: unknown;
  /** Unix seconds. */
  now: number;
  /** The caller's address. */
  ip: string;
}

/**
 * A path of the REST API below `/v3`, without `.json`. The handler returns what is answered as JSON with 200, or throws
 * an `ApiError`.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** The permission the app needs; none: every token will do. */
  scope?: Scope;
  handler: (call: Call) => unknown;
}
