import type { FastifyBaseLogger } from 'fastify';
import { RecordError } from '../storage/records.ts';
import type { Connection } from '../workspaces/connections.ts';
import { forgetAccount } from './connection/forget-account.ts';
import { inTime } from './kit/in-time.ts';
import type { Services } from './services.ts';

/** What was erased here, while CleverReach is told. */
export interface Erased {
  /** Resolves when CleverReach has revoked the tokens, or after as long as Slack can wait for it; the call itself goes on. */
  revoked: Promise<void>;
}

/** Slack waits three seconds, and what it waits for is the erasing here, not the revoking there. */
const revokePatienceMs = 1_500;

/**
 * Everything that is kept under a workspace's or organisation's id goes, and its tokens are revoked.
 *
 * @throws StorageError when it is not certain that everything is gone
 */
export async function eraseWorkspace(services: Services, id: string, log: FastifyBaseLogger): Promise<Erased> {
  const connection = await removed(services, id, log);
  // Side by side: the token is known only here by now, so it is revoked even if the erasing fails.
  const revoked = revoke(services, connection, id, log);
  // Before the records go: a job that waits is found by its record alone.
  await services.jobs.forget(id);
  const erased = await services.installations.erase(id);
  log.info({ workspace: id, erased }, 'erased a workspace that removed the app');
  return { revoked };
}

/** Only the connection goes, and what was kept of its account, if it was made before the app was removed and installed anew. */
export async function endOlderConnection(
  services: Services,
  workspace: string,
  removedAt: Date,
  log: FastifyBaseLogger,
): Promise<Erased> {
  const connection = await removed(services, workspace, log, { madeBefore: removedAt });
  const revoked = revoke(services, connection, workspace, log);
  if (connection) await forgetAccount(services, workspace, log);
  return { revoked };
}

async function removed(
  services: Services,
  workspace: string,
  log: FastifyBaseLogger,
  options?: { madeBefore: Date },
): Promise<Connection | undefined> {
  return services.connections.remove(workspace, options).catch((error: unknown) => {
    // A storage that fails has perhaps not given the connection away yet: its token can still be revoked next time.
    if (!(error instanceof RecordError)) throw error;
    log.error(
      { err: error, workspace },
      'the connection of a removed workspace cannot be read; it is erased unrevoked',
    );
    return undefined;
  });
}

async function revoke(
  services: Services,
  connection: Connection | undefined,
  workspace: string,
  log: FastifyBaseLogger,
): Promise<void> {
  if (!connection) return;
  const revoked = services.cleverreach.oauth.revoke(connection.accessToken).catch((error: unknown) => {
    log.warn({ err: error, workspace }, 'the token of a removed workspace could not be revoked');
  });
  await inTime(revoked, revokePatienceMs).catch(() => undefined);
}
