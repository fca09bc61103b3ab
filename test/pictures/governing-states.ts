import { auditMessage } from '../../src/slack/audit/messages.ts';
import { noAppMessage, whoConnectsMessage } from '../../src/slack/connection/messages.ts';
import { ownAppRemovedMessage, ownAppSavedMessage } from '../../src/slack/connection/own-app/messages.ts';
import { ownAppModal } from '../../src/slack/connection/own-app/modal.ts';
import { messageModal } from '../../src/slack/kit/message-modal.ts';
import { savedMessage, settingsFields } from '../../src/slack/settings/messages.ts';
import { type SettingsView, settingsModal } from '../../src/slack/settings/modal.ts';
import type { AuditEntry } from '../../src/workspaces/audit-log.ts';
import { at, connection, message, modal, type State, url } from './samples.ts';

const unconnected = { connection: undefined, installedBy: 'U07ANNA0001' };
const broken = { connection: { ...connection, brokenAt: at }, installedBy: 'U07ANNA0001' };
const full: SettingsView['settings'] = {
  language: 'de',
  changes: { by: 'people', userIds: ['U07ANNA0001', 'U07BEN00002'] },
  defaultGroup: { id: '240001', name: 'Newsletter' },
  defaultSender: { name: 'Teehaus Muster', email: 'newsletter@teehaus-muster.example' },
  masksSender: true,
};
const plainSettings: SettingsView['settings'] = { changes: { by: 'members' }, masksSender: true };
const redirectUrl = 'https://app.example.com/cleverreach/callback';
const ownApp = { clientId: 'a1B2c3D4e5', clientSecret: 'secret' };

const entry = (minutesAgo: number, more: Partial<AuditEntry>): AuditEntry => ({
  at: new Date(at.getTime() - minutesAgo * 60_000),
  userId: 'U07BEN00002',
  userName: 'Ben Carter',
  action: 'receiver.unsubscribe',
  address: 'lena.hoffmann@example.com',
  groups: [
    { id: '240001', name: 'Newsletter' },
    { id: '240002', name: 'VIP-Kunden' },
  ],
  result: 'done',
  reference: '4f0c9e0a7a',
  ...more,
});
const groups = Array.from({ length: 12 }, (_, index) => ({ id: `${index}`, name: `Filiale ${index + 1}` }));
const mailing = { id: '8157001', name: 'Frühjahrstees sind da' };
const changes = [
  entry(1, {}),
  entry(14, { action: 'receiver.undo' }),
  entry(55, { action: 'receiver.add', result: 'failed', groups: [{ id: '240001', name: 'Newsletter' }] }),
  entry(130, { action: 'mailing.draft', mailing, groups: [{ id: '240001', name: 'Newsletter' }] }),
  entry(130, { action: 'groups.share', userId: 'U07ANNA0001' }),
  entry(140, { action: 'mailing.share', mailing, userId: 'U07ANNA0001' }),
  undefined,
  entry(1_400, { groups, result: 'partly' }),
  entry(1_500, { action: 'settings.change', detail: 'language, changes', userId: 'U07ANNA0001' }),
  entry(1_510, { action: 'oauth-app.change', detail: 'saved', userId: 'U07ANNA0001' }),
  entry(1_520, { action: 'connection.connect', detail: 'Teehaus Muster GmbH', userId: 'U07ANNA0001' }),
];

/** Who may do what: settings, the audit log, an own OAuth app, and who hears that somebody else may. */
export const governingStates: State[] = [
  message('connect-no-app', (r) => noAppMessage(r, true)),
  message('connect-no-app-other', (r) => noAppMessage(r, false)),
  message('connect-who', (r) => whoConnectsMessage(r, 'needed', unconnected)),
  message('connect-who-broken', (r) => whoConnectsMessage(r, 'broken', broken)),
  message('denied-settings-unreadable', ({ t }) => ({ text: t.denied.settingsUnreadable })),
  message('audit', (r) => auditMessage(r, { page: 1, entries: changes, hasOlder: true })),
  message('audit-last', (r) => auditMessage(r, { page: 3, entries: changes.slice(0, 2), hasOlder: false })),
  message('audit-none', (r) => auditMessage(r, { page: 1, entries: [], hasOlder: false })),
  message('audit-beyond', (r) => auditMessage(r, { page: 9, entries: [], hasOlder: false })),
  modal('settings', (r) =>
    settingsModal(
      r,
      { settings: plainSettings, isUnreadable: false, oauthApp: r.t.connection.ownApp.operators, hasAccount: true },
      '',
    ),
  ),
  modal('settings-full', (r) =>
    settingsModal(
      r,
      { settings: full, isUnreadable: false, oauthApp: r.t.connection.ownApp.own('a1B2c3D4e5'), hasAccount: true },
      '',
    ),
  ),
  modal('settings-unreadable', (r) =>
    settingsModal(
      r,
      { settings: plainSettings, isUnreadable: true, oauthApp: r.t.connection.ownApp.none, hasAccount: false },
      '',
    ),
  ),
  modal('settings-saved', (r) => messageModal(r, savedMessage(r, full, [...settingsFields]))),
  modal('settings-saved-nothing', (r) => messageModal(r, savedMessage(r, full, []))),
  modal('own-app', (r) => ownAppModal(r, { stored: 'none', redirectUrl, isConnected: false }, '')),
  modal('own-app-stored', (r) => ownAppModal(r, { stored: ownApp, redirectUrl, isConnected: true }, '')),
  modal('own-app-unreadable', (r) => ownAppModal(r, { stored: 'unreadable', redirectUrl, isConnected: false }, '')),
  modal('own-app-saved', (r) => messageModal(r, ownAppSavedMessage(r, { isConnected: false, connectUrl: url }))),
  modal('own-app-saved-connected', (r) =>
    messageModal(r, ownAppSavedMessage(r, { isConnected: true, connectUrl: undefined })),
  ),
  modal('own-app-removed', (r) =>
    messageModal(r, ownAppRemovedMessage(r, false, { isConnected: false, connectUrl: undefined })),
  ),
];
