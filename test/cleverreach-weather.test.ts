import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { badAnswers, type Told } from './bad-answers.ts';
import { type ChangeName, interruptedChanges, type ReadyChange } from './interrupted-changes.ts';
import { admin, member, startWorld, type World } from './world.ts';

/** What people hear when CleverReach answers badly or not at all, what the figures show, and how often it was asked. */

const { vip, press } = SEED_GROUPS;
/** What is read and what is written while CleverReach fails there, and nowhere else. */
const places: Record<
  'english' | 'german' | Exclude<ChangeName, 'undo'>,
  { path: string; method: string; endpoint: string }
> = {
  english: { method: 'GET', path: `/groups/${vip.id}/stats$`, endpoint: 'GET /groups/{id}/stats' },
  german: { method: 'GET', path: `/groups/${press.id}/receivers$`, endpoint: 'GET /groups/{id}/receivers' },
  add: { method: 'POST', path: '/groups/\\d+/receivers$', endpoint: 'POST /groups/{id}/receivers' },
  unsubscribe: {
    method: 'PUT',
    path: '/deactivate$',
    endpoint: 'PUT /groups/{id}/receivers/{receiver}/deactivate',
  },
  draft: { method: 'POST', path: '/mailings$', endpoint: 'POST /mailings' },
};
type Place = keyof typeof places;

let world: World;
let changes: ReturnType<typeof interruptedChanges>;
beforeAll(async () => {
  world = await startWorld({
    // Shorter than in production, where nobody has to wait for a test.
    timeouts: { readMs: 2_500, writeMs: 1_500 },
    settling: { lateMs: 1_500, againMs: 50 },
  });
  await world.ready();
  changes = interruptedChanges(world);
});
afterAll(async () => {
  const late = world.slack.exchanges({ direction: 'to-app' }).filter(({ outcome }) => outcome !== 'ok');
  await world.close();
  // Whatever CleverReach does, Slack gets its answer in three seconds.
  expect(late).toEqual([]);
});

/** The number of calls to CleverReach in the figures, by endpoint and outcome. */
async function figures(): Promise<Map<string, number>> {
  const text = await (await fetch(`${world.publicUrl}/metrics`)).text();
  const lines = text.matchAll(/^cleverreach_call_seconds_count\{endpoint="([^"]*)",outcome="([^"]*)"\} (\d+)$/gm);
  return new Map([...lines].map(([, endpoint, outcome, count]) => [`${endpoint}: ${outcome}`, Number(count)]));
}

function asked({ method, path }: { method: string; path: string }): number {
  return world.cleverReach.requests.filter(
    (request) => request.method === method && new RegExp(path).test(request.path),
  ).length;
}

describe.each(Object.entries(badAnswers))('CleverReach answers %s', (_name, row) => {
  const heard: Record<string, Message> = {};
  const ready = {} as Record<Exclude<ChangeName, 'undo'>, ReadyChange>;
  const requests = {} as Record<Place, number>;
  let before: Map<string, number>;
  let after: Map<string, number>;

  beforeAll(async () => {
    const [add, unsubscribe, draft] = await Promise.all([changes.add(), changes.unsubscribe(), changes.draft()]);
    Object.assign(ready, { add, unsubscribe, draft });
    before = await figures();
    world.cleverReach.requests.length = 0;
    world.cleverReach.setFaults({
      also: Object.values(places).map(({ path, method }) => ({ ...row.fault(), paths: path, methods: [method] })),
    });
    const submitted = Object.values(ready).map(async (change) => {
      expect(await change.submit()).toBe('closed');
      await vi.waitFor(() => expect(change.answers()).toHaveLength(1), { timeout: 10_000 });
    });
    [heard['english'], heard['german']] = await Promise.all([
      world.ask(member, `stats ${vip.id}`),
      world.ask(admin, `receivers ${press.id}`),
      ...submitted,
    ]);
    for (const [name, place] of Object.entries(places)) requests[name as Place] = asked(place);
    world.cleverReach.setFaults({});
    after = await figures();
  });

  test.each([
    ['english', en],
    ['german', de],
  ] as const)('a read in %s is told in words, with a reference that the log has', (language, t) => {
    const { text } = heard[language] ?? expect.fail();
    expect(text).toContain(row.says(t));
    if (row.isOrdinary) return;
    expect(text).toMatch(/Refere(nce|nz) [0-9a-f]{10}/);
    expect(world.log()).toContain(`"reference":"${/Refere(?:nce|nz) ([0-9a-f]{10})/.exec(text)?.[1]}"`);
  });

  test.each(['english', 'german'] as const)('a read in %s is repeated only where that may help', (name) => {
    expect(requests[name]).toBe(row.reads);
  });

  test.each(['add', 'unsubscribe', 'draft'] as const)('%s is asked for as often as can do no harm', (name) => {
    // In two groups, and once more where a look says that it was not done: who is unsubscribed twice is unsubscribed.
    const times = name === 'unsubscribe' ? 2 * (row.changes === 'uncertain' ? 2 : 1) : 1;
    expect(requests[name]).toBe(times * (row.writes ?? 1));
  });

  test.each(['add', 'unsubscribe', 'draft'] as const)('%s is told as what it came to', (name) => {
    const [text = ''] = ready[name].answers();
    expect({ told: toldIn(text), isDone: ready[name].isDone() }, text).toEqual({
      told: row.changes,
      isDone: row.changes === 'done',
    });
    if (row.changes === 'done' || row.isOrdinary) return;
    expect(text).toMatch(/Reference [0-9a-f]{10}/);
  });

  test.each(Object.keys(places) as Place[])('the figures show what came of it: %s', (name) => {
    const figure = `${places[name].endpoint}: ${row.outcome}`;
    expect((after.get(figure) ?? 0) - (before.get(figure) ?? 0)).toBe(requests[name]);
  });
});

function toldIn(text: string): Told {
  if (text.includes(en.connection.broken)) return 'reconnect';
  if (/did not confirm|Not confirmed|Unclear/.test(text)) return 'uncertain';
  return /not added|Not unsubscribed|Nothing was unsubscribed|not created|No longer in the group/.test(text)
    ? 'failed'
    : 'done';
}
