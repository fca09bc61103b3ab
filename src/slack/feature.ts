import type { FastifyBaseLogger } from 'fastify';
import type { Texts } from '../texts/index.ts';
import type { Option } from './kit/blocks.ts';
import type { Incoming } from './payloads.ts';
import type { SlackRequest, SubmissionRequest } from './requests.ts';
import type { Services } from './services.ts';

/** Does one thing for one request. What it answers goes through `request.reply` or `request.openModal`. */
export type Handler<R extends SlackRequest = SlackRequest> = (request: R) => Promise<void>;

/** Something that happened in Slack. */
export type Event = Incoming & { kind: 'event' };

/**
 * Does what an event asks for. Slack waits for it: it sends the event again when this fails, or when it takes more than three
 * seconds.
 */
export type EventHandler = (services: Services, event: Event, log: FastifyBaseLogger) => Promise<void>;

/** A sub-command of the slash command. */
export interface Command {
  /** The word in each language; both are understood at any time. */
  words: { en: string; de: string };
  /** What stands behind the word in the help: its arguments, if it has any, and what it does. */
  usage: (t: Texts) => { arguments?: string; does: string };
  /** A chain of guards that ends in the handler: `member(connected(showStats))`. */
  run: Handler;
}

/**
 * Everything Slack can ask of one part of the product. Ids are `feature:verb`; an action's id may end in `:` and a
 * number, which only keeps the buttons of one block apart.
 */
export interface Feature {
  /** Under which heading the help has this feature's commands. */
  topic?: keyof Texts['help']['topics'];
  commands?: Command[];
  actions?: Record<string, Handler>;
  /** Global and message shortcuts, by callback id: the command line each of them stands for. */
  shortcuts?: Record<string, (request: SlackRequest) => string | Promise<string>>;
  /** Submitted modals, by callback id. */
  submissions?: Record<string, Handler<SubmissionRequest>>;
  /** What an external select offers for what is typed so far, by action id. */
  options?: Record<string, (request: SlackRequest, query: string) => Promise<Option[]>>;
  /** Events, by type; the manifest subscribes to them. */
  events?: Record<string, EventHandler>;
  /** Says what this feature's jobs do. */
  handleJobs?: (services: Services) => void;
}
