/**
 * What the app may do in Slack; each scope with its reason in `docs/installing.md`, and the same lists in `manifest.yml`.
 */
export const requiredScopes = ['commands', 'chat:write', 'users:read'];

/** Asked for only when somebody wants what needs them; everything else works without. */
export const optionalScopes = ['files:read', 'files:write'] as const;

export type OptionalScope = (typeof optionalScopes)[number];

/** Those of the scopes that are optional ones, in the order of the list, each once; whatever else is named is left out. */
export function optionalScopesIn(scopes: readonly string[]): OptionalScope[] {
  return optionalScopes.filter((scope) => scopes.includes(scope));
}
