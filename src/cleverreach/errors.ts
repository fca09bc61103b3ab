/**
 * Every way a call to CleverReach can fail, each a class with a stable code.
 *
 * Messages hold the endpoint's pattern, a status and a reason of our own wording; never a token, an address or a piece
 * of a body, because messages end up in logs.
 */

/** What is known about a failure, whatever its kind. */
export interface FailureFacts {
  /** The endpoint's pattern, e.g. `GET /groups/{id}/stats`; never with the ids in it. */
  endpoint: string;
  /** The HTTP status, or the code inside the error body where the two differ. Absent where no answer came. */
  status?: number | undefined;
  /** What CleverReach said. May hold personal data. */
  detail?: string | undefined;
  /** How long CleverReach asked to be left alone, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** True for a write of which nobody knows whether it took effect. */
  uncertain?: boolean;
  /** A few words of ours for the message: an error code of the socket, the place in an answer that did not fit. */
  reason?: string | undefined;
}

/** The base of all failures of CleverReach. */
export abstract class CleverReachError extends Error {
  abstract readonly code: string;
  readonly endpoint: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  /**
   * True when a write was sent and its effect is unknown: no answer in time, a connection lost, an answer that cannot
   * be read. Such a write may have happened; repeating it may do it twice. Always false for reads.
   */
  readonly uncertain: boolean;
  readonly #detail: string | undefined;

  constructor(what: string, facts: FailureFacts) {
    const status = facts.status === undefined ? '' : `, status ${facts.status}`;
    const reason = facts.reason === undefined ? '' : `: ${facts.reason}`;
    super(`${what} (${facts.endpoint}${status})${reason}`);
    this.name = new.target.name;
    this.endpoint = facts.endpoint;
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
    this.uncertain = facts.uncertain ?? false;
    this.#detail = facts.detail;
  }

  /**
   * The message CleverReach gave, for deciding what to tell the person. It may hold an address, so it is a getter on a
   * private field: loggers and serializers, which copy what is enumerable, do not see it.
   */
  get detail(): string | undefined {
    return this.#detail;
  }
}

/** The access token is not accepted, also not after renewing it: the account has to be connected again. */
export class CleverReachUnauthorizedError extends CleverReachError {
  readonly code = 'cleverreach_unauthorized';
  constructor(facts: FailureFacts) {
    super('CleverReach does not accept the access token', facts);
  }
}

/** 403: a permission is missing on the token, the account is not approved, or the address is taken for spam. */
export class CleverReachForbiddenError extends CleverReachError {
  readonly code: string = 'cleverreach_forbidden';
  constructor(facts: FailureFacts) {
    super('CleverReach does not allow this', facts);
  }
}

/**
 * 403 `account not veryfied yet` (their spelling): CleverReach has not approved the account, and until then it sends no
 * opt-in mails. Whoever owns the account completes its data in CleverReach.
 */
export class CleverReachAccountNotApprovedError extends CleverReachForbiddenError {
  override readonly code = 'cleverreach_account_not_approved';
}

/** 404: no such group, receiver or mailing in this account. */
export class CleverReachNotFoundError extends CleverReachError {
  readonly code = 'cleverreach_not_found';
  constructor(facts: FailureFacts) {
    super('CleverReach does not know this', facts);
  }
}

/** 409: it exists already, for instance the address in the group (also an inactive one). */
export class CleverReachConflictError extends CleverReachError {
  readonly code: string = 'cleverreach_conflict';
  constructor(facts: FailureFacts) {
    super('CleverReach has this already', facts);
  }
}

/** The receiver is active already, so there is nothing to confirm and no opt-in mail was sent. */
export class CleverReachAlreadyActiveError extends CleverReachConflictError {
  override readonly code = 'cleverreach_already_active';
}

