import { median } from '../bench/load.ts';
import type { Run } from './soak.ts';

export interface Verdict {
  promise: string;
  found: string;
  /** Undefined: a run of this length says nothing about it. */
  isKept: boolean | undefined;
}

/** Memory counts as flat when it has grown by no more than this share. */
const flat = 0.15;
/** Of a shorter run, the second minute is too near the last one. */
const leastMinutes = 4;
/** Of what people were to do: everybody was still waiting for something. */
const mostLeftOut = 0.02;

/** What is promised, and whether it was kept. */
export function verdicts(run: Run): Verdict[] {
  const { sums, unhandled, strays, failures, leak } = run;
  const { told } = sums;
  const none = (promise: string, broken: readonly unknown[], found: string): Verdict => ({
    promise,
    found: `${broken.length} ${found}`,
    isKept: broken.length === 0,
  });
  const unwritten = run.errors.get('changes could not be written into the audit log') ?? 0;
  const { early, late } = memoryOf(run);
  const meant = Math.round(run.rate * run.minutes * 60);
  return [
    none(
      'Slack hears of every request within three seconds, unless the process that has it is killed at that moment',
      sums.lost,
      `of ${run.entries.length} not; ${sums.lostToKilling} were cut off by killing`,
    ),
    none(
      'Every command that was taken is answered, unless the process that has it is killed and it only reads',
      sums.unanswered,
      `of ${sums.accepted} not; ${sums.unansweredByKilling} reads ended with a killed process`,
    ),
    none('Every answer to a change says what came of it', sums.unclear, 'did not'),
    none('No change that was told as done is missing', sums.missing, `of ${told.done} missing`),
    none('No change is done twice, whatever was told', sums.doubled, 'twice'),
    none('No change that was told as not done is there', sums.denied, `of ${told['not-done']} there`),
    none('No change is in the audit log twice', sums.notedTwice, 'twice'),
    {
      promise: 'Every change that was told as done is in the audit log, or the log says that it could not be written',
      found: `${sums.notNoted.length} not there, ${unwritten} times said`,
      isKept: sums.notNoted.length <= unwritten,
    },
    none('Nobody sees anything of another workspace', strays, 'did'),
    none('No unhandled error: no process ends by itself, nothing fatal, no mistake of the program', unhandled, 'found'),
    { promise: 'The logs hold no address, token or secret', found: leak ? 'they do' : 'none', isKept: !leak },
    {
      promise: 'Memory is flat: the last minute is at most 15 % above the second one',
      found: `${mib(early)} in the second minute, ${mib(late)} in the last`,
      isKept: run.minutes < leastMinutes ? undefined : late <= early * (1 + flat),
    },
    {
      promise: 'The load is what it was to be',
      found: `${failures.length} failures of its own, ${run.leftOut} of ${meant} things left out, ${told.done} changes made`,
      // A run in which hardly anything happens proves nothing.
      isKept: failures.length === 0 && run.leftOut <= meant * mostLeftOut && told.done > 0,
    },
  ];
}

/** Of the process that stays: median resident memory in the second minute and in the last, in bytes. */
function memoryOf({ memory, minutes }: Pick<Run, 'memory' | 'minutes'>): { early: number; late: number } {
  const lengthMs = minutes * 60_000;
  const minuteMs = Math.min(60_000, lengthMs / 3);
  const between = (fromMs: number, toMs: number) =>
    median(
      memory.filter(({ process, atMs }) => process === 'A' && atMs >= fromMs && atMs < toMs).map(({ bytes }) => bytes),
    );
  return { early: between(minuteMs, 2 * minuteMs), late: between(lengthMs - minuteMs, lengthMs) };
}

export function mib(bytes: number | undefined): string {
  return bytes === undefined || Number.isNaN(bytes) ? '' : `${Math.round(bytes / 2 ** 20)} MiB`;
}
