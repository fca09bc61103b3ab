/** What a person was told of a change. */
export type Told = 'done' | 'not-done' | 'uncertain';

/** One thing that a person did, and what came of it. */
export interface Entry {
  kind: string;
  /** Milliseconds since the beginning. */
  atMs: number;
  /** `lost`: no HTTP answer came, or an error. A person sees that at once, and nothing is promised. */
  heard: 'ok' | 'lost';
  /** Until the HTTP answer. */
  tookMs: number;
  /** Which process took it; undefined where none did. */
  process?: string | undefined;
  /** When what was asked for was shown, after it was asked; undefined if it never was. */
  answeredMs?: number | undefined;
  change?: {
    told: Told | undefined;
    /** In these words. */
    words: string;
    /** How often CleverReach has it: a draft by its subject, an opt-in e-mail, somebody active or not. */
    effects: number;
  };
}

/** When a process was killed without a word. */
export interface Killing {
  process: string;
  atMs: number;
}

export interface Sums {
  accepted: number;
  lost: number;
  answered: number;
  unanswered: number;
  /** Of those: a killed process had taken them, and answers of what only reads are not kept anywhere. */
  killed: number;
  changes: Record<'done' | 'notDone' | 'uncertain', number>;
  /** Told as done, and not there. */
  lostEffects: Entry[];
  /** There more than once. */
  doubledEffects: Entry[];
  /** Told as not done, and there all the same. */
  deniedEffects: Entry[];
}

/** A command that was taken this long before its process was killed may have been under way. */
const underWayMs = 30_000;

/** Adds the books up. */
export function sum(entries: readonly Entry[], killings: readonly Killing[]): Sums {
  const accepted = entries.filter(({ heard }) => heard === 'ok');
  const unanswered = accepted.filter(({ answeredMs }) => answeredMs === undefined);
  const changes = accepted.flatMap(({ change }) => (change ? [change] : []));
  const told = (what: Told) => changes.filter((change) => change.told === what).length;
  const those = (fits: (change: NonNullable<Entry['change']>) => boolean) =>
    accepted.filter(({ change }) => change && fits(change));
  return {
    accepted: accepted.length,
    lost: entries.length - accepted.length,
    answered: accepted.length - unanswered.length,
    unanswered: unanswered.length,
    killed: unanswered.filter((entry) => wasKilled(entry, killings)).length,
    changes: { done: told('done'), notDone: told('not-done'), uncertain: told('uncertain') },
    lostEffects: those(({ told, effects }) => told === 'done' && effects === 0),
    doubledEffects: those(({ effects }) => effects > 1),
    deniedEffects: those(({ told, effects }) => told === 'not-done' && effects > 0),
  };
}

/** A read that was under way in a process as it was killed. What changes something is a job, and has to be answered all the same. */
function wasKilled({ change, process, atMs }: Entry, killings: readonly Killing[]): boolean {
  if (change) return false;
  return killings.some(
    (killing) => killing.process === process && atMs <= killing.atMs && killing.atMs - atMs < underWayMs,
  );
}

/** What an answer tells of a change. */
export function toldIn(text: string): Told {
  if (/did not confirm|not confirmed|unclear whether/i.test(text)) return 'uncertain';
  const isDenied =
    /was not (added|created)|nothing was|not undone|not unsubscribed|still unsubscribed|no longer be undone|could not/i;
  return isDenied.test(text) ? 'not-done' : 'done';
}
