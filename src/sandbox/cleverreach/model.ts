import type { ReceiverBook } from './receiver-book.ts';

/** An OAuth app as it is registered in a CleverReach account. */
export interface OAuthApp {
  clientId: string;
  clientSecret: string;
  name: string;
  redirectUris: string[];
  /** The permissions ticked at the app; left out: all of them. Checked at every call, so a test may change them. */
  scopes?: string[];
  /** The account that owns the app (what `client_credentials` gives a token for); left out: the first account. */
  accountId?: string;
}

/** What `whoami` tells about an account. */
export interface Profile {
  name: string;
  firstname: string;
  salutation: string;
  street: string;
  company: string;
  zip: string;
  city: string;
  phone: string;
  fax: string;
  email: string;
  country: string;
  loginDomain: string;
  lang: string;
}

/** A recipient list. Times are unix seconds, 0 means never, here and everywhere in this model. */
export interface Group {
  id: string;
  name: string;
  locked: boolean;
  backup: boolean;
  receiverInfo: string;
  stamp: number;
  lastMailing: number;
  lastChanged: number;
}

export type AttributeType = 'text' | 'number' | 'gender' | 'date';

/** A field of a receiver: global (`groupId` "0") or of one group. */
export interface Attribute {
  id: number;
  groupId: string;
  name: string;
  description: string;
  previewValue: string;
  defaultValue: string;
  type: AttributeType;
}

export interface ReceiverEvent {
  stamp: number;
  type: string;
  typeId: string;
  value: string;
  mailingId: string;
  groupId: string;
}

/** An order of a receiver, kept as it was sent. */
type Order = Record<string, unknown>;

/** An address of the account with all that is the same in every group it is in. */
export interface Person {
  id: string;
  email: string;
  /** Global attributes that have a value. */
  attributes: Record<string, string>;
  tags: string[];
  events: ReceiverEvent[];
  orders: Order[];
  points: number;
  stars: number;
  openRate: number;
  clickRate: number;
  lastIp: string;
  lastLocation: string;
  lastClient: string;
}

/** Somebody who has done nothing yet. */
export function newPerson(id: string, email: string, attributes: Record<string, string> = {}): Person {
  return {
    id,
    email,
    attributes,
    tags: [],
    events: [],
    orders: [],
    points: 0,
    stars: 0,
    openRate: 0,
    clickRate: 0,
    lastIp: '',
    lastLocation: '',
    lastClient: '',
  };
}

/** A person's place in one group. */
export interface Membership {
  registered: number;
  activated: number;
  deactivated: number;
  /** Kept per group: whether a bounce in one group counts in another is not documented. */
  bounced: number;
  imported: number;
  source: string;
  /** The group's own attributes that have a value. */
  attributes: Record<string, string>;
  /** True when the person unsubscribed themself: an upsert with `activated` then does not bring them back. */
  unsubscribedThemself: boolean;
}

export interface Form {
  id: string;
  name: string;
  groupId: string;
}

export interface BlacklistEntry {
  email: string;
  comment: string;
  stamp: number;
  locked: boolean;
}

export type MailingState = 'draft' | 'waiting' | 'running' | 'finished' | 'automation';

/** The six figures of a report. */
export interface ReportStats {
  delivered: number;
  bounced: number;
  unsubscribed: number;
  spam: number;
  uniqueOpened: number;
  uniqueClicks: number;
}

export interface Mailing {
  id: string;
  state: MailingState;
  name: string;
  subject: string;
  senderName: string;
  senderEmail: string;
  html: string;
  text: string;
  contentType: 'html' | 'text' | 'html/text';
  groupIds: string[];
  stamp: number;
  lastChanged: number;
  /** When it is to go out; 0 for a draft. */
  sendOn: number;
  /** When it was released. */
  ready: number;
  started: number;
  /** While it waits or runs: when it will be through. */
  finishesAt: number;
  finished: number;
  tags: string[];
  settings: Record<string, unknown>;
  /** Only of a finished one. */
  stats: ReportStats | null;
}

/** A mail the account sent to one receiver (double opt-in and its opposite). */
export interface SentMail {
  id: string;
  kind: 'activate' | 'deactivate';
  email: string;
  formId: string;
  groupId: string;
  at: number;
  confirmed: boolean;
  doidata: unknown;
}

/** The figures of a group as they were when they were last computed. */
export interface GroupStats {
  total: number;
  active: number;
  inactive: number;
  bounced: number;
  averagePoints: number;
  quality: number;
  orders: number;
  time: number;
}

export interface Account {
  id: string;
  profile: Profile;
  /** False: the account is not approved yet and may not send opt-in mails. */
  verified: boolean;
  groups: Map<string, Group>;
  receivers: ReceiverBook;
  attributes: Attribute[];
  forms: Form[];
  blacklist: Map<string, BlacklistEntry>;
  mailings: Map<string, Mailing>;
  sentMails: SentMail[];
  statsCache: Map<string, GroupStats>;
  /** The last number given out, for each kind of thing. */
  lastIds: { group: number; attribute: number; mailing: number; form: number; mail: number };
}

/** A token pair that was given out. Times in milliseconds. */
export interface Token {
  accessToken: string;
  /** None for `client_credentials`: whether CleverReach gives one is unknown, and clients must do without. */
  refreshToken: string | null;
  clientId: string;
  accountId: string;
  scope: string;
  issuedAtMs: number;
  expiresAtMs: number;
  refreshExpiresAtMs: number;
}

/** A token pair that was taken away before its time. What is kept of it cannot be used any more. Times in milliseconds. */
export interface EndedToken {
  accessToken: string;
  clientId: string;
  accountId: string;
  issuedAtMs: number;
  expiresAtMs: number;
  endedAtMs: number;
  /** `replaced`: by a refresh; `revoked`: by the app or by the person. */
  why: 'replaced' | 'revoked';
}

/** An authorization code that was not used yet. */
interface Code {
  code: string;
  clientId: string;
  accountId: string;
  redirectUri: string;
  expiresAtMs: number;
}

/** Choices where CleverReach's own are unknown, or where a demo wants another pace. May be changed while it runs. */
export interface Settings {
  /** Lifetime of access tokens; 30 days were observed live. */
  accessTokenLifetimeSeconds: number;
  /** How much longer a refresh token lives. It was seen to die less than 14 days after the access token. */
  refreshTokenGraceSeconds: number;
  /** Lifetime of an authorization code. "Short" is all that is documented. */
  codeLifetimeSeconds: number;
  /**
   * How long a group's statistics are served unchanged. CleverReach caches them (observed) for an unknown time; five
   * seconds show the effect and still let a person in the demo see the figures move.
   */
  statsCacheSeconds: number;
  /** Whether the access token before a refresh keeps working. Unknown; a client that copes with `false` copes with both. */
  oldAccessTokenSurvivesRefresh: boolean;
  /** Undefined attributes: sources disagree whether they are refused or dropped; refusing shows a careless client up. */
  unknownAttributes: 'refuse' | 'ignore';
  /** How long a mailing takes from being started to being finished. */
  sendingSeconds: number;
}

/** Everything the sandbox remembers. */
export interface State {
  now: () => number;
  accounts: Map<string, Account>;
  apps: Map<string, OAuthApp>;
  /** By access token. */
  tokens: Map<string, Token>;
  /** The last ones that were taken away, oldest first. */
  endedTokens: EndedToken[];
  codes: Map<string, Code>;
  settings: Settings;
}
