import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keys } from '../src/storage/keys.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { en } from '../src/texts/en.ts';
import { type AuditLog, createAuditLog } from '../src/workspaces/audit-log.ts';
import { createOAuthApps, type OAuthApps } from '../src/workspaces/oauth-apps.ts';
import { addTenant, connectUrlOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

const texts = en.connection.ownApp;
const storage = createMemoryStorage();
let world: World;
let oauthApps: OAuthApps;
let auditLog: AuditLog;
let tenant: Tenant;
let apps = 0;

/** The operator has no OAuth app, so that the form is the way to the first connection. */
beforeAll(async () => {
  world = await startWorld({ storage, withoutOAuthApp: true });
  const records = world.records;
  oauthApps = createOAuthApps({ records, operatorApp: undefined });
  auditLog = createAuditLog({ records });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.cleverReach.setFaults({});
  tenant = await addTenant(world);
});

/** Makes an OAuth app at CleverReach. */
function registerApp(redirectUri = `${world.publicUrl}/cleverreach/callback`) {
  apps += 1;
  const app = { clientId: `own-${apps}`, clientSecret: `planted-secret-${apps}` };
  world.cleverReach.apps.set(app.clientId, { ...app, name: 'Nordwind', redirectUris: [redirectUri] });
  return app;
}

const admin = () => world.slack.as(tenant.admin);
const shown = () => JSON.stringify(admin().currentView()?.content);
const formIs = (callbackId: string) =>
  world.slack.waitFor(() => admin().currentView()?.content['callback_id'] === callbackId);

/** The form, from the message that there is no OAuth app yet. */
async function open() {
  const offer = await tenant.ask(tenant.admin, 'connect');
  await admin().press(offer, en.connection.ownAppButton);
  await formIs('connection:save-own-app');
}

/** The form, from the settings. */
async function openFromSettings() {
  await world.slack.command(tenant.admin, tenantChannel, '/cleverreach settings');
  await formIs('settings:save');
  await admin().press('modal', en.connection.ownAppShort);
  await formIs('connection:save-own-app');
}

async function enter({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  await admin().fill('modal', { client_id: clientId, client_secret: clientSecret }, { force: true });
  return admin().submit('modal', { force: true });
}

describe('a workspace whose operator has no OAuth app', () => {
  test('enters its own, connects with it, and works', async () => {
    await open();
    expect(shown()).toContain(`${world.publicUrl}/cleverreach/callback`);
    expect(shown()).not.toContain(texts.removeButton);
    const app = registerApp();
    expect(await enter(app)).toMatchObject({ outcome: 'updated' });
    expect(shown()).toContain(texts.saved);
    const { agree } = await visit(connectUrlOf({ blocks: admin().currentView()?.content['blocks'] }));
    expect((await agree()).body).toContain('<h1>Connected</h1>');
    expect([...world.cleverReach.tokens.values()].map(({ clientId }) => clientId)).toContain(app.clientId);
    await tenant.ask(tenant.member, 'stats');
    await world.slack.waitForMessage(tenant.member, tenantChannel, { text: '6 groups' });
    expect(await auditLog.latest(tenant.id, { count: 5 })).toMatchObject([
      { action: 'connection.connect', userId: tenant.admin },
      { action: 'oauth-app.change', userId: tenant.admin, detail: 'saved', result: 'done' },
    ]);
    expect(world.log()).not.toContain(app.clientSecret);
  });

  test('a member who installed hears that an admin can enter it', async () => {
    const other = await addTenant(world, { installedBy: 'member' });
    const answer = await other.ask(other.member, 'connect');
    expect(answer.text).toContain('a Slack admin enters an OAuth app of this workspace’s own');
    expect(JSON.stringify(answer.blocks)).not.toContain('connection:own-app');
    expect(other.installed.body).toContain('A CleverReach OAuth app is still missing.');
  });
});

describe('entered again', () => {
  test('the stored secret is not shown, and is kept where it is left empty', async () => {
    const app = registerApp();
    await oauthApps.save(tenant.id, app);
    await openFromSettings();
    expect(shown()).toContain(app.clientId);
    expect(shown()).toContain(texts.secretStored);
    expect(shown()).not.toContain(app.clientSecret);
    expect(await admin().submit()).toMatchObject({ outcome: 'updated' });
    expect(await oauthApps.own(tenant.id)).toEqual(app);
    await admin().closeView();
    expect(admin().currentView()?.content['callback_id']).toBe('settings:save');
  });

  test('another client id needs its own secret', async () => {
    const app = registerApp();
    await oauthApps.save(tenant.id, app);
    await openFromSettings();
    const result = await enter({ clientId: registerApp().clientId, clientSecret: '' });
    expect(result).toMatchObject({ outcome: 'errors', errors: { client_secret: texts.errors.secretMissing } });
    expect(await oauthApps.own(tenant.id)).toEqual(app);
  });

  test('says that the account goes on with the app it was connected with, and it does', async () => {
    const app = registerApp();
    await oauthApps.save(tenant.id, app);
    await tenant.connect();
    await openFromSettings();
    expect(shown()).toContain(texts.connectionStays);
    await enter(registerApp());
    expect(shown()).toContain(texts.connectionStays);
    expect(shown()).not.toContain('/cleverreach/connect');
    for (const token of world.cleverReach.tokens.values()) token.expiresAtMs = 0;
    world.cleverReach.requests.length = 0;
    await tenant.ask(tenant.member, 'stats');
    const renewals = world.cleverReach.requests.filter(({ path }) => path === '/oauth/token.php');
    expect(JSON.stringify(renewals)).toContain(app.clientId);
  });

  test('can be removed, after a question', async () => {
    await oauthApps.save(tenant.id, registerApp());
    await openFromSettings();
    expect(await admin().press('modal', texts.removeButton)).toMatchObject({ outcome: 'confirm' });
    expect(await oauthApps.own(tenant.id)).toBeDefined();
    await admin().press('modal', texts.removeButton, { confirm: true });
    await world.slack.waitFor(() => shown().includes(texts.removed));
    expect(await oauthApps.own(tenant.id)).toBeUndefined();
    expect(await auditLog.latest(tenant.id, { count: 1 })).toMatchObject([
      { action: 'oauth-app.change', detail: 'removed' },
    ]);
    expect((await tenant.ask(tenant.admin, 'connect')).text).toContain('no CleverReach OAuth app yet');
  });

  test('one that cannot be read is said to be so, and can be entered anew', async () => {
    await storage.set(keys.oauthApp(tenant.id), 'spoilt');
    await openFromSettings();
    expect(shown()).toContain(texts.unreadable);
    const app = registerApp();
    expect(await enter({ ...app, clientSecret: '' })).toMatchObject({
      errors: { client_secret: texts.errors.secretMissing },
    });
    expect(await enter(app)).toMatchObject({ outcome: 'updated' });
    expect(await oauthApps.own(tenant.id)).toEqual(app);
  });
});

describe('what cannot be taken is said at its field, and nothing is stored', () => {
  test.each([
    [
      'nothing',
      { clientId: '', clientSecret: '' },
      { client_id: texts.errors.idMissing, client_secret: texts.errors.secretMissing },
    ],
    ['an id with blanks', { clientId: 'a b', clientSecret: 'x' }, { client_id: texts.errors.id }],
    [
      'a secret with a letter of no header',
      { clientId: 'a', clientSecret: 'geheim–nis' },
      { client_secret: texts.errors.secret },
    ],
    ['what is far too long', { clientId: 'a'.repeat(300), clientSecret: 'x' }, { client_id: texts.errors.id }],
    [
      'an id that CleverReach does not know',
      { clientId: 'nobody', clientSecret: 'x' },
      { client_id: texts.errors.unknown },
    ],
  ])('%s', async (_case, entered, errors) => {
    await open();
    expect(await enter(entered)).toMatchObject({ outcome: 'errors', errors });
    expect(await oauthApps.own(tenant.id)).toBeUndefined();
    expect(await auditLog.latest(tenant.id, { count: 1 })).toEqual([]);
  });

  test('an app with another redirect URL in CleverReach: which one it needs', async () => {
    await open();
    const result = await enter(registerApp('https://elsewhere.example/callback'));
    const url = `${world.publicUrl}/cleverreach/callback`;
    expect(result).toMatchObject({ outcome: 'errors', errors: { client_id: texts.errors.otherRedirect(url) } });
  });

  test.each([
    ['is down', { oauthDown: true }],
    ['takes too long', { latencyMs: 2_500, paths: 'oauth/authorize' }],
  ])('but a CleverReach that %s keeps nobody from entering one', async (_case, faults) => {
    await open();
    const app = registerApp();
    world.cleverReach.setFaults(faults);
    expect(await enter(app)).toMatchObject({ outcome: 'updated' });
    expect(await oauthApps.own(tenant.id)).toEqual(app);
  });
});
