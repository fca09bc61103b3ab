import { isDeepStrictEqual } from 'node:util';
import type { FastifyBaseLogger } from 'fastify';
import type { Background } from '../../jobs/background.ts';
import { inTime, TooLateError } from '../kit/in-time.ts';
import type { Origin } from '../payloads.ts';
import type { Services } from '../services.ts';
import type { About, HomeContent, HomeFacts } from './content.ts';
import { createLargestGroups } from './largest-groups.ts';
import { isWorking, load, offerFor, readFacts, type Viewer } from './load.ts';
import { publishHome } from './publish.ts';
import { deniedHome, memberHome } from './views.ts';

/** Everybody's Home tab. */
export interface Homes {
  /**
   * For whoever has just opened it and sees the state that `shownHash` stands for, if they ever saw any. Resolves within a
   * second of Slack's own answers, however slow CleverReach is; what is missing then follows.
   *
   * @throws what Slack or the storage threw, when nothing could be shown
   */
  open(viewer: Viewer, shownHash?: string): Promise<void>;
  /** For whoever asks for it: says at once that the figures are being fetched, and shows them. Throws like `open`. */
  refresh(viewer: Viewer): Promise<void>;
  /**
   * After a change: for those of these people who have opened Home lately. Returns at once; what goes wrong is in the log, and
   * the next opening makes up for it.
   */
  refreshLater(workspace: string, userIds: string[], log: FastifyBaseLogger): void;
}

export interface HomesOptions {
  services: () => Services;
  background: Background;
  about: About;
}

/** What CleverReach says within this time takes the old state's place at once, without a state in between that would flicker. */
const quickMs = 500;

/**
 * Figures that were asked for earlier never take the place of those asked for later, by two rules. Whatever is
 * published with figures is published over a state that was known before they were asked for, and if another one has
 * taken its place meanwhile, it is not. And whoever knows of no such state publishes one first, that needs no figures: from then
 * on all others who are still on their way come too late.
 */
export function createHomes({ services, background, about }: HomesOptions): Homes {
  const largestGroups = createLargestGroups();

  const publish = async ({ client, person }: Viewer, content: HomeContent, hash?: string) =>
    publishHome(client, person.id, memberHome(person.reader, content), hash);

  /** What can be shown without CleverReach. */
  async function firstContent(viewer: Viewer, facts: HomeFacts): Promise<HomeContent> {
    const { connection } = facts;
    const reason = connection ? 'broken' : 'offer';
    return {
      ...facts,
      offer: isWorking(connection) ? undefined : await offerFor(services(), viewer, reason),
      health: { state: 'pending' },
      drafts: { state: 'pending' },
      askedAt: new Date(),
      about,
    };
  }

  async function fullContent(viewer: Viewer, facts: HomeFacts, isAnew = false): Promise<HomeContent> {
    const content = await firstContent(viewer, facts);
    if (!isWorking(facts.connection)) return content;
    const { lost, ...parts } = await load(services(), largestGroups, viewer, facts.connection, { isAnew });
    if (lost === undefined) return { ...content, ...parts };
    return { ...content, offer: await offerFor(services(), viewer, lost === 'needed' ? 'offer' : 'broken') };
  }

  function later({ log }: Pick<Viewer, 'log'>, work: () => Promise<unknown>): void {
    background.run(
      async () => {
        await work();
      },
      (error) => log.error({ err: error }, 'a Home could not be brought up to date'),
    );
  }

  /** True when the person sees the new state, or will. */
  async function showOver(viewer: Viewer, hash: string): Promise<boolean> {
    const facts = await readFacts(services(), viewer);
    const loading = fullContent(viewer, facts);
    const content = await inTime(loading, quickMs).catch((error: unknown) => {
      if (error instanceof TooLateError) return undefined;
      throw error;
    });
    if (content) return (await publish(viewer, content, hash)) !== undefined;
    const next = await publish(viewer, await firstContent(viewer, facts), hash);
    if (next === undefined) return false;
    later(viewer, async () => publish(viewer, await loading, next));
    return true;
  }

  async function showFirst(viewer: Viewer, isAnew: boolean): Promise<void> {
    const before = await readFacts(services(), viewer);
    const hash = await publish(viewer, await firstContent(viewer, before));
    later(viewer, async () => {
      const facts = await readFacts(services(), viewer);
      const isComplete = !isWorking(facts.connection) && isDeepStrictEqual(facts, before);
      if (!isComplete) await publish(viewer, await fullContent(viewer, facts, isAnew), hash);
    });
  }

  async function show(
    viewer: Viewer,
    { shownHash, isAnew = false }: { shownHash?: string | undefined; isAnew?: boolean } = {},
  ): Promise<void> {
    const { person, client } = viewer;
    if (person.standing !== 'member') {
      await publishHome(client, person.id, deniedHome(person.reader, person.standing));
      return;
    }
    if (shownHash !== undefined && (await showOver(viewer, shownHash))) return;
    await showFirst(viewer, isAnew);
  }

  async function refreshFor(workspace: string, userId: string, log: FastifyBaseLogger): Promise<void> {
    const { homeVisitors, installations, people, clients } = services();
    const visitor = await homeVisitors.find(workspace, userId);
    if (!visitor) return;
    const origin: Origin = { teamId: workspace, ...visitor };
    if (!(await installations.find(origin))) return;
    const [person, client] = await Promise.all([people.get(origin, log), clients.for(origin)]);
    // Rather an old state than that Slack does not say who this is.
    if (person.standing !== 'unknown') await show({ origin, person, client, log });
  }

  return {
    async open(viewer, shownHash) {
      const { origin, person } = viewer;
      if (person.standing === 'member') {
        const { userId, enterpriseId, isEnterpriseInstall } = origin;
        const visitor = { userId, isEnterpriseInstall, ...(enterpriseId === undefined ? {} : { enterpriseId }) };
        await services().installations.noteUse(origin);
        await services().homeVisitors.note(origin.teamId, visitor);
      }
      await show(viewer, { shownHash });
    },
    refresh: (viewer) => show(viewer, { isAnew: true }),
    refreshLater(workspace, userIds, log) {
      for (const userId of new Set(userIds)) later({ log }, () => refreshFor(workspace, userId, log));
    },
  };
}
