import type { AccessTokens, CleverReachOAuth } from '../cleverreach/index.ts';
import { keys } from '../storage/keys.ts';
import type { RecordError, Records } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import type { Connection } from './connection.ts';
import { createConnectionStore } from './connection-store.ts';
import { createLock } from './lock.ts';
import type { OAuthApps } from './oauth-apps.ts';
import { type BrokenBecause, createTokenRenewal } from './token-renewal.ts';

export { type Connection, ConnectionBrokenError, NotConnectedError, tokensOf } from './connection.ts';
export type { BrokenBecause } from './token-renewal.ts';

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
  /** Until it is tried again to store a new pair that a store did not take, milliseconds. */
  storePauseMs?: number;
  now?: () => number;
  /**
   * To tell whoever connected the account that its tokens cannot be renewed any more. It may be called again for the same pair
   * of tokens (the same `obtainedAt`), when a process died before it had stored that they are broken, and is to tell it once.
   */
  onBroken?: (workspace: string, connection: Connection, because: BrokenBecause) => Promise<void>;
  /** Told once another account is connected, the same one anew, or none any more. */
  onChange?: (workspace: string) => Promise<void>;
  /** Told of a record that does not open or fit. A connection then counts as none: connecting anew is the only way out. */
  onUnreadable?: (error: RecordError) => void;
}

/** How long a connect waits for a renewal; one that takes longer notices by itself that it came too late. */
const changePatienceMs = 1_000;

/**
 * Tokens are renewed before they run out, and once when CleverReach answers 401. A lock in the storage keeps several processes
 * from renewing the same pair, since every renewal makes the refresh token before it worthless. A renewal brings back nothing
 * that was disconnected or replaced at that moment, since it stores only in place of the pair it began with.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const { records, storage, oauth, oauthApps, onUnreadable } = options;
  const { cacheMs = 3_000, earlyRenewalPatienceMs = 2_000, storePauseMs = 1_000, now = Date.now } = options;
  const { onBroken = async () => undefined, onChange } = options;
  const lock = createLock(storage, keys.connectionLock);
  const store = createConnectionStore({ records, cacheMs, onUnreadable });
  return {
    find: store.find,
    async replace(workspace, connection, isAllowed = async () => true) {
      const unlock = await lock(workspace, changePatienceMs);
      try {
        const before = await store.fresh(workspace);
        const isReplaced = await isAllowed(before);
        if (!isReplaced) return { isReplaced, before };
        await store.save(workspace, connection);
        await onChange?.(workspace);
        return { isReplaced, before };
      } finally {
        await unlock?.();
      }
    },
    async remove(workspace, { madeBefore } = {}) {
      if (madeBefore) {
        const current = await store.fresh(workspace);
        if (!current || current.connectedAt >= madeBefore) return undefined;
      }
      const removed = await store.take(workspace);
      if (removed) await onChange?.(workspace);
      return removed;
    },
    tokens: createTokenRenewal({
      store,
      lock,
      oauth,
      oauthApps,
      earlyRenewalPatienceMs,
      storePauseMs,
      now,
      onBroken,
      onUnreadable,
    }),
  };
}
