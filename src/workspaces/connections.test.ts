import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CleverReachOAuth,
  OAuthClientRefusedError,
  OAuthGrantRefusedError,
  type TokenSet,
} from '../cleverreach/index.ts';
import { keys } from '../storage/keys.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import { type Storage, StorageError } from '../storage/storage.ts';
import {
  type Connection,
  type Connections,
  type ConnectionsOptions,
  createConnections,
  tokensOf,
} from './connections.ts';
import { createOAuthApps } from './oauth-apps.ts';

const workspace = 'T0NORDWIND';
const day = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 10, 2, 8);

/** An OAuth whose answers to a refresh the test gives, one after the other. */
function scriptedOAuth() {
  const waiting: { resolve: (tokens: TokenSet) => void; reject: (error: unknown) => void }[] = [];
  const asked: string[] = [];
  /** The OAuth apps that asked, as id and secret. */
  const apps: string[] = [];
  const revoked: string[] = [];
  let tell: () => void = () => undefined;
  const oauth: CleverReachOAuth = {
    check: async () => 'known',
    authorizeUrl: () => '',
    exchangeCode: () => Promise.reject(new Error('not in this test')),
    refresh: ({ clientId, clientSecret }, refreshToken) => {
      asked.push(refreshToken);
      apps.push(`${clientId}:${clientSecret}`);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        tell();
      });
    },
    revoke: async (accessToken) => void revoked.push(accessToken),
  };
  return {
    oauth,
    asked,
    apps,
    revoked,
    /** The next refresh that waits for an answer. */
    async next() {
      while (waiting.length === 0) await new Promise<void>((resolve) => (tell = resolve));
      return waiting.shift() ?? expect.fail();
    },
  };
}

function scene(
  options: { storage?: Storage; app?: 'none'; patienceMs?: number; onBroken?: ConnectionsOptions['onBroken'] } = {},
) {
  const storage = options.storage ?? createMemoryStorage();
  const sealer = createSealer([{ id: 'k', key: randomBytes(32) }]);
  const records = createRecords({ storage, sealer });
  const scripted = scriptedOAuth();
  const clock = { ms: start };
  const unreadable: string[] = [];
  /** Of whose broken connection was told, and why it is. */
  const told: string[] = [];
  const operatorApp = options.app === 'none' ? undefined : { clientId: 'id', clientSecret: 'secret' };
  const oauthApps = createOAuthApps({ records, operatorApp });
  const process = (): Connections =>
    createConnections({
      records,
      storage,
      oauth: scripted.oauth,
      oauthApps,
      earlyRenewalPatienceMs: options.patienceMs ?? 5_000,
      storePauseMs: 1,
      now: () => clock.ms,
      async onBroken(...broken) {
        await options.onBroken?.(...broken);
        const [of, { connectedBy }, because] = broken;
        told.push(`${of} ${connectedBy} ${because}`);
      },
      onUnreadable: ({ key }) => unreadable.push(key),
    });
  return { ...scripted, unreadable, told, oauthApps, storage, records, clock, process, connections: process() };
}

function connection(change: Partial<Connection> = {}): Connection {
  return {
    accessToken: 'access-1',
    refreshToken: 'refresh-1',
    obtainedAt: new Date(start),
    expiresAt: new Date(start + 30 * day),
    account: { id: '1', name: 'Teehaus' },
    connectedBy: 'U1',
    connectedAt: new Date(start),
    ...change,
  };
}

const renewed = (clock: { ms: number }): TokenSet => ({
  accessToken: 'access-2',
  refreshToken: 'refresh-2',
  expiresAt: new Date(clock.ms + 30 * day),
});
const refusal = () => new OAuthGrantRefusedError({ endpoint: 'POST /oauth/token.php' });

