import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { keys } from '../storage/keys.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import type { Storage } from '../storage/storage.ts';
import { createTickets, defineTicket } from './tickets.ts';

const workspace = 'T0NORDWIND';
const minute = 60_000;
const sealer = createSealer([{ id: 'k', key: new Uint8Array(32).fill(1) }]);
const undo = defineTicket({
  kind: 'undo',
  version: 1,
  schema: z.object({ address: z.string(), at: z.coerce.date() }),
  ttlMs: 10 * minute,
});
const preview = defineTicket({ kind: 'preview', version: 1, schema: z.object({ id: z.string() }), ttlMs: 30 * minute });
const data = { address: 'otto@example.com', at: new Date('2026-11-25T10:00:00Z') };

function scene() {
  const clock = { ms: 0 };
  const memory = createMemoryStorage({ now: () => clock.ms });
  const written: string[] = [];
  const unreadable: string[] = [];
  const storage: Storage = {
    ...memory,
    set: async (key, value, options) => {
      written.push(`${key} ${value}`);
      await memory.set(key, value, options);
    },
  };
  const records = createRecords({ storage, sealer });
  const tickets = createTickets({ records, storage, onUnreadable: ({ key }) => unreadable.push(key) });
  return { clock, memory, written, unreadable, tickets };
}

describe('a ticket', () => {
  test('gives back what it was issued for, as often as it is read', async () => {
    const { tickets } = scene();
    const token = await tickets.issue(undo, workspace, data);
    expect(await tickets.read(undo, token)).toEqual({ workspace, data });
    expect(await tickets.read(undo, token)).toEqual({ workspace, data });
  });

  test('is taken once, of twenty at once by one', async () => {
    const { tickets } = scene();
    const token = await tickets.issue(undo, workspace, data);
    const taken = await Promise.all(Array.from({ length: 20 }, () => tickets.take(undo, token)));
    expect(taken.filter((one) => one !== undefined)).toEqual([{ workspace, data }]);
    expect(await tickets.read(undo, token)).toBeUndefined();
  });

  test('ends when the time of its kind is over', async () => {
    const { tickets, clock } = scene();
    const tokens = [
      await tickets.issue(undo, workspace, data),
      await tickets.issue(preview, workspace, { id: '7' }),
    ] as const;
    clock.ms = 10 * minute - 1;
    expect(await tickets.read(undo, tokens[0])).toBeDefined();
    clock.ms = 10 * minute;
    expect(await tickets.read(undo, tokens[0])).toBeUndefined();
    expect(await tickets.take(preview, tokens[1])).toEqual({ workspace, data: { id: '7' } });
  });

  test('is none of another kind or workspace, and is not used up by whoever tries', async () => {
    const { tickets } = scene();
    const token = await tickets.issue(undo, workspace, data);
    expect(await tickets.take(preview, token)).toBeUndefined();
    expect(await tickets.take(undo, token.replace(workspace, 'T0OTHER'))).toBeUndefined();
    expect(await tickets.read(undo, token)).toBeDefined();
  });

  test('never repeats, and can be neither read nor used by who reads the storage', async () => {
    const { tickets, written } = scene();
    const tokens = await Promise.all(Array.from({ length: 100 }, () => tickets.issue(undo, workspace, data)));
    expect(new Set(tokens).size).toBe(100);
    const kept = written.flatMap((line) => [line, Buffer.from(line, 'base64url').toString('latin1')]).join();
    for (const token of tokens) {
      expect(token).toMatch(/^T0NORDWIND\.[A-Za-z0-9_-]{43}$/);
      expect(kept).not.toContain(token.split('.')[1]);
    }
    expect(kept).not.toContain('otto@');
  });

  test('is forgotten with all others of its kind in its workspace, and none besides', async () => {
    const { tickets } = scene();
    const gone = await Promise.all([1, 2].map(() => tickets.issue(undo, workspace, data)));
    const kept = [await tickets.issue(undo, 'T0OTHER', data), await tickets.issue(preview, workspace, { id: '7' })];
    await tickets.forget(workspace, [undo]);
    for (const token of gone) expect(await tickets.read(undo, token)).toBeUndefined();
    expect(await tickets.read(undo, kept[0] ?? '')).toBeDefined();
    expect(await tickets.read(preview, kept[1] ?? '')).toBeDefined();
  });

  test('that cannot be read counts as none, and is reported', async () => {
    const { tickets, memory, unreadable } = scene();
    const newer = { ...undo, version: 2 };
    const token = await tickets.issue(newer, workspace, data);
    expect(await tickets.read(undo, token)).toBeUndefined();
    await memory.set(keys.ticket(workspace, 'undo', token), 'planted');
    expect(await tickets.take(undo, token)).toBeUndefined();
    expect(unreadable).toEqual(Array(2).fill(keys.ticket(workspace, 'undo', token)));
  });

  test('is an error when the storage does not answer', async () => {
    const { tickets, memory } = scene();
    const token = await tickets.issue(undo, workspace, data);
    await memory.close();
    await expect(tickets.read(undo, token)).rejects.toMatchObject({ code: 'storage_unavailable' });
  });

  test('whatever else is brought is none, and no error', async () => {
    const { tickets, unreadable } = scene();
    const near = fc.tuple(fc.string(), fc.constantFrom('.', '}', ':', ''), fc.string()).map((parts) => parts.join(''));
    const shaped = fc
      .tuple(fc.constantFrom(workspace, 'T', 'cr:{T1}:'), fc.base64String({ minLength: 43, maxLength: 44 }))
      .map(([team, secret]) => `${team}.${secret.replaceAll('+', '-').replaceAll('/', '_')}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(near, shaped, fc.string({ unit: 'binary' })), async (token) => {
        expect(await tickets.read(undo, token)).toBeUndefined();
        expect(await tickets.take(undo, token)).toBeUndefined();
      }),
    );
    expect(unreadable).toEqual([]);
  });
});
