/** A JSON object whose shape is not known yet: what the app sent, or what Slack will send. */
export type Json = Record<string, unknown>;

/** A person (or the app's bot) as one workspace of the sandbox sees them. */
export interface User {
  id: string;
  /** The workspace of the sandbox in which this person is met. */
  workspaceId: string;
  /** The person's own workspace: another one for people of another organisation. */
  teamId: string;
  /** The handle, for instance `anna`. Control methods accept it in place of the id. */
  name: string;
  realName: string;
  email: string;
  /** IETF tag as Slack gives it, for instance `de-DE`. */
  locale: string;
  /** IANA time zone. */
  tz: string;
  isAdmin: boolean;
  isOwner: boolean;
  /** A guest. */
  isRestricted: boolean;
  /** A guest of a single channel. */
  isUltraRestricted: boolean;
  /** Somebody of another organisation, met in a shared channel. */
  isStranger: boolean;
  isBot: boolean;
  deleted: boolean;
  /** In an Enterprise organisation: all its workspaces that the person belongs to. Left out: only their own. */
  teams?: string[];
  /** Administers the whole Enterprise organisation. */
  isOrgAdmin?: boolean;
}

/** A channel, the direct message between one person and the app (`im`), or one between two people (`dm`). */
export interface Channel {
  id: string;
  workspaceId: string;
  /** Without `#`; empty for a direct message. */
  name: string;
  kind: 'public' | 'private' | 'im' | 'dm';
  /** User ids. The app's bot is among them once it was invited. */
  members: string[];
  /** Shared with another organisation (Slack Connect). */
  isShared: boolean;
  topic: string;
}

/** One Slack workspace. Its users and channels point to it by `workspaceId`. */
export interface Workspace {
  id: string;
  name: string;
  domain: string;
  /** The Enterprise organisation it belongs to. */
  enterprise: Enterprise | null;
}

/** An Enterprise Grid organisation. */
export interface Enterprise {
  id: string;
  name: string;
  domain: string;
}

/** A message as it is kept and shown. `blocks` always have their `block_id`s and `action_id`s. */
export interface Message {
  channel: string;
  ts: string;
  author: 'human' | 'app' | 'slackbot';
  /** User id of the author; the bot user for the app. */
  user: string;
  text: string;
  blocks: Json[];
  attachments: Json[];
  /** File objects, as Slack gives them to the app. */
  files: Json[];
  /** The only person who sees it; null: everybody in the channel. */
  ephemeralFor: string | null;
  threadTs: string | null;
  /** Milliseconds of the last change by its author; null: never changed. */
  editedAtMs: number | null;
  metadata: unknown;
}

/** A modal or Home tab. `content` is what the app sent, with the ids that Slack fills in. */
export interface View {
  id: string;
  kind: 'modal' | 'home';
  user: string;
  workspaceId: string;
  content: Json;
  /** block_id → action_id → value, in the shape of `view.state.values`. */
  values: StateValues;
  hash: string;
  rootViewId: string;
  previousViewId: string | null;
  externalId: string;
  /** Id of the conversation that the person was looking at when the modal was opened, where that is known. */
  conversationId: string | null;
  /** What the person sees in the modal: field errors by block_id, and one above all of them. */
  errors: Record<string, string>;
  failure: string | null;
  closed: boolean;
}

/** `state.values` of a view or message. */
export type StateValues = Record<string, Record<string, Json>>;

/** Something that Slack refuses in a payload. */
export interface Refusal {
  pointer: string;
  message: string;
}

/** One exchange over HTTP between Slack and the app, for the inspector and for tests. */
export interface Exchange {
  id: number;
  /** `to-app`: Slack called the app. `to-slack`: the app called Slack. */
  direction: 'to-app' | 'to-slack';
  kind: 'command' | 'interaction' | 'options' | 'event' | 'check' | 'api' | 'response_url' | 'oauth';
  /** Web API method, command, `type` of the payload or event. */
  name: string;
  /** Milliseconds since the epoch. */
  startedAtMs: number;
  /** Null while it is under way. */
  durationMs: number | null;
  request: { method: string; url: string; headers: Record<string, string>; body: string };
  /** Null while it is under way, and if there was no answer. */
  response: { status: number; headers: Record<string, string>; body: string } | null;
  /** `refused`: one side answered that it does not accept this. */
  outcome: 'pending' | 'ok' | 'refused' | 'timeout' | 'failed';
  /** In words, when the outcome is not `ok`: the error code, what went wrong. */
  error: string | null;
  /** What is wrong with a payload of the app, by JSON pointer. */
  problems: Refusal[];
}

/** How a call of a Web API method is made to fail. */
export interface Fault {
  /** Web API method, `response_url`, `file` for the download of one, or `*` for all of them. */
  method: string;
  /** Waited before anything else happens. */
  latencyMs?: number;
  /** Answer this HTTP status; 429 carries `Retry-After`. */
  status?: number;
  /** Seconds of `Retry-After` (default 1). */
  retryAfterS?: number;
  /** Answer `{ok: false, error}`. */
  error?: string;
  /** How many calls it hits; without it, all until it is cleared. */
  times?: number;
}

/** The Slack app under test, as its settings at Slack would have it. */
export interface AppSettings {
  id: string;
  name: string;
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  redirectUris: string[];
  /** Where commands, interactions, options and events are delivered. May be set later. */
  eventsUrl: string;
  commands: { command: string; description: string; usageHint?: string; shouldEscape?: boolean }[];
  shortcuts: { type: 'global' | 'message'; name: string; callbackId: string; description: string }[];
  /** All scopes that the app may ask for, the optional ones among them. */
  botScopes: string[];
  /** Those that whoever installs it may leave out. */
  optionalBotScopes?: string[];
  /** Bot events that the app subscribed to; without it, every event is delivered. */
  botEvents?: string[];
  /** May be installed for a whole Enterprise organisation. */
  orgDeploy?: boolean;
  /** Which tabs the app has; without it, both, and people may write to it. */
  appHome?: AppHome;
}

/** The tabs of the app, as its settings switch them. */
export interface AppHome {
  homeTab: boolean;
  messagesTab: boolean;
  /** The app writes in its Messages tab, but people cannot write to it there. */
  messagesReadOnly: boolean;
}
