import type { Installation } from '@slack/oauth';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords, defineRecord } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import type { Storage } from '../storage/storage.ts';
import { createInstallations, type Installations, NotInstalledError } from './installations.ts';

let storage: Storage;
let one: Installations;
let reads = 0;
let written: string[] = [];

const sealer = createSealer([{ id: 'k', key: new Uint8Array(32).fill(1) }]);

beforeEach(() => {
  const memory = createMemoryStorage();
  reads = 0;
  written = [];
  storage = {
    ...memory,
    get: (key) => {
      reads += 1;
      return memory.get(key);
    },
    set: (key, value, options) => {
      written.push(key, value);
      return memory.set(key, value, options);
    },
  };
  one = process(5_000);
});

/** What one process has: its own cache over the common storage. */
function process(cacheMs: number): Installations {
  return createInstallations({ records: createRecords({ storage, sealer }), storage, cacheMs });
}

const bot = { scopes: ['commands'], id: 'B1', userId: 'UBOT' };
const user = { id: 'U1', token: undefined, scopes: undefined };

function ofWorkspace(id: string, token: string, enterprise?: string): Installation<'v2', false> {
  return {
    team: { id, name: `${id} GmbH` },
    enterprise: enterprise === undefined ? undefined : { id: enterprise },
    user,
    bot: { ...bot, token },
    isEnterpriseInstall: false,
  };
}
function ofOrganisation(id: string, token: string): Installation<'v2', true> {
  return { team: undefined, enterprise: { id }, user, bot: { ...bot, token }, isEnterpriseInstall: true };
}

const tokenFor = async (address: Parameters<Installations['find']>[0]) => (await one.find(address))?.bot.token;

describe('which installation serves a request', () => {
  test('its workspace’s own, also where its organisation has one', async () => {
    await one.storeInstallation(ofOrganisation('E1', 'xoxb-org'));
    await one.storeInstallation(ofWorkspace('T1', 'xoxb-own', 'E1'));
    expect(await tokenFor({ teamId: 'T1', enterpriseId: 'E1' })).toBe('xoxb-own');
    expect(await tokenFor({ teamId: 'T2', enterpriseId: 'E1' })).toBe('xoxb-org');
  });

  test('its organisation’s, where Slack says that it is about that one', async () => {
    await one.storeInstallation(ofOrganisation('E1', 'xoxb-org'));
    await one.storeInstallation(ofWorkspace('T1', 'xoxb-own', 'E1'));
    expect(await tokenFor({ teamId: 'T1', enterpriseId: 'E1', isEnterpriseInstall: true })).toBe('xoxb-org');
  });

  test('never that of another workspace or organisation', async () => {
    await one.storeInstallation(ofWorkspace('T1', 'xoxb-own', 'E1'));
    await one.storeInstallation(ofOrganisation('E1', 'xoxb-org'));
    expect(await tokenFor({ teamId: 'T2' })).toBeUndefined();
    expect(await tokenFor({ teamId: 'T2', enterpriseId: 'E2', isEnterpriseInstall: true })).toBeUndefined();
    // Even where a request names a workspace as if it were an organisation.
    expect(await tokenFor({ teamId: 'T2', enterpriseId: 'T1' })).toBeUndefined();
  });

  test('none: Slack’s library is told so by an error with a code', async () => {
    const query = { teamId: 'T1', enterpriseId: undefined, isEnterpriseInstall: false };
    await expect(one.fetchInstallation(query)).rejects.toThrow(NotInstalledError);
    await expect(one.fetchInstallation(query)).rejects.toMatchObject({ code: 'not_installed' });
  });
});

