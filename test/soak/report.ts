import { cpus, totalmem } from 'node:os';
import { quantile } from '../bench/load.ts';
import type { Entry, Sums } from './books.ts';

/** What a run was, and all that came of it. */
export interface Run {
  minutes: number;
  rate: number;
  workspaces: number;
  people: number;
  seed: number;
  entries: readonly Entry[];
  sums: Sums;
  /** How often each kind of bad weather came. */
  weather: ReadonlyMap<string, number>;
  /** Requests that a process did not take, and another did. */
  passedOn: number;
  crashes: readonly string[];
  errors: ReadonlyMap<string, number>;
  /** Median resident memory of a process in its second minute and in the last one, in bytes. */
  memory: { early: number; late: number };
  redis: string;
}

export interface Verdict {
  promise: string;
  found: string;
  isKept: boolean;
}

/** Memory counts as flat when it has grown by less than this share. */
const flat = 0.15;

/** What is promised, and whether it was kept. */
export function verdicts({ sums, crashes, memory }: Run): Verdict[] {
  const { accepted, answered, killed, unanswered, lostEffects, doubledEffects, deniedEffects } = sums;
  const missing = unanswered - killed;
  const grown = memory.late / memory.early - 1;
  return [
    {
      promise: 'Every command that was taken is answered',
      found: `${answered} of ${accepted}; ${killed} reads ended with a process that was killed`,
      isKept: missing === 0,
    },
    {
      promise: 'No change that was told as done is missing',
      found: `${lostEffects.length} of ${sums.changes.done} missing`,
      isKept: lostEffects.length === 0,
    },
    {
      promise: 'No change is done twice',
      found: `${doubledEffects.length} twice`,
      isKept: doubledEffects.length === 0,
    },
    {
      promise: 'No change that was told as not done is there',
      found: `${deniedEffects.length} of ${sums.changes.notDone} there; ${sums.changes.uncertain} told as not confirmed`,
      isKept: deniedEffects.length === 0,
    },
    { promise: 'No process ends by itself', found: `${crashes.length} did`, isKept: crashes.length === 0 },
    {
      promise: 'Memory is flat',
      found: `${mib(memory.early)} in the second minute, ${mib(memory.late)} in the last`,
      isKept: !(grown > flat),
    },
  ];
}

/** The report, as Markdown. */
export function reportOf(run: Run): string {
  const { entries, sums } = run;
  const kinds = [...new Set(entries.map(({ kind }) => kind))].sort();
  const rows = kinds.map((kind) => {
    const own = entries.filter((entry) => entry.kind === kind);
    const taken = own.filter(({ heard }) => heard === 'ok');
    const answers = taken.flatMap(({ answeredMs }) => (answeredMs === undefined ? [] : [answeredMs]));
    const acknowledged = taken.map(({ tookMs }) => tookMs);
    const ms = (values: number[], share: number) =>
      values.length === 0 ? '' : `${Math.round(quantile(values, share))}`;
    return [
      kind,
      own.length,
      own.length - taken.length,
      answers.length,
      [0.5, 0.95, 0.99].map((share) => ms(acknowledged, share)).join(' / '),
      [0.5, 0.95, 0.99].map((share) => ms(answers, share)).join(' / '),
    ];
  });
  return [
    `A run of ${run.minutes} minutes on ${new Date().toISOString().slice(0, 10)}: ${run.rate} commands a second of ${run.people} people in ${run.workspaces} workspaces, two processes, seed ${run.seed}. ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, Redis ${run.redis}; everything on this one machine.`,
    '',
    table(
      ['promise', 'found', ''],
      verdicts(run).map(({ promise, found, isKept }) => [promise, found, isKept ? 'kept' : '**broken**']),
    ),
    '',
    table(
      [
        'what',
        'asked',
        'Slack heard no ok',
        'answered',
        'HTTP answer, ms: p50 / p95 / p99',
        'shown, ms: p50 / p95 / p99',
      ],
      rows,
    ),
    '',
    `Changes: ${sums.changes.done} told as done, ${sums.changes.notDone} as not done, ${sums.changes.uncertain} as not confirmed. ${run.passedOn} requests found a process that was ending or starting, and went to the other.`,
    '',
    table(
      ['weather', 'times'],
      [...run.weather].sort().map(([name, times]) => [name, times]),
    ),
    '',
    table(
      ['logged as an error', 'times'],
      [...run.errors].sort((a, b) => b[1] - a[1]).map(([message, times]) => [message, times]),
    ),
    '',
  ].join('\n');
}

function table(head: string[], rows: (string | number)[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
