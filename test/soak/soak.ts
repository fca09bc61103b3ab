import { monitorEventLoopDelay } from 'node:perf_hooks';
import { buildProduct } from '../built-product.ts';
import { startRedis, withClient } from '../redis.ts';
import { startSurroundings } from '../surroundings.ts';
import { createActs } from './acts.ts';
import { type Entry, type Killing, type Sums, sum } from './books.ts';
import { gatherCrowd, type Somebody } from './crowd.ts';
import { startGateway } from './gateway.ts';
import { listen } from './hearing.ts';
import { createLoad } from './load.ts';
import { createProcesses } from './processes.ts';
import { ground, makeWeather, mulberry32, rollout, type Spell, sky } from './weather.ts';

export interface SoakOptions {
  minutes: number;
  /** Of what people do, per second. */
  rate: number;
  workspaces: number;
  seed: number;
  /** Of the weather only what has this in its name, to look for a cause; everything, if left out. */
  only?: RegExp | undefined;
  say(text: string): void;
}

/** What a run was, and all that came of it. Times in milliseconds since its beginning. */
export interface Run extends Omit<SoakOptions, 'say' | 'only'> {
  people: number;
  entries: readonly Entry[];
  sums: Sums;
  weather: readonly { name: string; atMs: number }[];
  killings: readonly Killing[];
  restarts: number;
  /** Requests that a process did not take, and another did. */
  passedOn: number;
  /** What people were to do while nobody had their hands free. */
  leftOut: number;
  /** What went wrong with the load itself. */
  failures: readonly string[];
  /** Answers to changes that came once more. */
  repeats: number;
  strays: readonly string[];
  unhandled: readonly string[];
  errors: ReadonlyMap<string, number>;
  /** What stood in the logs that may not; undefined: nothing. */
  leak: string | undefined;
  memory: readonly { process: string; atMs: number; bytes: number }[];
  redis: string;
  /** How long the load itself was kept from doing anything at most, in milliseconds: what it measured is no better than that. */
  longestPauseMs: number;
  /** How much of one core everything around the two processes needed: near 1, the times are those of the load. */
  loadShare: number;
}

/** How long somebody does nothing who missed an answer: should it come late, it is not taken for that to something else. */
const restMs = 90_000;

/** Two built processes behind a gateway, a Redis that keeps what it has said it keeps, and everybody around them in one process. */
export async function soak({ minutes, rate, workspaces, seed, only = /^/, say }: SoakOptions): Promise<Run> {
  const redis = await startRedis({ persistent: true });
  const gateway = await startGateway();
  const product = await buildProduct();
  const surroundings = await startSurroundings({ redisUrl: redis.url, publicUrl: gateway.url });
  const { slack, cleverReach } = surroundings;
  let beganAt = performance.now();
  const now = () => performance.now() - beganAt;
  const processes = createProcesses({ product, env: surroundings.env, gateway, now });
  try {
    await Promise.all(['A', 'B'].map((name) => processes.start(name)));
    say(`${workspaces} workspaces are gathered …`);
    // Fifteen seconds of patience with an account that does not answer, and nobody does two things at once.
    const crowd = await gatherCrowd(surroundings, { workspaces, peopleEach: Math.ceil((rate * 15) / workspaces) + 2 });
    const { people } = crowd;
    const hearing = listen(slack, people);
    const entries: Entry[] = [];
    const atALoss = new Set<Somebody>();
    const acts = createActs({
      slack,
      cleverReach,
      gateway,
      hearing,
      now,
      book(person, entry) {
        entries.push(entry);
        if (entry.answeredMs === undefined) atALoss.add(person);
      },
    });
    const weather: Run['weather'][number][] = [];
    const memory: Run['memory'][number][] = [];
    beganAt = performance.now();
    const isOver = () => now() >= minutes * 60_000;
    let disconnected = 0;
    const elements = {
      slack,
      cleverReach,
      redis,
      kill: processes.kill,
      restart: processes.restart,
      disconnectOne() {
        disconnected += 1;
        return crowd.disconnect(disconnected % workspaces);
      },
    };
    async function watchMemory(): Promise<void> {
      while (!isOver()) {
        for (const [process, bytes] of await processes.memory()) memory.push({ process, atMs: now(), bytes });
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
    const load = createLoad({
      people,
      acts: acts.all,
      rate,
      random: mulberry32(seed),
      now,
      isOver,
      async tidy(person) {
        while (slack.currentView(person.id)) await slack.closeView(person.id, 'modal', { all: true });
        return atALoss.delete(person) ? restMs : 0;
      },
    });
    const onSpell = (name: string) => {
      say(`${Math.round(now() / 1000)} s: ${name}; ${load.underWay()} under way, ${entries.length} done`);
      weather.push({ name, atMs: now() });
    };
    const isMeant = ({ name }: Spell) => only.test(name);
    const cpuBefore = process.cpuUsage();
    const pauses = monitorEventLoopDelay();
    pauses.enable();
    await Promise.all([
      load.run(),
      makeWeather(sky.filter(isMeant), elements, { clearSeconds: 4, random: mulberry32(seed + 1), isOver, onSpell }),
      makeWeather(ground.filter(isMeant), elements, {
        ...(isMeant(rollout) ? { first: rollout } : {}),
        clearSeconds: 9,
        random: mulberry32(seed + 2),
        isOver,
        onSpell,
      }),
      watchMemory(),
    ]);
    const { user, system } = process.cpuUsage(cpuBefore);
    const loadShare = (user + system) / 1000 / (minutes * 60_000);
    pauses.disable();
    await processes.stop();
    await acts.changes.lookAgain(crowd, workspaces);
    await crowd.close();
    hearing.close();
    const leak = await product.remove().then(
      () => undefined,
      (error: Error) => error.message,
    );
    const version = await withClient(redis.port, (client) => client.info('server'));
    return {
      minutes,
      rate,
      workspaces,
      seed,
      people: people.length,
      entries,
      sums: sum(entries, processes.killings),
      weather,
      killings: processes.killings,
      restarts: processes.restarts(),
      passedOn: gateway.passedOn(),
      leftOut: load.leftOut(),
      failures: load.failures,
      repeats: hearing.repeats(),
      strays: hearing.strays,
      unhandled: [...processes.unhandled, ...hearing.mistakes],
      errors: processes.errors,
      leak,
      memory,
      loadShare,
      longestPauseMs: pauses.max / 1e6,
      redis: /redis_version:(\S+)/.exec(version)?.[1] ?? '',
    };
  } finally {
    gateway.close();
    await Promise.allSettled([slack.close(), cleverReach.close(), product.remove()]);
    await redis.close();
  }
}
