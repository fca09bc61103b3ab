import { h, safeUrl } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/**
 * The workspace's name, its channels, the people one can write to, and the app.
 *
 * @param {HTMLElement} root
 * @param {{
 *   workspace: any, channels: any[], people: any[], app: { name: string, appHome: any }, place: string,
 *   unread: (place: string) => { count: number } | undefined, links: { cleverReachUrl?: string },
 * }} state
 * @param {(place: string) => void} go
 */
export function drawSidebar(root, state, go) {
  const entry = (
    place,
    label,
    mark,
    { isHere = state.place === place, unread = state.unread(place), counts = false },
  ) =>
    h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          'aria-current': isHere ? 'page' : null,
          class: unread === undefined ? null : 'unread',
          'data-place': place,
          on: { click: () => go(place) },
        },
        h('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
        h('span', { class: 'entry-name' }, label),
        unread === undefined ? null : h('span', { class: 'visually-hidden' }, ` (${t('sidebar.unread', unread)})`),
        // As in Slack: a number where one is meant personally, a mark where a channel has something new.
        unread === undefined
          ? null
          : h('span', { class: counts ? 'count' : 'dot', 'aria-hidden': 'true' }, counts ? String(unread.count) : ''),
      ),
    );
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.place : undefined;
  const section = (title, entries) =>
    entries.length === 0 ? [] : [h('h2', {}, title), h('ul', { 'aria-label': title }, ...entries)];
  const isHome = state.place === 'home' || state.place === '@app';
  const appPlace = state.app.appHome.homeTab && !state.unread('@app') ? 'home' : '@app';
  const cleverReach = safeUrl(state.links.cleverReachUrl);
  root.replaceChildren(
    h('h1', {}, state.workspace.name),
    ...section(
      t('sidebar.channels'),
      state.channels.map((one) => entry(one.id, one.name, one.kind === 'private' ? icon('lock') : '#', {})),
    ),
    ...section(
      t('sidebar.people'),
      state.people.map((one) => entry(`@${one.id}`, one.realName || one.name, icon('person'), { counts: true })),
    ),
    ...section(t('sidebar.apps'), [
      entry(appPlace, state.app.name, icon('app'), { isHere: isHome, unread: state.unread('@app'), counts: true }),
    ]),
    cleverReach === null
      ? ''
      : h(
          'p',
          { class: 'outside' },
          h(
            'a',
            { href: cleverReach, class: 'outside-link', target: '_blank', rel: 'noopener' },
            `${t('sidebar.cleverReach')} ↗`,
            h('span', { class: 'visually-hidden' }, ` (${t('newTab')})`),
          ),
        ),
  );
  if (focused !== undefined) root.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
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
  if (user.isStranger) return t('role.stranger');
  if (user.isUltraRestricted || user.isRestricted) return t('role.guest');
  if (user.isOwner) return t('role.owner');
  return t(user.isAdmin ? 'role.admin' : 'role.member');
}
