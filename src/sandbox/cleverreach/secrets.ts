import { createHash } from 'node:crypto';

/** Fields of bodies, answers and queries that let whoever reads them act for somebody else. */
const SECRET_FIELDS = new Set(['token', 'access_token', 'refresh_token', 'client_secret', 'code']);

/** As much of a secret as may be on a screen: its first six characters, of a short one no more than half. */
export function shorten(secret: string): string {
  return `${secret.slice(0, Math.min(6, Math.floor(secret.length / 2)))}…`;
}

/**
 * Tells one token from another without giving it away: eight hex digits of its SHA-256. The first characters cannot,
 * every JWT begins with the same header.
 */
export function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8);
}

/** Whether a field of this name holds a secret. */
export function isSecretField(name: string): boolean {
  return SECRET_FIELDS.has(name);
}

/** A JSON value with its secrets shortened, at any depth. */
export function shortenSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortenSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecretField(name) && typeof inner === 'string' ? shorten(inner) : shortenSecrets(inner),
    ]),
  );
}

/** Headers with credentials shortened; a bearer token keeps its fingerprint, so that two tokens can be told apart. */
export function shortenHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = [value].flat().join(', ');
    shown[name] = name === 'authorization' ? shortenAuthorization(text) : name === 'cookie' ? shorten(text) : text;
  }
  return shown;
}

function shortenAuthorization(text: string): string {
  const [scheme = '', secret = ''] = text.split(/\s+/, 2);
  // Without a second word there is no telling what it is: then all of it is the secret.
  if (secret === '') return shorten(scheme);
  return /^bearer$/i.test(scheme)
    ? `${scheme} ${shorten(secret)} (#${fingerprint(secret)})`
    : `${scheme} ${shorten(secret)}`;
}
