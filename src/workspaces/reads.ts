import { performance } from 'node:perf_hooks';
import type { CleverReachClient } from '../cleverreach/index.ts';
import type { Connection } from './connections.ts';
import type { Generations } from './generations.ts';
import { createSharedReads } from './shared-reads.ts';

/** CleverReach for one request, in which the same is read once for everybody who asks for it. */
export interface RequestReads {
  /**
   * Reads may be answered with what was read some seconds ago, though never from before a change of ours. For what is
   * shown; what decides about a change is asked for with `anew`, or by a job.
   */
  cleverreach: CleverReachClient;
  /** Asks CleverReach itself. */
  anew: CleverReachClient;
  /** Whether anything was answered so far without asking for it. What is missing in it may be there by now. */
  isFromMemory(): boolean;
  /** From when the oldest answer so far is, where that is longer ago than anybody would think; else undefined. */
  asOf(): Date | undefined;
}

/** Clients for CleverReach, each for its purpose. */
export interface Reads {
  /** For a request that begins now. With `isAnew` nothing is answered from memory, but kept for those who ask next. */
  forRequest(
    workspace: string,
    connection: Pick<Connection, 'account' | 'connectedAt'>,
    options?: { isAnew?: boolean },
  ): RequestReads;
  /** For a job: asks CleverReach itself. */
  forJob(workspace: string): CleverReachClient;
  /** Lets go of all that was read before, in every process. */
  drop(workspace: string): Promise<void>;
}

export interface ReadsOptions {
  /** A client that asks CleverReach itself. */
  clientFor: (workspace: string) => CleverReachClient;
  generations: Generations;
  /** How long an answer may be shown again, milliseconds; 0 keeps none. */
  keepMs: number;
  /** Milliseconds that never run backwards. */
  now?: () => number;
}

/** An answer that is older than this says so. */
const momentMs = 5_000;

export function createReads({ clientFor, generations, keepMs, now = () => performance.now() }: ReadsOptions): Reads {
  const shared = createSharedReads({ keepMs, now });

  return {
    forRequest(workspace, { account, connectedAt }, { isAnew = false } = {}) {
      const plain = clientFor(workspace);
      // As it was when the request began: it answers with what held then, or later.
      const generation = generations.current(workspace);
      const owner = [workspace, account.id, connectedAt.getTime()];
      let oldestMs: number | undefined;

      const reading =
        (options: { isAnew: boolean }): Reading =>
        async (isKept, name, ask) => {
          const current = await generation;
          if (current === undefined) return ask();
          const key = JSON.stringify([...owner, current, ...name]);
          const { value, askedAtMs } = await shared.get({ key, isKept }, ask, options);
          if (askedAtMs !== undefined) oldestMs = Math.min(oldestMs ?? askedAtMs, askedAtMs);
          return value;
        };
      return {
        cleverreach: clientWith(plain, reading({ isAnew }), (change) => generations.around(workspace, change)),
        anew: clientWith(plain, reading({ isAnew: true }), (change) => generations.around(workspace, change)),
        isFromMemory: () => oldestMs !== undefined,
        asOf() {
          const ageMs = oldestMs === undefined ? 0 : now() - oldestMs;
          return ageMs > momentMs ? new Date(Date.now() - ageMs) : undefined;
        },
      };
    },
    forJob: (workspace) =>
      clientWith(
        clientFor(workspace),
        (_isKept, _name, ask) => ask(),
        (change) => generations.around(workspace, change),
      ),
    drop: (workspace) => generations.next(workspace),
  };
}

type Reading = <T extends object>(isKept: (answer: T) => boolean, name: unknown[], ask: () => Promise<T>) => Promise<T>;
type Changing = <T>(change: () => Promise<T>) => Promise<T>;

/** Method by method, so that a new one does not compile before somebody has said which of the three it is. */
function clientWith(client: CleverReachClient, read: Reading, change: Changing): CleverReachClient {
  const kept = <T extends object>(ask: () => Promise<T>, ...name: unknown[]) => read(() => true, name, ask);
  // That there is none is what somebody is about to change in CleverReach.
  const filled = <T>(ask: () => Promise<T[]>, ...name: unknown[]) => read((all) => all.length > 0, name, ask);
  // Receivers are people and mailings have their content: kept by nobody, and still asked for once by all who wait.
  const joined = <T extends object>(ask: () => Promise<T>, ...name: unknown[]) => read(() => false, name, ask);
  return {
    listGroups: () => filled(() => client.listGroups(), 'listGroups'),
    getGroupStats: (id) => kept(() => client.getGroupStats(id), 'getGroupStats', id),
    listAttributes: (id) => kept(() => client.listAttributes(id), 'listAttributes', id),
    listForms: (id) => filled(() => client.listForms(id), 'listForms', id),
    listMailings: (query) => filled(() => client.listMailings(query), 'listMailings', query),
    getReport: (id) => kept(() => client.getReport(id), 'getReport', id),

    whoami: () => joined(() => client.whoami(), 'whoami'),
    listReceivers: (id, query) => joined(() => client.listReceivers(id, query), 'listReceivers', id, query),
    searchReceivers: (search) => joined(() => client.searchReceivers(search), 'searchReceivers', search),
    getReceiver: (id, receiver) => joined(() => client.getReceiver(id, receiver), 'getReceiver', id, receiver),
    getMailing: (id) => joined(() => client.getMailing(id), 'getMailing', id),

    addReceiver: (id, receiver) => change(() => client.addReceiver(id, receiver)),
    deactivateReceiver: (id, receiver) => change(() => client.deactivateReceiver(id, receiver)),
    activateReceiver: (id, receiver) => change(() => client.activateReceiver(id, receiver)),
    sendOptIn: (id, request) => change(() => client.sendOptIn(id, request)),
    createMailing: (draft) => change(() => client.createMailing(draft)),
  };
}
