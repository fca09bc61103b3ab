import { WebAPIPlatformError } from '@slack/web-api';

/** The code with which the Web API refused a call, for instance `invalid_blocks`; undefined for any other error. */
export function slackErrorCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}
