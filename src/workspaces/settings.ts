import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { keys } from '../storage/keys.ts';
import { defineRecord, type Records } from '../storage/records.ts';

// Read-only, since one object serves all who ask.
const settingsSchema = z
  .object({
    /** One language for all; without it everyone gets the language of their own Slack. */
    language: z.enum(['de', 'en']).exactOptional(),
    /** Who may add, unsubscribe and draft, beside those who always may. */
    changes: z
      .discriminatedUnion('by', [
        z.object({ by: z.literal('members') }),
        z.object({ by: z.literal('admins') }),
        z.object({ by: z.literal('people'), userIds: z.array(z.string()).readonly() }),
      ])
      .readonly(),
    /** The group that forms begin with. Its name is as it was when it was chosen. */
    defaultGroup: z.object({ id: z.string(), name: z.string() }).readonly().exactOptional(),
    /** The sender that drafts begin with. */
    defaultSender: z.object({ name: z.string(), email: z.string() }).readonly().exactOptional(),
    /** Whether the sender's address is masked when something is shared in a channel. */
    masksSender: z.boolean().default(true),
  })
  .readonly();

/** What an admin has set for a workspace. */
export type Settings = z.infer<typeof settingsSchema>;

const settingsRecord = defineRecord({ kind: 'settings', version: 1, schema: settingsSchema });

/** What holds where nobody has set anything. */
export const defaultSettings: Settings = settingsSchema.parse({ changes: { by: 'members' } });

/** Every workspace's settings, sealed. */
export interface WorkspaceSettings {
  /**
   * The settings, or what holds where nothing was ever set.
   *
   * @throws RecordError `record_unreadable`: whoever decides by them must not fall back to the defaults, which allow more.
   */
  get(workspace: string): Promise<Settings>;
  /** What is stored, also by another process a moment ago; for whoever changes it. @throws RecordError as `get` */
  stored(workspace: string): Promise<Settings>;
  /** Puts these in the place of all that was set; the other processes see them within `cacheMs`. */
  save(workspace: string, settings: Settings): Promise<void>;
}

/** @param options.cacheMs how long settings are used before the storage is asked again, in milliseconds; 5,000 when left out. */
export function createSettings(options: { records: Records; cacheMs?: number }): WorkspaceSettings {
  const { records, cacheMs = 5_000 } = options;
  const cache = new LRUCache<string, Settings>({ max: 10_000, ttl: cacheMs });
  let saves = 0;

  async function stored(workspace: string): Promise<Settings> {
    const savesBefore = saves;
    const settings = (await records.read(settingsRecord, workspace, keys.settings(workspace))) ?? defaultSettings;
    // What was read while somebody saved may be what was there before.
    if (saves === savesBefore) cache.set(workspace, settings);
    return settings;
  }

  return {
    get: async (workspace) => cache.get(workspace) ?? stored(workspace),
    stored,
    async save(workspace, settings) {
      try {
        await records.write(settingsRecord, workspace, keys.settings(workspace), settings);
      } finally {
        // Also a write that the storage did not confirm may have happened.
        saves += 1;
        cache.delete(workspace);
      }
    },
  };
}