describe('with which OAuth app tokens are renewed', () => {
  const ownApp = { clientId: 'own', clientSecret: 'own-secret' };

  async function renewing(made: Partial<Connection>, prepare?: (all: ReturnType<typeof scene>) => Promise<unknown>) {
    const all = scene();
    await prepare?.(all);
    await all.connections.replace(workspace, connection(made));
    const renewal = all.connections.tokens(workspace).renew('access-1');
    (await all.next()).resolve(renewed(all.clock));
    await renewal;
    return { apps: all.apps, oauthApp: (await all.process().find(workspace))?.oauthApp };
  }

  test('the operator’s, where the connection was made with that one, though the workspace has its own by now', async () => {
    const { apps, oauthApp } = await renewing({}, ({ oauthApps }) => oauthApps.save(workspace, ownApp));
    expect(apps).toEqual(['id:secret']);
    expect(oauthApp).toBeUndefined();
  });

  test('the workspace’s own, where it was made with that one, though it was removed since', async () => {
    const { apps, oauthApp } = await renewing({ oauthApp: ownApp });
    expect(apps).toEqual(['own:own-secret']);
    expect(oauthApp).toEqual(ownApp);
  });

  test('the workspace’s own also where another was entered since', async () => {
    const other = { clientId: 'other', clientSecret: 'other-secret' };
    const { apps } = await renewing({ oauthApp: ownApp }, ({ oauthApps }) => oauthApps.save(workspace, other));
    expect(apps).toEqual(['own:own-secret']);
  });

  test('with its new secret, once that was entered, which the connection then keeps', async () => {
    const newer = { ...ownApp, clientSecret: 'new-secret' };
    const { apps, oauthApp } = await renewing({ oauthApp: ownApp }, ({ oauthApps }) =>
      oauthApps.save(workspace, newer),
    );
    expect(apps).toEqual(['own:new-secret']);
    expect(oauthApp).toEqual(newer);
  });

  test('the one the connection remembers, where what was entered cannot be read', async () => {
    const { apps } = await renewing({ oauthApp: ownApp }, ({ storage }) => storage.set(keys.oauthApp(workspace), 'x'));
    expect(apps).toEqual(['own:own-secret']);
  });

  test('an own app that CleverReach refuses is a way to connect anew, and no end: a new secret helps too', async () => {
    const { connections, oauthApps, clock, next } = scene();
    await connections.replace(workspace, connection({ oauthApp: ownApp }));
    clock.ms = start + 31 * day;
    const refused = connections.tokens(workspace).current();
    (await next()).reject(new OAuthClientRefusedError({ endpoint: 'POST /oauth/token.php' }));
    await expect(refused).rejects.toMatchObject({ code: 'connection_broken' });
    expect((await connections.find(workspace))?.brokenAt).toBeUndefined();
    await oauthApps.save(workspace, { ...ownApp, clientSecret: 'new-secret' });
    const helped = connections.tokens(workspace).current();
    (await next()).resolve(renewed(clock));
    expect(await helped).toBe('access-2');
  });

  test('an own app that is refused while the token is still good disturbs nobody', async () => {
    const { connections, clock, next } = scene();
    await connections.replace(workspace, connection({ oauthApp: ownApp }));
    clock.ms = start + 29 * day;
    const current = connections.tokens(workspace).current();
    (await next()).reject(new OAuthClientRefusedError({ endpoint: 'POST /oauth/token.php' }));
    expect(await current).toBe('access-1');
  });

  test('the operator’s app that CleverReach refuses is the operator’s matter', async () => {
    const { connections, clock, next } = scene();
    await connections.replace(workspace, connection());
    clock.ms = start + 31 * day;
    const refused = connections.tokens(workspace).current();
    (await next()).reject(new OAuthClientRefusedError({ endpoint: 'POST /oauth/token.php' }));
    await expect(refused).rejects.toMatchObject({ code: 'cleverreach_client_refused' });
  });
});

