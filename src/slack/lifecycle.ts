import type { FastifyBaseLogger } from 'fastify';
import { RecordError } from '../storage/records.ts';
import type { Connection } from '../workspaces/connections.ts';
import { inTime } from './kit/in-time.ts';
import type { Incoming } from './payloads.ts';
import type { Services } from './services.ts';

/** Slack waits three seconds, and what it waits for is the erasing here, not the revoking there. */
const revokePatienceMs = 1_500;

/**
 * The app was removed, or its token revoked: everything of the workspace goes. Slack sends both events, in either order
 * and the tokens being dead already; either is enough, and the second finds nothing left. A workspace that an
 * organisation takes the app away from is named in an event of its own.
 *
 * @throws StorageError when it is not certain that everything is gone; Slack then sends the event again.
 */
export async function handleEvent(
  services: Services,
  event: Incoming & { kind: 'event' },
  log: FastifyBaseLogger,
): Promise<void> {
  for (const id of new Set(removedBy(event))) await eraseWorkspace(services, id, log);
}

/** The workspaces and organisations that no longer have the app. */
function removedBy(event: Incoming & { kind: 'event' }): string[] {
  if (event.type === 'team_access_revoked') return event.revokedTeamIds;
  const isRemoval = event.type === 'app_uninstalled' || (event.type === 'tokens_revoked' && event.botTokenRevoked);
  if (!isRemoval) return [];
  // A workspace that leaves does not take its organisation's installation with it.
  const ids = event.isEnterpriseInstall ? [event.teamId, event.enterpriseId] : [event.teamId];
  return ids.filter((id) => id !== undefined);
}

async function eraseWorkspace(services: Services, id: string, log: FastifyBaseLogger): Promise<void> {
  const connection = await services.connections.remove(id).catch((error: unknown): Connection | undefined => {
    // A storage that fails has perhaps not given the connection away yet: its token can still be revoked next time.
    if (!(error instanceof RecordError)) throw error;
    log.error(
      { err: error, workspace: id },
      'the connection of a removed workspace cannot be read; it is erased unrevoked',
    );
    return undefined;
  });
  // Side by side: the token is known only here by now, so it is revoked even if the erasing fails.
  const revoked = connection && revoke(services, connection, id, log);
  const erased = await services.installations.erase(id);
  log.info({ workspace: id, erased }, 'erased a workspace that removed the app');
  await revoked;
}

/** As far as Slack can wait for it; the call itself goes on. */
async function revoke(services: Services, connection: Connection, workspace: string, log: FastifyBaseLogger) {
  const revoked = services.cleverreach.oauth.revoke(connection.accessToken).catch((error: unknown) => {
    log.warn({ err: error, workspace }, 'the token of a removed workspace could not be revoked');
  });
  await inTime(revoked, revokePatienceMs).catch(() => undefined);
}
