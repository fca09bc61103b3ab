import { cpus, totalmem } from 'node:os';
import { median, quantile } from '../bench/load.ts';
import type { Entry } from './books.ts';
import type { Run } from './soak.ts';
import { mib, verdicts } from './verdicts.ts';

/** The report, as Markdown. */
export function reportOf(run: Run): string {
  const { sums } = run;
  const said = (isKept: boolean | undefined) =>
    isKept === undefined ? 'too short to say' : isKept ? 'kept' : '**broken**';
  return [
    headOf(run),
    table(
      ['promise', 'found', ''],
      verdicts(run).map(({ promise, found, isKept }) => [promise, found, said(isKept)]),
    ),
    'What people did. *HTTP* is until Slack heard something, *shown* until what was asked for was there; both in milliseconds, as p50 / p95 / p99. *In trouble* are answers that say that something did not work.',
    kindsTable(run.entries),
    changesTable(run.entries),
    `${sums.told.refused} submissions ended with a form that said what was wrong, ${sums.told.nothing} with nothing heard by Slack. ${run.repeats} answers to changes came once more. ${run.passedOn} requests found a process that took no connection, and went to the other.`,
    minutesTable(run),
    'What was logged as an error, by its message:',
    table(
      ['message', 'times'],
      [...run.errors].sort((a, b) => b[1] - a[1]).map(([message, times]) => [message, times]),
    ),
  ].join('\n\n');
}

function headOf(run: Run): string {
  const cpu = cpus();
  const machine = `${cpu.length} cores (${cpu[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, Redis ${run.redis}`;
  const rate = `${run.rate} things done a second (${Math.round(run.entries.length / run.minutes / 60)} requests) by ${run.people} people in ${run.workspaces} workspaces`;
  const falls = `${run.killings.length} killings, ${run.restarts} restarts in good order`;
  const leftOut =
    run.leftOut > 0 ? ` ${run.leftOut} things were left out, since everybody was still waiting for something.` : '';
  return `${run.minutes} minutes on ${new Date().toISOString().slice(0, 10)}, seed ${run.seed}: ${rate}; two processes, ${falls}, ${run.weather.length} spells of bad weather in all. ${machine}; everything on this one machine. What stands around the two processes (Slack, CleverReach, people, gateway) kept ${Math.round(run.loadShare * 100)} % of one core busy, and had to wait for ${Math.round(run.longestPauseMs)} ms at most.${leftOut}`;
}

function kindsTable(entries: readonly Entry[]): string {
  return table(
    ['what', 'asked', 'no ok', 'answered', 'in trouble', 'HTTP', 'shown'],
    kindsOf(entries).map((kind) => {
      const own = entries.filter((entry) => entry.kind === kind);
      const taken = own.filter(({ heard }) => heard === 'ok');
      const answered = taken.filter(({ answeredMs }) => answeredMs !== undefined);
      return [
        kind,
        own.length,
        own.length - taken.length,
        answered.length,
        answered.filter(({ isApology }) => isApology).length,
        quantiles(taken.map(({ tookMs }) => tookMs)),
        quantiles(answered.map(({ answeredMs = 0 }) => answeredMs)),
      ];
    }),
  );
}

function changesTable(entries: readonly Entry[]): string {
  const changes = entries.flatMap(({ kind, change }) => (change ? [{ kind, ...change }] : []));
  return table(
    ['change', 'submitted', 'told as done', 'as not done', 'as not confirmed', 'lost', 'doubled'],
    [...new Set(changes.map(({ kind }) => kind))].sort().map((kind) => {
      const own = changes.filter((change) => change.kind === kind);
      const count = (fits: (change: (typeof own)[number]) => boolean) => own.filter(fits).length;
      return [
        kind,
        own.length,
        count(({ told }) => told === 'done'),
        count(({ told }) => told === 'not-done'),
        count(({ told }) => told === 'uncertain'),
        count(({ told, effects, effectsThen }) => told === 'done' && Math.min(effects, effectsThen) === 0),
        count(({ effects, effectsThen }) => Math.max(effects, effectsThen) > 1),
      ];
    }),
  );
}

function minutesTable({ minutes, entries, weather, memory }: Run): string {
  const rows = Array.from({ length: Math.ceil(minutes) }, (_, minute) => {
    const isIn = ({ atMs }: { atMs: number }) => Math.floor(atMs / 60_000) === minute;
    const sizeOf = (name: string) =>
      median(
        memory
          .filter(isIn)
          .filter(({ process }) => process === name)
          .map(({ bytes }) => bytes),
      );
    const names = weather.filter(isIn).map(({ name }) => name);
    return [minute + 1, entries.filter(isIn).length, mib(sizeOf('A')), mib(sizeOf('B')), names.join('; ')];
  });
  return table(['minute', 'requests', 'memory of A', 'of B', 'bad weather'], rows);
}

const kindsOf = (entries: readonly Entry[]) => [...new Set(entries.map(({ kind }) => kind))].sort();

function quantiles(values: number[]): string {
  if (values.length === 0) return '';
  return [0.5, 0.95, 0.99].map((share) => Math.round(quantile(values, share))).join(' / ');
}

function table(head: string[], rows: (string | number)[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
