/** Headers that curl sets itself, or that belong to the connection and not to the request. */
const OWN = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'accept-encoding']);

/**
 * A request as a curl command for a POSIX shell: sent from there it is, byte by byte, the one that was logged. A signed
 * one carries its signature, which the app takes for five minutes.
 *
 * @param {{ method: string, url: string, headers: Record<string, string>, body: string }} request
 */
export function asCurl({ method, url, headers, body }) {
  const parts = [`curl -i -X ${method} ${quoted(url)}`];
  for (const [name, value] of Object.entries(headers))
    if (!OWN.has(name.toLowerCase())) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  // Not --data: that would drop line breaks.
  if (body !== '') parts.push(`--data-raw ${quoted(body)}`);
  return parts.join(' \\\n  ');
}

/** In single quotes nothing means anything to the shell but the quote itself. */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
