import type { Channel, Json, Message, View } from './types.ts';

/** A message or view that is acted on: a `Message`, a `View`, or the person's top-most modal or Home tab. */
export type Target = { channel: string; ts: string } | { id: string } | 'modal' | 'home';

/**
 * Which element: its visible label (text of a button, label of an input, placeholder of a select), its action_id or its
 * block_id; as an object when one of them alone is not enough.
 */
export type Which = string | { label?: string; actionId?: string; blockId?: string; value?: string };

/** What came of something that was delivered to the app, as the person at the screen sees it. */
export interface Delivered {
  outcome: 'ok' | 'timeout' | 'failed';
  /** What Slack tells the person, for instance `operation_timeout`. */
  error: string | null;
  /** Id of the exchange in the log; null when nothing had to be sent. */
  exchange: number | null;
}

/** A typed command: the message of the HTTP answer or of Slackbot, when there is one. */
export interface CommandResult extends Delivered {
  message: Message | null;
}

/** A pressed button. `confirm`: a dialog was shown and nothing was sent; press again with `confirm: true`. */
export type PressResult =
  | (Delivered & { url: string | null })
  | { outcome: 'confirm'; dialog: { title: string; text: string; confirm: string; deny: string } };

/** A filled or chosen element; `delivered` when that sent something to the app. */
export interface ChangeResult {
  /** Fields by block_id which Slack's own client refuses, with the reason. Nothing of these was taken over. */
  errors: Record<string, string>;
  delivered: Delivered | null;
}

/** A file that somebody saved. `content` is its text; `base64` its bytes. */
export interface Downloaded {
  name: string;
  title: string;
  mimetype: string;
  content: string;
  base64: string;
}

/** What an external select offers after typing. `too_short`: below `min_query_length`, nothing was asked. */
export interface Suggestions {
  outcome: 'ok' | 'too_short' | 'timeout' | 'failed';
  options: { text: string; value: string; group: string | null }[];
  error: string | null;
}

/** A submitted modal. `byClient`: Slack's client refused it, the app was not asked. */
export type SubmitResult =
  | { outcome: 'closed' | 'cleared' }
  | { outcome: 'errors'; errors: Record<string, string>; byClient: boolean }
  | { outcome: 'updated' | 'pushed'; view: View }
  | { outcome: 'timeout' | 'failed'; error: string };

/**
 * What a person fills in by label or block_id. A string in a rich text input becomes a paragraph. A file input takes
 * `{name, content}` (text, or base64 with `encoding: 'base64'`), or several of them under `files`.
 */
export type FieldValue = string | number | string[] | Json | null;

/** Everything that a person can do, as one person. Every `user` of {@link Control} is bound. */
export type Person = {
  [K in keyof PersonActions]: PersonActions[K] extends (user: string, ...rest: infer R) => infer Result
    ? (...rest: R) => Result
    : never;
};

/**
 * What a person does in Slack. `user` is an id or handle, `channel` an id, `#name`, `@app` for the
 * app's direct message, or `@ben` for a colleague's.
 */
export interface PersonActions {
  /** Types a text into a channel; an app's command is run, anything else is posted as a message. */
  command(user: string, channel: string, text: string): Promise<CommandResult>;
  /**
   * Posts a message. Addresses, links and formatting become what Slack's own client makes of them; `files` takes uploads
   * as a file input does.
   */
  say(user: string, channel: string, text: string, options?: { threadTs?: string; files?: Json[] }): Message;
  /** Runs a global shortcut; `channel` is what the person is looking at. */
  shortcut(user: string, callbackId: string, options?: { channel?: string }): Promise<Delivered>;
  /** Runs a message shortcut. */
  messageShortcut(user: string, channel: string, ts: string, callbackId: string): Promise<Delivered>;
  /**
   * Presses a button. A button with a URL also gives the URL. A confirm dialog has to be accepted with `confirm: true`.
   * `forgedValue` is sent in place of the button's own value, as a forged client would.
   */
  press(
    user: string,
    target: Target,
    which: Which,
    options?: { confirm?: boolean; forgedValue?: string },
  ): Promise<PressResult>;
  /**
   * Chooses in a select, radio buttons, checkboxes, overflow or date/time picker, by the option's text or value. An array
   * is the whole selection of one that takes several. `query` is typed into an external select first.
   */
  choose(
    user: string,
    target: Target,
    which: Which,
    option: string | string[],
    options?: { query?: string; confirm?: boolean },
  ): Promise<ChangeResult>;
  /** Types into an external select. */
  suggest(user: string, target: Target, which: Which, query: string): Promise<Suggestions>;
  /**
   * Fills inputs by label or block_id. `force` skips what Slack's client checks, as a forged client would. `silent`: the
   * text stands there, but Enter was not pressed yet, so an input with `dispatch_action` tells the app nothing.
   */
  fill(
    user: string,
    target: Target,
    values: Record<string, FieldValue>,
    options?: { force?: boolean; silent?: boolean },
  ): Promise<ChangeResult>;
  /** Presses the submit button of a modal (default: the top-most). `force` skips what Slack's client checks. */
  submit(user: string, target?: Target, options?: { force?: boolean }): Promise<SubmitResult>;
  /** Closes a modal; `all` closes the whole stack. */
  closeView(user: string, target?: Target, options?: { all?: boolean }): Promise<Delivered | null>;
  /** Opens the app's Home (or Messages) tab. Resolves with the tab once the event was delivered. */
  openHome(user: string, tab?: 'home' | 'messages'): Promise<{ delivered: Delivered | null; view: View | null }>;
  /** The messages of a channel that this person sees, oldest first. */
  messagesFor(user: string, channel: string): Message[];
  /** Downloads a file that this person sees in a message, by its id. */
  readFile(user: string, file: string): Downloaded;
  /** The top-most open modal. */
  currentView(user: string): View | null;
  /** All open modals, the top-most last. */
  viewStack(user: string): View[];
  /** The Home tab as last published. */
  homeView(user: string): View | null;
  /** Adds the app's bot to a channel. */
  inviteApp(user: string, channel: string): Channel;
  /**
   * Decides on the consent page behind an authorize URL without a browser; the answer is where Slack sends them. `without`
   * names the optional scopes that are left out.
   */
  consent(
    user: string,
    authorizeUrl: string,
    options?: { workspace?: string; enterprise?: boolean; allow?: boolean; without?: string[] },
  ): Promise<{ location: string }>;
}
