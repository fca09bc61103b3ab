import type { Core } from './core.ts';
import { ApiError } from './errors.ts';
import type { Installation } from './installations.ts';
import { flag, text } from './json.ts';
import { removeApp } from './removal.ts';
import type { Channel, Json, User } from './types.ts';
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
        return {
          user: userJson(core, user, {
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
    'files.info': {
      scopes: ['files:read'],
      run: ({ args, installation }) => {
        const file = core.files.find(text(args, 'file'));
        if (file === undefined || !core.installations.reaches(installation, file.user.workspaceId))
          throw new ApiError('file_not_found');
        return { file: core.files.asJson(file) };
      },
    },
    'conversations.info': {
      scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
      run: ({ args, installation }) => {
        const channel = channelArgument(core, installation, text(args, 'channel'));
        const needed = { public: 'channels:read', private: 'groups:read', im: 'im:read' }[channel.kind];
        if (!installation.scopes.includes(needed))
          throw new ApiError('missing_scope', [], { needed, provided: installation.scopes.join(',') });
        return { channel: channelJson(channel, installation) };
      },
    },
    'conversations.open': {
      scopes: ['im:write', 'mpim:write'],
      run: ({ args, installation }) => {
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

function userJson(core: Core, user: User, include: { locale: boolean; email: boolean }): Json {
  const [firstName = '', ...rest] = user.realName.split(' ');
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    real_name: user.realName,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: offsetSeconds(user.tz, core.clock.now()),
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      first_name: firstName,
      last_name: rest.join(' '),
      team: user.teamId,
      title: '',
      ...(include.email && !user.isStranger && !user.isBot ? { email: user.email } : {}),
    },
    is_admin: user.isAdmin,
    is_owner: user.isOwner,
    is_primary_owner: false,
    is_restricted: user.isRestricted,
    is_ultra_restricted: user.isUltraRestricted,
    is_bot: user.isBot,
    is_app_user: false,
    is_stranger: user.isStranger,
    updated: Math.floor(core.clock.now() / 1000),
    ...(include.locale ? { locale: user.locale } : {}),
  };
}

function offsetSeconds(timeZone: string, nowMs: number): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(nowMs)
    .find((part) => part.type === 'timeZoneName')?.value;
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

function channelJson(channel: Channel, installation: Installation): Json {
  const isIm = channel.kind === 'im';
  return {
    id: channel.id,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: isIm,
    is_mpim: false,
    is_private: channel.kind !== 'public',
    is_archived: false,
    is_ext_shared: channel.isShared,
    is_shared: channel.isShared,
    context_team_id: channel.workspaceId,
    ...(isIm
      ? { user: channel.members[0] }
      : {
          name: channel.name,
          name_normalized: channel.name,
          is_general: channel.name === 'general',
          is_member: channel.members.includes(installation.botUserId),
          topic: { value: channel.topic, creator: '', last_set: 0 },
          purpose: { value: '', creator: '', last_set: 0 },
        }),
  };
}
