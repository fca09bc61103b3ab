import { z } from 'zod';
import { createErasures, WorkspaceErasedError } from './erasures.ts';
import { SealError, type SealedPlace, type Sealer } from './sealer.ts';
import type { Storage } from './storage.ts';

/**
 * One kind of record: what its values look like and which version of that look this is. The schema reads what JSON
 * brings back, so a date is `z.coerce.date()` (or a codec); transforms that only go one way cannot be written.
 */
export interface RecordKind<T> {
  readonly kind: string;
  readonly version: number;
  readonly schema: z.ZodType<T>;
}

/**
 * Sealed records in the store. Besides RecordError, everything rejects with the store's StorageError, and what writes
 * something new with WorkspaceErasedError where the workspace was erased meanwhile: nothing is kept then.
 */
export interface Records {
  /** @throws RecordError `record_unreadable` */
  read<T>(record: RecordKind<T>, workspace: string, key: string): Promise<T | undefined>;
  /** @throws RecordError `record_unwritable` for a value that could not be read back; nothing is written then. */
  write<T>(
    record: RecordKind<T>,
    workspace: string,
    key: string,
    value: T,
    options?: { ttlMs?: number },
  ): Promise<void>;
  /**
   * Writes only where nothing is, in one step: of many callers at once exactly one hears `true`.
   *
   * @throws RecordError `record_unwritable`
   */
  add<T>(record: RecordKind<T>, workspace: string, key: string, value: T, options: { ttlMs: number }): Promise<boolean>;
  /**
   * Reads what is to be changed by one at a time.
   *
   * @throws RecordError `record_unreadable`
   */
  hold<T>(record: RecordKind<T>, workspace: string, key: string): Promise<Held<T> | undefined>;
  /**
   * Reads and deletes in one step; of many callers at once at most one gets the value. What cannot be read is gone too.
   *
   * @throws RecordError `record_unreadable`
   */
  take<T>(record: RecordKind<T>, workspace: string, key: string): Promise<T | undefined>;
  /**
   * Puts a value in front of the list under this key and lets all but the newest `keep` go, in one step.
   *
   * @throws RecordError `record_unwritable`
   */
  append<T>(record: RecordKind<T>, workspace: string, key: string, value: T, options: { keep: number }): Promise<void>;
  /**
   * Up to `count` entries of the list under this key, newest first, after leaving out the first `from`. An entry that
   * does not open or fit stands as `undefined` in its place, so that it neither hides nor moves the others.
   */
  latest<T>(
    record: RecordKind<T>,
    workspace: string,
    key: string,
    options: { from?: number; count: number },
  ): Promise<(T | undefined)[]>;
}

/** A record as it was read. */
export interface Held<T> {
  readonly value: T;
  /**
   * Puts another value in its place, in one step, and gives the record as it is held from then on. Undefined, and nothing is
   * written, where it was changed or deleted since it was read. That it was sealed anew, with another key, is no change.
   * Without `ttlMs` the time it stays goes on as it was.
   *
   * @throws RecordError `record_unwritable`
   */
  replace(next: T, options?: { ttlMs?: number }): Promise<Held<T> | undefined>;
}

/**
 * What is stored under `key` does not open or does not fit its schema (`record_unreadable`), or a value
 * could not be read back and was not stored (`record_unwritable`). The message never holds what is in the record.
 */
export class RecordError extends Error {
  override readonly name = 'RecordError';
  readonly code: 'record_unreadable' | 'record_unwritable';
  readonly key: string;

  constructor(code: RecordError['code'], key: string, why: string, options?: { cause: SealError }) {
    super(`${key}: ${why}`, options);
    this.code = code;
    this.key = key;
  }
}

/** Names a kind of record; the type of its values comes from the schema. */
export function defineRecord<T>(record: RecordKind<T>): RecordKind<T> {
  return record;
}

