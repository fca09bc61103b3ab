import type { Core } from './core.ts';
import { channelJson, userJson } from './directory-json.ts';
import { ApiError } from './errors.ts';
import type { Installation } from './installations.ts';
import { flag, text } from './json.ts';
import { removeApp } from './removal.ts';
import type { Channel } from './types.ts';
import type { Method } from './web-api.ts';

/** The channel of an argument, or the direct message of a person. Throws channel_not_found. */
export function channelArgument(core: Core, installation: Installation, ref: string): Channel {
  const user = core.state.users.get(ref);
  if (user !== undefined && core.installations.reaches(installation, user.workspaceId) && !user.isBot)
    return core.state.directMessage(user, installation.botUserId);
  const channel =
    core.state.channels.get(ref) ??
    [...core.state.channels.values()].find(
      (entry) =>
        entry.name !== '' && `#${entry.name}` === ref && core.installations.reaches(installation, entry.workspaceId),
    );
  if (channel === undefined || !core.installations.reaches(installation, channel.workspaceId))
    throw new ApiError('channel_not_found');
  if (channel.kind !== 'public' && !channel.members.includes(installation.botUserId))
    throw new ApiError('channel_not_found');
  return channel;
}

/** Throws not_in_channel unless the bot is a member or may post to all public channels. */
export function writable(installation: Installation, channel: Channel): Channel {
  const anywhere = channel.kind === 'public' && installation.scopes.includes('chat:write.public');
  if (!channel.members.includes(installation.botUserId) && !anywhere) throw new ApiError('not_in_channel');
  return channel;
}

/** auth, users, team, conversations, apps. */
export function directoryMethods(core: Core): Record<string, Method> {
  return {
    'auth.test': {
      scopes: [],
      run: ({ installation }) => {
        const bot = core.state.users.get(installation.botUserId);
        const workspace = installation.teamId === null ? null : core.state.workspace(installation.teamId);
        const enterprise =
          installation.enterpriseId === null ? undefined : core.state.enterprises.get(installation.enterpriseId);
        const domain = workspace?.domain ?? enterprise?.domain ?? '';
        return {
          url: `https://${domain}.slack.com/`,
          team: workspace?.name ?? enterprise?.name ?? '',
          user: bot?.name ?? '',
          team_id: workspace?.id ?? enterprise?.id ?? '',
          user_id: installation.botUserId,
          bot_id: installation.botId,
          ...(enterprise === undefined ? {} : { enterprise_id: enterprise.id }),
          is_enterprise_install: installation.isEnterpriseInstall,
        };
      },
    },
    'auth.revoke': {
      scopes: [],
      run: ({ args, installation }) => {
        if (flag(args['test'])) return { revoked: false };
        // The events follow; the answer does not wait for them.
        void removeApp(core, installation, ['tokens_revoked', 'app_uninstalled']);
        return { revoked: true };
      },
    },
    'apps.uninstall': {
      scopes: [],
      run: ({ args, installation }) => {
        if (text(args, 'client_id') !== core.app.clientId) throw new ApiError('invalid_client_id');
        if (text(args, 'client_secret') !== core.app.clientSecret) throw new ApiError('bad_client_secret');
        void removeApp(core, installation, ['app_uninstalled', 'tokens_revoked']);
        return {};
      },
    },
    'users.info': {
      scopes: ['users:read'],
      run: ({ args, installation }) => {
        const user = core.state.users.get(text(args, 'user'));
        const own = user?.id === installation.botUserId;
        if (user === undefined || (!own && !core.installations.reaches(installation, user.workspaceId)))
          throw new ApiError('user_not_found');
        const enterprise = core.state.workspaces.get(user.teamId)?.enterprise ?? null;
        return {
          user: userJson(user, enterprise, core.clock.now(), {
            locale: flag(args['include_locale']),
            email: installation.scopes.includes('users:read.email'),
          }),
        };
      },
    },
    'team.info': {
      scopes: ['team:read'],
      run: ({ args, installation }) => {
        const id = text(args, 'team') || installation.teamId || '';
        const workspace = core.state.workspaces.get(id);
        if (workspace === undefined || !core.installations.reaches(installation, id))
          throw new ApiError('team_not_found');
        return {
          team: {
            id: workspace.id,
            name: workspace.name,
            domain: workspace.domain,
            email_domain: '',
            icon: { image_default: true },
            ...(workspace.enterprise === null
              ? {}
              : { enterprise_id: workspace.enterprise.id, enterprise_name: workspace.enterprise.name }),
          },
        };
      },
    },
    'conversations.info': {
      scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
      run: ({ args, installation }) => {
        const channel = channelArgument(core, installation, text(args, 'channel'));
        const needed = { public: 'channels:read', private: 'groups:read', im: 'im:read', dm: 'im:read' }[channel.kind];
        if (!installation.scopes.includes(needed))
          throw new ApiError('missing_scope', [], { needed, provided: installation.scopes.join(',') });
        return { channel: channelJson(channel, installation) };
      },
    },
    'conversations.open': {
      scopes: ['im:write', 'mpim:write'],
      run: ({ args, installation }) => {
        if (text(args, 'channel') !== '') {
          const known = channelArgument(core, installation, text(args, 'channel'));
          return { channel: flag(args['return_im']) ? channelJson(known, installation) : { id: known.id } };
        }
        const ids = (text(args, 'users') || String(args['users'] ?? '')).split(',').filter((id) => id !== '');
        const [id] = ids;
        if (ids.length > 1) throw new ApiError('not_supported_by_the_local_slack');
        const user = core.state.users.get(id ?? '');
        if (user === undefined || user.isBot || !core.installations.reaches(installation, user.workspaceId))
          throw new ApiError('user_not_found');
        const channel = core.state.directMessage(user, installation.botUserId);
        return { channel: flag(args['return_im']) ? channelJson(channel, installation) : { id: channel.id } };
      },
    },
  };
}
