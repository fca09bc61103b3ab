import { newId, newSecret } from './clock.ts';
import { flag, get, objects, text, texts } from './json.ts';
import type { AppSettings } from './types.ts';

/** What a manifest does not hold. */
export interface AppSecrets {
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  id?: string;
  /** Overrides the manifest's request URLs, which point to the real host. */
  eventsUrl?: string;
  /** Overrides the manifest's redirect URLs. */
  redirectUris?: string[];
}

/** Client id, secret and signing secret for an app that only lives here. */
export function newAppSecrets(): AppSecrets {
  return {
    clientId: `${newId('', 10)}.${newId('', 12)}`,
    clientSecret: newSecret(16),
    signingSecret: newSecret(16),
  };
}

/** The settings of an app as its (parsed) manifest gives them. */
export function appFromManifest(manifest: unknown, secrets: AppSecrets): AppSettings {
  const features = get(manifest, 'features');
  const settings = get(manifest, 'settings');
  const scopes = get(manifest, 'oauth_config', 'scopes');
  const optionalBotScopes = texts(get(scopes, 'bot_optional'));
  return {
    id: secrets.id ?? newId('A'),
    name: text(manifest, 'display_information', 'name') || 'App',
    clientId: secrets.clientId,
    clientSecret: secrets.clientSecret,
    signingSecret: secrets.signingSecret,
    redirectUris: secrets.redirectUris ?? texts(get(manifest, 'oauth_config', 'redirect_urls')),
    eventsUrl: secrets.eventsUrl ?? text(settings, 'event_subscriptions', 'request_url'),
    commands: objects(get(features, 'slash_commands')).map((command) => ({
      command: text(command, 'command'),
      description: text(command, 'description'),
      usageHint: text(command, 'usage_hint'),
      shouldEscape: flag(command['should_escape']),
    })),
    shortcuts: objects(get(features, 'shortcuts')).map((shortcut) => ({
      type: shortcut['type'] === 'message' ? 'message' : 'global',
      name: text(shortcut, 'name'),
      callbackId: text(shortcut, 'callback_id'),
      description: text(shortcut, 'description'),
    })),
    // Slack's own example names an optional scope in both lists.
    botScopes: [...new Set([...texts(get(scopes, 'bot')), ...optionalBotScopes])],
    optionalBotScopes,
    botEvents: texts(get(settings, 'event_subscriptions', 'bot_events')),
    orgDeploy: flag(get(settings, 'org_deploy_enabled')),
    appHome: {
      homeTab: flag(get(features, 'app_home', 'home_tab_enabled')),
      messagesTab: flag(get(features, 'app_home', 'messages_tab_enabled')),
      messagesReadOnly: flag(get(features, 'app_home', 'messages_tab_read_only_enabled')),
    },
  };
}
