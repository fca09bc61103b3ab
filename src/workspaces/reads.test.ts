import { describe, expect, test } from 'vitest';
import type { CleverReachClient } from '../cleverreach/index.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { type Storage, StorageError } from '../storage/storage.ts';
import { createGenerations } from './generations.ts';
import { createReads } from './reads.ts';

type Method = keyof CleverReachClient;

const kept: Method[] = ['listGroups', 'getGroupStats', 'listAttributes', 'listForms', 'listMailings', 'getReport'];
const joined: Method[] = ['whoami', 'listReceivers', 'searchReceivers', 'getReceiver', 'getMailing'];
const changes: Method[] = ['addReceiver', 'deactivateReceiver', 'activateReceiver', 'sendOptIn', 'createMailing'];

const connection = { account: { id: '1', name: 'Teehaus' }, connectedAt: new Date('2026-11-25T08:00:00Z') };

/** Reads over a client that counts what it is asked and has one of whatever it is asked for. */
function start(storage: Storage = createMemoryStorage()) {
  const asked: string[] = [];
  // Each method is asked for by its name, and nothing here looks into an answer.
  const client = new Proxy({} as CleverReachClient, {
    get: (_target, name) => async () => {
      asked.push(String(name));
      return [{}];
    },
  });
  const errors: unknown[] = [];
  const generations = createGenerations({ storage, onError: (error) => errors.push(error) });
  const reads = createReads({ clientFor: () => client, generations, keepMs: 60_000 });
  const call = (from: CleverReachClient, method: Method) =>
    // The arguments are told apart elsewhere.
    Reflect.apply(from[method], from, ['1', '2']) as Promise<unknown>;
  const ask = (method: Method, workspace = 'T1', of = connection) =>
    call(reads.forRequest(workspace, of).cleverreach, method);
  return { reads, asked, errors, ask, call };
}

describe('what is read', () => {
  test.each(kept)('%s is asked for once', async (method) => {
    const { ask, asked } = start();
    await ask(method);
    await ask(method);
    expect(asked).toEqual([method]);
  });

  test.each(joined)('%s is asked for once by all at the same moment, and again later', async (method) => {
    const { ask, asked } = start();
    await Promise.all([ask(method), ask(method)]);
    expect(asked).toEqual([method]);
    await ask(method);
    expect(asked).toEqual([method, method]);
  });

  test.each([...kept, ...joined])('%s is asked for by each job itself', async (method) => {
    const { reads, ask, asked, call } = start();
    await ask(method);
    await Promise.all([call(reads.forJob('T1'), method), call(reads.forJob('T1'), method)]);
    expect(asked).toEqual([method, method, method]);
  });

  test.each<[string, string, typeof connection]>([
    ['another workspace', 'T2', connection],
    ['another account', 'T1', { ...connection, account: { id: '2', name: 'Teehaus' } }],
    ['the same account, connected anew', 'T1', { ...connection, connectedAt: new Date('2026-11-25T08:00:01Z') }],
  ])('is never that of %s', async (_case, workspace, of) => {
    const { ask, asked } = start();
    await ask('listGroups');
    await ask('listGroups', workspace, of);
    expect(asked).toHaveLength(2);
  });
});

describe('what is changed', () => {
  test.each(changes)('%s makes all that was read before worthless, by a job as in a request', async (method) => {
    const { reads, ask, asked, call } = start();
    await ask('listGroups');
    await call(reads.forJob('T1'), method);
    await ask('listGroups');
    const { cleverreach, anew } = reads.forRequest('T1', connection);
    await call(cleverreach, method);
    await ask('listGroups');
    await call(anew, method);
    await ask('listGroups');
    expect(asked.filter((name) => name === 'listGroups')).toHaveLength(4);
  });

  test.each(changes)('%s of one workspace leaves another’s alone', async (method) => {
    const { reads, ask, asked, call } = start();
    await ask('listGroups');
    await call(reads.forJob('T2'), method);
    await ask('listGroups');
    expect(asked).toEqual(['listGroups', method]);
  });

  test('every method of the client is one of these', () => {
    const { reads } = start();
    expect(Object.keys(reads.forJob('T1')).sort()).toEqual([...kept, ...joined, ...changes].sort());
  });
});

describe('a storage that does not answer', () => {
  /** Fails from its so manieth write on, or at each look. */
  function failing(fails: { gets?: boolean; setsFrom?: number }): Storage {
    const memory = createMemoryStorage();
    let sets = 0;
    const fail = () => Promise.reject(new StorageError('no answer'));
    return {
      ...memory,
      get: (key) => (fails.gets ? fail() : memory.get(key)),
      set: (...args) => {
        sets += 1;
        return sets >= (fails.setsFrom ?? Number.POSITIVE_INFINITY) ? fail() : memory.set(...args);
      },
    };
  }

  test('takes nothing but the memory', async () => {
    const { ask, asked, errors } = start(failing({ gets: true }));
    expect(await ask('listGroups')).toEqual([{}]);
    await ask('listGroups');
    expect(asked).toHaveLength(2);
    expect(errors).toHaveLength(2);
  });

  test('keeps a change from being made of which other processes could not be told', async () => {
    const { reads, asked, call } = start(failing({ setsFrom: 1 }));
    await expect(call(reads.forJob('T1'), 'addReceiver')).rejects.toThrow(StorageError);
    expect(asked).toEqual([]);
  });

  test('after a change does not undo it, and nothing is remembered from then on', async () => {
    const { reads, ask, asked, call, errors } = start(failing({ setsFrom: 2 }));
    await ask('listGroups');
    await call(reads.forJob('T1'), 'addReceiver');
    await ask('listGroups');
    await ask('listGroups');
    expect(asked).toEqual(['listGroups', 'addReceiver', 'listGroups', 'listGroups']);
    expect(errors).toHaveLength(1);
  });
});
