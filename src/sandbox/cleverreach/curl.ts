import type { LoggedRequest } from './request-log.ts';
import { isSecretField } from './secrets.ts';

/**
 * A request as a command for a shell, with the names of shell variables where the secrets were. `origin` is where the
 * sandbox listens, `http://127.0.0.1:3002`. Headers that curl sets itself are left out.
 */
export function asCurl(entry: LoggedRequest, origin: string): string {
  const parts = ['curl'];
  if (entry.method !== 'GET') parts.push(`-X ${entry.method}`);
  parts.push(addressOf(entry, origin));
  const { authorization, 'content-type': contentType } = entry.headers;
  if (authorization !== undefined) {
    parts.push(
      /^basic\b/i.test(authorization)
        ? '-u "$CLIENT_ID:$CLIENT_SECRET"'
        : '-H "Authorization: Bearer $CLEVERREACH_TOKEN"',
    );
  }
  if (contentType !== undefined) parts.push(`-H ${quote(`Content-Type: ${contentType}`)}`);
  parts.push(...bodyOf(entry.body, contentType));
  return parts.join(' \\\n  ');
}

function addressOf({ path, query }: LoggedRequest, origin: string): string {
  const pairs = Object.entries(query).map(([name, value]) =>
    isSecretField(name)
      ? `${quote(`${encodeURIComponent(name)}=`)}"${variable(name)}"`
      : quote(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  return quote(origin + path) + (pairs.length === 0 ? '' : `${quote('?')}${pairs.join(quote('&'))}`);
}

function bodyOf(body: unknown, contentType = ''): string[] {
  if (body === undefined) return [];
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType) && typeof body === 'object' && body !== null) {
    return Object.entries(body).map(([name, value]) =>
      isSecretField(name)
        ? `--data-urlencode ${quote(`${name}=`)}"${variable(name)}"`
        : `--data-urlencode ${quote(`${name}=${value}`)}`,
    );
  }
  // The API takes secrets in headers, queries and forms only, but a client may put them into JSON by mistake.
  const text = JSON.stringify(body, (name, value) =>
    isSecretField(name) && typeof value === 'string' ? variable(name) : value,
  );
  return [`--data-raw ${quote(text)}`];
}

/** The shell variable that stands for a secret: `$REFRESH_TOKEN`. */
function variable(name: string): string {
  return name === 'token' || name === 'access_token' ? '$CLEVERREACH_TOKEN' : `$${name.toUpperCase()}`;
}

/** In single quotes nothing has a meaning for a shell; a single quote itself has to step outside. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
