import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import {
  type AccessTokens,
  type CleverReachOAuth,
  CleverReachTimeoutError,
  type OAuthApp,
  OAuthClientRefusedError,
  OAuthGrantRefusedError,
  type TokenSet,
} from '../cleverreach/index.ts';
import { RecordError } from '../storage/records.ts';
import { StorageError } from '../storage/storage.ts';
import { type Connection, ConnectionBrokenError, isDue, NotConnectedError, tokensOf, usable } from './connection.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { Lock } from './lock.ts';
import type { OAuthApps } from './oauth-apps.ts';

/** Why tokens cannot be renewed any more: CleverReach refuses them, or the workspace's own OAuth app they belong to. */
export type BrokenBecause = 'tokens' | 'app';

export interface TokenRenewalOptions {
  store: ConnectionStore;
  lock: Lock;
  oauth: CleverReachOAuth;
  /** Tokens are renewed with the app they were issued to; without it they cannot be. */
  oauthApps: Pick<OAuthApps, 'own' | 'operatorApp'>;
  /** How long a request waits for new tokens while the old one still works, milliseconds. */
  earlyRenewalPatienceMs: number;
  /** Until it is tried again to store a new pair that a store did not take, milliseconds. */
  storePauseMs: number;
  now: () => number;
  onBroken: (workspace: string, connection: Connection, because: BrokenBecause) => Promise<void>;
  onUnreadable: ((error: RecordError) => void) | undefined;
}

/** How long a request without a working token waits for another process's renewal. */
const renewalPatienceMs = 15_000;
/** After a renewal in good time came to nothing, requests go on with the old token for so long. */
const pauseMs = 60_000;
/** How often it is tried to store a new pair: for about as long as the lock lasts. */
const storeTries = 20;

/** Each workspace's tokens, renewed before they run out and once when CleverReach refuses them. */
export function createTokenRenewal(options: TokenRenewalOptions): (workspace: string) => AccessTokens {
  const { store, lock, oauth, oauthApps, earlyRenewalPatienceMs, storePauseMs, now, onBroken, onUnreadable } = options;
  const renewals = new Map<string, Promise<string>>();
  const paused = new LRUCache<string, true>({ max: 10_000, ttl: pauseMs });

  /** One renewal at a time in this process, one over all processes by the lock. */
  function renew(workspace: string, rejected: string): Promise<string> {
    const running = renewals.get(workspace);
    if (running) return running;
    const renewal = renewLocked(workspace, rejected).finally(() => renewals.delete(workspace));
    renewals.set(workspace, renewal);
    return renewal;
  }

  async function renewLocked(workspace: string, rejected: string): Promise<string> {
    const isWanted = async () => usable(await store.fresh(workspace)).accessToken === rejected;
    const unlock = await lock(workspace, renewalPatienceMs, isWanted);
    try {
      const connection = usable(await store.fresh(workspace));
      if (connection.accessToken !== rejected) return connection.accessToken;
      if (!unlock)
        throw new CleverReachTimeoutError({ endpoint: 'POST /oauth/token.php', reason: 'renewed elsewhere' });
      return await exchange(workspace, connection);
    } finally {
      await unlock?.();
    }
  }

  /**
   * The lock may have ended meanwhile, and someone may have disconnected, reconnected or renewed: whatever is stored is stored in
   * place of the very pair that was to be renewed, and of nothing else.
   */
  async function exchange(workspace: string, connection: Connection): Promise<string> {
    const { accessToken, refreshToken } = connection;
    const ownApp = await ownAppOf(workspace, connection);
    const tokens = await refreshed(workspace, connection, ownApp);
    if (tokens === undefined) return refused(workspace, connection);
    // The old refresh token is worthless from here on: the new pair is stored before anyone uses it, and a store that is
    // away for a moment must not cost the connection.
    const current = await persistently(() =>
      store.change(workspace, accessToken, ({ brokenAt: _, appRefusedAt: __, ...rest }) => {
        const renewed = { ...rest, ...tokensOf(tokens, refreshToken, now()) };
        return ownApp ? { ...renewed, oauthApp: ownApp } : renewed;
      }),
    );
    // Nobody will ever use these; that CleverReach does not answer changes nothing for whoever is waiting.
    if (current?.accessToken !== tokens.accessToken) await oauth.revoke(tokens.accessToken).catch(() => undefined);
    return usable(current).accessToken;
  }

  /** Undefined where these tokens are never to be renewed again. */
  async function refreshed(
    workspace: string,
    connection: Connection,
    ownApp: OAuthApp | undefined,
  ): Promise<TokenSet | undefined> {
    const { refreshToken } = connection;
    const app = ownApp ?? oauthApps.operatorApp;
    if (app === undefined || refreshToken === undefined) return undefined;
    try {
      return await oauth.refresh(app, refreshToken);
    } catch (error) {
      if (error instanceof OAuthGrantRefusedError) return undefined;
      if (error instanceof OAuthClientRefusedError && ownApp) await noteRefusedApp(workspace, connection);
      throw error;
    }
  }

  /**
   * Whoever connected the account is told first, and then it is stored that the connection is broken: a process that dies in
   * between has said what is so, and the one that finds it next says it under the same name, so it is not said twice. The other
   * way round nobody would ever say it.
   */
  async function refused(workspace: string, { accessToken }: Connection): Promise<string> {
    const found = await store.fresh(workspace);
    // Another process may have renewed them, which is why they were refused here.
    if (found?.accessToken === accessToken && !found.brokenAt) await onBroken(workspace, found, 'tokens');
    const brokenAt = new Date(now());
    const current = await store.change(workspace, accessToken, (last) => ({ brokenAt, ...last }));
    return usable(current).accessToken;
  }

  /** Not the end of the connection: entering the app's new secret helps. It is told once, until tokens were renewed again. */
  async function noteRefusedApp(workspace: string, { accessToken }: Connection): Promise<void> {
    const found = await store.fresh(workspace);
    if (found?.accessToken !== accessToken || found.appRefusedAt) return;
    await onBroken(workspace, found, 'app');
    const appRefusedAt = new Date(now());
    await store.change(workspace, accessToken, (last) => ({ appRefusedAt, ...last }));
  }

  async function persistently<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StorageError) || tries === storeTries) throw error;
        await delay(storePauseMs);
      }
    }
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
   * is a matter of the workspace: connecting anew helps, and so does entering the new secret.
   */
  async function renewNow(workspace: string, rejected: string): Promise<string> {
    try {
      return await renew(workspace, rejected);
    } catch (error) {
      if (error instanceof OAuthClientRefusedError && (await store.find(workspace))?.oauthApp)
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

  return (workspace) => ({
    async current() {
      const connection = usable(await store.find(workspace));
      const { accessToken, refreshToken, expiresAt } = connection;
      if (!isDue(connection, now()) || refreshToken === undefined) return accessToken;
      return expiresAt.getTime() > now() ? renewInGoodTime(workspace, accessToken) : renewNow(workspace, accessToken);
    },
    renew: (rejected) => renewNow(workspace, rejected),
  });
}
