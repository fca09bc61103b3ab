import type { FastifyBaseLogger } from 'fastify';
import type { Connection } from '../workspaces/connections.ts';
import { inTime } from './kit/in-time.ts';
import type { Incoming } from './payloads.ts';
import type { Services } from './services.ts';

/** Slack waits three seconds, and what it waits for is the erasing here, not the revoking there. */
const revokePatienceMs = 1_500;

/**
 * The app was removed, or its token revoked: everything of the workspace goes. Slack sends both events, in either order
 * and the tokens being dead already; either is enough, and the second finds nothing left.
 */
export async function handleEvent(
  services: Services,
  event: Incoming & { kind: 'event' },
  log: FastifyBaseLogger,
): Promise<void> {
  const isRemoval = event.type === 'app_uninstalled' || (event.type === 'tokens_revoked' && event.botTokenRevoked);
  if (!isRemoval) return;
  // A workspace that leaves does not take its organisation's installation with it.
  const ids = event.isEnterpriseInstall ? [event.teamId, event.enterpriseId] : [event.teamId];
  for (const id of ids) if (id !== undefined) await eraseWorkspace(services, id, log);
}

async function eraseWorkspace(services: Services, id: string, log: FastifyBaseLogger): Promise<void> {
  const connection = await services.connections.remove(id).catch((error: unknown): Connection | undefined => {
    log.error(
      { err: error, workspace: id },
      'the connection of a removed workspace cannot be read; it is erased unrevoked',
    );
    return undefined;
  });
  const erased = await services.installations.erase(id);
  log.info({ workspace: id, erased }, 'erased a workspace that removed the app');
  if (!connection) return;
  const revoked = services.cleverreach.oauth.revoke(connection.accessToken).catch((error: unknown) => {
    log.warn({ err: error, workspace: id }, 'the token of a removed workspace could not be revoked');
  });
  await inTime(revoked, revokePatienceMs).catch(() => undefined);
}
