import type { Told } from './told.ts';

/** One request that a person's doing sent to the app, and what came of it. */
export interface Entry {
  kind: string;
  /** Milliseconds since the beginning. */
  atMs: number;
  /** What Slack heard: `timeout` is nothing for three seconds, `failed` a broken connection or an error. The person sees that. */
  heard: 'ok' | 'timeout' | 'failed';
  /** Until then. */
  tookMs: number;
  /** The process that took it; undefined where nobody knows. */
  process?: string | undefined;
  /** The status, or how the connection ended, where it is not `ok`. */
  why?: string | undefined;
  /** When what was asked for was shown, after it was asked; undefined if it never was. */
  answeredMs?: number | undefined;
  /** What was shown is that something did not work. */
  isApology?: boolean;
  change?: SubmittedChange;
}

/** A change that was submitted: once, or again after Slack had shown an error. */
export interface SubmittedChange {
  /** The address or subject that nothing else is about. */
  about: string;
  /** `refused`: the form stayed open and says what is wrong. Undefined: nothing was told, or nothing that can be made out. */
  told: Told | 'refused' | undefined;
  /** In these words. */
  words: string;
  /** How often CleverReach had it when the person was told. */
  effectsThen: number;
  /** How often it has it in the end. */
  effects: number;
  /** How often it is in the workspace's audit log in the end. */
  noted: number;
}

/** A process was killed without a word. */
export interface Killing {
  process: string;
  atMs: number;
  /** Until it was gone: connections are taken until then. */
  endedAtMs: number;
}

/** The books of a run, added up. Lists hold what is wrong. */
export interface Sums {
  accepted: number;
  /** Slack heard nothing or an error: of these, with a process that was killed at that moment, and without any such reason. */
  lostToKilling: number;
  lost: Entry[];
  answered: number;
  apologies: number;
  /** Answers that nobody can see any more, since what only reads is not kept: a killed process had taken them. */
  unansweredByKilling: number;
  unanswered: Entry[];
  told: Record<Told | 'refused' | 'nothing', number>;
  /** It cannot be made out what the person was told. */
  unclear: Entry[];
  /** Told as done, and not there. */
  missing: Entry[];
  /** There more than once. */
  doubled: Entry[];
  /** Told as not done, and there all the same. */
  denied: Entry[];
  notedTwice: Entry[];
  /** Done, and not in the audit log. */
  notNoted: Entry[];
}

/** A request that was taken this long before its process was killed may have been under way. */
const underWayMs = 30_000;

/** Adds the books up. */
export function sum(entries: readonly Entry[], killings: readonly Killing[]): Sums {
  const accepted = entries.filter(({ heard }) => heard === 'ok');
  const rejected = entries.filter(({ heard }) => heard !== 'ok');
  const silent = accepted.filter(({ answeredMs }) => answeredMs === undefined);
  const isExcused = (entry: Entry) => wasReadAsKilled(entry, killings);
  const fitting = (fits: (change: SubmittedChange) => boolean) =>
    entries.filter(({ change }) => change && fits(change));
  const told = { done: 0, 'not-done': 0, uncertain: 0, refused: 0, nothing: 0 };
  for (const { change } of entries) if (change) told[change.told ?? 'nothing'] += 1;
  return {
    accepted: accepted.length,
    lostToKilling: rejected.filter((entry) => wasCutOff(entry, killings)).length,
    lost: rejected.filter((entry) => !wasCutOff(entry, killings)),
    answered: accepted.length - silent.length,
    apologies: accepted.filter(({ isApology }) => isApology).length,
    unansweredByKilling: silent.filter(isExcused).length,
    unanswered: silent.filter((entry) => !isExcused(entry)),
    told,
    unclear: accepted.filter(({ change, answeredMs }) => change && answeredMs !== undefined && !change.told),
    missing: fitting(({ told, effects, effectsThen }) => told === 'done' && Math.min(effects, effectsThen) === 0),
    doubled: fitting(({ effects, effectsThen }) => Math.max(effects, effectsThen) > 1),
    denied: fitting(({ told, effects }) => told === 'not-done' && effects > 0),
    notedTwice: fitting(({ noted }) => noted > 1),
    notNoted: fitting(({ told, noted }) => told === 'done' && noted === 0),
  };
}

/** The connection broke because the process at its other end was killed. */
function wasCutOff({ heard, process, atMs, tookMs }: Entry, killings: readonly Killing[]): boolean {
  if (heard !== 'failed') return false;
  return killings.some(
    (killing) => killing.process === process && atMs <= killing.endedAtMs && killing.atMs <= atMs + tookMs,
  );
}

/** A read that was under way in a process as it was killed. What changes something is a job, and has to be answered all the same. */
function wasReadAsKilled({ change, process, atMs }: Entry, killings: readonly Killing[]): boolean {
  if (change) return false;
  return killings.some(
    (killing) => killing.process === process && atMs <= killing.endedAtMs && killing.atMs - atMs < underWayMs,
  );
}
