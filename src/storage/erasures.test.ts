import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createErasures, WorkspaceErasedError } from './erasures.ts';
import { workspacePrefix } from './keys.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { createRecords, defineRecord, type Records } from './records.ts';
import { createSealer } from './sealer.ts';
import type { Storage } from './storage.ts';

const note = defineRecord({ kind: 'note', version: 1, schema: z.string() });
const workspace = 'T0NORDWIND';
const prefix = workspacePrefix(workspace);
const sealer = createSealer([{ id: 'k', key: new Uint8Array(32).fill(1) }]);

const writes: Record<string, (records: Records, key: string) => Promise<unknown>> = {
  write: (records, key) => records.write(note, workspace, key, 'x'),
  add: (records, key) => records.add(note, workspace, key, 'x', { ttlMs: 60_000 }),
  append: (records, key) => records.append(note, workspace, key, 'x', { keep: 9 }),
};

/** A store that counts what it is asked for, and whose keys can be listed. */
function listedStorage() {
  const memory = createMemoryStorage();
  const names = new Set<string>();
  const noting =
    <Rest extends unknown[], T>(command: (key: string, ...rest: Rest) => Promise<T>) =>
    (key: string, ...rest: Rest) => {
      names.add(key);
      return command(key, ...rest);
    };
  const storage: Storage = {
    ...memory,
    set: noting(memory.set),
    add: noting(memory.add),
    append: noting(memory.append),
  };
  const holds = async (key: string) =>
    (await memory.get(key)) !== undefined || (await memory.latest(key, { count: 1 })).length > 0;
  /** All keys of the workspace that hold something. */
  const left = async () => {
    const ofWorkspace = [...names].filter((name) => name.startsWith(prefix));
    const held = await Promise.all(ofWorkspace.map(holds));
    return ofWorkspace.filter((_, index) => held[index]);
  };
  return { storage, left };
}

describe('what is written for a workspace', () => {
  it.each(Object.entries(writes))(
    'is not kept once it was erased, and whoever writes hears so: %s',
    async (_way, write) => {
      const { storage, left } = listedStorage();
      const records = createRecords({ storage, sealer });
      await createErasures(storage).mark(workspace);
      await expect(write(records, `${prefix}a`)).rejects.toThrow(WorkspaceErasedError);
      expect(await left()).toEqual([]);
    },
  );

  it.each(Object.entries(writes))('is kept again when it is there again: %s', async (_way, write) => {
    const { storage, left } = listedStorage();
    const records = createRecords({ storage, sealer });
    const erasures = createErasures(storage);
    await erasures.mark(workspace);
    await erasures.lift(workspace);
    await write(records, `${prefix}a`);
    expect(await left()).toEqual([`${prefix}a`]);
  });

  it('is kept for all others', async () => {
    const { storage } = listedStorage();
    const records = createRecords({ storage, sealer });
    await createErasures(storage).mark('T0OTHER');
    await records.write(note, workspace, `${prefix}a`, 'x');
    expect(await records.read(note, workspace, `${prefix}a`)).toBe('x');
  });

  it('is gone in the end in whatever order the steps of writing and erasing come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom(...Object.keys(writes)), { minLength: 1, maxLength: 4 }),
        async (scheduler, ways) => {
          const { storage, left } = listedStorage();
          // Each command takes as long as it likes to arrive, as over a network.
          const later =
            <Rest extends unknown[], T>(name: string, command: (...rest: Rest) => Promise<T>) =>
            async (...rest: Rest) => {
              await scheduler.schedule(Promise.resolve(), name);
              return command(...rest);
            };
          const slow: Storage = {
            ...storage,
            get: later('get', storage.get),
            set: later('set', storage.set),
            add: later('add', storage.add),
            append: later('append', storage.append),
            delete: later('delete', storage.delete),
          };
          const records = createRecords({ storage: slow, sealer });
          const erase = async () => {
            await createErasures(slow).mark(workspace);
            // As a walk over Redis: what is there from its beginning to its end is found.
            for (const key of await later('scan', left)()) await slow.delete(key);
          };
          const writing = ways.map((way, index) =>
            writes[way]?.(records, `${prefix}${index}`).catch((error: unknown) => {
              if (!(error instanceof WorkspaceErasedError)) throw error;
            }),
          );
          const done = Promise.all([erase(), ...writing]);
          await scheduler.waitFor(done);
          expect(await left()).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

it('a mark names nobody, and is over after an hour', async () => {
  let nowMs = 0;
  const memory = createMemoryStorage({ now: () => nowMs });
  const names: string[] = [];
  const storage: Storage = {
    ...memory,
    set: (key, value, options) => {
      names.push(key, value);
      return memory.set(key, value, options);
    },
  };
  const erasures = createErasures(storage);
  await erasures.mark(workspace);
  expect(names.join(' ')).not.toContain(workspace);
  expect(await erasures.markedAt(workspace)).toBeInstanceOf(Date);
  nowMs = 60 * 60 * 1000;
  expect(await erasures.markedAt(workspace)).toBeUndefined();
});
