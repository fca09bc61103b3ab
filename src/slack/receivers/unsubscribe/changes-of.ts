import type { Change } from '../../changes.ts';
import type { Outcome, PlaceState } from './change-places.ts';
import { byAddress, type Place } from './places.ts';

type Action = 'receiver.unsubscribe' | 'receiver.undo';

/** What goes into the audit log before anything is known: an entry for each address. */
export function plannedChanges(action: Action, places: Place[]): Omit<Change, 'result'>[] {
  return [...byAddress(places)].map(([address, own]) => ({ action, address, groups: own.map(({ group }) => group) }));
}

/** What goes into the audit log: an entry for each address, with the groups in which it was changed, or was to be. */
export function changesOf(action: Action, outcomes: Outcome[]): Change[] {
  return [...byAddress(outcomes)].map(([address, own]) => {
    const inState = (...states: PlaceState[]) => own.filter(({ state }) => states.includes(state));
    const done = inState('done');
    const troubles = inState(...troubleStates);
    const failure = inState('uncertain').length > 0 ? 'uncertain' : 'failed';
    const concerned = done.length > 0 ? done : troubles;
    return {
      action,
      address,
      groups: concerned.map(({ group }) => group),
      result: troubles.length === 0 ? (done.length > 0 ? 'done' : 'nothing') : done.length > 0 ? 'partly' : failure,
    };
  });
}

const troubleStates: PlaceState[] = ['failed', 'uncertain', 'not-looked-up'];

/** Something that was to be changed was not, or nobody knows. */
export function isTrouble({ state }: Outcome): boolean {
  return troubleStates.includes(state);
}

/** Somewhere nobody knows whether it was changed, so that "not changed" would be too much said. */
export function isAnyUncertain(outcomes: Outcome[]): boolean {
  return outcomes.some(({ state }) => state === 'uncertain');
}
