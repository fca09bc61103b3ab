import { describe, expect, test } from 'vitest';
import { keys } from '../storage/keys.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import { createOAuthApps } from './oauth-apps.ts';

const workspace = 'T0NORDWIND';
const operatorApp = { clientId: 'operator', clientSecret: 'operator-secret' };
const own = { clientId: 'own', clientSecret: 'planted-secret' };

function scene(options: { operatorApp?: typeof operatorApp } = { operatorApp }) {
  const storage = createMemoryStorage();
  const records = createRecords({ storage, sealer: createSealer([{ id: 'k', key: new Uint8Array(32).fill(1) }]) });
  return { storage, oauthApps: createOAuthApps({ records, operatorApp: options.operatorApp }) };
}

describe('the OAuth app of a workspace', () => {
  test('is the operator’s, until it has its own, and again once that is removed', async () => {
    const { oauthApps } = scene();
    expect(await oauthApps.find(workspace)).toEqual(operatorApp);
    await oauthApps.save(workspace, own);
    expect(await oauthApps.find(workspace)).toEqual(own);
    expect(await oauthApps.own(workspace)).toEqual(own);
    expect(await oauthApps.find('T0OTHER')).toEqual(operatorApp);
    expect(await oauthApps.remove(workspace)).toBe(true);
    expect(await oauthApps.find(workspace)).toEqual(operatorApp);
    expect(await oauthApps.own(workspace)).toBeUndefined();
    expect(await oauthApps.remove(workspace)).toBe(false);
  });

  test('is none, where the operator has none either', async () => {
    const { oauthApps } = scene({});
    expect(await oauthApps.find(workspace)).toBeUndefined();
    await oauthApps.save(workspace, own);
    expect(await oauthApps.find(workspace)).toEqual(own);
  });

  test('is sealed', async () => {
    const { storage, oauthApps } = scene();
    await oauthApps.save(workspace, own);
    expect(await storage.get(keys.oauthApp(workspace))).not.toContain('planted');
  });

  test('is no empty one', async () => {
    const { oauthApps } = scene();
    await expect(oauthApps.save(workspace, { ...own, clientSecret: '' })).rejects.toMatchObject({
      code: 'record_unwritable',
    });
    expect(await oauthApps.find(workspace)).toEqual(operatorApp);
  });

  test('that cannot be read is an error and not the operator’s, until it is removed or entered anew', async () => {
    const { storage, oauthApps } = scene();
    await storage.set(keys.oauthApp(workspace), 'x');
    await expect(oauthApps.find(workspace)).rejects.toMatchObject({ code: 'record_unreadable' });
    await oauthApps.save(workspace, own);
    expect(await oauthApps.find(workspace)).toEqual(own);
    await storage.set(keys.oauthApp(workspace), 'x');
    expect(await oauthApps.remove(workspace)).toBe(true);
    expect(await oauthApps.find(workspace)).toEqual(operatorApp);
  });
});
