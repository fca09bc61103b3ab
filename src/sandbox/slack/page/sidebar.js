import { h, safeUrl } from './dom.js';

/**
 * The workspace's name, its channels, and the app with its Home tab and its direct message.
 *
 * @param {HTMLElement} root
 * @param {{ workspace: any, channels: any[], app: { name: string }, place: string, unread: Set<string>, links: { cleverReachUrl?: string } }} state
 * @param {(place: string) => void} go
 */
export function drawSidebar(root, state, go) {
  const entry = (place, label, mark) =>
    h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          'aria-current': state.place === place ? 'page' : null,
          class: state.unread.has(place) ? 'unread' : null,
          on: { click: () => go(place) },
        },
        h('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
        label,
        state.unread.has(place) ? h('span', { class: 'visually-hidden' }, ' (new)') : null,
      ),
    );
  const cleverReach = safeUrl(state.links.cleverReachUrl);
  root.replaceChildren(
    h('h1', {}, state.workspace.name),
    h('h2', {}, 'Channels'),
    h(
      'ul',
      {},
      ...state.channels.map((channel) => entry(channel.id, channel.name, channel.kind === 'private' ? '🔒' : '#')),
    ),
    h('h2', {}, 'Apps'),
    h('ul', {}, entry('home', `${state.app.name}: Home`, '⌂'), entry('@app', `${state.app.name}: Messages`, '✉')),
    cleverReach === null
      ? null
      : h(
          'p',
          { class: 'outside' },
          h(
            'a',
            { href: cleverReach, class: 'outside-link', target: '_blank', rel: 'noopener' },
            'Local CleverReach ↗',
          ),
        ),
  );
}

/** Who one is: a person of any workspace, with the role that decides what the app lets them do. */
export function drawPersona(select, workspaces, userId) {
  select.replaceChildren(
    ...workspaces.map((workspace) =>
      h(
        'optgroup',
        { label: workspace.name },
        ...workspace.users
          .filter((user) => !user.isBot && !user.deleted)
          .map((user) =>
            h(
              'option',
              { value: user.id, selected: user.id === userId },
              `${user.realName || user.name} (${role(user)})`,
            ),
          ),
      ),
    ),
  );
  select.value = userId;
}

/** The role in the words of Slack's own pages. */
export function role(user) {
  if (user.isStranger) return 'other organisation';
  if (user.isUltraRestricted || user.isRestricted) return 'guest';
  if (user.isOwner) return 'owner';
  return user.isAdmin ? 'admin' : 'member';
}
