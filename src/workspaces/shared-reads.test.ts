import { expect, test } from 'vitest';
import type { Group, GroupStats } from '../cleverreach/index.ts';
import { createSharedReads, type SharedReads } from './shared-reads.ts';

const group = (id: string): Group => ({ id, name: `Group ${id}`, locked: false });
const stats = (total: number): GroupStats => ({ total, active: total, inactive: 0, bounced: 0 });

/** A clock that the test moves, and an endpoint that counts how often it is asked. */
function start(keepMs = 1_000) {
  const clock = { ms: 5_000_000 };
  const reads = createSharedReads({ keepMs, now: () => clock.ms });
  let asked = 0;
  const ask = (key: string, options: { isAnew?: boolean; isKept?: boolean; takesMs?: number } = {}) =>
    reads.get(
      { key, isKept: () => options.isKept ?? true },
      async () => {
        asked += 1;
        const answer = stats(asked);
        clock.ms += options.takesMs ?? 0;
        return answer;
      },
      { isAnew: options.isAnew ?? false },
    );
  return { clock, reads, ask, asked: () => asked };
}

/** Answers when told to. */
function slowAnswer(reads: SharedReads, isKept = true) {
  const settle = { resolve: (_value: GroupStats): void => undefined, reject: (_error: Error): void => undefined };
  const answer = new Promise<GroupStats>((resolve, reject) => Object.assign(settle, { resolve, reject }));
  let asked = 0;
  const read = () =>
    reads.get(
      { key: 'slow', isKept: () => isKept },
      () => {
        asked += 1;
        return answer;
      },
      { isAnew: false },
    );
  return { read, asked: () => asked, ...settle };
}

test.each([true, false])('the same read at the same moment is one, be its answer kept (%s) or not', async (isKept) => {
  const { reads } = start();
  const slow = slowAnswer(reads, isKept);
  const all = Array.from({ length: 10 }, slow.read);
  slow.resolve(stats(7));
  for (const { value } of await Promise.all(all)) expect(value).toEqual(stats(7));
  expect(slow.asked()).toBe(1);
});

test('what is kept is answered once more, and says when it was asked for', async () => {
  const { clock, ask, asked } = start();
  const first = await ask('a');
  expect(first.askedAtMs).toBeUndefined();
  clock.ms += 900;
  expect(await ask('a')).toEqual({ value: first.value, askedAtMs: 5_000_000 });
  expect((await ask('b')).value).not.toEqual(first.value);
  expect(asked()).toBe(2);
});

test('it is not kept for longer than was said, counted from when it was asked for', async () => {
  const { clock, ask, asked } = start();
  await ask('a', { takesMs: 900 });
  clock.ms += 99;
  await ask('a');
  expect(asked()).toBe(1);
  clock.ms += 2;
  await ask('a');
  expect(asked()).toBe(2);
});

test('an answer that took longer than that is not kept at all', async () => {
  const { ask, asked } = start();
  await ask('a', { takesMs: 1_000 });
  await ask('a');
  expect(asked()).toBe(2);
});

test('people’s data are not kept', async () => {
  const { ask, asked } = start();
  await ask('a', { isKept: false });
  await ask('a', { isKept: false });
  expect(asked()).toBe(2);
});

test('whoever asks anew is answered anew, and so are those after them', async () => {
  const { ask, asked } = start();
  await ask('a');
  const anew = await ask('a', { isAnew: true });
  expect(await ask('a')).toMatchObject({ value: anew.value });
  expect(asked()).toBe(2);
});

test('with nothing to be kept for, every read is asked for', async () => {
  const { ask, asked } = start(0);
  await ask('a');
  await ask('a');
  expect(asked()).toBe(2);
});

test('a failure is everybody’s who waits, and nobody’s afterwards', async () => {
  const { reads, ask } = start();
  const slow = slowAnswer(reads);
  const all = [slow.read(), slow.read()];
  slow.reject(new Error('down'));
  for (const read of all) await expect(read).rejects.toThrow('down');
  expect((await ask('slow')).askedAtMs).toBeUndefined();
});

test('whether an answer is kept is for the reader to say', async () => {
  const { reads } = start();
  let groups: Group[] = [];
  const isKept = (answer: Group[]) => answer.length > 0;
  const read = async () => (await reads.get({ key: 'groups', isKept }, async () => groups, { isAnew: false })).value;
  expect(await read()).toEqual([]);
  groups = [group('1')];
  expect(await read()).toEqual([group('1')]);
  groups = [];
  expect(await read()).toEqual([group('1')]);
});

test('beyond its size it lets go of what was not asked for longest', async () => {
  const { reads, ask, asked } = start();
  const many = (key: string, count: number) =>
    reads.get({ key, isKept: () => true }, async () => Array.from({ length: count }, (_, id) => group(String(id))), {
      isAnew: false,
    });
  await ask('first');
  await ask('second');
  await ask('first');
  await many('many', 19_998);
  expect(asked()).toBe(2);
  await ask('first');
  expect(asked()).toBe(2);
  await ask('second');
  expect(asked()).toBe(3);
  // Larger than everything together: answered and not kept, and nothing has to go for it.
  await many('too many', 30_000);
  expect((await many('too many', 30_000)).askedAtMs).toBeUndefined();
  await ask('first');
  expect(asked()).toBe(3);
});

test('what everybody gets, nobody can change', async () => {
  const { reads } = start();
  const read = () =>
    reads.get({ key: 'groups', isKept: () => true }, async () => [group('2'), group('1')], { isAnew: false });
  const { value } = await read();
  expect(() => value.sort()).toThrow(TypeError);
});
