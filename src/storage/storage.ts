/**
 * Where everything that must outlive a request is kept: strings under keys (`keys.ts` names them all), some of which
 * expire. Every method rejects with a StorageError when the store does not answer or refuses, within about two
 * seconds; a write that failed so may still have happened.
 */
export interface Storage {
  get(key: string): Promise<string | undefined>;

  /** Without `ttlMs` the value stays until it is deleted, also where the one before it would have expired. */
  set(key: string, value: string, options?: { ttlMs?: number }): Promise<void>;

  /** Writes only where nothing is, in one step: of many callers at once exactly one hears `true`. For replay marks and locks. */
  add(key: string, value: string, options: { ttlMs: number }): Promise<boolean>;

  /** Reads and deletes in one step: of many callers at once at most one gets the value. For single-use states. */
  take(key: string): Promise<string | undefined>;

  /** Puts a member into the set under this key, which stays until it is deleted; one that is in it changes nothing. */
  addTo(key: string, member: string): Promise<void>;

  /** Takes a member out of the set under this key; one that is not in it changes nothing. A set without members is none. */
  removeFrom(key: string, member: string): Promise<void>;

  /** All members of the set under this key, in no order; none where no set is. A key holds a value, a set or a list and stays with it. */
  members(key: string): Promise<string[]>;

  /**
   * Puts a value in front of the list under this key and lets all but the newest `keep` go, in one step. The list stays
   * until it is deleted.
   */
  append(key: string, value: string, options: { keep: number }): Promise<void>;

  /** Up to `count` values of the list under this key, newest first, after leaving out the first `from`; none where no list is. */
  latest(key: string, options: { from?: number; count: number }): Promise<string[]>;

  /**
   * Puts `next` in the place of the entry of the list under this key that is exactly `value`, wherever it has moved to, in
   * one step; false where it is there no more.
   */
  replaceEntry(key: string, value: string, next: string): Promise<boolean>;

  delete(...keys: string[]): Promise<void>;

  /** Deletes only where this very value is, in one step: a lock is released by its owner and nobody else. */
  deleteIf(key: string, value: string): Promise<boolean>;

  /**
   * Writes only where this very value is, in one step, and says whether it was: a mark is changed, or with the same value
   * prolonged, by whoever set it and nobody else. Without `ttlMs` the time to live goes on as it was.
   *
   * A sealed record may be sealed anew at any time and then is another text that says the same: use `Records.hold`.
   */
  replaceIf(key: string, value: string, next: string, options?: { ttlMs?: number }): Promise<boolean>;

  /**
   * Deletes every key that begins with the prefix and says how many. It walks over the whole store, so it is for rare
   * and thorough things such as erasing a workspace. Keys written meanwhile may survive.
   */
  deleteAll(prefix: string): Promise<number>;

  /**
   * The names of all keys that begin with the prefix and hold a value, or a list, in pieces. It walks over the whole store:
   * what is there all the time comes, some of it twice; what is written or deleted meanwhile comes or does not.
   */
  walk(prefix: string, holding: 'value' | 'list'): AsyncIterable<string[]>;

  /** Rejects when the store cannot serve: not there, or there and refusing writes (out of memory, a mere replica). */
  ping(): Promise<void>;

  /** Lets commands under way finish; every later one rejects. */
  close(): Promise<void>;
}

/** The store did not answer in time, refused, or is closed. The message never holds a value. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code = 'storage_unavailable';
}

/**
 * A time to live as both adapters take it: whole milliseconds, at least one.
 *
 * @throws RangeError for zero, a negative number or none: such a record would be gone at once or stay for ever.
 */
export function wholeTtl(ttlMs: number): number {
  if (!Number.isFinite(ttlMs) || ttlMs <= 0) throw new RangeError(`a time to live of ${ttlMs} ms makes no sense`);
  return Math.ceil(ttlMs);
}

/**
 * How many entries a list keeps or gives, or leaves out, as both adapters take it.
 *
 * @throws RangeError for what is no whole number or too small: Redis reads a negative one as "counted from the end".
 */
export function wholeCount(count: number, least: 0 | 1): number {
  if (!Number.isSafeInteger(count) || count < least) throw new RangeError(`${count} entries make no sense`);
  return count;
}

/**
 * A prefix as `deleteAll` and `walk` take it.
 *
 * @throws RangeError for an empty one, which would be the whole store.
 */
export function checkedPrefix(prefix: string): string {
  if (prefix === '') throw new RangeError('an empty prefix would be everything');
  return prefix;
}
