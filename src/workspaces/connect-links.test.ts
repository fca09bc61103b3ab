import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import type { Storage } from '../storage/storage.ts';
import { type ConnectLink, createConnectLinks } from './connect-links.ts';
import { createTickets } from './tickets.ts';

const workspace = 'T0NORDWIND';
const browser = 'a-browser';
const minute = 60 * 1000;

function scene() {
  const clock = { ms: Date.UTC(2026, 10, 2) };
  const memory = createMemoryStorage({ now: () => clock.ms });
  const written: string[] = [];
  const storage: Storage = {
    ...memory,
    set: async (key, value, options) => {
      written.push(`${key} ${value}`);
      await memory.set(key, value, options);
    },
  };
  const records = createRecords({ storage, sealer: createSealer([{ id: 'k', key: randomBytes(32) }]) });
  return { clock, written, links: createConnectLinks({ tickets: createTickets({ records, storage }) }) };
}

const link: ConnectLink = {
  userId: 'U1',
  userName: 'Anna Becker',
  workspaceName: 'Nordwind KG',
  language: 'de',
  timeZone: 'Europe/Berlin',
  reply: { userId: 'U1', responseUrl: 'https://hooks.example/1', responseUrlExpiresAt: new Date(1_800_000) },
  pendingLine: 'unsubscribe otto@example.com',
};

describe('a link', () => {
  test('gives back what it was made for, as often as it is opened', async () => {
    const { links } = scene();
    const token = await links.create(workspace, link);
    expect(await links.find(token)).toEqual({ workspace, link });
    expect(await links.find(token)).toEqual({ workspace, link });
    await links.use(token);
    expect(await links.find(token)).toBeUndefined();
  });

  test('lives for thirty minutes', async () => {
    const { links, clock } = scene();
    const token = await links.create(workspace, link);
    clock.ms += 30 * minute - 1;
    expect(await links.find(token)).toBeDefined();
    clock.ms += 1;
    expect(await links.find(token)).toBeUndefined();
  });

  test('is of this workspace alone', async () => {
    const { links } = scene();
    const token = await links.create(workspace, link);
    expect(await links.find(token.replace(workspace, 'T0OTHER'))).toBeUndefined();
    await links.use(token.replace(workspace, 'T0OTHER'));
    expect(await links.find(token)).toBeDefined();
  });

  test('never repeats, and can be neither read nor used by who reads the storage', async () => {
    const { links, written } = scene();
    const tokens = await Promise.all(Array.from({ length: 100 }, () => links.create(workspace, link)));
    expect(new Set(tokens).size).toBe(100);
    const state = await links.issueState(tokens[0] ?? '', browser);
    const kept = written.flatMap((line) => [line, Buffer.from(line, 'base64url').toString('latin1')]).join();
    for (const token of [...tokens, state]) expect(kept).not.toContain(token.split('.')[1]);
    expect(kept).not.toMatch(/Anna|Nordwind KG|otto@|hooks\.example|a-browser/);
  });

  test('whatever else is opened is no link, and no error', async () => {
    const { links } = scene();
    const near = fc.tuple(fc.string(), fc.constantFrom('.', '}', ':', ''), fc.string()).map((parts) => parts.join(''));
    const shaped = fc
      .tuple(fc.constantFrom(workspace, 'T', 'cr:{T1}:'), fc.base64String({ minLength: 43, maxLength: 44 }))
      .map(([team, secret]) => `${team}.${secret.replaceAll('+', '-').replaceAll('/', '_')}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(near, shaped, fc.string({ unit: 'binary' })), async (token) => {
        expect(await links.find(token)).toBeUndefined();
        expect(await links.takeState(token, browser)).toEqual({ outcome: 'unknown' });
        await links.use(token);
      }),
    );
  });
});

describe('a state', () => {
  async function issued() {
    const all = scene();
    const token = await all.links.create(workspace, link);
    return { ...all, token, state: await all.links.issueState(token, browser) };
  }

  test('leads back to its link, once', async () => {
    const { links, token, state } = await issued();
    expect(await links.takeState(state, browser)).toEqual({ outcome: 'ok', workspace, link: token });
    expect(await links.takeState(state, browser)).toEqual({ outcome: 'unknown' });
  });

  test('brings back the workspace’s own OAuth app that the visit began with', async () => {
    const { links, token, written } = await issued();
    const oauthApp = { clientId: 'own', clientSecret: 'planted-secret' };
    const state = await links.issueState(token, browser, oauthApp);
    expect(await links.takeState(state, browser)).toEqual({ outcome: 'ok', workspace, link: token, oauthApp });
    expect(written.join()).not.toContain('planted');
  });

  test('of many who bring it at once, one is let in', async () => {
    const { links, state } = await issued();
    const checks = await Promise.all(Array.from({ length: 20 }, () => links.takeState(state, browser)));
    expect(checks.filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
  });

  test('lives for ten minutes', async () => {
    const { links, clock, token, state } = await issued();
    const second = await links.issueState(token, browser);
    clock.ms += 10 * minute - 1;
    expect(await links.takeState(state, browser)).toMatchObject({ outcome: 'ok' });
    clock.ms += 1;
    expect(await links.takeState(second, browser)).toEqual({ outcome: 'unknown' });
  });

  test.each([undefined, '', 'another-browser', `${browser} `])(
    'is used up by another browser (%s) and does not let it in',
    async (other) => {
      const { links, state } = await issued();
      expect(await links.takeState(state, other)).toEqual({ outcome: 'other-browser' });
      expect(await links.takeState(state, browser)).toEqual({ outcome: 'unknown' });
    },
  );

  test('is of this workspace alone', async () => {
    const { links, state } = await issued();
    expect(await links.takeState(state.replace(workspace, 'T0OTHER'), browser)).toEqual({ outcome: 'unknown' });
    expect(await links.takeState(state, browser)).toMatchObject({ outcome: 'ok', workspace });
  });

  test('is no link, and a link is no state', async () => {
    const { links, token, state } = await issued();
    expect(await links.find(state)).toBeUndefined();
    expect(await links.takeState(token, browser)).toEqual({ outcome: 'unknown' });
    await expect(links.issueState('no link', browser)).rejects.toThrow('needs a link');
  });
});
