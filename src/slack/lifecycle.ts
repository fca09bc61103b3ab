import type { FastifyBaseLogger } from 'fastify';
import pMap from 'p-map';
import { RecordError } from '../storage/records.ts';
import type { Connection } from '../workspaces/connections.ts';
import type { WorkspaceAddress } from '../workspaces/installations.ts';
import type { Event, EventHandler } from './feature.ts';
import { inTime } from './kit/in-time.ts';
import type { Services } from './services.ts';

/**
 * The app was removed, or its token revoked: everything of the workspace goes. Slack sends both events, in either order
 * and the tokens being dead already; either is enough, and the second finds nothing left. A workspace that an
 * organisation takes the app away from is named in an event of its own.
 *
 * They throw StorageError when it is not certain that everything is gone; Slack then sends the event again.
 */
export const lifecycleEvents: Record<string, EventHandler> = {
  app_uninstalled: removeInstallation,
  tokens_revoked: async (services, event, log) => {
    if (event.botTokenRevoked) await removeInstallation(services, event, log);
  },
  team_access_revoked: (services, event, log) => eraseWorkspaces(services, event.revokedTeamIds, log),
};

/** Slack waits three seconds, and what it waits for is the erasing here, not the revoking there. */
const revokePatienceMs = 1_500;
const askPatienceMs = 1_000;
/** Slack gives an event up after some minutes, or after a day where an app has asked for that. */
const repeatsMs = 25 * 60 * 60 * 1000;
/** How many workspaces of an organisation are erased side by side. */
const erasedAtOnce = 5;

async function removeInstallation(services: Services, event: Event, log: FastifyBaseLogger): Promise<void> {
  const { teamId, enterpriseId, isEnterpriseInstall } = event;
  const removed = (isEnterpriseInstall && enterpriseId) || teamId;
  if (removed === undefined) return;
  if (await isOutlived(services, event, removed)) {
    log.info({ workspace: removed }, 'ignored the removal of an installation that was made again since');
    return;
  }
  // A workspace that leaves does not take its organisation's installation with it.
  if (removed === teamId) return eraseWorkspaces(services, [removed], log);
  const named = teamId === undefined ? [] : [teamId];
  const used = [...new Set([...(await services.installations.workspacesOf(removed)), ...named])];
  const own = await Promise.all(used.map((id) => hasLivingInstallation(services, id)));
  await eraseWorkspaces(
    services,
    used.filter((_, index) => !own[index]),
    log,
  );
  // The organisation comes last: should anything before it fail, it still knows its workspaces at the next attempt.
  await eraseWorkspaces(services, [removed], log);
}

/**
 * Whether the app was installed anew since: Slack repeats an event for some time, and its second event of a removal may
 * come after the new installation. Clocks differ, so the time only raises the question, and Slack answers it; without a
 * clear answer the event counts, because nothing must be kept that was removed.
 */
async function isOutlived(services: Services, event: Event, id: string): Promise<boolean> {
  const { happenedAt, enterpriseId, isEnterpriseInstall } = event;
  const storedAt = (await storedInstallation(services, id))?.storedAt;
  if (!happenedAt || !storedAt || Date.now() - happenedAt.getTime() > repeatsMs) return false;
  // The event's time is cut to the second.
  if (happenedAt.getTime() + 1_000 > storedAt.getTime()) return false;
  return isAlive(services, { teamId: event.teamId ?? id, enterpriseId, isEnterpriseInstall });
}

/** A workspace may have the app for itself as well as from its organisation. */
async function hasLivingInstallation(services: Services, workspace: string): Promise<boolean> {
  const own = await storedInstallation(services, workspace);
  return own !== undefined && (await isAlive(services, { teamId: workspace }));
}

/** Whether Slack still knows this installation's token. */
function isAlive(services: Services, address: WorkspaceAddress): Promise<boolean> {
  const asked = services.clients.for(address).then((client) => client.auth.test());
  return inTime(asked, askPatienceMs).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** An installation that cannot be read serves nobody. */
function storedInstallation(services: Services, id: string) {
  return services.installations.stored(id).catch((error: unknown) => {
    if (error instanceof RecordError) return undefined;
    throw error;
  });
}

async function eraseWorkspaces(services: Services, ids: string[], log: FastifyBaseLogger): Promise<void> {
  await pMap(new Set(ids), (id) => eraseWorkspace(services, id, log), { concurrency: erasedAtOnce });
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
