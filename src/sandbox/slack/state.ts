import { newId } from './clock.ts';
import { ControlError } from './errors.ts';
import type { Feed } from './feed.ts';
import type { Channel, Enterprise, User, Workspace } from './types.ts';

/** The directory: who and what there is. */
export interface State {
  readonly enterprises: Map<string, Enterprise>;
  readonly workspaces: Map<string, Workspace>;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  /** By id or name; throws a ControlError when there is none. */
  workspace(ref: string): Workspace;
  /** By id, handle, or `handle@domain` where the handle alone is not unique. */
  user(ref: string): User;
  /** By id, `#name`, `@app`, or `@` and a colleague's handle or id, as far as the person is in it. */
  channelFor(user: User, ref: string): Channel;
  /** The direct message between a person and the app. */
  directMessage(user: User, botUserId: string | null): Channel;
  changed(): void;
}

export function createState(feed: Feed): State {
  const enterprises = new Map<string, Enterprise>();
  const workspaces = new Map<string, Workspace>();
  const users = new Map<string, User>();
  const channels = new Map<string, Channel>();

  function workspace(ref: string): Workspace {
    const found =
      workspaces.get(ref) ?? [...workspaces.values()].find((entry) => entry.name === ref || entry.domain === ref);
    if (found === undefined) throw new ControlError('unknown_workspace', `There is no workspace "${ref}".`);
    return found;
  }

  function user(ref: string): User {
    const byId = users.get(ref);
    if (byId !== undefined) return byId;
    const [name, domain] = ref.split('@');
    const named = [...users.values()].filter(
      (entry) => entry.name === name && (domain === undefined || workspaces.get(entry.workspaceId)?.domain === domain),
    );
    const [first, second] = named;
    if (first === undefined) throw new ControlError('unknown_user', `There is no user "${ref}".`);
    if (second !== undefined)
      throw new ControlError('ambiguous_user', `"${ref}" is in several workspaces: write handle@domain, or the id.`);
    return first;
  }

  function directMessage(owner: User, botUserId: string | null): Channel {
    const found = [...channels.values()].find(
      (channel) =>
        channel.kind === 'im' && channel.workspaceId === owner.workspaceId && channel.members[0] === owner.id,
    );
    if (found !== undefined) {
      if (botUserId !== null && !found.members.includes(botUserId)) found.members.push(botUserId);
      return found;
    }
    const channel: Channel = {
      id: newId('D'),
      workspaceId: owner.workspaceId,
      name: '',
      kind: 'im',
      members: botUserId === null ? [owner.id] : [owner.id, botUserId],
      isShared: false,
      topic: '',
    };
    channels.set(channel.id, channel);
    return channel;
  }

  /** The direct message between two people; it begins when one of them first looks at it. */
  function betweenTwo(viewer: User, ref: string): Channel {
    const other = [...users.values()].find(
      (entry) =>
        entry.workspaceId === viewer.workspaceId &&
        !entry.isBot &&
        entry.id !== viewer.id &&
        (entry.id === ref || entry.name === ref),
    );
    if (other === undefined) throw new ControlError('unknown_user', `There is nobody "${ref}" to write to.`);
    const found = [...channels.values()].find(
      (entry) => entry.kind === 'dm' && entry.members.includes(viewer.id) && entry.members.includes(other.id),
    );
    if (found !== undefined) return found;
    const channel: Channel = {
      id: newId('D'),
      workspaceId: viewer.workspaceId,
      name: '',
      kind: 'dm',
      members: [viewer.id, other.id],
      isShared: viewer.isStranger || other.isStranger,
      topic: '',
    };
    channels.set(channel.id, channel);
    feed.emit({ type: 'directory_changed' });
    return channel;
  }

  function channelFor(viewer: User, ref: string): Channel {
    if (ref === '@app') return directMessage(viewer, null);
    if (ref.startsWith('@')) return betweenTwo(viewer, ref.slice(1));
    const name = ref.replace(/^#/, '');
    const channel =
      channels.get(ref) ??
      [...channels.values()].find((entry) => entry.workspaceId === viewer.workspaceId && entry.name === name);
    if (channel === undefined) throw new ControlError('unknown_channel', `There is no channel "${ref}".`);
    if (!channel.members.includes(viewer.id))
      throw new ControlError('not_in_channel', `${viewer.name} is not in the channel "${ref}".`);
    return channel;
  }

  return {
    enterprises,
    workspaces,
    users,
    channels,
    workspace,
    user,
    channelFor,
    directMessage,
    changed: () => feed.emit({ type: 'directory_changed' }),
  };
}
