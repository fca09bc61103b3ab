const REASONS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/**
 * A refusal of the REST API. The message is built as CleverReach builds it: the reason phrase, then a colon and the
 * detail when there is one (`Not Found: invalid receiver`, observed live).
 */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, detail?: string) {
    const reason = REASONS[status] ?? 'Error';
    super(detail === undefined ? reason : `${reason}: ${detail}`);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** A refusal of the OAuth endpoints: `error` is a word there, not an object. */
export class OAuthError extends Error {
  readonly status: number;
  readonly error: string;

  /** `status` is 400 also for `invalid_client` (observed live; RFC 6749 would have 401). */
  constructor(error: string, description: string, status = 400) {
    super(description);
    this.name = 'OAuthError';
    this.status = status;
    this.error = error;
  }
}

/** The error body of the REST API. */
export function apiErrorBody(status: number, message = REASONS[status] ?? 'Error') {
  return { error: { code: status, message } };
}

/** The error body of the OAuth endpoints. */
export function oauthErrorBody(error: string, description: string) {
  return { error, error_description: description };
}
