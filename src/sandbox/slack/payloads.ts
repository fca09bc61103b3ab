import type { Core } from './core.ts';
import { ControlError } from './errors.ts';
import type { Installation } from './installations.ts';
import type { Channel, Json, Message, User } from './types.ts';

/** The token of old that apps verified requests with before signatures; still part of every payload. */
const VERIFICATION_TOKEN = 'sandbox-verification-token';

/** The app's installation where a person is; throws a ControlError when the app is not there. */
export function installationFor(core: Core, user: User): Installation {
  const installation = core.installations.serving(user.workspaceId);
  if (installation === undefined)
    throw new ControlError('not_installed', `${core.app.name} is not installed in this workspace.`);
  return installation;
}

/** What every interaction payload carries. */
export function commonPayload(core: Core, user: User): Json {
  const installation = installationFor(core, user);
  const workspace = core.state.workspace(user.workspaceId);
  const enterprise = workspace.enterprise;
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: core.app.id,
    token: VERIFICATION_TOKEN,
    team: {
      id: workspace.id,
      domain: workspace.domain,
      ...(enterprise === null ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    },
    enterprise: enterprise === null ? null : { id: enterprise.id, name: enterprise.name },
    is_enterprise_install: installation.isEnterpriseInstall,
  };
}

/** The form of a slash command. */
export function commandForm(
  core: Core,
  user: User,
  channel: Channel,
  typed: { command: string; text: string; responseUrl: string; triggerId: string },
): URLSearchParams {
  const installation = installationFor(core, user);
  const workspace = core.state.workspace(user.workspaceId);
  const enterprise = workspace.enterprise;
  return new URLSearchParams({
    token: VERIFICATION_TOKEN,
    team_id: workspace.id,
    team_domain: workspace.domain,
    ...(enterprise === null ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: user.id,
    user_name: user.name,
    command: typed.command,
    text: typed.text,
    api_app_id: core.app.id,
    is_enterprise_install: String(installation.isEnterpriseInstall),
    response_url: typed.responseUrl,
    trigger_id: typed.triggerId,
  });
}

/** The outer part of an event. */
export function eventEnvelope(
  core: Core,
  installation: Installation,
  event: { workspaceId: string | null; eventId: string; event: Json },
): Json {
  return {
    token: VERIFICATION_TOKEN,
    team_id: event.workspaceId,
    ...(installation.enterpriseId === null ? {} : { enterprise_id: installation.enterpriseId }),
    api_app_id: core.app.id,
    event: event.event,
    type: 'event_callback',
    event_id: event.eventId,
    event_time: Math.floor(core.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: installation.enterpriseId,
        team_id: installation.isEnterpriseInstall ? null : event.workspaceId,
        user_id: installation.botUserId,
        is_bot: true,
        is_enterprise_install: installation.isEnterpriseInstall,
      },
    ],
    is_ext_shared_channel: false,
  };
}

/** The name that payloads give a channel; private ones do not tell theirs. */
export function channelName(channel: Channel): string {
  if (channel.kind === 'im' || channel.kind === 'dm') return 'directmessage';
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}

/** A message as Slack gives it to the app. */
export function messageJson(core: Core, message: Message): Json {
  const channel = core.state.channels.get(message.channel);
  const author = core.state.users.get(message.user);
  const installation = channel === undefined ? undefined : core.installations.serving(channel.workspaceId);
  const byApp = message.author === 'app';
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: author?.teamId ?? channel?.workspaceId ?? '',
    ...(byApp && installation !== undefined
      ? {
          bot_id: installation.botId,
          app_id: core.app.id,
          bot_profile: { id: installation.botId, name: core.app.name },
        }
      : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(message.files.length > 0 ? { files: message.files, upload: true } : {}),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(message.metadata === null ? {} : { metadata: message.metadata }),
    ...(message.editedAtMs === null || message.blocks.length > 0
      ? {}
      : { edited: { user: message.user, ts: `${Math.floor(message.editedAtMs / 1000)}.000000` } }),
  };
}
