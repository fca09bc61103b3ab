import { CleverReachError, type Mailing } from '../../cleverreach/index.ts';
import { listGroups, listMailings } from '../../operations/index.ts';
import { RecordError } from '../../storage/records.ts';
import type { Connection } from '../../workspaces/connections.ts';
import type { Settings } from '../../workspaces/settings.ts';
import { connectOffer } from '../connection/offer.ts';
import { connectReasonOf } from '../job-answer.ts';
import type { Message } from '../kit/blocks.ts';
import { inTime, TooLateError } from '../kit/in-time.ts';
import type { Person } from '../people.ts';
import type { SlackRequest } from '../requests.ts';
import { mayChange, mayManage } from '../rights.ts';
import type { Services } from '../services.ts';
import type { Health, HomeFacts, Part } from './content.ts';
import type { LargestGroups } from './largest-groups.ts';

/** Whose Home it is. */
export type Viewer = Pick<SlackRequest, 'origin' | 'person' | 'client' | 'log'>;

/** What Home shows at most of each kind. */
const shown = { groups: 10, drafts: 5, changes: 5, changers: 5 };
/** In which order CleverReach lists drafts is not documented, so the newest are looked for among as many as it lists at once. */
const listedDrafts = 100;
/** So long figures may take in all; the first time in an account of a thousand groups that can be many calls. */
const loadPatienceMs = 20_000;

/** Reads what is known without CleverReach. */
export async function readFacts(services: Services, { origin, person, log }: Viewer): Promise<HomeFacts> {
  const { teamId } = origin;
  const [connection, installation, settings] = await Promise.all([
    services.connections.find(teamId),
    services.installations.find(origin),
    services.settings.get(teamId).catch((error: unknown) => {
      if (!(error instanceof RecordError)) throw error;
      log.error({ err: error }, 'the settings of a workspace cannot be read; its Home offers changes to admins only');
      return undefined;
    }),
  ]);
  const isManager = mayManage(person, connection);
  const changes = isManager ? await services.auditLog.latest(teamId, { count: shown.changes }) : undefined;
  return {
    connection,
    installedBy: installation?.user.id,
    changers: changersFor(person, settings),
    mayManage: isManager,
    changes: changes?.filter((entry) => entry !== undefined),
  };
}

/** Settings that cannot be read allow what they allow at least. */
function changersFor(person: Person, settings: Settings | undefined): string[] | undefined {
  if (settings ? mayChange(person, settings) : person.isAdmin) return undefined;
  return settings?.changes.by === 'people' ? settings.changes.userIds.slice(0, shown.changers) : [];
}

/** Whether there is anything to ask CleverReach for. */
export function isWorking(connection: Connection | undefined): connection is Connection {
  return connection !== undefined && connection.brokenAt === undefined;
}

/** The way to a connection, for this person; with a link of its own each time, since links expire. */
export async function offerFor(
  services: Services,
  { origin, person }: Viewer,
  reason: 'offer' | 'broken',
): Promise<Message> {
  const { userId, enterpriseId, isEnterpriseInstall } = origin;
  return connectOffer(
    {
      services,
      origin,
      person,
      reader: person.reader,
      replyAddress: { userId, enterpriseId, isEnterpriseInstall },
      line: '',
    },
    reason,
  );
}

/** What CleverReach has to say. One part that cannot be had does not hide the other. */
export interface Loaded {
  health: Part<Health>;
  drafts: Part<Mailing[]>;
  /** Set when it was asked for some time ago. */
  askedAt?: Date;
  /** Set when the connection turned out not to work. */
  lost?: 'needed' | 'broken';
}

/** Asks CleverReach; never rejects. */
export async function load(
  services: Services,
  largestGroups: LargestGroups,
  { origin, log }: Viewer,
  connection: Connection,
  options: { isAnew: boolean },
): Promise<Loaded> {
  const { cleverreach, asOf } = services.reads.forRequest(origin.teamId, connection, options);
  const context = { cleverreach, log };
  const health = async (): Promise<Health> => {
    const groups = await listGroups.run({}, cleverreach);
    const key = `${origin.teamId} ${connection.account.id}`;
    return { some: await largestGroups(context, key, groups, shown.groups), groups: groups.length };
  };
  const drafts = async (): Promise<Mailing[]> =>
    (await listMailings.run({ state: 'draft', limit: listedDrafts }, cleverreach)).slice(0, shown.drafts);
  const [healthPart, draftsPart] = await Promise.all([partOf(health()), partOf(drafts())]);
  for (const part of [healthPart, draftsPart]) {
    if (part.state !== 'failed') continue;
    const level = part.error instanceof CleverReachError || part.error instanceof TooLateError ? 'warn' : 'error';
    log[level]({ err: part.error }, 'Home is shown without what CleverReach should have said');
    const lost = connectReasonOf(part.error);
    if (lost !== undefined) return { health: healthPart, drafts: draftsPart, lost };
  }
  const askedAt = asOf();
  return { health: healthPart, drafts: draftsPart, ...(askedAt ? { askedAt } : {}) };
}

async function partOf<T>(work: Promise<T>): Promise<Part<T>> {
  try {
    return { state: 'there', value: await inTime(work, loadPatienceMs) };
  } catch (error) {
    return { state: 'failed', error };
  }
}
