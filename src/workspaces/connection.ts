import * as z from 'zod';
import type { TokenSet } from '../cleverreach/index.ts';
import { defineRecord } from '../storage/records.ts';
import { oauthAppSchema } from './oauth-apps.ts';

const day = 24 * 60 * 60 * 1000;

const connectionSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  obtainedAt: z.coerce.date(),
  expiresAt: z.coerce.date(),
  account: z.object({ id: z.string(), name: z.string(), loginDomain: z.string().optional() }),
  /** The Slack user who connected the account. */
  connectedBy: z.string(),
  /** Of which organisation's installation they came, so that they can be reached; absent where the workspace has its own. */
  connectedFrom: z.object({ enterpriseId: z.string(), isEnterpriseInstall: z.boolean() }).exactOptional(),
  connectedAt: z.coerce.date(),
  /** Since when CleverReach refuses this connection; it has to be made again. */
  brokenAt: z.coerce.date().optional(),
  /** Since when CleverReach refuses the workspace's own OAuth app, without which these tokens are not renewed. */
  appRefusedAt: z.coerce.date().exactOptional(),
  /** The workspace's own OAuth app, where it was made with that one and not with the operator's. */
  oauthApp: oauthAppSchema.optional(),
});

/** A workspace's link to a CleverReach account. */
export type Connection = z.infer<typeof connectionSchema>;

export const connectionRecord = defineRecord({ kind: 'connection', version: 1, schema: connectionSchema });

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

/** @throws NotConnectedError, ConnectionBrokenError */
export function usable(connection: Connection | undefined): Connection {
  if (!connection) throw new NotConnectedError();
  if (connection.brokenAt) throw new ConnectionBrokenError();
  return connection;
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
export function isDue({ obtainedAt, expiresAt }: Connection, nowMs: number): boolean {
  const lifetime = expiresAt.getTime() - obtainedAt.getTime();
  return expiresAt.getTime() - nowMs < Math.min(3 * day, lifetime / 10);
}
