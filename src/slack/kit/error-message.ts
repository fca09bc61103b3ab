import {
  CleverReachConflictError,
  CleverReachError,
  CleverReachForbiddenError,
  CleverReachInvalidRequestError,
  CleverReachNotFoundError,
  CleverReachRateLimitedError,
  CleverReachRefusedError,
  CleverReachTimeoutError,
  CleverReachTooLargeError,
  CleverReachUnauthorizedError,
  CleverReachUnavailableError,
  CleverReachUnexpectedAnswerError,
} from '../../cleverreach/index.ts';
import { StorageError } from '../../storage/storage.ts';
import type { Reader, Texts } from '../../texts/index.ts';
import { ConnectionBrokenError, NotConnectedError } from '../../workspaces/connections.ts';
import { isSlackFailure, ModalNotOpenedError } from '../slack-error.ts';
import { actions, type Block, commandButton, context, type Message, section } from './blocks.ts';
import { limits } from './limits.ts';
import { plain } from './text.ts';

/** What happened and what to do next, with the reference the operator finds in the log. `lead` says what was being done. */
export function errorMessage(reader: Reader, error: unknown, reference: string, lead?: string): Message {
  const sentence = errorSentence(reader.t, error);
  return sentenceMessage(reader, lead === undefined ? sentence : `${lead} ${sentence}`, reference);
}

/** The same with a button that asks for the same again, where it may well succeed a moment later. `line` is a command line. */
export function errorMessageWithAgain(reader: Reader, error: unknown, reference: string, line: string): Message {
  const message = errorMessage(reader, error, reference);
  // Of a line that is too long only a part would be asked for.
  if (!isPassing(error) || line.length > limits.buttonValue) return message;
  const again = actions(commandButton(reader.t.errors.againButton, line, 0));
  return { ...message, blocks: [...(message.blocks ?? []), again] };
}

/** What passes by itself, and did not change anything for certain. */
export function isPassing(error: unknown): boolean {
  if (error instanceof StorageError || error instanceof ModalNotOpenedError) return true;
  if (!(error instanceof CleverReachError) || error.uncertain) return false;
  return passing.some((kind) => error instanceof kind);
}

const passing = [
  CleverReachTimeoutError,
  CleverReachUnavailableError,
  CleverReachRateLimitedError,
  CleverReachUnexpectedAnswerError,
  CleverReachRefusedError,
];

/** The same frame around a sentence that is already known. */
export function sentenceMessage({ t }: Reader, sentence: string, reference: string): Message {
  return {
    text: `${t.errors.title} ${sentence} (${t.errors.reference(reference)})`,
    blocks: [section(`:warning: *${t.errors.title}*\n${sentence}`), referenceLine({ t }, reference)],
  };
}

/** By which the operator finds in the log what went wrong; for answers that are more than an error. */
export function referenceLine({ t }: Pick<Reader, 't'>, reference: string): Block {
  return context(t.errors.reference(plain(reference, 40)));
}

/** A sentence for everything that can go wrong in the ordinary course; what is none of that is the app's own fault. */
export function errorSentence(t: Texts, error: unknown): string {
  if (error instanceof StorageError) return t.errors.storage;
  if (isSlackFailure(error)) return t.errors.slack;
  if (error instanceof NotConnectedError) return t.connection.needed;
  if (error instanceof ConnectionBrokenError || error instanceof CleverReachUnauthorizedError)
    return t.connection.broken;
  if (!(error instanceof CleverReachError)) return t.errors.internal;
  if (error.uncertain) return t.errors.uncertain;
  if (error instanceof CleverReachTimeoutError) return t.errors.timeout;
  if (error instanceof CleverReachUnavailableError) return t.errors.unavailable;
  if (error instanceof CleverReachRateLimitedError) return t.errors.rateLimited;
  if (error instanceof CleverReachForbiddenError) return t.errors.forbidden;
  if (error instanceof CleverReachNotFoundError) return t.errors.notFound;
  if (error instanceof CleverReachConflictError) return t.errors.conflict;
  if (error instanceof CleverReachTooLargeError) return t.errors.tooLarge;
  if (error instanceof CleverReachInvalidRequestError) return t.errors.invalid;
  if (error instanceof CleverReachRefusedError) return t.errors.refused;
  return t.errors.unexpected;
}
