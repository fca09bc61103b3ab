import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { reportOf } from './report.ts';
import { type Run, soak } from './soak.ts';
import { verdicts } from './verdicts.ts';

/**
 * `npm run soak [-- --minutes 10 --rate 100 --workspaces 50 --seed 1 --report docs/reliability.md]`: two processes under load
 * and in bad weather (`--only 'Redis|killed'`: of the weather only what has this in its name, to look for a cause). Ends with code 1 when a promise was broken; a report is written between its markers in the file named.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      rate: { type: 'string', default: '100' },
      workspaces: { type: 'string', default: '50' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      only: { type: 'string' },
      report: { type: 'string' },
    },
  });
  const say = (text: string) => process.stderr.write(`${text}\n`);
  say(`The seed is ${values.seed}.`);
  const run = await soak({
    minutes: positive('minutes', values.minutes),
    rate: positive('rate', values.rate),
    workspaces: positive('workspaces', values.workspaces),
    seed: positive('seed', values.seed),
    only: values.only === undefined ? undefined : new RegExp(values.only),
    say,
  });
  for (const line of brokenLines(run)) say(line);
  const report = reportOf(run);
  process.stdout.write(`${report}\n`);
  if (values.report) await insert(values.report, report);
  process.exitCode = verdicts(run).some(({ isKept }) => isKept === false) ? 1 : 0;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`--${name} has to be a number above 0.`);
}

/** Everything that broke a promise, for whoever looks for the cause. */
function brokenLines({ sums, strays, unhandled, leak, failures }: Run): string[] {
  const { lost, unanswered, unclear, missing, doubled, denied, notedTwice, notNoted } = sums;
  const entries = { lost, unanswered, unclear, missing, doubled, denied, notedTwice, notNoted };
  const found = Object.entries({ ...entries, strays, unhandled, failures, leak: leak ? [leak] : [] });
  return found.flatMap(([name, wrong]) => wrong.slice(0, 20).map((each) => `${name}: ${JSON.stringify(each)}`));
}

async function insert(path: string, report: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const [before, rest] = text.split(/(?<=<!-- soak -->\n)/);
  const after = rest?.slice(rest.indexOf('<!-- /soak -->'));
  if (before === undefined || after === undefined)
    throw new Error(`${path} has no markers <!-- soak --> and <!-- /soak -->.`);
  await writeFile(path, `${before}\n${report}\n\n${after}`);
}

await main();
