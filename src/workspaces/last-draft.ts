import * as z from 'zod';
import { keys } from '../storage/keys.ts';
import { defineRecord, RecordError, type Records } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

const lastDraftSchema = z.object({
  senderName: z.string(),
  senderEmail: z.string(),
  group: z.object({ id: z.string(), name: z.string() }),
});

/** What a workspace's last draft was made with, which the next form begins with. */
export type LastDraft = z.infer<typeof lastDraftSchema>;

const lastDraftRecord = defineRecord({ kind: 'last-draft', version: 1, schema: lastDraftSchema });

/** What the last drafts were made with, per workspace, sealed. */
export interface LastDrafts {
  get(workspace: string): Promise<LastDraft | undefined>;
  save(workspace: string, draft: LastDraft): Promise<void>;
  forget(workspace: string): Promise<void>;
}

/** @param options.onUnreadable told of a record that does not open or fit. It counts as none: it only spares typing. */
export function createLastDrafts(options: {
  records: Records;
  storage: Pick<Storage, 'delete'>;
  onUnreadable?: (error: RecordError) => void;
}): LastDrafts {
  const { records, storage, onUnreadable } = options;
  return {
    async get(workspace) {
      try {
        return await records.read(lastDraftRecord, workspace, keys.sender(workspace));
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        onUnreadable?.(error);
        return undefined;
      }
    },
    save: (workspace, draft) => records.write(lastDraftRecord, workspace, keys.sender(workspace), draft),
    forget: (workspace) => storage.delete(keys.sender(workspace)),
  };
}
