import { createHash } from 'node:crypto';

/**
 * The names of everything that is kept. What belongs to a workspace has its id in braces: Redis Cluster then keeps one
 * workspace's records together, and one prefix erases them all. Secrets are never part of a name, only their hashes.
 *
 * Ids that come from outside are checked: a `}` or `:` in one could reach into another workspace's names.
 *
 * `team` is the id of a workspace (`T…`) or, for what belongs to an organisation, of the organisation (`E…`).
 *
 * @throws KeyError for an id that no name can be made of.
 */
export const keys = {
  /** The Slack app's installation: bot token, scopes, who installed it. */
  installation: (team: string) => `${workspacePrefix(team)}installation`,
  /** Of an organisation: the ids of the workspaces that use its installation, as a set. */
  workspaces: (organisation: string) => `${workspacePrefix(organisation)}workspaces`,
  /** The link to the workspace's CleverReach account, with its tokens. */
  connection: (team: string) => `${workspacePrefix(team)}connection`,
  /** The workspace's own CleverReach OAuth app. */
  oauthApp: (team: string) => `${workspacePrefix(team)}oauth-app`,
  /** Held by whoever changes the connection: one refresh of tokens at a time. */
  connectionLock: (team: string) => `${workspacePrefix(team)}connection-lock`,
  /** Another name after each change of ours in CleverReach, so that nobody shows what was read before. */
  generation: (team: string) => `${workspacePrefix(team)}generation`,
  /** What a button, a form or a link refers to for some minutes; `kind` says what it is. */
  ticket: (team: string, kind: string, secret: string) => `${ticketPrefix(team, kind)}${hashed(secret)}`,
  /** A job that waits, runs or has run. */
  job: (team: string, kind: string, id: string) =>
    `${workspacePrefix(team)}job:${plainId(kind, 'a kind of job')}:${plainId(id, 'a job')}`,
  /** What an admin has set for the workspace. */
  settings: (team: string) => `${workspacePrefix(team)}settings`,
  /** What was changed from this workspace, as a list. */
  auditLog: (team: string) => `${workspacePrefix(team)}audit-log`,
  /** What the workspace's last draft was made with: sender and group. */
  sender: (team: string) => `${workspacePrefix(team)}sender`,
  /** That somebody has opened the app's Home lately. */
  homeVisitor: (team: string, user: string) => `${workspacePrefix(team)}home:${plainId(user, 'a person')}`,

  /** That a workspace was erased lately. Nothing may be left that names it, so its name is not in it. */
  erased: (team: string) => `cr:erased:${hashed(workspacePrefix(team))}`,
  /** Held by whoever erases a workspace or installs the app in it. Nothing may be left that names it, so its name is not in it. */
  erasureLock: (team: string) => `cr:erasing:${hashed(workspacePrefix(team))}`,
  /** A visit to Slack's consent page that has not come back yet; whose it will be is not known. */
  installState: (secret: string) => `cr:install-state:${hashed(secret)}`,
  /** A signed request that was taken already. */
  replay: (secret: string) => `cr:replay:${hashed(secret)}`,
  /** An event of Slack's that is being handled or has been. */
  event: (id: string) => `cr:event:${plainId(id, 'an event')}`,
  /**
   * What the keys of the queue that does the jobs begin with. It belongs to all workspaces, so it is one hash slot of its own,
   * and holds nothing but references to their records.
   */
  jobQueue: () => 'cr:{jobs}',
  /** Written by probes, to see that the store takes writes. */
  probe: () => 'cr:probe',
};

/** What all names begin with. */
export const commonPrefix = 'cr:';

/** What all names of a workspace (or organisation) begin with. */
export function workspacePrefix(team: string): string {
  if (!/^[A-Z0-9]{1,32}$/.test(team)) throw new KeyError('a workspace');
  return `cr:{${team}}:`;
}

/** What the names of all tickets of a workspace begin with that are of one kind. */
export function ticketPrefix(team: string, kind: string): string {
  return `${workspacePrefix(team)}ticket:${plainId(kind, 'a kind of ticket')}:`;
}

/** A secret as it may stand in a name: SHA-256, base64url. */
export function hashed(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** An id from outside has a form that no name is made of. The id itself is not in the message: it is a stranger's text. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
  readonly code = 'key_invalid';

  constructor(what: string) {
    super(`not an id of ${what} that a key can be made of`);
  }
}

function plainId(id: string, what: string): string {
  if (!/^[A-Za-z0-9_.-]{1,128}$/.test(id)) throw new KeyError(what);
  return id;
}
