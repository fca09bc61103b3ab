import type { Installation } from '@slack/oauth';
import type { FastifyBaseLogger } from 'fastify';
import pMap from 'p-map';
import { RecordError } from '../storage/records.ts';
import type { WorkspaceAddress } from '../workspaces/installations.ts';
import { type Erased, endOlderConnection, eraseWorkspace } from './erase.ts';
import type { Event, EventHandler } from './feature.ts';
import { inTime } from './kit/in-time.ts';
import type { Services } from './services.ts';
import { isDeadToken } from './slack-error.ts';

/**
 * The app was removed, or its token revoked: everything of the workspace goes. Slack sends both events, in either order
 * and the tokens being dead already; either is enough, and the second finds nothing left. A workspace that an
 * organisation takes the app away from is named in an event of its own.
 *
 * They throw when it is not certain that everything is gone that has to go; Slack then sends the event again.
 */
export const lifecycleEvents: Record<string, EventHandler> = {
  app_uninstalled: removeInstallation,
  tokens_revoked: async (services, event, log) => {
    if (event.botTokenRevoked) await removeInstallation(services, event, log);
  },
  team_access_revoked: async (services, { enterpriseId, revokedTeamIds }, log) =>
    allRevoked(await withdraw(services, enterpriseId, revokedTeamIds, log)),
};

const askPatienceMs = 1_000;
/** How long an event waits for another one that erases the same. */
const eventPatienceMs = 2_000;
/** How long whoever installs waits for what is being erased. */
const installPatienceMs = 10_000;
/** Slack gives an event up after some minutes, or after a day where an app has asked for that. */
const repeatsMs = 25 * 60 * 60 * 1000;
/** Slack's clock and ours; the event's time is cut to the second. */
const clocksDifferMs = 10_000;
/** How many workspaces of an organisation are erased side by side. */
const erasedAtOnce = 5;

/**
 * Keeps what Slack has given out. Where the token that was there before is dead, the app was removed meanwhile and Slack's
 * event is still to come: whoever removed it expects all to be gone, so it begins from nothing. That event comes too late
 * then to take anything from the new installation.
 */
export async function installAnew(
  services: Services,
  installation: Installation<'v1' | 'v2', boolean>,
  log: FastifyBaseLogger,
): Promise<void> {
  const { installations } = services;
  const { isEnterpriseInstall = false, enterprise, team } = installation;
  const id = isEnterpriseInstall ? enterprise?.id : team?.id;
  // Which is refused.
  if (id === undefined) return installations.storeInstallation(installation);
  await installations.alone(id, installPatienceMs, async () => {
    const before = await storedInstallation(services, id);
    const address = { teamId: team?.id ?? id, enterpriseId: enterprise?.id, isEnterpriseInstall };
    if (before && before.bot.token !== installation.bot?.token && (await lifeOf(services, address)) === 'dead') {
      log.info({ workspace: id }, 'the app is installed anew where its removal was not known yet');
      await (isEnterpriseInstall ? eraseOrganisation(services, id, undefined, log) : eraseWorkspace(services, id, log));
    }
    await installations.storeInstallation(installation);
  });
}

async function removeInstallation(services: Services, event: Event, log: FastifyBaseLogger): Promise<void> {
  const { installations } = services;
  const { teamId, enterpriseId, isEnterpriseInstall } = event;
  const removed = (isEnterpriseInstall && enterpriseId) || teamId;
  if (removed === undefined) return;
  const erased = await installations.alone(removed, eventPatienceMs, async () => {
    const since = await outlivedSince(services, event, removed);
    if (since) {
      log.info({ workspace: removed }, 'an installation that was made again outlives the removal of the one before');
      return removed === teamId
        ? [await endOlderConnection(services, removed, since, log)]
        : endOlderConnections(services, removed, since, log);
    }
    if (removed !== teamId) return eraseOrganisation(services, removed, teamId, log);
    const erased = await eraseWorkspace(services, removed, log);
    // A workspace that leaves does not take its organisation's installation with it, and that serves it from now on.
    const ofOrganisation = enterpriseId === undefined ? undefined : await storedInstallation(services, enterpriseId);
    if (ofOrganisation?.isEnterpriseInstall) await installations.keepAgain(removed);
    return [erased];
  });
  await allRevoked(erased);
}

