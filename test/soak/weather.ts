import type { CleverReachSandbox } from '../../src/sandbox/cleverreach/index.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/index.ts';
import type { TestRedis } from '../redis.ts';

/** What goes wrong is made with these. */
export interface Elements {
  slack: SlackSandbox;
  cleverReach: CleverReachSandbox;
  redis: TestRedis;
  /** Has CleverReach end the connection of one workspace after the other; gives what connects it anew. */
  disconnectOne(): () => Promise<void>;
  /** Ends a process as a crash does, and starts it again. */
  kill(name: string): Promise<void>;
  /** Has a process end in good order, as a new version does, and starts it again. */
  restart(name: string): Promise<void>;
}

/** Something that goes wrong for a while. */
export interface Spell {
  name: string;
  /** How long it lasts, in seconds. */
  seconds: number;
  /** Gives what ends it. */
  begin(elements: Elements): unknown;
}

const atCleverReach = (name: string, faults: Parameters<CleverReachSandbox['setFaults']>[0], seconds = 6): Spell => ({
  name: `CleverReach: ${name}`,
  seconds,
  begin({ cleverReach }) {
    cleverReach.setFaults({ paths: '/v3/', ...faults });
    return () => cleverReach.setFaults({});
  },
});
/** Only of what changes something: forms open and fill as ever, and many changes are under way when a process is killed. */
const atChanges = (name: string, faults: Parameters<CleverReachSandbox['setFaults']>[0], seconds?: number): Spell =>
  atCleverReach(
    `changes: ${name}`,
    { paths: '/v3/(groups/.+/receivers|forms|mailings)', methods: ['POST', 'PUT'], ...faults },
    seconds,
  );
const atSlack = (name: string, ...faults: Parameters<SlackSandbox['setFault']>[0][]): Spell => ({
  name: `Slack: ${name}`,
  seconds: 5,
  begin({ slack }) {
    for (const fault of faults) slack.setFault(fault);
    return () => slack.clearFaults();
  },
});

/** From outside: what CleverReach, Slack and Redis do. */
export const sky: readonly Spell[] = [
  atCleverReach('a second late', { latencyMs: 1_000 }),
  atCleverReach('502', { status: 502 }),
  atCleverReach('429 with Retry-After', { rateLimit: { perSecond: 5, retryAfterSeconds: 1 } }),
  atCleverReach('connections break before anything is done', { body: 'reset' }),
  atCleverReach('does it, and the answer is lost', { body: 'lost' }),
  atCleverReach('does it, and half of the answer comes', { body: 'half' }),
  atCleverReach('a page in place of an answer', { body: 'html' }),
  atCleverReach('`false` in place of an answer', { body: 'false' }),
  atCleverReach('never answers', { hang: true }, 5),
  atChanges('two seconds late', { latencyMs: 2_000 }, 12),
  atChanges('does them, and the answer is lost', { body: 'lost' }, 12),
  atChanges('502', { status: 502 }),
  atChanges('never answers', { hang: true }, 4),
  {
    name: 'CleverReach: every access token ends',
    seconds: 2,
    begin({ cleverReach }) {
      for (const token of cleverReach.tokens.values()) token.expiresAtMs = Date.now();
    },
  },
  {
    name: 'CleverReach: every access token ends, and none is renewed for a while',
    seconds: 4,
    begin({ cleverReach }) {
      for (const token of cleverReach.tokens.values()) token.expiresAtMs = Date.now();
      cleverReach.setFaults({ oauthDown: true });
      return () => cleverReach.setFaults({});
    },
  },
  {
    name: 'CleverReach: a connection is ended, and made anew',
    seconds: 8,
    begin: ({ disconnectOne }) => disconnectOne(),
  },
  atSlack('429 at chat.postMessage', { method: 'chat.postMessage', status: 429, retryAfterS: 1 }),
  atSlack('503 at response_urls', { method: 'response_url', status: 503 }),
  atSlack('500 at users.info', { method: 'users.info', status: 500 }),
  atSlack('modals open late', { method: 'views.open', latencyMs: 700 }, { method: 'views.update', latencyMs: 700 }),
  ...[1, 4].map(
    (seconds): Spell => ({
      name: `Redis: stands still for ${seconds} s`,
      seconds,
      begin({ redis }) {
        redis.freeze();
        return () => redis.unfreeze();
      },
    }),
  ),
  {
    name: 'Redis: killed and started again',
    seconds: 2,
    async begin({ redis }) {
      await redis.stop();
      return () => redis.start();
    },
  },
];

/**
 * Of the processes themselves. `A` stays from the second minute on, so that its memory can be watched; `B` comes and goes, and
 * its jobs with it.
 */
export const ground: readonly Spell[] = [
  { name: 'Process B is killed', seconds: 1, begin: ({ kill }) => kill('B') },
  { name: 'Process B is killed', seconds: 6, begin: ({ kill }) => kill('B') },
  { name: 'Process B is restarted', seconds: 1, begin: ({ restart }) => restart('B') },
];

/** Both, one after the other, as when a new version is put into production. */
export const rollout: Spell = {
  name: 'Both processes are restarted, one after the other',
  seconds: 1,
  async begin({ restart }) {
    await restart('A');
    await restart('B');
  },
};

/** Spells one after the other, in an order that the seed decides, each before any comes again, with clear weather between. */
export async function makeWeather(
  spells: readonly Spell[],
  elements: Elements,
  options: {
    first?: Spell;
    /** How long the sky is clear between two, in seconds. */
    clearSeconds: number;
    random: () => number;
    isOver: () => boolean;
    onSpell: (name: string) => void;
  },
): Promise<void> {
  const { first, clearSeconds, random, isOver, onSpell } = options;
  const wait = async (seconds: number) => {
    const untilMs = performance.now() + seconds * 1000;
    while (performance.now() < untilMs && !isOver()) await new Promise((resolve) => setTimeout(resolve, 100));
  };
  if (spells.length === 0 && !first) return;
  for (let round = first ? [first] : []; ; round = shuffled(spells, random)) {
    for (const { name, seconds, begin } of round) {
      await wait(clearSeconds);
      if (isOver()) return;
      onSpell(name);
      const end = await begin(elements);
      await wait(seconds);
      if (typeof end === 'function') await end();
    }
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

/** Numbers from 0 to below 1 that a seed decides: the generator that is known by this name. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
