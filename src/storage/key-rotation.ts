import pMap from 'p-map';
import { commonPrefix } from './keys.ts';
import { createSealer, type KeyRing, newestOf, SealError, type SealHeader, sealHeaderOf } from './sealer.ts';
import type { Storage } from './storage.ts';

/** What came of a walk over everything that is sealed. The app may write meanwhile, so counts are of about now. */
export interface KeyReport {
  /** Sealed with the newest key. */
  newest: SealedCount[];
  /** Sealed with an older key of the ring: what a rotation would seal anew, has sealed anew, or has left. */
  older: SealedCount[];
  /** What no key of the ring opens. */
  unreadable: UnreadableCount[];
}

/** Sealed texts that have key and kind in common. */
export interface SealedCount {
  keyId: string;
  kind: string;
  count: number;
}

/** Sealed texts under one name in the store. Never what is in them. */
export interface UnreadableCount {
  key: string;
  /** The id of the key that is missing; undefined for what is no whole sealed text, or not sealed with the key it names. */
  missingKey?: string;
  count: number;
}

/** The change of keys, while the app serves. Every method rejects with the store's StorageError, and can be run again then. */
export interface KeyRotation {
  /** What a rotation would touch, as the texts say of themselves. Opens and writes nothing. */
  plan(): Promise<KeyReport>;
  /**
   * Seals anew, with the newest key, whatever an older one has sealed; `older` is what it has sealed anew. A text is replaced
   * only where it still is the one that was read: what the app writes or deletes meanwhile stays so. How long a record stays
   * goes on as it was.
   */
  rotate(): Promise<KeyReport>;
  /** Opens everything with the newest key alone. With nothing in `older` and `unreadable`, no record needs another key. */
  verify(): Promise<KeyReport>;
}

export interface KeyRotationOptions {
  storage: Storage;
  /** As the app has it. */
  ring: KeyRing;
  /** Told after each piece of the walk how many sealed texts were looked at. */
  onProgress?: (count: number) => void;
}

/** So many texts are under way at once: enough to keep one core busy, and few enough for the app to be served beside them. */
const concurrency = 16;
/** Entries of a list that are read at once. */
const pageSize = 500;

/** A text in the store that may be a sealed one. */
interface Stored {
  key: string;
  text: string;
  replaceBy(next: string): Promise<boolean>;
  /** What is in its place by now. */
  again(): Promise<Stored | undefined>;
}

type Verdict = 'newest' | 'older' | 'unreadable' | 'gone';

/** What is sealed is found by what it is: records, entries of lists, tickets and jobs alike, and whatever comes later. */
export function createKeyRotation({ storage, ring, onProgress = () => undefined }: KeyRotationOptions): KeyRotation {
  const newest = newestOf(ring);
  const known = new Set(ring.map(({ id }) => id));
  const anyKey = createSealer(ring);
  const newestKey = createSealer([newest]);

  function byHeader({ keyId }: SealHeader): Verdict {
    if (keyId === newest.id) return 'newest';
    return known.has(keyId) ? 'older' : 'unreadable';
  }

  async function sealAnew(stored: Stored, header: SealHeader): Promise<Verdict> {
    if (header.keyId === newest.id) return 'newest';
    const next = await anyKey.seal(await anyKey.open(stored.text, header), header);
    if (await stored.replaceBy(next)) return 'older';
    // The app was quicker. What it has written may be sealed with an older key as well, as long as not all processes seal
    // with the newest one.
    const now = await stored.again();
    const nowHeader = now && sealHeaderOf(now.text);
    if (!now || !nowHeader) return 'gone';
    return nowHeader === 'broken' ? 'unreadable' : sealAnew(now, nowHeader);
  }

  async function open({ text }: Stored, header: SealHeader): Promise<Verdict> {
    const verdict = byHeader(header);
    if (verdict === 'newest') await newestKey.open(text, header);
    return verdict;
  }

  async function reportOf(judge: (stored: Stored, header: SealHeader) => Promise<Verdict>): Promise<KeyReport> {
    const tally = createTally();
    const look = async (stored: Stored | undefined) => {
      const header = stored && sealHeaderOf(stored.text);
      if (!stored || !header) return;
      if (header === 'broken') return tally.addUnreadable({ key: stored.key });
      const verdict = await judge(stored, header).catch((error: unknown): Verdict => {
        if (error instanceof SealError) return 'unreadable';
        throw error;
      });
      if (verdict === 'newest' || verdict === 'older') tally.add(verdict, header);
      if (verdict !== 'unreadable') return;
      tally.addUnreadable({ key: stored.key, ...(known.has(header.keyId) ? {} : { missingKey: header.keyId }) });
    };
    for await (const names of storage.walk(commonPrefix, 'value')) {
      await pMap(names, async (key) => look(await textUnder(storage, key)), { concurrency });
      onProgress(tally.total());
    }
    for await (const names of storage.walk(commonPrefix, 'list')) {
      for (const key of names) {
        for await (const entries of entriesOf(storage, key)) {
          await pMap(entries, look, { concurrency });
          onProgress(tally.total());
        }
      }
    }
    return tally.report();
  }

  return {
    plan: () => reportOf(async (_stored, header) => byHeader(header)),
    rotate: () => reportOf(sealAnew),
    verify: () => reportOf(open),
  };
}

async function textUnder(storage: Storage, key: string): Promise<Stored | undefined> {
  const text = await storage.get(key);
  if (text === undefined) return undefined;
  return {
    key,
    text,
    replaceBy: (next) => storage.replaceIf(key, text, next),
    again: () => textUnder(storage, key),
  };
}

/** Newest first, so that what is put in front meanwhile moves the others towards the pages still to come, and none is left out. */
async function* entriesOf(storage: Storage, key: string): AsyncGenerator<Stored[]> {
  for (let from = 0; ; from += pageSize) {
    const texts = await storage.latest(key, { from, count: pageSize });
    if (texts.length === 0) return;
    yield texts.map((text) => ({
      key,
      text,
      replaceBy: (next) => storage.replaceEntry(key, text, next),
      // Nobody changes an entry; it is there, or has gone as the oldest.
      again: async () => undefined,
    }));
  }
}

function createTally() {
  const sealed = { newest: new Map<string, SealedCount>(), older: new Map<string, SealedCount>() };
  const unreadable = new Map<string, UnreadableCount>();
  let total = 0;

  function count<T>(counts: Map<string, T & { count: number }>, what: T): void {
    const id = JSON.stringify(what);
    counts.set(id, { ...what, count: (counts.get(id)?.count ?? 0) + 1 });
    total += 1;
  }

  return {
    add: (which: 'newest' | 'older', { keyId, kind }: SealHeader) => count(sealed[which], { keyId, kind }),
    addUnreadable: (what: Omit<UnreadableCount, 'count'>) => count(unreadable, what),
    total: () => total,
    report: (): KeyReport => ({
      newest: [...sealed.newest.values()],
      older: [...sealed.older.values()],
      unreadable: [...unreadable.values()],
    }),
  };
}
