import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { StorageError } from '../src/storage/storage.ts';
import { type SignedRequests, signedRequests } from './signed-requests.ts';
import { startWorld, type World } from './world.ts';

/** Events that Slack sends more than once, to two processes with one storage. */

const memory = createMemoryStorage();
/** Lets the next erasing of a workspace come to this; what is left out goes well. */
let nextErasing: (() => Promise<void>) | undefined;
let begun = 0;
const storage = {
  ...memory,
  deleteAll: async (prefix: string) => {
    begun += 1;
    const first = nextErasing;
    nextErasing = undefined;
    await first?.();
    return memory.deleteAll(prefix);
  },
};

let world: World;
let otherProcess: string;
let signed: SignedRequests;

beforeAll(async () => {
  world = await startWorld({ storage });
  otherProcess = (await world.another()).url;
  signed = signedRequests(world);
});
afterAll(() => world.close());

const event = (id: string, team = 'T0SOMEWHERE') => ({
  type: 'event_callback',
  team_id: team,
  event_id: id,
  event: { type: 'app_uninstalled' },
});
const erasures = () => world.log().split('erased a workspace').length - 1;

/** Sends an event whose handling goes on until the test ends it; resolves when it has begun. */
async function hold(id: string) {
  let end: (error?: Error) => void = () => undefined;
  const before = { erasures: erasures(), begun };
  const isBegun = new Promise<void>((tell) => {
    nextErasing = () =>
      new Promise<void>((resolve, reject) => {
        end = (error) => (error ? reject(error) : resolve());
        tell();
      });
  });
  const first = signed.json(event(id)).then(({ status }) => status);
  await isBegun;
  return {
    first,
    end: (error?: Error) => end(error),
    repeat: (url: string) => signed.json(event(id), { url, ageSeconds: 1 }).then(({ status }) => status),
    done: () => erasures() - before.erasures,
    begun: () => begun - before.begun,
  };
}

test('an event that Slack repeats with a new signature is acknowledged and ignored, by either process', async () => {
  const before = erasures();
  expect(await signed.json(event('Ev0REPEATED'))).toMatchObject({ status: 200, body: '' });
  expect(erasures()).toBe(before + 1);
  for (const url of [world.publicUrl, otherProcess]) {
    expect(await signed.json(event('Ev0REPEATED'), { url, ageSeconds: 1 })).toMatchObject({ status: 200 });
  }
  expect(erasures()).toBe(before + 1);
  expect(await signed.json(event('Ev0ANOTHER'))).toMatchObject({ status: 200 });
  expect(erasures()).toBe(before + 2);
});

test('an event repeated many times at once, to both processes, is handled once', async () => {
  const before = erasures();
  const sent = Array.from({ length: 20 }, (_, index) =>
    signed.json(event('Ev0MANY'), index % 2 ? { url: otherProcess } : {}).then(({ status }) => status),
  );
  expect(await Promise.all(sent)).toEqual(Array(20).fill(200));
  expect(erasures()).toBe(before + 1);
});

test('an event repeated while it is handled elsewhere is acknowledged no sooner than it is handled', async () => {
  const { first, end, repeat, done, begun } = await hold('Ev0HELD');
  let isAnswered = false;
  const repeated = repeat(otherProcess).finally(() => {
    isAnswered = true;
  });
  // Long enough for a repeat that waits for nothing.
  expect((await signed.json(event('Ev0BESIDE', 'T0BESIDE'), { url: otherProcess })).status).toBe(200);
  expect(isAnswered).toBe(false);
  end();
  expect(await Promise.all([first, repeated])).toEqual([200, 200]);
  expect([done(), begun()]).toEqual([2, 2]);
});

test('an event whose first handling fails is handled by the repeat that waited, once', async () => {
  const { first, end, repeat, done } = await hold('Ev0FAILED');
  const repeats = [otherProcess, world.publicUrl, otherProcess].map(repeat);
  end(new StorageError('deleteAll: no answer'));
  expect(await first).toBe(503);
  expect(await Promise.all(repeats)).toEqual([200, 200, 200]);
  expect(done()).toBe(1);
});

test('an event that is handled for longer than Slack waits is not acknowledged meanwhile, so that Slack comes again', async () => {
  const { first, end, repeat, done } = await hold('Ev0LONG');
  expect(await repeat(otherProcess)).toBe(503);
  end(new Error('broken'));
  expect(await first).toBe(500);
  expect(await repeat(otherProcess)).toBe(200);
  expect(await repeat(world.publicUrl)).toBe(200);
  expect(done()).toBe(1);
});
