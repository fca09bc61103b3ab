import type { FastifyBaseLogger } from 'fastify';
import type { Reader } from '../texts/index.ts';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import type { Answers } from './answers.ts';
import type { SlackClient } from './clients.ts';
import type { Message, Modal } from './kit/blocks.ts';
import type { FormValues, Origin } from './payloads.ts';
import type { Person } from './people.ts';
import type { Reception } from './receiver.ts';
import type { Services } from './services.ts';

/** Makes a modal around its sealed `private_metadata`. */
export type ModalBuilder = (privateMetadata: string) => Modal;

/** A modal that is open. */
export interface OpenedModal {
  /**
   * Puts another view in its place. `state` is what the feature has to know when something is pressed or submitted there, as
   * JSON of at most some hundred characters. Inputs with the same block and action id keep what was typed. False when the
   * person has closed it meanwhile. With `ifUntouched` it is left as it is, with false as well, where another request has put
   * another view there since this handle's last one: what comes late must not cover what was asked for later.
   */
  update(build: ModalBuilder, state?: unknown, options?: { ifUntouched?: boolean }): Promise<boolean>;
}

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
  client: SlackClient;
  /** The command line that asks for the same; what was asked carries on with it after connecting. */
  line: string;
  /** Nothing that CleverReach has said earlier is good enough for the answer. */
  wantsAnew?: boolean;
  /** What stands behind the sub-command in `line`. */
  args: string;
  /** The value of a pressed button. */
  value: string;
  /** The channel something was typed or pressed in; undefined in modals, in Home, and for global shortcuts. */
  channelId?: string | undefined;
  /** What the form holds in which something was pressed or chosen, or that was submitted; empty elsewhere. */
  values: FormValues;
  /** The form in which something was pressed or chosen, or that was submitted. */
  modal?: OpenedModal | undefined;
  /** What the form carries along, as its builder was given it; to be parsed, since it is of an older version perhaps. */
  state: unknown;
  /** The message on which a message shortcut was chosen. */
  message?: Record<string, unknown> | undefined;
  /** Where an answer goes that comes after this request is over. */
  replyAddress: ReplyAddress;
  /** Tells Slack that the request is understood and that the answer comes later; does nothing the second time. */
  acknowledge(): void;
  /**
   * Answers the person, and nobody else. `replace` puts the answer in place of the message whose button was pressed; an
   * announcement is replaced in any case. A modal that shows a message shows the answer in its place, unless `replace` is
   * false: then the answer comes on top.
   */
  reply(message: Message, options?: { replace?: boolean }): Promise<void>;
  /**
   * Says that work is going on, and how far it is; each time in the place of the time before. `replace` is what the answer will
   * be sent with. Does nothing on a pressed button where it would cover what is there with a mere line, or add a message.
   */
  announce(message: Message, options?: { replace?: boolean }): Promise<void>;
  /**
   * Opens a modal, or puts it in the place of the modal that shows a message. What needs CleverReach is filled in afterwards,
   * through the handle. Where Slack gave no trigger (after connecting, say), a button is offered that opens it.
   *
   * @throws NoTriggerError, which the command line's runner answers with that button
   */
  openModal(build: ModalBuilder, state?: unknown): Promise<OpenedModal>;
}

/** A submitted modal. Answering with `reply` shows the message on top of it; not answering closes it. */
export interface SubmissionRequest extends SlackRequest {
  viewId: string;
  /** Where to post to the conversations that were chosen in the form. */
  responseUrls: { channelId: string; responseUrl: string }[];
  /** Tells what is wrong at the fields, by block id, and leaves the modal open. */
  refuse(errors: Record<string, string>): void;
  /**
   * Answers Slack at once with the next view in the form's place: the next step, or that work is going on. From then on
   * nothing can be refused, and `reply` sends a message; an error that is thrown is shown in that modal.
   */
  replaceWith(build: ModalBuilder, state?: unknown): Promise<OpenedModal>;
}

/** A request with nothing in it yet but who asks and how they are answered. */
export function requestOf(
  services: Services,
  { reference, log }: Pick<Reception, 'reference' | 'log'>,
  origin: Origin,
  person: Person,
  client: SlackClient,
  answers: Answers,
): SlackRequest {
  const empty = { line: '', args: '', value: '', values: {}, state: undefined };
  return { services, origin, person, reader: person.reader, reference, log, client, ...empty, ...answers };
}