describe('when tokens are renewed', () => {
  test.each([
    ['thirty days', 30 * day, 3 * day],
    ['a year', 365 * day, 3 * day],
    ['ten seconds', 10_000, 1_000],
  ])('a token that lasts %s: in time, and not before', async (_case, lifetime, early) => {
    const { connections, clock, next, asked } = scene();
    await connections.replace(workspace, connection({ expiresAt: new Date(start + lifetime) }));
    clock.ms = start + lifetime - early;
    expect(await connections.tokens(workspace).current()).toBe('access-1');
    expect(asked).toEqual([]);
    clock.ms += 1;
    const current = connections.tokens(workspace).current();
    (await next()).resolve(renewed(clock));
    expect(await current).toBe('access-2');
    expect(asked).toEqual(['refresh-1']);
  });

  test('a token without a refresh token is used to its end', async () => {
    const { connections, clock } = scene();
    const { refreshToken: _, ...without } = connection();
    await connections.replace(workspace, without);
    clock.ms = start + 29 * day;
    expect(await connections.tokens(workspace).current()).toBe('access-1');
    await expect(connections.tokens(workspace).renew('access-1')).rejects.toMatchObject({ code: 'connection_broken' });
  });

  test('without an OAuth app nothing is renewed, and a refused token is a broken connection', async () => {
    const { connections, asked } = scene({ app: 'none' });
    await connections.replace(workspace, connection());
    await expect(connections.tokens(workspace).renew('access-1')).rejects.toMatchObject({ code: 'connection_broken' });
    expect(asked).toEqual([]);
  });

  test('an answer without a refresh token keeps the one before', async () => {
    const { connections, clock, next } = scene();
    await connections.replace(workspace, connection());
    const renewal = connections.tokens(workspace).renew('access-1');
    (await next()).resolve({ accessToken: 'access-2', expiresAt: new Date(clock.ms + day) });
    expect(await renewal).toBe('access-2');
    expect(await connections.find(workspace)).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-1' });
  });

  test('who is refused a token that was renewed already gets the new one, without another renewal', async () => {
    const { connections, asked } = scene();
    await connections.replace(workspace, connection({ accessToken: 'access-2' }));
    expect(await connections.tokens(workspace).renew('access-1')).toBe('access-2');
    expect(asked).toEqual([]);
  });

  test('any number of requests at once, in two processes, wait for one renewal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 2, maxLength: 20 }), async (inFirst) => {
        const { connections, process, clock, next, asked } = scene();
        const other = process();
        await connections.replace(workspace, connection());
        clock.ms = start + 31 * day;
        const requests = inFirst.map((first) => (first ? connections : other).tokens(workspace).current());
        (await next()).resolve(renewed(clock));
        expect(new Set(await Promise.all(requests))).toEqual(new Set(['access-2']));
        expect(asked).toEqual(['refresh-1']);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the order of things', () => {
  test('the new pair is stored before anyone gets to use it', async () => {
    const memory = createMemoryStorage();
    const order: string[] = [];
    const storage: Storage = {
      ...memory,
      async replaceIf(...given) {
        await new Promise((resolve) => setImmediate(resolve));
        const isReplaced = await memory.replaceIf(...given);
        order.push('stored');
        return isReplaced;
      },
    };
    const { connections, clock, next } = scene({ storage });
    await connections.replace(workspace, connection());
    const renewal = connections
      .tokens(workspace)
      .renew('access-1')
      .then(() => order.push('used'));
    (await next()).resolve(renewed(clock));
    await renewal;
    expect(order).toEqual(['stored', 'used']);
  });

  test('nobody gets new tokens that could not be stored', async () => {
    const memory = createMemoryStorage();
    const replaceIf = async () => Promise.reject(new StorageError('replaceIf'));
    const { connections, clock, next } = scene({ storage: { ...memory, replaceIf } });
    await connections.replace(workspace, connection());
    const renewal = connections.tokens(workspace).renew('access-1');
    (await next()).resolve(renewed(clock));
    await expect(renewal).rejects.toBeInstanceOf(StorageError);
    expect(await connections.find(workspace)).toMatchObject({ accessToken: 'access-1' });
  });

  test('a store that is away for a moment does not cost the connection: the new pair is stored once it is back', async () => {
    const memory = createMemoryStorage();
    let failures = 3;
    const storage: Storage = {
      ...memory,
      async replaceIf(...given) {
        failures -= 1;
        if (failures >= 0) throw new StorageError('replaceIf');
        return memory.replaceIf(...given);
      },
    };
    const { connections, process, revoked, clock, next } = scene({ storage });
    await connections.replace(workspace, connection());
    const renewal = connections.tokens(workspace).renew('access-1');
    (await next()).resolve(renewed(clock));
    expect(await renewal).toBe('access-2');
    expect(await process().find(workspace)).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-2' });
    expect(revoked).toEqual([]);
  });

  test('a new pair that was stored, though the store’s answer was lost, is used and not taken back', async () => {
    const memory = createMemoryStorage();
    let isLost = false;
    const storage: Storage = {
      ...memory,
      async replaceIf(...given) {
        const isReplaced = await memory.replaceIf(...given);
        if (isLost) return isReplaced;
        isLost = true;
        throw new StorageError('replaceIf: no answer');
      },
    };
    const { connections, revoked, clock, next } = scene({ storage });
    await connections.replace(workspace, connection());
    const renewal = connections.tokens(workspace).renew('access-1');
    (await next()).resolve(renewed(clock));
    expect(await renewal).toBe('access-2');
    expect(revoked).toEqual([]);
  });

  test('the lock is taken off by who holds it, and by nobody else', async () => {
    const { connections, storage, clock, next } = scene();
    await connections.replace(workspace, connection());
    const lock = keys.connectionLock(workspace);
    const renewal = connections.tokens(workspace).renew('access-1');
    const answer = await next();
    expect(await storage.get(lock)).toBeDefined();
    // As if this renewal had taken so long that its lock ended and another process holds one of its own.
    await storage.set(lock, 'another process');
    answer.resolve(renewed(clock));
    await renewal;
    expect(await storage.get(lock)).toBe('another process');
  });

  test('a lock is free again after a renewal that failed', async () => {
    const { connections, storage, next } = scene();
    await connections.replace(workspace, connection());
    const renewal = connections.tokens(workspace).renew('access-1');
    (await next()).reject(new Error('no answer'));
    await expect(renewal).rejects.toThrow('no answer');
    expect(await storage.get(keys.connectionLock(workspace))).toBeUndefined();
  });

  test('a lock that cannot be taken off does not spoil what was done under it', async () => {
    const memory = createMemoryStorage();
    let fails = false;
    const storage: Storage = {
      ...memory,
      deleteIf: async (...given) => (fails ? Promise.reject(new StorageError('deleteIf')) : memory.deleteIf(...given)),
    };
    const { connections, clock, next } = scene({ storage });
    await connections.replace(workspace, connection());
    fails = true;
    const renewal = connections.tokens(workspace).renew('access-1');
    (await next()).resolve(renewed(clock));
    expect(await renewal).toBe('access-2');
  });
});

describe('what happens while CleverReach is answering', () => {
  const outcomes = [
    [
      'renews',
      (answer: Awaited<ReturnType<ReturnType<typeof scene>['next']>>) => answer.resolve(renewed({ ms: start })),
    ],
    ['refuses', (answer: Awaited<ReturnType<ReturnType<typeof scene>['next']>>) => answer.reject(refusal())],
  ] as const;

  test.each(outcomes)('a disconnect is not undone when it %s', async (outcome, give) => {
    const { connections, next, revoked } = scene();
    await connections.replace(workspace, connection());
    const renewal = connections.tokens(workspace).renew('access-1');
    const answer = await next();
    const removed = connections.remove(workspace);
    await expect.poll(() => connections.find(workspace)).toBeUndefined();
    give(answer);
    await expect(renewal).rejects.toMatchObject({ code: 'not_connected' });
    expect(await removed).toMatchObject({ accessToken: 'access-1' });
    expect(await connections.find(workspace)).toBeUndefined();
    // Nobody will ever use the new token, so it must not stay alive.
    expect(revoked).toEqual(outcome === 'renews' ? ['access-2'] : []);
  });

  test.each(outcomes)('a new connection of another account stays when it %s', async (outcome, give) => {
    const { connections, next, revoked } = scene();
    await connections.replace(workspace, connection());
    const renewal = connections.tokens(workspace).renew('access-1');
    const answer = await next();
    await connections.replace(workspace, connection({ accessToken: 'other', account: { id: '2', name: 'Kontor' } }));
    give(answer);
    expect(await renewal).toBe('other');
    expect(await connections.find(workspace)).toMatchObject({ accessToken: 'other' });
    expect((await connections.find(workspace))?.brokenAt).toBeUndefined();
    expect(revoked).toEqual(outcome === 'renews' ? ['access-2'] : []);
  });

  test('a disconnect between the last look and the storing wins as well', async () => {
    const memory = createMemoryStorage();
    let atStoring: (() => void) | undefined;
    let goOn: () => void = () => undefined;
    const storage: Storage = {
      ...memory,
      async replaceIf(...given) {
        atStoring?.();
        await new Promise<void>((resolve) => (goOn = resolve));
        return memory.replaceIf(...given);
      },
    };
    const { connections, clock, next, revoked } = scene({ storage });
    await connections.replace(workspace, connection());
    const storing = new Promise<void>((resolve) => (atStoring = resolve));
    const renewal = connections.tokens(workspace).renew('access-1');
    (await next()).resolve(renewed(clock));
    await storing;
    expect(await connections.remove(workspace)).toMatchObject({ accessToken: 'access-1' });
    goOn();
    await expect(renewal).rejects.toMatchObject({ code: 'not_connected' });
    // What was there is revoked by whoever disconnects, what came by the renewal.
    expect(revoked).toEqual(['access-2']);
    expect(await memory.get(keys.connection(workspace))).toBeUndefined();
    expect(await connections.find(workspace)).toBeUndefined();
  });
});

describe('a connection that breaks', () => {
  const ownApp = { clientId: 'own', clientSecret: 'own-secret' };
  const appRefusal = () => new OAuthClientRefusedError({ endpoint: 'POST /oauth/token.php' });

  test('is told once, before it is stored, however many requests fail on it in however many processes', async () => {
    const stored: (Date | undefined)[] = [];
    const all = scene({ onBroken: async () => void stored.push((await all.process().find(workspace))?.brokenAt) });
    const { connections, process, next, told } = all;
    await connections.replace(workspace, connection());
    const other = process();
    const requests = Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? connections : other).tokens(workspace).renew('access-1'),
    );
    (await next()).reject(refusal());
    const outcomes = await Promise.allSettled(requests);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(
      Array(20).fill('connection_broken'),
    );
    await expect(process().tokens(workspace).current()).rejects.toMatchObject({ code: 'connection_broken' });
    expect(told).toEqual([`${workspace} U1 tokens`]);
    expect(stored).toEqual([undefined]);
  });

  test('is told again when it breaks after it was made anew', async () => {
    const { connections, clock, next, told } = scene();
    for (const connectedBy of ['U1', 'U2']) {
      clock.ms += day;
      await connections.replace(workspace, connection({ connectedBy, obtainedAt: new Date(clock.ms) }));
      const renewal = connections.tokens(workspace).renew('access-1');
      (await next()).reject(refusal());
      await expect(renewal).rejects.toMatchObject({ code: 'connection_broken' });
    }
    expect(told).toEqual([`${workspace} U1 tokens`, `${workspace} U2 tokens`]);
  });

  test('is not stored as broken when it could not be told, so that the next request tells it', async () => {
    let fails = true;
    const { connections, next, told } = scene({
      onBroken: async () => (fails ? Promise.reject(new StorageError('add')) : undefined),
    });
    await connections.replace(workspace, connection());
    const failing = connections.tokens(workspace).renew('access-1');
    (await next()).reject(refusal());
    await expect(failing).rejects.toBeInstanceOf(StorageError);
    expect((await connections.find(workspace))?.brokenAt).toBeUndefined();
    fails = false;
    const renewal = connections.tokens(workspace).renew('access-1');
    (await next()).reject(refusal());
    await expect(renewal).rejects.toMatchObject({ code: 'connection_broken' });
    expect(told).toEqual([`${workspace} U1 tokens`]);
  });

  test('is none, and nobody is told, where another process has renewed it: the lock had ended meanwhile', async () => {
    const { connections, process, storage, clock, next, told } = scene();
    await connections.replace(workspace, connection());
    const slow = connections.tokens(workspace).renew('access-1');
    const late = await next();
    await storage.delete(keys.connectionLock(workspace));
    const quick = process().tokens(workspace).renew('access-1');
    (await next()).resolve(renewed(clock));
    expect(await quick).toBe('access-2');
    // The refresh token was used up a moment before.
    late.reject(refusal());
    expect(await slow).toBe('access-2');
    expect(told).toEqual([]);
    expect((await process().find(workspace))?.brokenAt).toBeUndefined();
  });

  test('works again where the one who was slower had the good answer', async () => {
    const { connections, process, storage, clock, next } = scene();
    await connections.replace(workspace, connection());
    const slow = connections.tokens(workspace).renew('access-1');
    const late = await next();
    await storage.delete(keys.connectionLock(workspace));
    const quick = process().tokens(workspace).renew('access-1');
    (await next()).reject(refusal());
    await expect(quick).rejects.toMatchObject({ code: 'connection_broken' });
    late.resolve(renewed(clock));
    expect(await slow).toBe('access-2');
    expect((await process().find(workspace))?.brokenAt).toBeUndefined();
  });

  test('whose own app is refused is told once, until its tokens were renewed again', async () => {
    const { connections, oauthApps, clock, next, told } = scene();
    await connections.replace(workspace, connection({ oauthApp: ownApp }));
    const refuse = async () => {
      const renewal = connections.tokens(workspace).renew((await connections.find(workspace))?.accessToken ?? '');
      (await next()).reject(appRefusal());
      await expect(renewal).rejects.toMatchObject({ code: 'connection_broken' });
    };
    await refuse();
    await refuse();
    expect(told).toEqual([`${workspace} U1 app`]);
    await oauthApps.save(workspace, { ...ownApp, clientSecret: 'new-secret' });
    const helped = connections.tokens(workspace).renew('access-1');
    (await next()).resolve(renewed(clock));
    expect(await helped).toBe('access-2');
    await refuse();
    expect(told).toEqual([`${workspace} U1 app`, `${workspace} U1 app`]);
  });

  test('whose own app is refused is told already while the token is still good', async () => {
    const { connections, clock, next, told } = scene();
    await connections.replace(workspace, connection({ oauthApp: ownApp }));
    clock.ms = start + 29 * day;
    const current = connections.tokens(workspace).current();
    (await next()).reject(appRefusal());
    expect(await current).toBe('access-1');
    expect(told).toEqual([`${workspace} U1 app`]);
  });

  test('because the operator’s app is refused is told to nobody in the workspace', async () => {
    const { connections, next, told } = scene();
    await connections.replace(workspace, connection());
    const renewal = connections.tokens(workspace).renew('access-1');
    (await next()).reject(appRefusal());
    await expect(renewal).rejects.toMatchObject({ code: 'cleverreach_client_refused' });
    expect(told).toEqual([]);
  });
});