/** 400, and any 4xx without a class of its own: CleverReach will not take the request as it is. */
export class CleverReachInvalidRequestError extends CleverReachError {
  readonly code = 'cleverreach_invalid_request';
  constructor(facts: FailureFacts) {
    super('CleverReach does not accept the request', facts);
  }
}

/** 413: the request is too large. */
export class CleverReachTooLargeError extends CleverReachError {
  readonly code = 'cleverreach_too_large';
  constructor(facts: FailureFacts) {
    super('The request is too large for CleverReach', facts);
  }
}

/** 429: too many requests. `retryAfterMs` is there when CleverReach said how long to wait. */
export class CleverReachRateLimitedError extends CleverReachError {
  readonly code = 'cleverreach_rate_limited';
  constructor(facts: FailureFacts) {
    super('CleverReach asks to slow down', facts);
  }
}

/** A 5xx, or no connection: refused, reset, name not found, certificate not trusted. */
export class CleverReachUnavailableError extends CleverReachError {
  readonly code: string = 'cleverreach_unavailable';
  constructor(facts: FailureFacts) {
    super('CleverReach is not available', facts);
  }
}

/** Not sent, because this account's last calls have all failed and it is left alone for a moment. Never `uncertain`. */
export class CleverReachPausedError extends CleverReachUnavailableError {
  override readonly code = 'cleverreach_paused';
  constructor(facts: Pick<FailureFacts, 'endpoint'>) {
    super({ ...facts, reason: 'it has not answered lately, so it is left alone' });
  }
}

/** The answer was not complete within the deadline. */
export class CleverReachTimeoutError extends CleverReachError {
  readonly code = 'cleverreach_timeout';
  constructor(facts: FailureFacts) {
    super('CleverReach did not answer in time', facts);
  }
}

/** An answer nobody can read: a page of HTML, half a JSON, a redirect, a shape no schema knows, or too many bytes. */
export class CleverReachUnexpectedAnswerError extends CleverReachError {
  readonly code = 'cleverreach_unexpected_answer';
  constructor(facts: FailureFacts) {
    super('CleverReach answered something unexpected', facts);
  }
}

/** A 200 that means failure: the body is `false`, says `success: false`, or is an error without a code. */
export class CleverReachRefusedError extends CleverReachError {
  readonly code = 'cleverreach_refused';
  constructor(facts: FailureFacts) {
    super('CleverReach answered that nothing was done', facts);
  }
}

/** `invalid_grant` of the token endpoint: the code or refresh token is wrong, used or too old. Connect again. */
export class OAuthGrantRefusedError extends CleverReachError {
  readonly code = 'cleverreach_grant_refused';
  constructor(facts: FailureFacts) {
    super('CleverReach refuses the authorization', facts);
  }
}

/** `invalid_client` or `unauthorized_client` of the token endpoint: the OAuth app's id or secret is wrong. */
export class OAuthClientRefusedError extends CleverReachError {
  readonly code = 'cleverreach_client_refused';
  constructor(facts: FailureFacts) {
    super('CleverReach refuses the OAuth app', facts);
  }
}

/** The failure a status stands for. Anything that is no 4xx or 5xx is an answer nobody expected. */
export function failureOfStatus(status: number, facts: FailureFacts): CleverReachError {
  if (status === 401) return new CleverReachUnauthorizedError({ ...facts, status });
  if (status === 403) return new CleverReachForbiddenError({ ...facts, status });
  if (status === 404) return new CleverReachNotFoundError({ ...facts, status });
  if (status === 409) return new CleverReachConflictError({ ...facts, status });
  if (status === 413) return new CleverReachTooLargeError({ ...facts, status });
  if (status === 429) return new CleverReachRateLimitedError({ ...facts, status });
  if (status >= 400 && status < 500) return new CleverReachInvalidRequestError({ ...facts, status });
  if (status >= 500 && status < 600) return new CleverReachUnavailableError({ ...facts, status });
  return new CleverReachUnexpectedAnswerError({ ...facts, status });
}
