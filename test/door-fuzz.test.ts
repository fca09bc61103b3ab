import fc from 'fast-check';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { garbage, type Spoiled, spoiled } from './mutations.ts';
import { type Answer, commandFields, type SignedRequests, signedRequests } from './signed-requests.ts';
import { type RealPayload, takeTour } from './tour.ts';
import { trippedIn } from './tripped.ts';
import { member, startWorld, type World } from './world.ts';

/** What somebody with the right signing secret can send: each of it is answered, and nothing of it stays behind. */

let world: World;
let signed: SignedRequests;
let real: RealPayload[];
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
  real = await takeTour(world);
  signed = signedRequests(world);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});
afterAll(async () => {
  await world.close();
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
});

const kindsOf = (...kinds: string[]) => real.filter(({ kind }) => kinds.includes(kind));

/** How many of each are sent: ten thousand in all. */
const batches: [name: string, count: number, payloads: () => fc.Arbitrary<Spoiled>][] = [
  ['commands', 2_000, () => spoiled(kindsOf('command'))],
  ['pressed buttons and choices', 2_000, () => spoiled(kindsOf('block_actions'))],
  ['submitted and closed forms', 1_500, () => spoiled([...kindsOf('view_submission'), ...closed()])],
  ['what is typed into selects', 1_000, () => spoiled(kindsOf('block_suggestion'))],
  ['shortcuts', 1_000, () => spoiled(kindsOf('shortcut', 'message_action'))],
  ['events of Home', 700, () => spoiled(events('app_home_opened'))],
  // Apart from the others, lest the id of the workspace that everything is sent to gets into one of them.
  ['events of a removal', 800, () => spoiled(events('app_uninstalled', 'tokens_revoked'))],
  ['what never was anything', 1_000, () => garbage],
];

/** The product asks to be told of no closed form, so there is none that is real. */
const closed = () =>
  kindsOf('view_submission').map(({ payload }) => ({
    kind: 'view_closed',
    payload: { ...payload, type: 'view_closed', is_cleared: false },
  }));

const events = (...types: string[]) =>
  kindsOf('event_callback').filter(({ payload }) => types.some((type) => JSON.stringify(payload).includes(type)));

let sent = 0;
const bodies = new Set<string>();

/** Sends it; an answer that is none throws with what was sent. */
async function expectAnswer({ body, contentType, chunked }: Spoiled, index: number): Promise<void> {
  sent += 1;
  // Chance may spoil two alike; signed within the same second, the second is a replay.
  const isAgain = bodies.has(String(body));
  bodies.add(String(body));
  const options = { contentType, chunked, ageSeconds: index % 200 };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), 15_000);
  });
  const answer = await Promise.race([signed.send(body, options), late]).catch((error: unknown) => error);
  clearTimeout(timer);
  if (!isOrderly(answer) && !(isAgain && isReplay(answer)))
    throw new Error(`${JSON.stringify(answer)} to ${contentType}: ${String(body).slice(0, 5_000)}`);
}

/** Nothing fails here, so every answer is one of these; 500 would be a crash that was caught, 415 is for types that are none. */
function isOrderly(answer: unknown): boolean {
  const { status, body } = answer as Partial<Answer>;
  return [200, 400, 404, 413, 415].includes(Number(status)) && !/node_modules|\bat .*:\d+:\d+/.test(body ?? '');
}

function isReplay(answer: unknown): boolean {
  const { status, body } = answer as Partial<Answer>;
  return status === 401 && body === '{"error":"replayed"}';
}

test('what is spoiled was sent for every kind of thing there is in the product', () => {
  const count = (...kinds: string[]) => kindsOf(...kinds).length;
  expect(count('command')).toBeGreaterThanOrEqual(15);
  expect(count('block_actions')).toBeGreaterThanOrEqual(10);
  expect(count('view_submission')).toBeGreaterThanOrEqual(5);
  expect(count('block_suggestion')).toBeGreaterThanOrEqual(4);
  expect([count('shortcut'), count('message_action'), count('event_callback')]).toEqual([3, 2, 3]);
});

test.each(batches)(
  '%s, spoiled %i times, are all answered',
  async (_name, count, payloads) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const all = fc.sample(payloads(), { numRuns: count, seed });
    await pMap(all, expectAnswer, { concurrency: 16 });
  },
  60_000,
);

test('ten thousand they were; after all of them the app lives, serves, and has left nothing dangling', async () => {
  expect(sent).toBe(10_000);
  expect((await fetch(`${world.publicUrl}/healthz`)).status).toBe(200);
  const { status, body } = await signed.form(commandFields(world, 'help'));
  expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining('ephemeral') });
  expect((await world.ask(member, 'stats')).text).toContain('groups');
  expect(unhandled).toEqual([]);
  expect(trippedIn(world.log())).toEqual([]);
});
