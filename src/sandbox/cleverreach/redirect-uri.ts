/**
 * Whether two redirect addresses are the same. CleverReach's own plugins send theirs URL-encoded once more than needed
 * and work, so that must not make a difference; nothing else is tolerated.
 */
export function sameUri(registered: string, sent: string): boolean {
  return registered === sent || registered === decodedOnce(sent);
}

/** The address with parameters added to those it has. */
export function withParameters(uri: string, parameters: Record<string, string>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function decodedOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded at all, then: a lone per cent sign.
    return undefined;
  }
}
