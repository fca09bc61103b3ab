import { noAppMessage, whoConnectsMessage } from '../../src/slack/connection/messages.ts';
import { ownAppRemovedMessage, ownAppSavedMessage } from '../../src/slack/connection/own-app/messages.ts';
import { ownAppModal } from '../../src/slack/connection/own-app/modal.ts';
import { messageModal } from '../../src/slack/kit/message-modal.ts';
import { savedMessage, settingsFields } from '../../src/slack/settings/messages.ts';
import { type SettingsView, settingsModal } from '../../src/slack/settings/modal.ts';
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

/** Who may do what: settings, an own OAuth app, and who hears that somebody else may. */
export const governingStates: State[] = [
  message('connect-no-app', (r) => noAppMessage(r, true)),
  message('connect-no-app-other', (r) => noAppMessage(r, false)),
  message('connect-who', (r) => whoConnectsMessage(r, 'needed', unconnected)),
  message('connect-who-broken', (r) => whoConnectsMessage(r, 'broken', broken)),
  message('denied-settings-unreadable', ({ t }) => ({ text: t.denied.settingsUnreadable })),
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
