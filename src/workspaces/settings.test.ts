import { describe, expect, test } from 'vitest';
import { keys } from '../storage/keys.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords, RecordError } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import type { Storage } from '../storage/storage.ts';
import { createSettings, type Settings } from './settings.ts';

const workspace = 'T0NORDWIND';
const sealer = createSealer([{ id: 'k', key: new Uint8Array(32).fill(1) }]);

const everything: Settings = {
  language: 'de',
  changes: { by: 'people', userIds: ['U1', 'U2'] },
  defaultGroup: { id: '12', name: 'Newsletter' },
  defaultSender: { name: 'Teehaus', email: 'tee@example.com' },
  masksSender: false,
};

function scene() {
  const memory = createMemoryStorage();
  const reads = { count: 0, after: async () => undefined as unknown };
  const storage: Storage = {
    ...memory,
    get: async (key) => {
      reads.count += 1;
      const value = await memory.get(key);
      await reads.after();
      return value;
    },
  };
  const records = createRecords({ storage, sealer });
  return { memory, reads, process: (cacheMs = 60_000) => createSettings({ records, cacheMs }) };
}

describe('settings', () => {
  test('leave everything to the members, and mask the sender, where nobody has set anything', async () => {
    expect(await scene().process().get(workspace)).toEqual({ changes: { by: 'members' }, masksSender: true });
  });

  test.each<Settings>([everything, { changes: { by: 'admins' }, masksSender: true }])(
    'come back as saved',
    async (set) => {
      const { process } = scene();
      await process().save(workspace, set);
      expect(await process().get(workspace)).toEqual(set);
      expect(await process().get('T0OTHER')).toEqual({ changes: { by: 'members' }, masksSender: true });
    },
  );

  test('that are taken back are gone', async () => {
    const { process } = scene();
    const settings = process();
    await settings.save(workspace, everything);
    await settings.save(workspace, { changes: { by: 'members' }, masksSender: true });
    expect(await process().get(workspace)).toEqual({ changes: { by: 'members' }, masksSender: true });
  });

  test('are read once in a while, whatever is set, and seen at once by whoever saves them', async () => {
    const { process, reads } = scene();
    const settings = process();
    await settings.get(workspace);
    await settings.get(workspace);
    expect(reads.count).toBe(1);
    await settings.save(workspace, everything);
    expect(await settings.get(workspace)).toEqual(everything);
  });

  test('reach the other processes when their time is over', async () => {
    const { process } = scene();
    const other = process(20);
    await other.get(workspace);
    await process().save(workspace, everything);
    await expect.poll(() => other.get(workspace)).toEqual(everything);
  });

  test('read while they are being saved do not hide what was saved', async () => {
    const { process, reads } = scene();
    const settings = process();
    reads.after = () => {
      reads.after = async () => undefined;
      return settings.save(workspace, everything);
    };
    await settings.get(workspace);
    expect(await settings.get(workspace)).toEqual(everything);
  });

  test('that cannot be read are an error and not the defaults, until they are saved anew', async () => {
    const { memory, process } = scene();
    const settings = process();
    await memory.set(keys.settings(workspace), 'planted');
    await expect(settings.get(workspace)).rejects.toThrow(RecordError);
    await expect(settings.get(workspace)).rejects.toMatchObject({ code: 'record_unreadable' });
    await settings.save(workspace, everything);
    expect(await settings.get(workspace)).toEqual(everything);
  });

  test('cannot be changed by whoever reads them, for all who read them after', async () => {
    const settings = scene().process();
    for (const set of [await settings.get(workspace), await settings.get('T0OTHER')]) {
      expect(() => Object.assign(set, { language: 'de' })).toThrow(TypeError);
      expect(() => Object.assign(set.changes, { by: 'admins' })).toThrow(TypeError);
    }
    await settings.save(workspace, everything);
    const { changes } = await settings.get(workspace);
    expect(() => Object.assign(changes.by === 'people' ? changes.userIds : [], ['U3'])).toThrow(TypeError);
  });

  test('are sealed', async () => {
    const { memory, process } = scene();
    await process().save(workspace, everything);
    expect(await memory.get(keys.settings(workspace))).not.toMatch(/tee@|Newsletter/);
  });
});
