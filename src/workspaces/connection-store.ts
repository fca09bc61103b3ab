import { LRUCache } from 'lru-cache';
import { keys } from '../storage/keys.ts';
import { RecordError, type Records } from '../storage/records.ts';
import { type Connection, connectionRecord } from './connection.ts';

/** Where connections are kept, and for some seconds in memory. */
export interface ConnectionStore {
  find(workspace: string): Promise<Connection | undefined>;
  /** What is stored at this moment. */
  fresh(workspace: string): Promise<Connection | undefined>;
  save(workspace: string, connection: Connection): Promise<void>;
  /** Deletes it; of many callers at once one gets it. */
  take(workspace: string): Promise<Connection | undefined>;
  /**
   * Changes the connection only if it still has this pair of tokens, whatever else was changed of it, in one step. Resolves with
   * what is there then: the changed one, or the one, or none, that has taken its place.
   */
  change(
    workspace: string,
    accessToken: string,
    next: (current: Connection) => Connection,
  ): Promise<Connection | undefined>;
}

/** A record that does not open or fit goes to `onUnreadable` and counts as none: connecting anew is the only way out. */
export function createConnectionStore(options: {
  records: Records;
  cacheMs: number;
  onUnreadable: ((error: RecordError) => void) | undefined;
}): ConnectionStore {
  const { records, cacheMs, onUnreadable } = options;
  const cache = new LRUCache<string, Connection>({ max: 10_000, ttl: cacheMs });

  async function readable<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      onUnreadable?.(error);
      return undefined;
    }
  }

  async function fresh(workspace: string): Promise<Connection | undefined> {
    cache.delete(workspace);
    const stored = await readable(records.read(connectionRecord, workspace, keys.connection(workspace)));
    if (stored) cache.set(workspace, stored);
    return stored;
  }

  return {
    async find(workspace) {
      const cached = cache.get(workspace);
      // One that is broken may have been made again a moment ago, by another process.
      return cached && !cached.brokenAt ? cached : fresh(workspace);
    },
    fresh,
    async save(workspace, connection) {
      await records.write(connectionRecord, workspace, keys.connection(workspace), connection);
      cache.set(workspace, connection);
    },
    async take(workspace) {
      cache.delete(workspace);
      return records.take(connectionRecord, workspace, keys.connection(workspace));
    },
    async change(workspace, accessToken, next) {
      cache.delete(workspace);
      for (;;) {
        const held = await readable(records.hold(connectionRecord, workspace, keys.connection(workspace)));
        if (held?.value.accessToken !== accessToken) return held?.value;
        const changed = next(held.value);
        if ((await held.replace(changed)) === undefined) continue;
        cache.set(workspace, changed);
        return changed;
      }
    },
  };
}
