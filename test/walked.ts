import type { Storage } from '../src/storage/storage.ts';

/** Every name that a walk over a store comes by, each once, in order. */
export async function walked(storage: Storage, prefix: string, holding: 'value' | 'list'): Promise<string[]> {
  const names = new Set<string>();
  for await (const some of storage.walk(prefix, holding)) for (const name of some) names.add(name);
  return [...names].sort();
}
