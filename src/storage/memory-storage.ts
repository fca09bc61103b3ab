import { checkedPrefix, type Storage, StorageError, wholeCount, wholeTtl } from './storage.ts';

/**
 * A store in this process's memory, for the demo and for tests: the same meaning as the Redis one, and nothing of it
 * is left when the process ends.
 *
 * @param options.now the clock, in milliseconds; `Date.now` when left out.
 */
export function createMemoryStorage(options: { now?: () => number } = {}): Storage {
  const now = options.now ?? Date.now;
  const entries = new Map<string, { value: string; expiresAtMs: number }>();
  const sets = new Map<string, Set<string>>();
  const lists = new Map<string, string[]>();
  let closed = false;
  let sweepAtMs = 0;

  function use(): void {
    if (closed) throw new StorageError('the store is closed');
    // Marks that nobody asks for again would pile up for ever, so all that is expired goes once a minute.
    if (now() < sweepAtMs) return;
    sweepAtMs = now() + 60_000;
    for (const key of entries.keys()) alive(key);
  }

  function alive(key: string): string | undefined {
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAtMs > now()) return entry?.value;
    entries.delete(key);
    return undefined;
  }

  function write(key: string, value: string, ttlMs: number | undefined): void {
    entries.set(key, { value, expiresAtMs: ttlMs === undefined ? Number.POSITIVE_INFINITY : now() + wholeTtl(ttlMs) });
  }

  return {
    async get(key) {
      use();
      return alive(key);
    },
    async set(key, value, { ttlMs } = {}) {
      use();
      write(key, value, ttlMs);
    },
    async add(key, value, { ttlMs }) {
      use();
      wholeTtl(ttlMs);
      if (alive(key) !== undefined) return false;
      write(key, value, ttlMs);
      return true;
    },
    async take(key) {
      use();
      const value = alive(key);
      entries.delete(key);
      return value;
    },
    async addTo(key, member) {
      use();
      sets.set(key, (sets.get(key) ?? new Set()).add(member));
    },
    async removeFrom(key, member) {
      use();
      const set = sets.get(key);
      if (set?.delete(member) && set.size === 0) sets.delete(key);
    },
    async members(key) {
      use();
      return [...(sets.get(key) ?? [])];
    },
    async append(key, value, { keep }) {
      use();
      lists.set(key, [value, ...(lists.get(key) ?? [])].slice(0, wholeCount(keep, 1)));
    },
    async latest(key, { from = 0, count }) {
      use();
      const end = wholeCount(from, 0) + wholeCount(count, 0);
      return (lists.get(key) ?? []).slice(from, end);
    },
    async replaceEntry(key, value, next) {
      use();
      const list = lists.get(key) ?? [];
      const at = list.indexOf(value);
      if (at === -1) return false;
      list[at] = next;
      return true;
    },
    async delete(...keys) {
      use();
      for (const key of keys) entries.delete(key) || sets.delete(key) || lists.delete(key);
    },
    async deleteIf(key, value) {
      use();
      return alive(key) === value && entries.delete(key);
    },
    async replaceIf(key, value, next, { ttlMs } = {}) {
      use();
      if (ttlMs !== undefined) wholeTtl(ttlMs);
      if (alive(key) !== value) return false;
      if (ttlMs !== undefined) write(key, next, ttlMs);
      else entries.set(key, { value: next, expiresAtMs: entries.get(key)?.expiresAtMs ?? Number.POSITIVE_INFINITY });
      return true;
    },
    async deleteAll(prefix) {
      use();
      checkedPrefix(prefix);
      let count = 0;
      for (const key of entries.keys()) {
        if (key.startsWith(prefix) && alive(key) !== undefined && entries.delete(key)) count += 1;
      }
      for (const many of [sets, lists]) {
        for (const key of many.keys()) if (key.startsWith(prefix) && many.delete(key)) count += 1;
      }
      return count;
    },
    async *walk(prefix, holding) {
      use();
      checkedPrefix(prefix);
      const names =
        holding === 'list' ? [...lists.keys()] : [...entries.keys()].filter((key) => alive(key) !== undefined);
      yield names.filter((key) => key.startsWith(prefix));
    },
    async ping() {
      use();
    },
    async close() {
      closed = true;
      entries.clear();
      sets.clear();
      lists.clear();
    },
  };
}