/** Reads and writes records of any kind, each sealed for its workspace and kind. */
export function createRecords({ storage, sealer }: { storage: Storage; sealer: Sealer }): Records {
  const erasures = createErasures(storage);

  /** Called after writing: see `Erasures`. */
  async function takeBackIfErased(workspace: string, key: string): Promise<void> {
    if (await erasures.takesBack(workspace, key)) throw new WorkspaceErasedError();
  }

  async function textOf(record: RecordKind<unknown>, workspace: string, key: string, stored: string): Promise<string> {
    return sealer.open(stored, placeOf(record, workspace)).catch((error: unknown) => {
      if (!(error instanceof SealError)) throw error;
      throw new RecordError('record_unreadable', key, `does not open (${error.code})`, { cause: error });
    });
  }

  async function opened<T>(record: RecordKind<T>, workspace: string, key: string, stored: string): Promise<T> {
    return valueIn(record, key, await textOf(record, workspace, key, stored));
  }

  async function held<T>(record: RecordKind<T>, workspace: string, key: string, stored: string): Promise<Held<T>> {
    const text = await textOf(record, workspace, key, stored);
    return {
      value: valueIn(record, key, text),
      async replace(next, options) {
        const sealedNext = await sealed(record, workspace, key, next);
        // Not for ever: a ring of keys is not changed so often.
        for (let expected = stored, tries = 0; tries < 3; tries += 1) {
          if (await storage.replaceIf(key, expected, sealedNext, options))
            return held(record, workspace, key, sealedNext);
          const now = await storage.get(key);
          if (now === undefined || (await textOf(record, workspace, key, now)) !== text) return undefined;
          expected = now;
        }
        return undefined;
      },
    };
  }

  async function sealed<T>(record: RecordKind<T>, workspace: string, key: string, value: T): Promise<string> {
    const encoded = z.safeEncode(record.schema, value);
    if (!encoded.success) {
      throw new RecordError('record_unwritable', key, `does not fit at ${placesIn(encoded.error)}`);
    }
    const text = JSON.stringify({ version: record.version, value: encoded.data });
    // A schema that JSON is too poor for (a plain `z.date()`) must fail today, not when the record is needed.
    const back = record.schema.safeParse(envelopeSchema.safeParse(json(text)).data?.value);
    if (!back.success) throw new RecordError('record_unwritable', key, `is lost in JSON at ${placesIn(back.error)}`);
    return sealer.seal(text, placeOf(record, workspace));
  }

  return {
    async read(record, workspace, key) {
      const stored = await storage.get(key);
      return stored === undefined ? undefined : opened(record, workspace, key, stored);
    },
    async write(record, workspace, key, value, options) {
      await storage.set(key, await sealed(record, workspace, key, value), options);
      await takeBackIfErased(workspace, key);
    },
    async add(record, workspace, key, value, options) {
      const isNew = await storage.add(key, await sealed(record, workspace, key, value), options);
      await takeBackIfErased(workspace, key);
      return isNew;
    },
    async hold(record, workspace, key) {
      const stored = await storage.get(key);
      return stored === undefined ? undefined : held(record, workspace, key, stored);
    },
    async take(record, workspace, key) {
      const stored = await storage.take(key);
      return stored === undefined ? undefined : opened(record, workspace, key, stored);
    },
    async append(record, workspace, key, value, options) {
      await storage.append(key, await sealed(record, workspace, key, value), options);
      await takeBackIfErased(workspace, key);
    },
    async latest(record, workspace, key, options) {
      const stored = await storage.latest(key, options);
      return Promise.all(
        stored.map((entry) =>
          opened(record, workspace, key, entry).catch((error: unknown) => {
            if (!(error instanceof RecordError)) throw error;
            return undefined;
          }),
        ),
      );
    },
  };
}

function valueIn<T>(record: RecordKind<T>, key: string, text: string): T {
  const envelope = envelopeSchema.safeParse(json(text));
  if (!envelope.success) throw new RecordError('record_unreadable', key, 'is no record');
  const { version, value } = envelope.data;
  if (version !== record.version) {
    throw new RecordError('record_unreadable', key, `has version ${version}, this is ${record.version}`);
  }
  const parsed = record.schema.safeParse(value);
  if (!parsed.success) throw new RecordError('record_unreadable', key, `does not fit at ${placesIn(parsed.error)}`);
  return parsed.data;
}

const envelopeSchema = z.object({ version: z.number(), value: z.unknown() });

function placeOf(record: RecordKind<unknown>, workspace: string): SealedPlace {
  return { workspace, kind: record.kind };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which no schema of an envelope takes
  }
}

/**
 * Where a value does not fit, without zod's words on it, since those may quote the value. Nor is what stands in a path
 * always a field's name: in a map it may be somebody's address.
 */
function placesIn(error: z.ZodError): string {
  const step = (part: PropertyKey) => (/^\w{1,40}$/.test(String(part)) ? String(part) : '…');
  return error.issues.map(({ path }) => path.map(step).join('.') || 'its root').join(', ');
}
