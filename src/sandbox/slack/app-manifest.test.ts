import { describe, expect, it } from 'vitest';
import { appFromManifest, newAppSecrets } from './app-manifest.ts';

const manifest = {
  display_information: { name: 'My App' },
  features: {
    app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
    slash_commands: [
      { command: '/my', description: 'Do it', usage_hint: '[what]', should_escape: true, url: 'https://example.com' },
    ],
    shortcuts: [
      { type: 'message', name: 'Use this', callback_id: 'use', description: 'Uses it' },
      { type: 'global', name: 'Start', callback_id: 'start', description: 'Starts' },
    ],
  },
  oauth_config: {
    redirect_urls: ['https://example.com/back'],
    scopes: { bot: ['commands'], bot_optional: ['chat:write'] },
  },
  settings: {
    event_subscriptions: { request_url: 'https://example.com/slack/events', bot_events: ['app_home_opened'] },
    org_deploy_enabled: true,
  },
};
const secrets = { clientId: '1.2', clientSecret: 'c', signingSecret: 's' };

describe("an app's settings from its manifest", () => {
  it('hold all that the manifest says', () => {
    expect(appFromManifest(manifest, { ...secrets, id: 'A1' })).toEqual({
      id: 'A1',
      name: 'My App',
      ...secrets,
      redirectUris: ['https://example.com/back'],
      eventsUrl: 'https://example.com/slack/events',
      commands: [{ command: '/my', description: 'Do it', usageHint: '[what]', shouldEscape: true }],
      shortcuts: [
        { type: 'message', name: 'Use this', callbackId: 'use', description: 'Uses it' },
        { type: 'global', name: 'Start', callbackId: 'start', description: 'Starts' },
      ],
      botScopes: ['commands', 'chat:write'],
      optionalBotScopes: ['chat:write'],
      botEvents: ['app_home_opened'],
      orgDeploy: true,
      appHome: { homeTab: false, messagesTab: true, messagesReadOnly: true },
    });
  });

  it('take local addresses in place of the real ones', () => {
    const local = { eventsUrl: 'http://127.0.0.1:1/slack/events', redirectUris: ['http://127.0.0.1:1/back'] };
    expect(appFromManifest(manifest, { ...newAppSecrets(), ...local })).toMatchObject(local);
  });

  it('are empty, not broken, for an empty manifest', () => {
    expect(appFromManifest(null, secrets)).toMatchObject({
      name: 'App',
      commands: [],
      shortcuts: [],
      botScopes: [],
      botEvents: [],
    });
  });
});
