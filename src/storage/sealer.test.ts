import fc from 'fast-check';
import { CompactEncrypt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSealer, SealError } from './sealer.ts';

const key = (id: string, fill = id.charCodeAt(0)) => ({ id, key: new Uint8Array(32).fill(fill) });
const old = key('old');
const next = key('next');
const about = { workspace: 'T1', kind: 'connection' };
const sealer = createSealer([old]);

const place = fc.record({ workspace: fc.string({ unit: 'binary' }), kind: fc.string({ unit: 'binary' }) });

describe('sealing', () => {
  it('gives back any text in its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 500 }), place, async (text, where) => {
        expect(await sealer.open(await sealer.seal(text, where), where)).toBe(text);
      }),
    );
  });

  it.each(['', '\uFEFFmark', '\0', '{"refresh":"x"}', 'ü🎉'.repeat(50_000)])(
    'gives back what codecs like to change (%#)',
    async (text) => {
      expect(await sealer.open(await sealer.seal(text, about), about)).toBe(text);
    },
  );

  it('refuses text that could not be given back', async () => {
    await expect(sealer.seal('half \uD83C of a pair', about)).rejects.toThrow(TypeError);
  });

  it('shows nothing of the text, and is different each time', async () => {
    const texts = await Promise.all([1, 2].map(() => sealer.seal('planted-token', about)));
    expect(new Set(texts).size).toBe(2);
    for (const text of texts) {
      const decoded = text.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
      expect([text, ...decoded].join()).not.toContain('planted');
    }
  });

  it('is a compact JWE any library reads, with key, workspace and kind in its header', async () => {
    expect(decodeProtectedHeader(await sealer.seal('text', about))).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      kid: 'old',
      workspace: 'T1',
      kind: 'connection',
    });
  });

  it('does not open once any of its characters is another one', async () => {
    const sealed = await sealer.seal('a text of some length', about);
    const characters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='];
    const changes = fc.tuple(fc.nat(sealed.length - 1), fc.constantFrom(...characters));
    await fc.assert(
      fc.asyncProperty(changes, async ([at, character]) => {
        fc.pre(sealed[at] !== character);
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
        await expect(sealer.open(changed, about)).rejects.toThrow(SealError);
      }),
      { numRuns: 500 },
    );
  });

  it('does not open when only the unused bits of its last character are others', async () => {
    const sealed = await sealer.seal('text', about);
    const bytes = Buffer.from(sealed.split('.')[4] ?? '', 'base64url');
    const twins = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((character) => sealed.slice(0, -1) + character)
      .filter((twin) => twin !== sealed && Buffer.from(twin.split('.')[4] ?? '', 'base64url').equals(bytes));
    expect(twins).toHaveLength(15);
    for (const twin of twins) await expect(sealer.open(twin, about)).rejects.toMatchObject({ code: 'seal_broken' });
  });

  it('does not open when cut or lengthened', async () => {
    const sealed = await sealer.seal('text', about);
    for (const changed of [
      sealed.slice(0, -1),
      sealed.slice(1),
      `${sealed}A`,
      `${sealed}.`,
      sealed.replace(/\./g, ''),
    ]) {
      await expect(sealer.open(changed, about)).rejects.toMatchObject({ name: 'SealError' });
    }
  });

  it('calls whatever is no sealed text broken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json(), fc.base64String()), async (text) => {
        await expect(sealer.open(text, about)).rejects.toMatchObject({ code: 'seal_broken' });
      }),
    );
  });

  it('does not open in any other place', async () => {
    await fc.assert(
      fc.asyncProperty(place, place, async (from, to) => {
        fc.pre(from.workspace !== to.workspace || from.kind !== to.kind);
        const sealed = await sealer.seal('text', from);
        await expect(sealer.open(sealed, to)).rejects.toMatchObject({ code: 'seal_wrong_place' });
      }),
    );
  });

  it.each([
    ['workspace', { ...about, workspace: 'T2' }],
    ['kind', { ...about, kind: 'installation' }],
  ])('does not open when only the %s is another', async (_, elsewhere) => {
    const sealed = await sealer.seal('text', about);
    await expect(sealer.open(sealed, elsewhere)).rejects.toMatchObject({ code: 'seal_wrong_place' });
  });

  it('refuses another algorithm, even with the right key', async () => {
    const header = { alg: 'A256GCMKW', enc: 'A256GCM', kid: 'old', ...about };
    const foreign = await new CompactEncrypt(new TextEncoder().encode('x')).setProtectedHeader(header).encrypt(old.key);
    await expect(sealer.open(foreign, about)).rejects.toMatchObject({ code: 'seal_broken' });
  });
});

describe('a ring of keys', () => {
  it('still opens what the older key sealed, and seals with the newer', async () => {
    const sealed = await sealer.seal('text', about);
    const rotated = createSealer([next, old]);
    expect(await rotated.open(sealed, about)).toBe('text');
    expect(decodeProtectedHeader(await rotated.seal('text', about)).kid).toBe('next');
  });

  it('does not open what a key sealed that was taken out', async () => {
    const sealed = await sealer.seal('text', about);
    await expect(createSealer([next]).open(sealed, about)).rejects.toMatchObject({ code: 'seal_unknown_key' });
  });

  it('does not open with another key of the same id', async () => {
    const sealed = await sealer.seal('text', about);
    await expect(createSealer([key('old', 1)]).open(sealed, about)).rejects.toMatchObject({ code: 'seal_broken' });
  });

  it.each([
    ['no key', []],
    ['a short key', [{ id: 'k', key: new Uint8Array(31) }]],
    ['an id twice', [old, key('old', 1)]],
  ])('is refused with %s', (_, ring) => {
    expect(() => createSealer(ring)).toThrow(RangeError);
  });
});
