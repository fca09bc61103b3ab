import { show } from './dialogs.js';
import { h, safeUrl } from './dom.js';
import { icon } from './icons.js';
import { initials } from './messages.js';
import { role } from './sidebar.js';
import { t } from './texts.js';

const byId = (id) => document.getElementById(id);

/**
 * Where the person is: the name above, the tabs of the app, and whether something can be written here.
 *
 * @param {{ directory: any, user: any, workspace: any, channels: any[], people: any[], place: string, links: any }} state
 * @param {{ go: (place: string) => void, invite: () => void, names: import('./mrkdwn.js').Names, installUrl: () => Promise<string | null> }} deps
 */
export function drawPlace(state, deps) {
  const { app } = state.directory;
  const channel = state.channels.find((one) => one.id === state.place);
  const person = state.people.find((one) => `@${one.id}` === state.place);
  const isApp = state.place === 'home' || state.place === '@app';
  const title = isApp ? app.name : person === undefined ? `# ${channel?.name}` : person.realName || person.name;
  byId('place').textContent = title;
  byId('topic').textContent = channel?.topic ?? (person === undefined ? '' : role(person));
  byId('topic').hidden = byId('topic').textContent === '';
  byId('place-actions').replaceChildren(...(channel === undefined ? [] : channelActions(state, channel, deps)));
  drawTabs(state, isApp ? app.appHome : null, deps.go);
  const readOnly = state.place === '@app' && app.appHome.messagesReadOnly;
  byId('home').hidden = state.place !== 'home';
  byId('messages').hidden = state.place === 'home';
  byId('composer').hidden = state.place === 'home' || readOnly;
  byId('read-only').hidden = !readOnly;
  document.title = `${title} · ${state.workspace.name}`;
  drawInstall(state, deps);
}

/** The app's places: those tabs that its settings switch on. */
export function appPlaces({ homeTab, messagesTab }) {
  return [...(homeTab ? ['home'] : []), ...(messagesTab || !homeTab ? ['@app'] : [])];
}

/** What an empty place says. */
export function emptyText(state) {
  const person = state.people.find((one) => `@${one.id}` === state.place);
  if (person !== undefined) return t('messages.emptyPerson', { name: person.realName || person.name });
  if (state.place === '@app') return t('place.app', { app: state.directory.app.name });
  return t('messages.empty');
}

function drawTabs(state, appHome, go) {
  const tabs = byId('tabs');
  const places = appHome === null ? [] : appPlaces(appHome);
  tabs.hidden = places.length === 0;
  const tab = (place) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        class: 'tab',
        'aria-selected': String(place === state.place),
        'aria-controls': place === 'home' ? 'home' : 'messages',
        tabindex: place === state.place ? '0' : '-1',
        on: { click: () => go(place) },
      },
      t(place === 'home' ? 'place.home' : 'place.messages'),
    );
  const hadFocus = tabs.contains(document.activeElement);
  tabs.replaceChildren(...places.map(tab));
  if (hadFocus) tabs.querySelector('[aria-selected=true]')?.focus();
  tabs.onkeydown = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined || places.length < 2) return;
    event.preventDefault();
    go(places[(places.indexOf(state.place) + by + places.length) % places.length]);
  };
}

function channelActions(state, channel, deps) {
  const members = channel.members.map((id) => state.workspace.users.find((one) => one.id === id)).filter(Boolean);
  const hasApp = members.some((one) => one.isBot);
  const list = () =>
    show(
      t('members.of', { channel: channel.name }),
      h('ul', { class: 'members' }, ...members.map((one) => memberRow(one, deps))),
    );
  return [
    h(
      'button',
      {
        type: 'button',
        class: 'button',
        'aria-label': t('members.count', { count: members.length }),
        title: t('members.count', { count: members.length }),
        on: { click: list },
      },
      icon('people'),
      String(members.length),
    ),
    state.workspace.installed && !hasApp
      ? h(
          'button',
          { type: 'button', class: 'button', title: t('place.addApp'), on: { click: deps.invite } },
          t('members.add'),
        )
      : '',
  ];
}

const memberRow = (one, { names }) =>
  h(
    'li',
    {},
    h('span', { class: one.isBot ? 'avatar app' : 'avatar', 'aria-hidden': 'true' }, initials(names.userName(one.id))),
    h('span', {}, names.userName(one.id)),
    h('span', { class: 'quiet' }, one.isBot ? t('role.app') : role(one)),
  );

async function drawInstall(state, deps) {
  byId('install').hidden = state.workspace.installed;
  if (state.workspace.installed) return;
  byId('install-words').textContent = t('install.not', { app: state.directory.app.name });
  byId('install-link').href = safeUrl(state.links.installUrl ?? (await deps.installUrl())) ?? '#';
}
