import type { IncomingHttpHeaders } from 'node:http';
import type { Query } from './input.ts';

/** One request the sandbox was asked, as it came. */
export interface LoggedRequest {
  /** Counted up from 1, also past an emptied log. */
  id: number;
  /** The sandbox clock, milliseconds. */
  at: number;
  method: string;
  /** As it was asked for, without the query. */
  path: string;
  query: Query;
  headers: IncomingHttpHeaders;
  body: unknown;
  /** Null: not answered, or not yet. */
  status: number | null;
  /** The answer's JSON, or its text. */
  answer: unknown;
  durationMs: number | null;
}

/** Old entries go when there are more; a demo may run for days. */
const MOST_ENTRIES = 2_000;
/** A page of 5,000 receivers is megabytes; in the log it is cut to so many characters. */
const LONGEST_ANSWER = 64 * 1024;

/** Adds an entry and lets the oldest go. */
export function addToLog(log: LoggedRequest[], entry: LoggedRequest): void {
  log.push(entry);
  if (log.length > MOST_ENTRIES) log.splice(0, log.length - MOST_ENTRIES);
}

/** An answer as the log keeps it. */
export function answerForLog(payload: unknown): unknown {
  if (typeof payload !== 'string') return null;
  if (payload.length > LONGEST_ANSWER) return `${payload.slice(0, LONGEST_ANSWER)}…`;
  try {
    return JSON.parse(payload);
  } catch {
    // A page, or half an answer: kept as the text it is.
    return payload;
  }
}
