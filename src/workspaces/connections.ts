import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import {
  type AccessTokens,
  type CleverReachOAuth,
  CleverReachTimeoutError,
  type OAuthApp,
  OAuthClientRefusedError,
  OAuthGrantRefusedError,
  type TokenSet,
} from '../cleverreach/index.ts';
import { WorkspaceErasedError } from '../storage/erasures.ts';
import { keys } from '../storage/keys.ts';
import { defineRecord, RecordError, type Records } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import { createLock } from './lock.ts';
import { type OAuthApps, oauthAppSchema } from './oauth-apps.ts';

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
  /** The workspace's own OAuth app, where it was made with that one and not with the operator's. */
  oauthApp: oauthAppSchema.optional(),
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
  /**
   * Puts a connection in the place of what is there, if `isAllowed` says so of that; nobody else changes it meanwhile.
   * `before` is what was there: its token can be revoked when it was replaced, and it stays when it was not.
   */
  replace(
    workspace: string,
    connection: Connection,
    isAllowed?: (current: Connection | undefined) => Promise<boolean>,
  ): Promise<{ isReplaced: boolean; before: Connection | undefined }>;
  /**
   * Forgets the connection and returns what it was, so that its token can be revoked. With `madeBefore`, one that was made
   * later stays.
   */
  remove(workspace: string, options?: { madeBefore?: Date }): Promise<Connection | undefined>;
  /** Tokens for CleverReach's client; both methods throw NotConnectedError and ConnectionBrokenError. */
  tokens(workspace: string): AccessTokens;
}

export interface ConnectionsOptions {
  records: Records;
  storage: Storage;
  oauth: CleverReachOAuth;
  /** Tokens are renewed with the app they were issued to; without it they cannot be. */
  oauthApps: Pick<OAuthApps, 'own' | 'operatorApp'>;
  /** How long an opened connection is used before Redis is asked again, milliseconds. */
  cacheMs?: number;
  /** How long a request waits for new tokens while the old one still works, milliseconds. */
  earlyRenewalPatienceMs?: number;
  now?: () => number;
  /** Told of a record that does not open or fit. A connection then counts as none: connecting anew is the only way out. */
  onUnreadable?: (error: RecordError) => void;
}

/** How long a request without a working token waits for another process's renewal. */
const renewalPatienceMs = 15_000;
/** How long a connect or disconnect waits for a renewal; one that takes longer notices by itself that it came too late. */
const changePatienceMs = 1_000;
/** After a renewal in good time came to nothing, requests go on with the old token for so long. */
const pauseMs = 60_000;

