import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import {
  type AccessTokens,
  type CleverReachOAuth,
  type OAuthApp,
  OAuthGrantRefusedError,
  type TokenSet,
} from '../cleverreach/index.ts';
import { keys } from '../storage/keys.ts';
import { defineRecord, type Records } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

const day = 24 * 60 * 60 * 1000;

const connectionSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  obtainedAt: z.coerce.date(),
  expiresAt: z.coerce.date(),
  account: z.object({ id: z.string(), name: z.string(), loginDomain: z.string().optional() }),
  /** The Slack user who connected the account. */
  connectedBy: z.string(),
  connectedAt: z.coerce.date(),
  /** Since when CleverReach refuses this connection; it has to be made again. */
  brokenAt: z.coerce.date().optional(),
});

/** A workspace's link to a CleverReach account. */
export type Connection = z.infer<typeof connectionSchema>;

const connectionRecord = defineRecord({ kind: 'connection', version: 1, schema: connectionSchema });

/** The workspace has no connection (any more): it has to connect first. */
export class NotConnectedError extends Error {
  readonly code = 'not_connected';
  constructor() {
    super('No CleverReach account is connected to this workspace.');
    this.name = 'NotConnectedError';
  }
}

/** CleverReach refused to renew the tokens: the connection has to be made again. */
export class ConnectionBrokenError extends Error {
  readonly code = 'connection_broken';
  constructor() {
    super('CleverReach no longer accepts the tokens of this connection.');
    this.name = 'ConnectionBrokenError';
  }
}

/** Every workspace's CleverReach connection, and the one place that renews tokens. */
export interface Connections {
  find(workspace: string): Promise<Connection | undefined>;
  save(workspace: string, connection: Connection): Promise<void>;
  /** Forgets the connection and returns what it was, so that its token can be revoked. */
  remove(workspace: string): Promise<Connection | undefined>;
  /** Tokens for CleverReach's client; both methods throw NotConnectedError and ConnectionBrokenError. */
  tokens(workspace: string): AccessTokens;
}

export interface ConnectionsOptions {
  records: Records;
  storage: Storage;
  oauth: CleverReachOAuth;
  /** The operator's OAuth app; without it nothing can be renewed. */
  app: OAuthApp | undefined;
  /** How long an opened connection is used before Redis is asked again, milliseconds. */
  cacheMs?: number;
  now?: () => number;
}

/**
 * Tokens are renewed before they run out, and once when CleverReach answers 401. A lock in the storage keeps
 * several processes from renewing the same pair, since every renewal makes the refresh token before it worthless.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const { records, storage, oauth, app, cacheMs = 3_000, now = Date.now } = options;
  const cache = new LRUCache<string, Connection>({ max: 10_000, ttl: cacheMs });
  const renewals = new Map<string, Promise<string>>();

  async function find(workspace: string): Promise<Connection | undefined> {
    const cached = cache.get(workspace);
    if (cached) return cached;
    const stored = await records.read(connectionRecord, workspace, keys.connection(workspace));
    if (stored) cache.set(workspace, stored);
    return stored;
  }

  async function save(workspace: string, connection: Connection): Promise<void> {
    await records.write(connectionRecord, workspace, keys.connection(workspace), connection);
    cache.set(workspace, connection);
  }

  async function usable(workspace: string, fresh: boolean): Promise<Connection> {
    if (fresh) cache.delete(workspace);
    const connection = await find(workspace);
    if (!connection) throw new NotConnectedError();
    if (connection.brokenAt) throw new ConnectionBrokenError();
    return connection;
  }

  /** One renewal at a time in this process, one over all processes by the lock. */
  function renew(workspace: string, rejected: string): Promise<string> {
    const running = renewals.get(workspace);
    if (running) return running;
    const renewal = renewLocked(workspace, rejected).finally(() => renewals.delete(workspace));
    renewals.set(workspace, renewal);
    return renewal;
  }

  async function renewLocked(workspace: string, rejected: string): Promise<string> {
    const lock = keys.connectionLock(workspace);
    const owner = randomBytes(16).toString('base64url');
    const deadline = now() + 15_000;
    while (!(await storage.add(lock, owner, { ttlMs: 30_000 }))) {
      const connection = await usable(workspace, true);
      if (connection.accessToken !== rejected) return connection.accessToken;
      if (now() > deadline) throw new ConnectionBrokenError();
      await delay(50);
    }
    try {
      const connection = await usable(workspace, true);
      if (connection.accessToken !== rejected) return connection.accessToken;
      return await exchange(workspace, connection);
    } finally {
      await storage.deleteIf(lock, owner);
    }
  }

  async function exchange(workspace: string, connection: Connection): Promise<string> {
    if (app === undefined || connection.refreshToken === undefined) return broken(workspace, connection);
    let tokens: TokenSet;
    try {
      tokens = await oauth.refresh(app, connection.refreshToken);
    } catch (error) {
      if (error instanceof OAuthGrantRefusedError) return broken(workspace, connection);
      throw error;
    }
    // Someone may have disconnected while CleverReach was answering: then nothing must come back to life.
    cache.delete(workspace);
    const current = await find(workspace);
    if (current?.accessToken !== connection.accessToken) {
      await oauth.revoke(tokens.accessToken);
      if (current) return current.accessToken;
      throw new NotConnectedError();
    }
    // The old refresh token is worthless from here on: the new pair is stored before anyone uses it.
    await save(workspace, { ...connection, ...tokensOf(tokens, connection.refreshToken, now()) });
    return tokens.accessToken;
  }

  async function broken(workspace: string, connection: Connection): Promise<never> {
    await save(workspace, { ...connection, brokenAt: new Date(now()) });
    throw new ConnectionBrokenError();
  }

  return {
    find,
    save,
    async remove(workspace) {
      cache.delete(workspace);
      return records.take(connectionRecord, workspace, keys.connection(workspace));
    },
    tokens: (workspace) => ({
      async current() {
        const connection = await usable(workspace, false);
        if (!isDue(connection, now()) || connection.refreshToken === undefined) return connection.accessToken;
        try {
          return await renew(workspace, connection.accessToken);
        } catch (error) {
          // Renewal comes early on purpose: while the old token still works, an outage of the token endpoint is no failure.
          if (error instanceof ConnectionBrokenError || error instanceof NotConnectedError) throw error;
          if (connection.expiresAt.getTime() > now()) return connection.accessToken;
          throw error;
        }
      },
      renew: (rejected) => renew(workspace, rejected),
    }),
  };
}

/** What a token answer adds to a connection. An answer without a refresh token keeps the one before. */
export function tokensOf(tokens: TokenSet, previousRefreshToken: string | undefined, nowMs: number) {
  const refreshToken = tokens.refreshToken ?? previousRefreshToken;
  return {
    accessToken: tokens.accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    obtainedAt: new Date(nowMs),
    expiresAt: tokens.expiresAt,
  };
}

/** Three days before the end, or in the last tenth of a short-lived token's life. */
function isDue({ obtainedAt, expiresAt }: Connection, nowMs: number): boolean {
  const lifetime = expiresAt.getTime() - obtainedAt.getTime();
  return expiresAt.getTime() - nowMs < Math.min(3 * day, lifetime / 10);
}