async function endOlderConnections(
  services: Services,
  organisation: string,
  removedAt: Date,
  log: FastifyBaseLogger,
): Promise<Erased[]> {
  const end = async (id: string) =>
    (await hasOwnInstallation(services, id)) ? [] : endOlderConnection(services, id, removedAt, log);
  const served = await services.installations.workspacesOf(organisation);
  return (await pMap(served, end, { concurrency: erasedAtOnce })).flat();
}

async function eraseOrganisation(
  services: Services,
  organisation: string,
  named: string | undefined,
  log: FastifyBaseLogger,
): Promise<Erased[]> {
  const served = await services.installations.workspacesOf(organisation);
  const erased = await withdraw(services, organisation, named === undefined ? served : [...served, named], log);
  // The organisation comes last: should anything before it fail, it still knows its workspaces at the next attempt.
  return [...erased, await eraseWorkspace(services, organisation, log)];
}

/** Workspaces that an organisation's installation does not serve any more: erased, but for those that have the app for themselves. */
async function withdraw(
  services: Services,
  organisation: string | undefined,
  ids: string[],
  log: FastifyBaseLogger,
): Promise<Erased[]> {
  const { installations } = services;
  const leave = (id: string) =>
    installations.alone(id, eventPatienceMs, async () => {
      const erased = (await hasOwnInstallation(services, id)) ? undefined : await eraseWorkspace(services, id, log);
      if (organisation !== undefined) await installations.forgetUse(organisation, id);
      return erased ?? [];
    });
  return (await pMap(new Set(ids), leave, { concurrency: erasedAtOnce })).flat();
}

/**
 * When the removal was, if the app was installed anew since: Slack repeats an event for some time, and its second event of
 * a removal may come after the new installation. Clocks differ, so the time only raises the question, and Slack answers it.
 *
 * @throws UnclearRemovalError when Slack does not
 */
async function outlivedSince(services: Services, event: Event, id: string): Promise<Date | undefined> {
  const { happenedAt, enterpriseId, isEnterpriseInstall } = event;
  const storedAt = (await storedInstallation(services, id))?.storedAt;
  if (!happenedAt || !storedAt || Date.now() - happenedAt.getTime() > repeatsMs) return undefined;
  if (happenedAt.getTime() - storedAt.getTime() > clocksDifferMs) return undefined;
  const life = await lifeOf(services, { teamId: event.teamId ?? id, enterpriseId, isEnterpriseInstall });
  if (life === 'unknown') throw new UnclearRemovalError();
  // What was made with the new installation is none of the removal's, whatever the clocks say.
  return life === 'alive' ? new Date(Math.min(happenedAt.getTime(), storedAt.getTime())) : undefined;
}

/**
 * A workspace may have the app for itself as well as from its organisation, and its own removal has events of its own. So
 * only Slack's word that its token is dead counts: that Slack is slow takes nobody's connection.
 */
async function hasOwnInstallation(services: Services, workspace: string): Promise<boolean> {
  const own = await storedInstallation(services, workspace);
  return own !== undefined && (await lifeOf(services, { teamId: workspace })) !== 'dead';
}

/** Whether Slack still knows this installation's token. */
async function lifeOf(services: Services, address: WorkspaceAddress): Promise<'alive' | 'dead' | 'unknown'> {
  const asked = services.clients.for(address).then((client) => client.auth.test());
  return inTime(asked, askPatienceMs).then(
    () => 'alive',
    (error: unknown) => (isDeadToken(error) ? 'dead' : 'unknown'),
  );
}

/** An installation that cannot be read serves nobody. */
function storedInstallation(services: Services, id: string) {
  return services.installations.stored(id).catch((error: unknown) => {
    if (error instanceof RecordError) return undefined;
    throw error;
  });
}

async function allRevoked(erased: Erased[]): Promise<void> {
  await Promise.all(erased.map(({ revoked }) => revoked));
}

/** Slack does not say whether the app is still there; its next repeat of the event asks again. */
class UnclearRemovalError extends Error {
  override readonly name = 'UnclearRemovalError';
  readonly code = 'removal_unclear';

  constructor() {
    super('Slack did not say whether the app was removed or is installed.');
  }
}
