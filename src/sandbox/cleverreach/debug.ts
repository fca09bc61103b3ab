import type { Call, Route } from './call.ts';
import { endToken, rotateToken, tokenView } from './tokens.ts';

/** What a token can tell about itself; no permission is needed for these. `ping` needs no token, see `api.ts`. */
export const debugRoutes: Route[] = [
  { method: 'GET', path: '/debug/whoami', handler: whoami },
  {
    method: 'GET',
    path: '/debug/ttl',
    handler: ({ state, token }) => ({
      ttl: Math.max(0, Math.floor((token.expiresAtMs - state.now()) / 1000)),
      // What it is the date of, and in which format, is not documented: the end, in the format of `last_update_gmt`.
      date: new Date(token.expiresAtMs).toISOString().slice(0, 19).replace('T', ' '),
    }),
  },
  // The string, quotes included: one of CleverReach's own plugins compares the raw body with these six characters.
  { method: 'GET', path: '/debug/validate', handler: () => 'true' },
  {
    method: 'GET',
    path: '/debug/exchange',
    handler: async ({ state, token, app, account }) => tokenView(state, await rotateToken(state, token, app, account)),
  },
  {
    method: 'DELETE',
    path: '/oauth/token',
    handler: ({ state, token }) => {
      endToken(state, token, 'revoked');
      return true;
    },
  },
];

function whoami({ account }: Call) {
  const { profile } = account;
  return {
    id: account.id,
    name: profile.name,
    firstname: profile.firstname,
    salutation: profile.salutation,
    street: profile.street,
    company: profile.company,
    zip: profile.zip,
    city: profile.city,
    phone: profile.phone,
    fax: profile.fax,
    email: profile.email,
    country: profile.country,
    login_domain: profile.loginDomain,
    whitelabel_id: '0',
    lang: profile.lang,
  };
}
