import type { CleverReachSandbox } from '../../src/sandbox/cleverreach/index.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/index.ts';
import type { TestRedis } from '../redis.ts';

/** What the weather is made with. */
export interface Elements {
  slack: SlackSandbox;
  cleverReach: CleverReachSandbox;
  redis: TestRedis;
  /** Ends a process as a crash does, and starts it again. */
  kill(): Promise<void>;
  /** Has a process end in good order, as a new version does, and starts it again. */
  restart(): Promise<void>;
}

/** Something that goes wrong for a while. */
export interface Spell {
  name: string;
  begin(elements: Elements): unknown;
  end?(elements: Elements): unknown;
  /** How long it lasts, in seconds. */
  seconds: number;
}

const atCleverReach = (name: string, faults: Parameters<CleverReachSandbox['setFaults']>[0]): Spell => ({
  name,
  seconds: 8,
  begin: ({ cleverReach }) => cleverReach.setFaults({ paths: '/v3/', ...faults }),
  end: ({ cleverReach }) => cleverReach.setFaults({}),
});
const atSlack = (name: string, fault: Parameters<SlackSandbox['setFault']>[0]): Spell => ({
  name,
  seconds: 5,
  begin: ({ slack }) => slack.setFault(fault),
  end: ({ slack }) => slack.clearFaults(),
});

/** Everything that can come. */
const spells: readonly Spell[] = [
  atCleverReach('CleverReach: a second late', { latencyMs: 1_000 }),
  atCleverReach('CleverReach: 502', { status: 502 }),
  atCleverReach('CleverReach: 429 with Retry-After', { rateLimit: { perSecond: 5, retryAfterSeconds: 1 } }),
  atCleverReach('CleverReach: connections break before anything is done', { body: 'reset' }),
  atCleverReach('CleverReach: does it, and the answer is lost', { body: 'lost' }),
  atCleverReach('CleverReach: half an answer', { body: 'half' }),
  atCleverReach('CleverReach: a page in place of an answer', { body: 'html' }),
  { ...atCleverReach('CleverReach: never answers', { hang: true }), seconds: 5 },
  {
    name: 'CleverReach: every access token ends',
    seconds: 1,
    begin: ({ cleverReach }) => {
      for (const token of cleverReach.tokens.values()) token.expiresAtMs = Date.now();
    },
  },
  atSlack('Slack: 429', { method: 'chat.postMessage', status: 429, retryAfterS: 1 }),
  atSlack('Slack: 503 at response_urls', { method: 'response_url', status: 503 }),
  atSlack('Slack: modals open late', { method: 'views.open', latencyMs: 700 }),
  { name: 'Redis: frozen', seconds: 4, begin: ({ redis }) => redis.freeze(), end: ({ redis }) => redis.unfreeze() },
  {
    name: 'Redis: restarted',
    seconds: 2,
    begin: ({ redis }) => redis.stop(),
    end: ({ redis }) => redis.start(),
  },
  { name: 'A process is killed', seconds: 1, begin: ({ kill }) => kill() },
  { name: 'A process is restarted', seconds: 1, begin: ({ restart }) => restart() },
];

/** How long the sky is clear between two spells, in seconds. */
const clearSeconds = 6;

/** Spells one after the other, in an order that the seed decides, each kind before any comes again. */
export async function makeWeather(
  elements: Elements,
  options: { seed: number; isOver: () => boolean; onSpell: (name: string) => void },
): Promise<void> {
  const random = mulberry32(options.seed);
  const wait = async (seconds: number) => {
    const untilMs = performance.now() + seconds * 1000;
    while (performance.now() < untilMs && !options.isOver()) await new Promise((resolve) => setTimeout(resolve, 100));
  };
  while (!options.isOver()) {
    for (const spell of shuffled(spells, random)) {
      await wait(clearSeconds);
      if (options.isOver()) return;
      options.onSpell(spell.name);
      await spell.begin(elements);
      await wait(spell.seconds);
      await spell.end?.(elements);
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
