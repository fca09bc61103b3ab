import type { Installation } from './installations.ts';
import type { Channel, Enterprise, Json, User } from './types.ts';

/**
 * A person as users.info gives them. The locale and the address are given only when asked for and allowed.
 * `enterprise` is the organisation that their own workspace belongs to.
 */
export function userJson(
  user: User,
  enterprise: Enterprise | null,
  nowMs: number,
  include: { locale: boolean; email: boolean },
): Json {
  const [firstName = '', ...rest] = user.realName.split(' ');
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    real_name: user.realName,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: offsetSeconds(user.tz, nowMs),
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
    updated: Math.floor(nowMs / 1000),
    ...(enterprise === null ? {} : { enterprise_user: enterpriseUserJson(user, enterprise) }),
    ...(include.locale ? { locale: user.locale } : {}),
  };
}

function enterpriseUserJson(user: User, { id, name }: Enterprise): Json {
  return {
    id: user.id,
    enterprise_id: id,
    enterprise_name: name,
    is_admin: user.isOrgAdmin === true,
    is_owner: false,
    is_primary_owner: false,
    teams: user.teams ?? [user.teamId],
  };
}

function offsetSeconds(timeZone: string, nowMs: number): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(nowMs)
    .find((part) => part.type === 'timeZoneName')?.value;
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

/** A conversation as conversations.info gives it. */
export function channelJson(channel: Channel, installation: Installation): Json {
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
