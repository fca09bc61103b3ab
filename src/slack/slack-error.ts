import { SlackError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';

/** The code with which the Web API refused a call, for instance `invalid_blocks`; undefined for any other error. */
export function slackErrorCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Whether Slack says that the token of a call is that of an app that was removed, or was revoked. */
export function isDeadToken(error: unknown): boolean {
  return deadCodes.has(slackErrorCode(error));
}

const deadCodes: ReadonlySet<string | undefined> = new Set(['account_inactive', 'invalid_auth', 'token_revoked']);

/** How long Slack asks to wait because of too many calls, in seconds; undefined for any other error. */
export function rateLimitOf(error: unknown): number | undefined {
  return error instanceof WebAPIRateLimitedError ? error.retryAfter : undefined;
}

/** Slack did not open a modal although there was a trigger for it: it refused, failed, or took too long. Another trigger may help. */
export class ModalNotOpenedError extends Error {
  readonly code = 'modal_not_opened';
  constructor(cause: unknown) {
    super('Slack did not open a modal.', { cause });
    this.name = 'ModalNotOpenedError';
  }
}

/** Slack refused a call of the Web API, could not be reached or did not serve it. */
export function isSlackFailure(error: unknown): boolean {
  return error instanceof ModalNotOpenedError || error instanceof SlackError;
}
