import type { Faults } from './faults.ts';
import type { State } from './model.ts';
import type { LoggedRequest } from './request-log.ts';
import { type Change, membersSnapshot, type Snapshot, snapshotOf } from './snapshot.ts';

/** One line of the list of requests. */
export interface RequestSummary {
  id: number;
  at: number;
  method: string;
  path: string;
  status: number | null;
  durationMs: number | null;
}

export type WatchEvent =
  | { type: 'changes'; changes: Change[] }
  | { type: 'faults'; faults: Faults }
  | { type: 'request'; request: RequestSummary }
  | { type: 'requests_cleared' };

/** Tells what changes, for as long as somebody listens. */
export interface Watch {
  /** Returns what ends it. */
  subscribe(listener: (event: WatchEvent) => void): () => void;
  /**
   * Something may have changed, among the receivers too or not: looks soon, once for many calls. Costs nothing while
   * nobody listens.
   */
  lookSoon(receiversToo: boolean): void;
  /** A request came, was answered, or broke off. */
  requestChanged(entry: LoggedRequest): void;
  requestsCleared(): void;
}

/** So long after a change it is looked for; a page of a person, not a measuring device. */
const SOON_MS = 50;
/**
 * Tests change things past the server and time moves mailings on: both are found within so long. Receivers are not
 * compared then, with tens of thousands that takes a tenth of a second.
 */
const ROUND_MS = 2_000;
/** The place of everything that is not a receiver; theirs are account and group. */
const REST = '';
/** More receivers of one group than this are told of as a number. */
const MOST_TOLD = 20;

/**
 * Compares what there is with what there was. It so finds every change, whoever made it and however; the places that
 * write need not know that somebody watches.
 */
export function createWatch(state: State, faults: Faults): Watch {
  const listeners = new Set<(event: WatchEvent) => void>();
  let before = new Map<string, Snapshot>();
  let receiversMayDiffer = false;
  let faultsBefore = '';
  let soon: NodeJS.Timeout | undefined;
  let round: NodeJS.Timeout | undefined;

  const emit = (event: WatchEvent) => {
    for (const listener of [...listeners]) listener(event);
  };

  function look(): void {
    const now = receiversMayDiffer ? everything(state) : new Map([...before, [REST, snapshotOf(state)]]);
    receiversMayDiffer = false;
    const changes = differences(before, now);
    before = now;
    if (changes.length > 0) emit({ type: 'changes', changes });
    const faultsNow = JSON.stringify(faults);
    if (faultsNow !== faultsBefore) emit({ type: 'faults', faults });
    faultsBefore = faultsNow;
  }

  function stopWhenAlone(): void {
    if (listeners.size > 0) return;
    clearInterval(round);
    clearTimeout(soon);
    soon = undefined;
    before = new Map();
  }

  return {
    subscribe(listener) {
      if (listeners.size === 0) {
        before = everything(state);
        faultsBefore = JSON.stringify(faults);
        round = setInterval(look, ROUND_MS).unref();
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        stopWhenAlone();
      };
    },
    lookSoon(receiversToo) {
      if (listeners.size === 0) return;
      receiversMayDiffer ||= receiversToo;
      if (soon !== undefined) return;
      soon = setTimeout(() => {
        soon = undefined;
        look();
      }, SOON_MS).unref();
    },
    requestChanged(entry) {
      if (listeners.size > 0) emit({ type: 'request', request: summaryOf(entry) });
    },
    requestsCleared: () => emit({ type: 'requests_cleared' }),
  };
}

/** What the list of requests shows of one. */
export function summaryOf({ id, at, method, path, status, durationMs }: LoggedRequest): RequestSummary {
  return { id, at, method, path, status, durationMs };
}

function everything(state: State): Map<string, Snapshot> {
  const all = new Map([[REST, snapshotOf(state)]]);
  for (const account of state.accounts.values()) {
    for (const groupId of account.groups.keys()) all.set(`${account.id} ${groupId}`, membersSnapshot(account, groupId));
  }
  return all;
}

function differences(before: Map<string, Snapshot>, now: Map<string, Snapshot>): Change[] {
  const changes: Change[] = [];
  for (const [place, snapshot] of now) {
    const known = before.get(place);
    const found = known === snapshot ? [] : compare(known, snapshot);
    const [first] = found;
    if (place === REST || first === undefined || found.length <= MOST_TOLD) changes.push(...found);
    else {
      const { state: _, ...one } = first;
      changes.push({ ...one, action: 'changed', id: '', name: '', count: found.length });
    }
  }
  // A group that is gone is told of once, not with everybody who was in it.
  return changes;
}

function compare(before: Snapshot | undefined, now: Snapshot): Change[] {
  const changes: Change[] = [];
  for (const [key, print] of now.prints) {
    const known = before?.prints.get(key);
    if (known === undefined) changes.push({ ...now.tell(key, print), action: 'added' });
    else if (known !== print) changes.push({ ...now.tell(key, print), action: 'changed' });
  }
  for (const [key, print] of before?.prints ?? []) {
    if (before !== undefined && !now.prints.has(key)) changes.push({ ...before.tell(key, print), action: 'removed' });
  }
  return changes;
}
