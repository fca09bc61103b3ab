import type { WebClient } from '@slack/web-api';
import type { FastifyBaseLogger } from 'fastify';
import type { Reader } from '../texts/index.ts';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import type { Message, Modal } from './kit/blocks.ts';
import type { FormValues, Origin } from './payloads.ts';
import type { Person } from './people.ts';
import type { Services } from './services.ts';

/** One thing that one person asks for, whichever way it came in. */
export interface SlackRequest {
  services: Services;
  origin: Origin;
  person: Person;
  /** The person's language, numbers and dates. */
  reader: Reader;
  /** In every log line about this request, and under every error the person sees. */
  reference: string;
  log: FastifyBaseLogger;
  client: WebClient;
  /** The command line that asks for the same; what was asked carries on with it after connecting. */
  line: string;
  /** What stands behind the sub-command in `line`. */
  args: string;
  /** The value of a pressed button. */
  value: string;
  /** The message on which a message shortcut was chosen. */
  message?: Record<string, unknown> | undefined;
  /** Where an answer goes that comes after this request is over. */
  replyAddress: ReplyAddress;
  /** Tells Slack that the request is understood and that the answer comes later; does nothing the second time. */
  acknowledge(): void;
  /**
   * Answers the person, and nobody else. `replace` puts the answer in place of the message whose button was pressed; an
   * announcement is replaced in any case.
   */
  reply(message: Message, options?: { replace?: boolean }): Promise<void>;
  /** Says that work is going on. Does nothing where the answer has a place already: on a pressed button's message, in a modal. */
  announce(text: string): Promise<void>;
  /**
   * Opens a modal. `build` gets its sealed `private_metadata`. Where Slack gave no trigger (after connecting, say), a button is
   * offered that opens it.
   */
  openModal(build: (privateMetadata: string) => Modal): Promise<void>;
}

/** A submitted modal. Answering with `reply` shows the message on top of it; not answering closes it. */
export interface SubmissionRequest extends SlackRequest {
  viewId: string;
  values: FormValues;
  /** Tells what is wrong at the fields, by block id, and leaves the modal open. */
  refuse(errors: Record<string, string>): void;
}
