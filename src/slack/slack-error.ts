import { WebAPIPlatformError } from '@slack/web-api';

/** The code with which the Web API refused a call, for instance `invalid_blocks`; undefined for any other error. */
export function slackErrorCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Whether Slack says that the token of a call is that of an app that was removed, or was revoked. */
export function isDeadToken(error: unknown): boolean {
  return deadCodes.has(slackErrorCode(error));
}

const deadCodes: ReadonlySet<string | undefined> = new Set(['account_inactive', 'invalid_auth', 'token_revoked']);