describe('what is kept', () => {
  test('comes back as Slack’s library stored it, with the tokens that rotate', async () => {
    const rotating = { ...ofWorkspace('T1', 'xoxe-1'), appId: 'A1', tokenType: 'bot' } satisfies Installation;
    const installation: Installation<'v2', false> = {
      ...rotating,
      bot: { ...bot, token: 'xoxe-1', refreshToken: 'xoxe-r', expiresAt: 1_800_000_000 },
    };
    await one.storeInstallation(installation);
    const query = { teamId: 'T1', enterpriseId: undefined, isEnterpriseInstall: false };
    expect(await process(1).fetchInstallation(query)).toEqual({ ...installation, authVersion: 'v2' });
  });

  test('is sealed, and no token of a person is among it', async () => {
    const withUser = { ...ofWorkspace('T1', 'xoxb-secret'), user: { id: 'U1', token: 'xoxp-secret', scopes: ['x'] } };
    await one.storeInstallation(withUser);
    expect(written[0]).toBe('cr:{T1}:installation');
    expect(written.join()).not.toMatch(/secret|GmbH/);
    expect(JSON.stringify(await process(1).find({ teamId: 'T1' }))).not.toContain('xoxp');
  });

  test('an installation of nobody, or without a bot, is refused and not stored', async () => {
    const { team: _, ...nobody } = ofWorkspace('T1', 'xoxb');
    await expect(one.storeInstallation({ ...nobody, team: undefined })).rejects.toThrow('neither');
    const { bot: _bot, ...botless } = ofWorkspace('T1', 'xoxb');
    await expect(one.storeInstallation(botless)).rejects.toThrow();
    expect(written).toEqual([]);
  });
});

describe('the workspaces of an organisation', () => {
  const address = (teamId: string, enterpriseId = 'E1') => ({ teamId, enterpriseId });

  test('are those that its installation serves, each once, and no other’s', async () => {
    await one.storeInstallation(ofOrganisation('E1', 'xoxb-org'));
    await one.storeInstallation(ofOrganisation('E2', 'xoxb-other'));
    await one.storeInstallation(ofWorkspace('T1', 'xoxb-own', 'E1'));
    for (const id of ['T1', 'T2', 'T2', 'T3']) await one.noteUse(address(id));
    await one.noteUse(address('T4', 'E2'));
    await one.noteUse({ teamId: 'T5' });
    expect((await one.workspacesOf('E1')).sort()).toEqual(['T2', 'T3']);
    expect(await one.workspacesOf('E2')).toEqual(['T4']);
    expect(await one.workspacesOf('E3')).toEqual([]);
  });

  test('are noted anew after the organisation went and came again, also where it was known before', async () => {
    const other = process(0);
    await one.storeInstallation(ofOrganisation('E1', 'xoxb-org'));
    await one.noteUse(address('T2'));
    await one.erase('E1');
    expect(await one.workspacesOf('E1')).toEqual([]);
    await other.storeInstallation(ofOrganisation('E1', 'xoxb-new'));
    await one.noteUse(address('T2'));
    expect(await other.workspacesOf('E1')).toEqual(['T2']);
  });

  test('are not noted by who comes too late: the organisation is gone, or the workspace left it a moment ago', async () => {
    const late = process(60_000);
    await one.storeInstallation(ofOrganisation('E1', 'xoxb-org'));
    await late.find(address('T2'));
    await one.erase('T2');
    await late.noteUse(address('T2'));
    expect(await one.workspacesOf('E1')).toEqual([]);
    await one.erase('E1');
    await late.noteUse(address('T3'));
    expect(await one.workspacesOf('E1')).toEqual([]);
  });

  test('are noted again, and keep things again, when the organisation gives the app back', async () => {
    let nowMs = Date.now();
    const records = createRecords({ storage, sealer });
    const later = createInstallations({ records, storage, now: () => nowMs });
    const kind = defineRecord({ kind: 'note', version: 1, schema: z.string() });
    const keep = () => records.write(kind, 'T2', 'cr:{T2}:note', 'x');
    await one.storeInstallation(ofOrganisation('E1', 'xoxb-org'));
    await one.erase('T2');
    await later.noteUse(address('T2'));
    await expect(keep()).rejects.toMatchObject({ code: 'workspace_erased' });
    nowMs += 11_000;
    await later.noteUse(address('T2'));
    await keep();
    expect(await one.workspacesOf('E1')).toEqual(['T2']);
  });

  test('are none any more when they leave', async () => {
    await one.storeInstallation(ofOrganisation('E1', 'xoxb-org'));
    for (const id of ['T2', 'T3']) await one.noteUse(address(id));
    await one.forgetUse('E1', 'T2');
    expect(await one.workspacesOf('E1')).toEqual(['T3']);
  });
});

