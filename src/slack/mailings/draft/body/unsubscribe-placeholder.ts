/**
 * CleverReach's placeholder for the unsubscribe link of a receiver, used as the address of a link:
 * `<a href="{UNSUBSCRIBE}">…</a>` (CleverReach's help for templates of one's own says so).
 */
export const UNSUBSCRIBE = '{UNSUBSCRIBE}';

/**
 * A link's address if it is meant as the placeholder. An editor that wants an address puts `http://` in front of it or
 * encodes its braces.
 */
export function isUnsubscribeUrl(url: string): boolean {
  return /^(?:https?:\/\/)?(?:\{|%7B)UNSUBSCRIBE(?:\}|%7D)\/?$/i.test(url.trim());
}