/**
 * Tokens are renewed before they run out, and once when CleverReach answers 401. A lock in the storage keeps
 * several processes from renewing the same pair, since every renewal makes the refresh token before it worthless, and
 * keeps a renewal from bringing back what is disconnected or replaced at that moment.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const {
    records,
    storage,
    oauth,
    oauthApps,
    cacheMs = 3_000,
    earlyRenewalPatienceMs = 2_000,
    now = Date.now,
  } = options;
  const { onUnreadable } = options;
  const lock = createLock(storage, keys.connectionLock);
  const cache = new LRUCache<string, Connection>({ max: 10_000, ttl: cacheMs });
  const renewals = new Map<string, Promise<string>>();
  const paused = new LRUCache<string, true>({ max: 10_000, ttl: pauseMs });

  async function find(workspace: string): Promise<Connection | undefined> {
    const cached = cache.get(workspace);
    if (cached) return cached;
    try {
      const stored = await records.read(connectionRecord, workspace, keys.connection(workspace));
      if (stored) cache.set(workspace, stored);
      return stored;
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      onUnreadable?.(error);
      return undefined;
    }
  }

  async function findFresh(workspace: string): Promise<Connection | undefined> {
    cache.delete(workspace);
    return find(workspace);
  }

  async function save(workspace: string, connection: Connection): Promise<void> {
    await records.write(connectionRecord, workspace, keys.connection(workspace), connection);
    cache.set(workspace, connection);
  }

  async function take(workspace: string): Promise<Connection | undefined> {
    cache.delete(workspace);
    return records.take(connectionRecord, workspace, keys.connection(workspace));
  }

  function usable(connection: Connection | undefined): Connection {
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
    const isWanted = async () => usable(await findFresh(workspace)).accessToken === rejected;
    const unlock = await lock(workspace, renewalPatienceMs, isWanted);
    try {
      const connection = usable(await findFresh(workspace));
      if (connection.accessToken !== rejected) return connection.accessToken;
      if (!unlock)
        throw new CleverReachTimeoutError({ endpoint: 'POST /oauth/token.php', reason: 'renewed elsewhere' });
      return await exchange(workspace, connection);
    } finally {
      await unlock?.();
    }
  }

  async function exchange(workspace: string, connection: Connection): Promise<string> {
    const { refreshToken } = connection;
    const ownApp = await ownAppOf(workspace, connection);
    const app = ownApp ?? oauthApps.operatorApp;
    let tokens: TokenSet | undefined;
    try {
      if (app !== undefined && refreshToken !== undefined) tokens = await oauth.refresh(app, refreshToken);
    } catch (error) {
      if (!(error instanceof OAuthGrantRefusedError)) throw error;
    }
    // Someone may have disconnected or reconnected while CleverReach was answering: then nothing must come back to life.
    const current = await findFresh(workspace);
    if (current?.accessToken !== connection.accessToken) {
      // Nobody will ever use these; that CleverReach does not answer changes nothing for whoever is waiting.
      if (tokens) await oauth.revoke(tokens.accessToken).catch(() => undefined);
      return usable(current).accessToken;
    }
    if (!tokens) {
      await save(workspace, { ...connection, brokenAt: new Date(now()) });
      throw new ConnectionBrokenError();
    }
    // The old refresh token is worthless from here on: the new pair is stored before anyone uses it.
    const renewed = { ...connection, ...tokensOf(tokens, refreshToken, now()) };
    try {
      await save(workspace, ownApp ? { ...renewed, oauthApp: ownApp } : renewed);
    } catch (error) {
      if (!(error instanceof WorkspaceErasedError)) throw error;
      await oauth.revoke(tokens.accessToken).catch(() => undefined);
      throw new NotConnectedError();
    }
    return tokens.accessToken;
  }

  /** The workspace's own app that a connection was made with, and its newer secret where an admin has entered one since. */
  async function ownAppOf(workspace: string, { oauthApp }: Connection): Promise<OAuthApp | undefined> {
    if (!oauthApp) return undefined;
    const today = await oauthApps.own(workspace).catch((error: unknown) => {
      if (!(error instanceof RecordError)) throw error;
      onUnreadable?.(error);
      return undefined;
    });
    return today?.clientId === oauthApp.clientId ? today : oauthApp;
  }

  /**
   * Renewal without which nothing goes on. That CleverReach refuses a workspace's own app (deleted, or its secret changed)
   * is a matter of the workspace: connecting anew helps, and nothing is stored, since entering the new secret helps too.
   */
  async function renewNow(workspace: string, rejected: string): Promise<string> {
    try {
      return await renew(workspace, rejected);
    } catch (error) {
      if (error instanceof OAuthClientRefusedError && (await find(workspace))?.oauthApp)
        throw new ConnectionBrokenError();
      throw error;
    }
  }

  /** Renewal comes early on purpose: while the old token still works, a token endpoint that is down or slow is no failure. */
  async function renewInGoodTime(workspace: string, old: string): Promise<string> {
    if (paused.has(workspace)) return old;
    try {
      const renewed = await Promise.race([
        renew(workspace, old),
        delay(earlyRenewalPatienceMs, undefined, { ref: false }),
      ]);
      if (renewed !== undefined) return renewed;
    } catch (error) {
      if (error instanceof ConnectionBrokenError || error instanceof NotConnectedError) throw error;
    }
    paused.set(workspace, true);
    return old;
  }

  return {
    find,
    async replace(workspace, connection, isAllowed = async () => true) {
      const unlock = await lock(workspace, changePatienceMs);
      try {
        const before = await findFresh(workspace);
        const isReplaced = await isAllowed(before);
        if (isReplaced) await save(workspace, connection);
        return { isReplaced, before };
      } finally {
        await unlock?.();
      }
    },
    async remove(workspace, { madeBefore } = {}) {
      if (madeBefore) {
        const current = await findFresh(workspace);
        if (!current || current.connectedAt >= madeBefore) return undefined;
      }
      const removed = await take(workspace);
      if (!removed) return undefined;
      // A renewal that found the connection a moment ago may be storing it anew: that goes as well.
      const unlock = await lock(workspace, changePatienceMs);
      try {
        if (!unlock) return removed;
        const back = await findFresh(workspace);
        const isBack = back?.connectedAt.getTime() === removed.connectedAt.getTime();
        return (isBack ? await take(workspace) : undefined) ?? removed;
      } finally {
        await unlock?.();
      }
    },
    tokens: (workspace) => ({
      async current() {
        const connection = usable(await find(workspace));
        const { accessToken, refreshToken, expiresAt } = connection;
        if (!isDue(connection, now()) || refreshToken === undefined) return accessToken;
        return expiresAt.getTime() > now() ? renewInGoodTime(workspace, accessToken) : renewNow(workspace, accessToken);
      },
      renew: (rejected) => renewNow(workspace, rejected),
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
