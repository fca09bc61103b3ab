import type { Refusal } from './types.ts';

/** A Web API method answers `{ok: false, error: code}`; `problems` become `response_metadata.messages`. */
export class ApiError extends Error {
  readonly code: string;
  readonly problems: Refusal[];
  readonly extra: Record<string, unknown>;

  constructor(code: string, problems: Refusal[] = [], extra: Record<string, unknown> = {}) {
    super(code);
    this.name = 'ApiError';
    this.code = code;
    this.problems = problems;
    this.extra = extra;
  }
}

/** What a person could not do at the screen: the thing is not there, or not theirs to see. */
export class ControlError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ControlError';
    this.code = code;
  }
}

/** `[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text]`, as Slack writes it. */
export function problemLine(problem: Refusal): string {
  return `[ERROR] ${problem.message} [json-pointer:${problem.pointer}]`;
}