describe('a renewal in good time', () => {
  const due = start + 28 * day;

  test('that fails is no failure while the old token works, and is not tried again at once', async () => {
    const { connections, clock, next, asked } = scene();
    await connections.replace(workspace, connection());
    clock.ms = due;
    const current = connections.tokens(workspace).current();
    (await next()).reject(new Error('503'));
    expect(await current).toBe('access-1');
    expect(await connections.tokens(workspace).current()).toBe('access-1');
    expect(asked).toHaveLength(1);
  });

  test('that hangs keeps nobody waiting for long, and is used once it is there', async () => {
    const { connections, clock, next } = scene({ patienceMs: 10 });
    await connections.replace(workspace, connection());
    clock.ms = due;
    expect(await connections.tokens(workspace).current()).toBe('access-1');
    (await next()).resolve(renewed(clock));
    await expect.poll(() => connections.tokens(workspace).current()).toBe('access-2');
  });

  test('that is refused breaks the connection: the old token will end, and nobody would notice until then', async () => {
    const { connections, clock, next } = scene();
    await connections.replace(workspace, connection());
    clock.ms = due;
    const current = connections.tokens(workspace).current();
    (await next()).reject(refusal());
    await expect(current).rejects.toMatchObject({ code: 'connection_broken' });
    expect(await connections.find(workspace)).toMatchObject({ brokenAt: new Date(due) });
    await expect(connections.tokens(workspace).current()).rejects.toMatchObject({ code: 'connection_broken' });
  });

  test('of a token that has ended has to succeed', async () => {
    const { connections, clock, next } = scene();
    await connections.replace(workspace, connection());
    clock.ms = start + 30 * day;
    const current = connections.tokens(workspace).current();
    (await next()).reject(new Error('503'));
    await expect(current).rejects.toThrow('503');
  });
});

