import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { median } from '../bench/load.ts';
import { buildProduct } from '../built-product.ts';
import { startRedis, withClient } from '../redis.ts';
import { startSurroundings } from '../surroundings.ts';
import { type Act, acts } from './acts.ts';
import { type Entry, sum } from './books.ts';
import { gatherCrowd } from './crowd.ts';
import { startGateway } from './gateway.ts';
import { createProcesses } from './processes.ts';
import { type Run, reportOf, verdicts } from './report.ts';
import { makeWeather, mulberry32 } from './weather.ts';

/**
 * `npm run soak [-- --minutes 10 --rate 100 --workspaces 50 --seed 1 --report docs/reliability.md]`: two processes under load
 * and in bad weather. Ends with code 1 when a promise was broken; a report is written between its markers in the file named.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      rate: { type: 'string', default: '100' },
      workspaces: { type: 'string', default: '50' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      report: { type: 'string' },
    },
  });
  const [minutes, rate, workspaces, seed] = [values.minutes, values.rate, values.workspaces, values.seed].map(Number);
  if (!minutes || !rate || !workspaces || seed === undefined || Number.isNaN(seed)) {
    throw new Error('--minutes, --rate, --workspaces and --seed are numbers.');
  }
  const run = await soak({ minutes, rate, workspaces, seed });
  const { lostEffects, doubledEffects, deniedEffects } = run.sums;
  const silent = run.entries.filter(({ heard, answeredMs }) => heard === 'ok' && answeredMs === undefined);
  for (const entry of [...silent, ...lostEffects, ...doubledEffects, ...deniedEffects]) {
    process.stderr.write(`broken: ${JSON.stringify(entry)}\n`);
  }
  const report = reportOf(run);
  process.stdout.write(`${report}\n`);
  if (values.report) await insert(values.report, report);
  process.exitCode = verdicts(run).every(({ isKept }) => isKept) ? 0 : 1;
}

/** How long somebody does nothing after something of theirs was lost, in milliseconds. */
const restMs = 90_000;

async function soak(options: { minutes: number; rate: number; workspaces: number; seed: number }): Promise<Run> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const redis = await startRedis({ persistent: true });
  const gateway = await startGateway();
  const product = await buildProduct();
  const surroundings = await startSurroundings({ redisUrl: redis.url, publicUrl: gateway.url });
  const { slack, cleverReach } = surroundings;
  const beganAt = performance.now();
  const now = () => performance.now() - beganAt;
  const processes = createProcesses({ product, env: surroundings.env, gateway, now });
  try {
    await Promise.all(['A', 'B'].map((name) => processes.start(name)));
    say(`${options.workspaces} workspaces are gathered, seed ${options.seed} …`);
    const people = await gatherCrowd(surroundings, options.workspaces);

    const random = mulberry32(options.seed);
    const choices = Object.values(acts({ slack, cleverReach, now }));
    const pick = (): Act => {
      const all = choices.reduce((total, { share }) => total + share, 0);
      let at = random() * all;
      for (const { share, act } of choices) {
        at -= share;
        if (at < 0) return act;
      }
      throw new Error('The shares do not add up.');
    };
    const entries: Entry[] = [];
    const underWay = new Set<Promise<void>>();
    const failures: unknown[] = [];
    function begin(): void {
      const idle = people.filter(({ isBusy }) => !isBusy);
      const person = idle[Math.floor(random() * idle.length)];
      if (!person) return;
      person.isBusy = true;
      const done = pick()(person)
        .then((entry) => {
          if (entry) entries.push(entry);
          return entry?.heard === 'ok';
        })
        .catch((error: unknown) => {
          failures.push(error);
          return false;
        })
        .then(async (isAnswered) => {
          while (slack.currentView(person.id)) await slack.closeView(person.id, 'modal', { all: true });
          underWay.delete(done);
          // What comes late would be taken for the answer to what they do next.
          setTimeout(
            () => {
              person.isBusy = false;
            },
            isAnswered ? 0 : restMs,
          ).unref();
        });
      underWay.add(done);
    }

    const weather = new Map<string, number>();
    const samples: { atMs: number; bytes: number }[] = [];
    const [startMs, endMs] = [now(), now() + options.minutes * 60_000];
    const isOver = () => now() >= endMs;
    const sky = makeWeather(
      { slack, cleverReach, redis, kill: processes.kill, restart: processes.restart },
      {
        seed: options.seed,
        isOver,
        onSpell: (name) => {
          say(`${Math.round((now() - startMs) / 1000)} s: ${name}; ${underWay.size} under way, ${entries.length} done`);
          weather.set(name, (weather.get(name) ?? 0) + 1);
        },
      },
    );
    for (let begun = 0; !isOver(); ) {
      const due = Math.floor(((now() - startMs) / 1000) * options.rate);
      for (; begun < due; begun += 1) begin();
      if (begun % options.rate === 0) {
        for (const bytes of await processes.memory()) samples.push({ atMs: now() - startMs, bytes });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await sky;
    say(`the sky is clear; ${underWay.size} are waited for …`);
    while (underWay.size > 0) await Promise.all(underWay);
    const version = await withClient(redis.port, (client) => client.info('server'));
    const codes = await processes.stop();
    for (const code of codes.filter((code) => code !== 0)) processes.crashes.push(`ended with ${code} at the end`);
    if (failures.length > 0) say(`the load itself failed ${failures.length} times, first: ${failures[0]}`);
    const between = (fromMs: number, toMs: number) =>
      median(samples.filter(({ atMs, bytes }) => atMs >= fromMs && atMs < toMs && bytes > 0).map(({ bytes }) => bytes));
    const lengthMs = options.minutes * 60_000;
    const minute = Math.min(60_000, lengthMs / 3);
    return {
      ...options,
      people: people.length,
      entries,
      sums: sum(entries, processes.killings),
      weather,
      passedOn: gateway.passedOn(),
      crashes: processes.crashes,
      errors: processes.errors,
      memory: { early: between(minute, 2 * minute), late: between(lengthMs - minute, lengthMs) },
      redis: /redis_version:(\S+)/.exec(version)?.[1] ?? '',
    };
  } finally {
    gateway.close();
    await Promise.all([slack.close(), cleverReach.close(), product.remove()]);
    await redis.close();
  }
}

async function insert(path: string, report: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const [before, rest] = text.split(/(?<=<!-- soak -->\n)/);
  const after = rest?.slice(rest.indexOf('<!-- /soak -->'));
  if (before === undefined || after === undefined)
    throw new Error(`${path} has no markers <!-- soak --> and <!-- /soak -->.`);
  await writeFile(path, `${before}\n${report}\n${after}`);
}

await main();
