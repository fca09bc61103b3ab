import { keys } from './keys.ts';
import type { Storage } from './storage.ts';

/** Longer than any work that may be under way while its workspace is erased. */
const rememberedMs = 60 * 60 * 1000;

/**
 * Which workspaces were erased lately, so that work still under way for one brings nothing of it back.
 *
 * Whoever erases marks the workspace first and deletes then; whoever writes looks for the mark after writing, and takes what
 * was written back where it finds one. So what is written before the mark is set is deleted by the one, and what is written
 * after it by the other, on whichever servers of a Cluster the mark and the key may be.
 */
export interface Erasures {
  mark(workspace: string): Promise<void>;
  /** The workspace has the app (again). */
  lift(workspace: string): Promise<void>;
  /** For whoever has written this key: deletes it, and says so, where its workspace was erased. */
  takesBack(workspace: string, key: string): Promise<boolean>;
  /** When it was erased, by the clock of the process that did it; undefined where it was not, or not within the hour. */
  markedAt(workspace: string): Promise<Date | undefined>;
}

/** Something was to be kept for a workspace that has removed the app meanwhile. */
export class WorkspaceErasedError extends Error {
  override readonly name = 'WorkspaceErasedError';
  readonly code = 'workspace_erased';

  constructor() {
    super('the workspace was erased while this was under way');
  }
}

export function createErasures(storage: Pick<Storage, 'get' | 'set' | 'delete'>): Erasures {
  async function markedAt(workspace: string): Promise<Date | undefined> {
    const mark = await storage.get(keys.erased(workspace));
    return mark === undefined ? undefined : new Date(Number(mark));
  }

  return {
    mark: (workspace) => storage.set(keys.erased(workspace), String(Date.now()), { ttlMs: rememberedMs }),
    lift: (workspace) => storage.delete(keys.erased(workspace)),
    async takesBack(workspace, key) {
      if ((await markedAt(workspace)) === undefined) return false;
      await storage.delete(key);
      return true;
    },
    markedAt,
  };
}
