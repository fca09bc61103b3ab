import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, errors } from 'jose';

/** Where a sealed text belongs. It opens only there. */
export interface SealedPlace {
  /** The workspace's (or organisation's) id; what belongs to none uses a word of its own, such as `none`. */
  readonly workspace: string;
  /** The kind of record, for instance `connection`. */
  readonly kind: string;
}

/** Keys and their names, the newest first. */
export type KeyRing = readonly { readonly id: string; readonly key: Uint8Array }[];

/** What a sealed text says of itself to everybody. Whether it is true shows when it is opened. */
export interface SealHeader extends SealedPlace {
  /** The id of the key it was sealed with. */
  readonly keyId: string;
}

/** Makes texts unreadable to whoever has the store but not the keys, and useless anywhere but in their place. */
export interface Sealer {
  /** @throws TypeError for text with half a surrogate pair, which no encoding could give back. */
  seal(plaintext: string, about: SealedPlace): Promise<string>;
  /** @throws SealError */
  open(sealed: string, about: SealedPlace): Promise<string>;
}

/**
 * A sealed text does not open:
 *
 * - `seal_unknown_key`: its key is not in the ring; it was taken out too early, or this is another installation's.
 * - `seal_wrong_place`: it is whole, but was sealed for another workspace or kind of record.
 * - `seal_broken`: it was changed, cut, sealed with another key of the same name, or is no sealed text at all.
 */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code: 'seal_unknown_key' | 'seal_wrong_place' | 'seal_broken';

  constructor(code: SealError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Seals with the newest key (the first) and opens with any: compact JWE, `dir` with A256GCM. The header has the key's
 * id, the workspace and the kind; it can be read by everyone and changed by nobody.
 *
 * Opening takes some tenths of a millisecond: keep what was opened for some seconds rather than open it per use.
 *
 * @throws RangeError for a ring without a key, with a key that has not 32 bytes, or with an id twice.
 */
export function createSealer(keys: KeyRing): Sealer {
  const newest = newestOf(keys);
  const ring = new Map(keys.map(({ id, key }) => [id, key]));
  if (ring.size !== keys.length) throw new RangeError('two keys have the same id');
  if (keys.some(({ key }) => key.length !== 32)) throw new RangeError('a key has 32 bytes');

  return {
    async seal(plaintext, { workspace, kind }) {
      if (/\p{Surrogate}/u.test(plaintext)) throw new TypeError('text with half a surrogate pair cannot be sealed');
      return new CompactEncrypt(new TextEncoder().encode(plaintext))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: newest.id, workspace, kind })
        .encrypt(newest.key);
    },

    async open(sealed, about) {
      const key = ring.get(keyIdOf(sealed));
      if (key === undefined) throw new SealError('seal_unknown_key', 'sealed with a key that is not in the ring');
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      }).catch(broken);
      if (protectedHeader['workspace'] !== about.workspace || protectedHeader['kind'] !== about.kind) {
        throw new SealError('seal_wrong_place', `sealed for another place than ${about.workspace}, ${about.kind}`);
      }
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(plaintext);
    },
  };
}

/** @throws RangeError for a ring without a key. */
export function newestOf(keys: KeyRing): KeyRing[number] {
  const [newest] = keys;
  if (newest === undefined) throw new RangeError('a ring of keys needs at least one');
  return newest;
}

/**
 * What a stored text is: none that was sealed, `broken` where it begins as a sealed text does and is none any more, or
 * what its header says.
 */
export function sealHeaderOf(text: string): SealHeader | 'broken' | undefined {
  // The base64url of `{"` and, some letters later, the end of the header: no random mark and no plain JSON looks so.
  if (!/^eyJ[\w-]*\./.test(text)) return undefined;
  try {
    const { kid, workspace, kind } = decodeProtectedHeader(text);
    if (typeof kid !== 'string' || typeof workspace !== 'string' || typeof kind !== 'string') return 'broken';
    return { keyId: kid, workspace, kind };
  } catch {
    return 'broken';
  }
}

/** The key's id as the header says. It is only a hint until the text has opened with that key. */
function keyIdOf(sealed: string): string {
  if (!sealed.split('.').every(isCanonical)) throw new SealError('seal_broken', 'not a sealed text');
  try {
    const { kid } = decodeProtectedHeader(sealed);
    if (typeof kid === 'string') return kid;
  } catch {
    // falls to the same end: what has no readable header is no sealed text
  }
  throw new SealError('seal_broken', 'not a sealed text');
}

/**
 * Base64url leaves bits of its last character unused, and decoders ignore them: without this check a sealed text could
 * be changed and would still open.
 */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function broken(error: unknown): never {
  if (error instanceof errors.JOSEError) throw new SealError('seal_broken', 'does not open: changed, or another key');
  throw error;
}
