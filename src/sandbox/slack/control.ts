import type { Guide } from './guide.ts';
import type { Delivered, Person, PersonActions } from './person.ts';
import type {
  AppHome,
  AppSettings,
  Channel,
  Enterprise,
  Exchange,
  Fault,
  Json,
  Message,
  User,
  View,
  Workspace,
} from './types.ts';

export type * from './guide.ts';
export type * from './person.ts';

/** Everything the sandbox can be told to do. The same methods are served as JSON under `/sandbox/`. */
export interface Control extends PersonActions {
  /** All of the directory: for a page that draws it. */
  snapshot(): Snapshot;
  /** A workspace of its own with an admin, a member and #general. */
  addWorkspace(options: { name: string; domain?: string; enterprise?: { name: string } | string }): Workspace;
  addUser(workspace: string, user: Partial<Omit<User, 'id' | 'workspaceId'>> & { name: string }): User;
  addChannel(workspace: string, channel: { name: string; kind?: 'public' | 'private'; members?: string[] }): Channel;
  /** Changes a person: a promotion, another language, a deactivation. */
  changeUser(user: string, change: Partial<Omit<User, 'id' | 'workspaceId'>>): User;
  /** The authorize URL that an "Add to Slack" button of the app would have. */
  installUrl(options?: { state?: string; redirectUri?: string; team?: string }): string;
  /** Installs without the consent page and gives the bot token, for tests that are not about installing. */
  install(workspace: string, options?: { user?: string; scopes?: string[]; enterprise?: boolean }): InstallationInfo;
  /** Removes the app, from the whole organisation if that has installed it: its tokens die, then both events are sent in the order asked for. */
  uninstall(workspace: string, options?: { order?: RemovalOrder }): Promise<Delivered[]>;
  /** An organisation takes the app away from one of its workspaces: nothing reaches it any more, then `team_access_revoked` is sent. */
  revokeAccess(workspace: string): Promise<Delivered>;
  /** Sends any event of a workspace to the app. */
  sendEvent(workspace: string, event: Json): Promise<Delivered>;
  /** The retries of failed events that are due later: all now. */
  deliverRetries(): Promise<Delivered[]>;
  /** Sends what was delivered before once more, byte by byte (or with another body under the old signature). */
  redeliver(exchange: number, options?: { body?: string }): Promise<{ status: number; body: string }>;
  /** Slack's check of a request URL. True: the challenge came back. */
  verifyUrl(): Promise<boolean>;
  /** Slack's check of the certificate, unsigned. True: answered with 200. */
  sslCheck(): Promise<boolean>;
  /** Moves the sandbox's clock: triggers and response URLs age, retries that became due are sent. */
  advance(ms: number): Promise<void>;
  /** Lets Web API calls fail until they are cleared. */
  setFault(fault: Fault): void;
  clearFaults(): void;
  /** The log of all exchanges, oldest first. */
  exchanges(filter?: { direction?: Exchange['direction']; kind?: Exchange['kind']; name?: string }): Exchange[];
  clearLog(): void;
  /** What whoever started the sandbox proposes to try, and what of it is done. */
  guide(): Guide;
  /** Marks a step of the guide as done. Throws a ControlError when there is no such step. */
  tick(step: string): void;
  /** Waits for a message that this person sees: containing `text`, or fitting `match`. Also finds one that is there already. */
  waitForMessage(
    user: string,
    channel: string,
    expected: { text?: string; after?: string; match?: (message: Message) => boolean },
    timeoutMs?: number,
  ): Promise<Message>;
}

/** The directory as a page needs it. */
export interface Snapshot {
  app: { id: string; name: string; commands: Json[]; shortcuts: Json[]; appHome: AppHome };
  enterprises: Enterprise[];
  workspaces: (Workspace & { users: User[]; channels: Channel[]; installed: boolean })[];
}

/** The app's installation in a workspace or organisation. */
export interface InstallationInfo {
  token: string;
  botUserId: string;
  botId: string;
  teamId: string | null;
  enterpriseId: string | null;
  isEnterpriseInstall: boolean;
  scopes: string[];
  installedBy: string;
}

/** The order in which both events of a removal arrive; Slack promises none. */
export type RemovalOrder =
  | readonly ['app_uninstalled', 'tokens_revoked']
  | readonly ['tokens_revoked', 'app_uninstalled'];

/** Something changed; the stream under `/sandbox/events` carries the same. */
export type Change =
  | { type: 'message' | 'message_changed' | 'message_deleted'; message: Message }
  | { type: 'view_opened' | 'view_changed' | 'view_closed' | 'home_changed'; view: View }
  | { type: 'exchange'; exchange: Exchange }
  | { type: 'guide_changed'; guide: Guide }
  | { type: 'directory_changed' };

/** A running local Slack. */
export interface SlackSandbox extends Control {
  /** For instance `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Base of the Web API, with a trailing slash. */
  readonly apiUrl: string;
  /** The consent page. */
  readonly authorizeUrl: string;
  /** The app's settings; `eventsUrl` may be set once the app listens. */
  readonly app: AppSettings;
  readonly workspaces: readonly Workspace[];
  /** All exchanges so far, oldest first. */
  readonly requests: readonly Exchange[];
  /** One person, so that their name is not repeated in every line of a test. */
  as(user: string): Person;
  /** Resolves with the first truthy answer of `find`, which is asked now and after every change. Rejects after the time (default 5 s). */
  waitFor<T>(find: () => T | null | undefined | false, timeoutMs?: number): Promise<T>;
  /** Called after every change; returns how to stop. */
  onChange(listener: (change: Change) => void): () => void;
  close(): Promise<void>;
}
