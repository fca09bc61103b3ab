import { randomUUID } from 'node:crypto';
import { createErasures } from '../storage/erasures.ts';
import { keys } from '../storage/keys.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * What tells all processes that a workspace's CleverReach has been changed by us. Reads of one generation may pass for each
 * other; whatever was read in an earlier one is never shown again.
 */
export interface Generations {
  /** The generation now; undefined while something is being changed, or where the storage does not say: nothing is kept then. */
  current(workspace: string): Promise<string | undefined>;
  /**
   * Makes a change between two generations. Where the process dies on the way, or the storage is gone afterwards, nothing is
   * kept for {@link markedMs}.
   *
   * @throws StorageError, and nothing is changed, where it cannot be said beforehand; what `change` throws
   */
  around<T>(workspace: string, change: () => Promise<T>): Promise<T>;
  /** Begins the next one: after something was changed in another way, or by a process that has died since. */
  next(workspace: string): Promise<void>;
}

/**
 * Much longer than any call to CleverReach takes and anything read there is kept, together. So there is nothing left of what
 * was read before when the mark is gone, and no generation has to be remembered for ever.
 */
const markedMs = 10 * 60_000;
const changing = 'changing';

/**
 * A generation is a random name in the storage; none at all is one too.
 *
 * Before a change a mark takes its place, under which nobody keeps anything; afterwards comes a new name. Why both: a read that
 * was sent before the change and is answered after it has the old name, which nobody looks for any more. One that is sent
 * during the change may see either state, and is not kept. Of two changes at once the one that ends first lifts the other's
 * mark; what is read then goes away with the name that the other brings.
 */
export function createGenerations({
  storage,
  onError,
}: {
  storage: Storage;
  /** Told when the storage does not answer and all goes on without. */
  onError: (error: unknown) => void;
}): Generations {
  const erasures = createErasures(storage);
  async function put(workspace: string, name: string): Promise<void> {
    const key = keys.generation(workspace);
    await storage.set(key, name, { ttlMs: markedMs });
    await erasures.takesBack(workspace, key);
  }
  const next = (workspace: string) => put(workspace, randomUUID());
  return {
    async current(workspace) {
      try {
        const name = (await storage.get(keys.generation(workspace))) ?? 'none';
        return name === changing ? undefined : name;
      } catch (error) {
        onError(error);
        return undefined;
      }
    },
    async around(workspace, change) {
      await put(workspace, changing);
      try {
        return await change();
      } finally {
        // The change is made by now, or may be; the mark stays where this fails.
        await next(workspace).catch(onError);
      }
    },
    next,
  };
}