describe('connecting and disconnecting', () => {
  test('a new connection returns the one before, also where another process has renewed it', async () => {
    const { connections, process } = scene();
    expect(await connections.replace(workspace, connection())).toEqual({ isReplaced: true, before: undefined });
    await process().replace(workspace, connection({ accessToken: 'access-2' }));
    expect(await connections.replace(workspace, connection({ accessToken: 'access-3' }))).toMatchObject({
      isReplaced: true,
      before: { accessToken: 'access-2' },
    });
  });

  test('a connection that may not be replaced stays, as whoever decides saw it', async () => {
    const { connections, process } = scene();
    await connections.replace(workspace, connection());
    const seen: unknown[] = [];
    const refused = await process().replace(workspace, connection({ accessToken: 'access-2' }), async (current) => {
      seen.push(current?.accessToken);
      return false;
    });
    expect(refused).toMatchObject({ isReplaced: false, before: { accessToken: 'access-1' } });
    expect(seen).toEqual(['access-1']);
    expect((await process().find(workspace))?.accessToken).toBe('access-1');
  });

  test('what no key opens any more is reported and does not stand in the way of a new connection', async () => {
    const { connections, storage, unreadable } = scene();
    await storage.set(keys.connection(workspace), 'sealed with a key that is gone');
    expect(await connections.find(workspace)).toBeUndefined();
    expect(unreadable).toEqual([keys.connection(workspace)]);
    expect(await connections.replace(workspace, connection())).toEqual({ isReplaced: true, before: undefined });
    expect(await connections.find(workspace)).toMatchObject({ accessToken: 'access-1' });
  });

  test('a broken connection that is made again is good at once, also for other processes', async () => {
    const { connections, process } = scene();
    await connections.replace(workspace, { ...connection(), brokenAt: new Date(start) });
    const other = process();
    expect(await other.find(workspace)).toMatchObject({ brokenAt: new Date(start) });
    await connections.replace(workspace, connection({ accessToken: 'access-2' }));
    expect((await other.find(workspace))?.brokenAt).toBeUndefined();
  });

  test('a workspace without a connection says so', async () => {
    const { connections } = scene();
    expect(await connections.find(workspace)).toBeUndefined();
    expect(await connections.remove(workspace)).toBeUndefined();
    await expect(connections.tokens(workspace).current()).rejects.toMatchObject({ code: 'not_connected' });
    await expect(connections.tokens(workspace).renew('x')).rejects.toMatchObject({ code: 'not_connected' });
  });

  test('a connection does not open for another workspace', async () => {
    const { connections, storage, unreadable } = scene();
    await connections.replace(workspace, connection());
    await storage.set(keys.connection('T0OTHER'), (await storage.get(keys.connection(workspace))) ?? '');
    expect(await connections.find('T0OTHER')).toBeUndefined();
    expect(unreadable).toEqual([keys.connection('T0OTHER')]);
  });

  test('nothing of it is kept in clear', async () => {
    const { connections, storage } = scene();
    await connections.replace(workspace, connection());
    const sealed = (await storage.get(keys.connection(workspace))) ?? '';
    const decoded = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    for (const text of [sealed, ...decoded]) expect(text).not.toMatch(/access-1|refresh-1|Teehaus/);
  });
});

test('what a token answer adds to a connection', () => {
  const expiresAt = new Date(start + day);
  expect(tokensOf({ accessToken: 'a', expiresAt }, undefined, start)).toEqual({
    accessToken: 'a',
    obtainedAt: new Date(start),
    expiresAt,
  });
  expect(tokensOf({ accessToken: 'a', refreshToken: 'new', expiresAt }, 'old', start)).toMatchObject({
    refreshToken: 'new',
  });
});
