import { describe, expect, test } from 'vitest';
import { keys } from '../storage/keys.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import { createLastDrafts, type LastDraft } from './last-draft.ts';

const workspace = 'T0NORDWIND';
const draft: LastDraft = {
  senderName: 'Teehaus',
  senderEmail: 'tee@example.com',
  group: { id: '12', name: 'Newsletter' },
};

function scene() {
  const storage = createMemoryStorage();
  const records = createRecords({ storage, sealer: createSealer([{ id: 'k', key: new Uint8Array(32).fill(1) }]) });
  const unreadable: string[] = [];
  const onUnreadable = ({ key }: { key: string }) => unreadable.push(key);
  return { storage, unreadable, lastDrafts: createLastDrafts({ records, storage, onUnreadable }) };
}

describe('what the last draft was made with', () => {
  test('comes back in its workspace alone, sealed', async () => {
    const { storage, lastDrafts } = scene();
    expect(await lastDrafts.get(workspace)).toBeUndefined();
    await lastDrafts.save(workspace, { ...draft, senderName: 'Earlier' });
    await lastDrafts.save(workspace, draft);
    expect(await lastDrafts.get(workspace)).toEqual(draft);
    expect(await lastDrafts.get('T0OTHER')).toBeUndefined();
    expect(await storage.get(keys.sender(workspace))).not.toMatch(/tee@|Newsletter/);
  });

  test('counts as nothing when it cannot be read, which is reported', async () => {
    const { storage, unreadable, lastDrafts } = scene();
    await storage.set(keys.sender(workspace), 'planted');
    expect(await lastDrafts.get(workspace)).toBeUndefined();
    expect(unreadable).toEqual([keys.sender(workspace)]);
    await lastDrafts.save(workspace, draft);
    expect(await lastDrafts.get(workspace)).toEqual(draft);
  });

  test('is an error when the storage does not answer', async () => {
    const { storage, unreadable, lastDrafts } = scene();
    await storage.close();
    await expect(lastDrafts.get(workspace)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(unreadable).toEqual([]);
  });
});