test('what is stored under an id is seen as it is now, with the time of its token', async () => {
  const nowMs = Date.UTC(2026, 10, 25);
  const records = createRecords({ storage, sealer });
  const other = createInstallations({ records, storage, now: () => nowMs });
  await one.storeInstallation(ofWorkspace('T1', 'xoxb-1'));
  await one.find({ teamId: 'T1' });
  await other.storeInstallation(ofWorkspace('T1', 'xoxb-2'));
  expect(await one.stored('T1')).toMatchObject({ bot: { token: 'xoxb-2' }, storedAt: new Date(nowMs) });
  expect(await one.stored('T2')).toBeUndefined();
});

describe('the cache', () => {
  test('spares the storage, and shows a new token at once', async () => {
    await one.storeInstallation(ofWorkspace('T1', 'xoxb-1'));
    reads = 0;
    for (let time = 0; time < 10; time += 1) await tokenFor({ teamId: 'T1' });
    expect(reads).toBe(1);
    await one.storeInstallation(ofWorkspace('T1', 'xoxb-2'));
    expect(await tokenFor({ teamId: 'T1' })).toBe('xoxb-2');
  });

  test('does not remember that there is none: an installation elsewhere is seen at once', async () => {
    expect(await tokenFor({ teamId: 'T1' })).toBeUndefined();
    await process(5_000).storeInstallation(ofWorkspace('T1', 'xoxb-1'));
    expect(await tokenFor({ teamId: 'T1' })).toBe('xoxb-1');
  });
});

describe('erasing', () => {
  test('takes every key of the workspace, and nothing of one with a longer name', async () => {
    await one.storeInstallation(ofWorkspace('T1', 'xoxb-1'));
    await one.storeInstallation(ofWorkspace('T11', 'xoxb-2'));
    await storage.set('cr:{T1}:anything', 'x');
    await tokenFor({ teamId: 'T1' });
    expect(await one.erase('T1')).toBe(2);
    expect(await tokenFor({ teamId: 'T1' })).toBeUndefined();
    expect(await tokenFor({ teamId: 'T11' })).toBe('xoxb-2');
  });

  test('lets nothing be kept afterwards, until the app is installed again', async () => {
    const records = createRecords({ storage, sealer });
    const kind = defineRecord({ kind: 'note', version: 1, schema: z.string() });
    const keep = () => records.write(kind, 'T1', 'cr:{T1}:note', 'x');
    await one.erase('T1');
    await expect(keep()).rejects.toMatchObject({ code: 'workspace_erased' });
    await process(0).storeInstallation(ofWorkspace('T1', 'xoxb-2'));
    await keep();
    await one.erase('T1');
    await one.keepAgain('T1');
    await keep();
  });

  test('and installing are done by one at a time, also in another process', async () => {
    const [other, order]: [Installations, string[]] = [process(0), []];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await storage.get('anything');
      order.push(`${name} ends`);
    };
    await Promise.all([one.alone('T1', 2_000, work('one')), other.alone('T1', 2_000, work('other'))]);
    expect(order).toEqual(['one begins', 'one ends', 'other begins', 'other ends']);
    await one.alone('T1', 0, async () => {
      await expect(other.alone('T1', 0, work('late'))).rejects.toMatchObject({ code: 'storage_unavailable' });
      await other.alone('T2', 0, work('elsewhere'));
    });
    expect(order).toContain('elsewhere ends');
  });

  test('of an id that is none is refused', async () => {
    await expect(one.erase('*')).rejects.toThrow();
    await expect(one.erase('')).rejects.toThrow();
  });
});
