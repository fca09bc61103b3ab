import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMemoryStorage } from './memory-storage.ts';
import { createRecords, defineRecord, RecordError } from './records.ts';
import { createSealer } from './sealer.ts';

const tokens = defineRecord({
  kind: 'tokens',
  version: 1,
  schema: z.object({ access: z.string().min(1), expires: z.coerce.date(), note: z.string().optional() }),
});

const value = { access: 'planted-token', expires: new Date('2027-01-31T12:00:00.123Z') };

function setUp() {
  let nowMs = 0;
  const storage = createMemoryStorage({ now: () => nowMs });
  const sealer = createSealer([{ id: 'k', key: new Uint8Array(32).fill(1) }]);
  const records = createRecords({ storage, sealer });
  return {
    storage,
    sealer,
    records,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** Puts something under `key` as only someone with the encryption key could. */
    plant: async (text: string) => storage.set('key', await sealer.seal(text, { workspace: 'T1', kind: 'tokens' })),
    read: () => records.read(tokens, 'T1', 'key'),
  };
}

describe('records', () => {
  it('give back what was written, dates as dates', async () => {
    const { records, read } = setUp();
    expect(await read()).toBeUndefined();
    await records.write(tokens, 'T1', 'key', value);
    expect(await read()).toEqual(value);
  });

  it('give back any value that fits', async () => {
    const { records, read } = setUp();
    const anything = fc.record({ access: fc.string({ minLength: 1 }), expires: fc.date({ noInvalidDate: true }) });
    await fc.assert(
      fc.asyncProperty(anything, async (any) => {
        await records.write(tokens, 'T1', 'key', any);
        expect(await read()).toEqual(any);
      }),
    );
  });

  it('understand codecs', async () => {
    const { records, storage } = setUp();
    const schema = z.codec(z.string(), z.date(), {
      decode: (iso) => new Date(iso),
      encode: (date) => date.toISOString(),
    });
    const dated = defineRecord({ kind: 'dated', version: 1, schema });
    await records.write(dated, 'T1', 'key', value.expires);
    expect(await records.read(dated, 'T1', 'key')).toEqual(value.expires);
    expect(await storage.get('key')).toBeDefined();
  });

  it('are sealed where they are kept', async () => {
    const { records, storage } = setUp();
    await records.write(tokens, 'T1', 'key', value);
    expect(await storage.get('key')).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('are over when their time is', async () => {
    const { records, read, pass } = setUp();
    await records.write(tokens, 'T1', 'key', value, { ttlMs: 1_000 });
    pass(999);
    expect(await read()).toEqual(value);
    pass(1);
    expect(await read()).toBeUndefined();
  });

  it('are taken once', async () => {
    const { records } = setUp();
    await records.write(tokens, 'T1', 'key', value);
    const taken = await Promise.all([1, 2].map(() => records.take(tokens, 'T1', 'key')));
    expect(taken).toContainEqual(value);
    expect(taken).toContainEqual(undefined);
  });

  it.each([
    ['of another workspace', { workspace: 'T2', kind: tokens.kind }, 'seal_wrong_place'],
    ['of another kind', { workspace: 'T1', kind: 'other' }, 'seal_wrong_place'],
  ])('do not open %s', async (_, { workspace, kind }, code) => {
    const { records, read } = setUp();
    await records.write({ ...tokens, kind }, workspace, 'key', value);
    await expect(read()).rejects.toMatchObject({ code: 'record_unreadable', key: 'key', cause: { code } });
  });

  it('are an error when the store holds something else', async () => {
    const { storage, records, read } = setUp();
    await storage.set('key', '{"version":1}');
    await expect(read()).rejects.toMatchObject({ code: 'record_unreadable', cause: { code: 'seal_broken' } });
    await expect(records.take(tokens, 'T1', 'key')).rejects.toBeInstanceOf(RecordError);
    expect(await read()).toBeUndefined();
  });

  it.each([
    ['no JSON', 'x', 'key: is no record'],
    ['null', 'null', 'key: is no record'],
    ['no version', '{"value":{}}', 'key: is no record'],
    ['another version', '{"version":2,"value":{}}', 'key: has version 2, this is 1'],
    ['no value', '{"version":1}', 'key: is no record'],
    ['a missing date', '{"version":1,"value":{"access":"a"}}', 'key: does not fit at expires'],
    ['a wrong type', '{"version":1,"value":{"access":5,"expires":"x"}}', 'key: does not fit at access, expires'],
  ])('are an error that names the key when they hold %s', async (_, text, message) => {
    const { plant, read } = setUp();
    await plant(text);
    await expect(read()).rejects.toMatchObject({ name: 'RecordError', code: 'record_unreadable', message });
  });

  it('are not written when they do not fit', async () => {
    const { records, read } = setUp();
    await records.write(tokens, 'T1', 'key', value);
    const refused = records.write(tokens, 'T1', 'key', { ...value, access: '' });
    await expect(refused).rejects.toMatchObject({ code: 'record_unwritable', message: 'key: does not fit at access' });
    expect(await read()).toEqual(value);
  });

  it('are not written when JSON would lose something of them', async () => {
    const { records, storage } = setUp();
    const dated = defineRecord({ kind: 'dated', version: 1, schema: z.object({ at: z.date() }) });
    const refused = records.write(dated, 'T1', 'key', { at: new Date(0) });
    await expect(refused).rejects.toMatchObject({ code: 'record_unwritable', message: 'key: is lost in JSON at at' });
    expect(await storage.get('key')).toBeUndefined();
  });

  it('of a list give back the newest first, dates as dates, and only so many as are kept', async () => {
    const { records } = setUp();
    for (const access of ['a', 'b', 'c']) await records.append(tokens, 'T1', 'list', { ...value, access }, { keep: 2 });
    const newest = { ...value, access: 'c' };
    expect(await records.latest(tokens, 'T1', 'list', { count: 9 })).toEqual([newest, { ...value, access: 'b' }]);
    expect(await records.latest(tokens, 'T1', 'list', { from: 1, count: 1 })).toEqual([{ ...value, access: 'b' }]);
  });

  it('of a list do not hide each other when one cannot be read', async () => {
    const { records, storage, sealer } = setUp();
    const list = { keep: 9 };
    const plant = async (text: string, workspace = 'T1') =>
      storage.append('list', await sealer.seal(text, { workspace, kind: 'tokens' }), list);
    await records.append(tokens, 'T1', 'list', { ...value, access: 'first' }, list);
    await storage.append('list', 'planted', list);
    await plant('{"version":2,"value":{}}');
    await plant('{"version":1,"value":{"access":5}}');
    await plant(JSON.stringify({ version: 1, value }), 'T2');
    await records.append(tokens, 'T1', 'list', { ...value, access: 'last' }, list);
    const read = await records.latest(tokens, 'T1', 'list', { count: 9 });
    expect(read.map((entry) => entry?.access)).toEqual(['last', undefined, undefined, undefined, undefined, 'first']);
  });

  it('of a list are sealed, and not appended when they do not fit', async () => {
    const { records, storage } = setUp();
    await records.append(tokens, 'T1', 'list', value, { keep: 9 });
    expect(String(await storage.latest('list', { count: 9 }))).not.toContain('planted');
    const refused = records.append(tokens, 'T1', 'list', { ...value, access: '' }, { keep: 9 });
    await expect(refused).rejects.toMatchObject({ code: 'record_unwritable', message: 'list: does not fit at access' });
    expect(await storage.latest('list', { count: 9 })).toHaveLength(1);
  });

  it('of a list reject as the store does when it does not answer', async () => {
    const { records, storage } = setUp();
    await storage.close();
    await expect(records.latest(tokens, 'T1', 'list', { count: 9 })).rejects.toThrow('the store is closed');
  });

  it('do not name an address that stands where a field does', async () => {
    const { records, plant } = setUp();
    const map = defineRecord({ kind: 'tokens', version: 1, schema: z.record(z.string(), z.number()) });
    await plant('{"version":1,"value":{"planted@example.com":"x"}}');
    await expect(records.read(map, 'T1', 'key')).rejects.toThrow('key: does not fit at …');
  });

  it('show nothing of their content in errors', async () => {
    const { plant, read } = setUp();
    await plant('{"version":1,"value":{"access":["planted"],"expires":"planted"}}');
    const error = await read().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RecordError);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('planted');
  });

  it('are added only where none is', async () => {
    const { records, read } = setUp();
    const other = { ...value, access: 'other' };
    expect(await records.add(tokens, 'T1', 'key', value, { ttlMs: 1_000 })).toBe(true);
    expect(await records.add(tokens, 'T1', 'key', other, { ttlMs: 1_000 })).toBe(false);
    expect(await read()).toEqual(value);
  });

  describe('that are held', () => {
    const next = { ...value, access: 'next' };
    const long = { ttlMs: 1_000 };

    async function held() {
      const all = setUp();
      await all.records.write(tokens, 'T1', 'key', value);
      const hold = async () => (await all.records.hold(tokens, 'T1', 'key')) ?? expect.fail();
      return { ...all, hold };
    }

    it('are replaced, again and again, and stay as long as it is said', async () => {
      const { hold, read, pass } = await held();
      const first = await hold();
      expect(first.value).toEqual(value);
      const second = await first.replace(next, long);
      expect(second?.value).toEqual(next);
      expect((await second?.replace(value, long))?.value).toEqual(value);
      pass(999);
      expect(await read()).toEqual(value);
      pass(1);
      expect(await read()).toBeUndefined();
    });

    it('are not replaced where somebody else has changed them, also to what they are to become', async () => {
      const { hold, read } = await held();
      const [mine, theirs] = [await hold(), await hold()];
      await theirs.replace(next, long);
      expect(await mine.replace({ ...value, access: 'mine' }, long)).toBeUndefined();
      expect(await mine.replace(next, long)).toBeUndefined();
      expect(await read()).toEqual(next);
    });

    it('are not brought back where they were deleted', async () => {
      const { hold, storage, read } = await held();
      const mine = await hold();
      await storage.delete('key');
      expect(await mine.replace(next, long)).toBeUndefined();
      expect(await read()).toBeUndefined();
    });

    it('are replaced although they were sealed anew meanwhile', async () => {
      const { hold, plant, sealer, storage, read } = await held();
      const mine = await hold();
      await plant(await sealer.open((await storage.get('key')) ?? '', { workspace: 'T1', kind: 'tokens' }));
      expect((await mine.replace(next, long))?.value).toEqual(next);
      expect(await read()).toEqual(next);
    });

    it('are nothing where nothing is', async () => {
      const { records } = setUp();
      expect(await records.hold(tokens, 'T1', 'key')).toBeUndefined();
    });
  });
});
