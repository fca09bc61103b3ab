import { limits } from './limits.ts';
import { safeUrl } from './text.ts';

/**
 * The account's own web interface, or undefined for a domain that is none. A deeper path is not documented, so links lead
 * to its start page.
 */
export function accountUrl(loginDomain: string | undefined): string | undefined {
  if (loginDomain === undefined || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(loginDomain)) return undefined;
  return safeUrl(`https://${loginDomain}`, limits.url);
}
