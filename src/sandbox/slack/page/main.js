import { attempt, inWords, tell } from './acts.js';
import { call, follow, links } from './api.js';
import { drawBlocks } from './blocks.js';
import { createComposer } from './composer.js';
import { notice } from './dialogs.js';
import { h, safeUrl } from './dom.js';
import { createEnvs } from './env.js';
import { createMessageList } from './messages.js';
import { createModal } from './modal.js';
import { drawPersona, drawSidebar, role } from './sidebar.js';
import { createTraffic, problemLines } from './traffic.js';

const byId = (id) => document.getElementById(id);

/** Everything the page knows; all of it comes from the control API. `place` is a channel's id, `@app` or `home`. */
const state = {
  directory: { app: { name: '', commands: [], shortcuts: [] }, workspaces: [] },
  links: {},
  user: null,
  workspace: null,
  channels: [],
  place: '',
  unread: new Set(),
};

const envs = createEnvs(state);
const shortcuts = (type) => state.directory.app.shortcuts.filter((one) => one.type === type);
const channelRef = () => (state.place === 'home' ? '@app' : state.place);

const messageList = createMessageList(byId('messages'), {
  authorOf(message) {
    if (message.author === 'app') return { name: state.directory.app.name, kind: 'app' };
    if (message.author === 'slackbot') return { name: 'Slackbot', kind: 'slackbot' };
    return { name: envs.names.userName(message.user), kind: 'human' };
  },
  envFor: envs.forMessage,
  shortcuts: () => shortcuts('message'),
  async runShortcut(message, shortcut) {
    const args = { user: state.user.id, channel: message.channel, ts: message.ts, callbackId: shortcut.callbackId };
    tell(await attempt('messageShortcut', args));
  },
});

const modal = createModal({
  envFor: envs.forView,
  appName: () => state.directory.app.name,
  settled: envs.settled,
  async fill(view, values) {
    if (Object.keys(values).length === 0) return {};
    const changed = await attempt('fill', { user: state.user.id, target: { id: view.id }, values });
    return changed?.errors ?? null;
  },
  submit: async (view) => void (await attempt('submit', { user: state.user.id, target: { id: view.id } })),
  close: async (view) => tell(await attempt('closeView', { user: state.user.id, target: { id: view.id } })),
  failureText: inWords,
});

const composer = createComposer({
  commands: () => state.directory.app.commands,
  shortcuts: () => shortcuts('global'),
  runShortcut: async ({ callbackId }) => tell(await attempt('shortcut', { user: state.user.id, callbackId })),
  // Slackbot tells the person in the channel when a command fails.
  send: async (text) => void (await attempt('command', { user: state.user.id, channel: channelRef(), text })),
});
byId('composer').append(composer.node);

const traffic = createTraffic(byId('traffic-list'));

/** One look at a time; what is asked for meanwhile is looked at once more afterwards. */
const looks = { running: null, again: new Set() };

function refresh(...parts) {
  for (const part of parts) looks.again.add(part);
  looks.running ??= (async () => {
    while (looks.again.size > 0) {
      const wanted = new Set(looks.again);
      looks.again.clear();
      if (wanted.has('directory')) await readDirectory();
      if (wanted.has('messages')) await readMessages();
      if (wanted.has('views')) modal.update(await call('viewStack', { user: state.user.id }));
      if (wanted.has('home')) await readHome();
    }
  })()
    .catch(() => byId('offline').removeAttribute('hidden'))
    .finally(() => {
      looks.running = null;
    });
  return looks.running;
}

async function readDirectory() {
  state.directory = await call('snapshot');
  const people = envs.everyone().filter((one) => !one.isBot && !one.deleted);
  const [askedUser, askedPlace] = location.hash.slice(1).split('/').map(decodeURIComponent);
  const wanted = state.user?.id ?? askedUser;
  state.user = people.find((one) => one.id === wanted || one.name === wanted) ?? people[0];
  state.workspace = state.directory.workspaces.find((one) => one.id === state.user.workspaceId);
  state.channels = state.workspace.channels.filter((one) => one.kind !== 'im' && one.members.includes(state.user.id));
  const places = [...state.channels.map((one) => one.id), 'home', '@app'];
  const place = state.place || askedPlace || '';
  const named = state.channels.find((one) => one.name === place)?.id ?? place;
  state.place = places.includes(named) ? named : (places[0] ?? 'home');
  drawFrame();
}

async function readMessages() {
  if (state.place === 'home') return;
  const place = state.place;
  const messages = await call('messagesFor', { user: state.user.id, channel: place }).catch(() => []);
  if (place === state.place) messageList.update(messages, 'Nothing here yet. Type / to see the commands of the app.');
}

async function readHome() {
  if (state.place !== 'home') return;
  const view = await call('homeView', { user: state.user.id });
  const env = view === null ? null : envs.forView(view, new Map());
  byId('home').replaceChildren(
    ...(view === null
      ? [h('p', { class: 'empty' }, 'The app has not published a Home tab for you.')]
      : drawBlocks(view.content.blocks, { ...env, errors: view.errors })),
  );
}

function drawFrame() {
  drawPersona(byId('persona'), state.directory.workspaces, state.user.id);
  drawSidebar(byId('sidebar'), { ...state, app: state.directory.app }, go);
  const channel = state.channels.find((one) => one.id === state.place);
  const app = state.directory.app.name;
  byId('place').textContent =
    channel === undefined ? (state.place === 'home' ? `${app}: Home` : app) : `# ${channel.name}`;
  byId('topic').textContent = channel?.topic ?? (state.place === 'home' ? '' : `Direct message between you and ${app}`);
  byId('home').hidden = state.place !== 'home';
  byId('messages').hidden = state.place === 'home';
  byId('composer').hidden = state.place === 'home';
  byId('install').hidden = state.workspace.installed;
  byId('invite').hidden = !state.workspace.installed || channel === undefined || channel.members.some(isBot);
  byId('who').textContent = role(state.user);
  document.title = `${byId('place').textContent} · ${state.workspace.name}`;
  history.replaceState(null, '', `#${encodeURIComponent(state.user.id)}/${encodeURIComponent(state.place)}`);
  drawInstall();
}

const isBot = (id) => envs.everyone().some((one) => one.id === id && one.isBot);

async function drawInstall() {
  if (state.workspace.installed) return;
  const url = state.links.installUrl ?? (await call('installUrl', { team: state.workspace.id }).catch(() => null));
  byId('install-link').href = safeUrl(url) ?? '#';
  byId('install-name').textContent = state.directory.app.name;
}

async function go(place) {
  state.place = place;
  state.unread.delete(place);
  messageList.clear();
  showMenu(false);
  drawFrame();
  await refresh('messages', 'home');
  if (place === 'home' && state.workspace.installed) {
    const opened = await attempt('openHome', { user: state.user.id, tab: 'home' });
    tell(opened?.delivered);
    await refresh('home');
  } else {
    composer.focus();
  }
}

function changed(change) {
  if (change.type === 'exchange') return heard(change.exchange);
  if (change.type === 'directory_changed') return refresh('directory', 'messages');
  if (change.type.startsWith('message')) return heardMessage(change);
  if (change.type === 'home_changed') return refresh('home');
  return refresh('views');
}

/** Where the person finds a channel's messages; null when it is not theirs to see. */
function placeOf(channelId) {
  const channel = state.workspace.channels.find((one) => one.id === channelId);
  if (channel === undefined || !channel.members.includes(state.user.id)) return null;
  return channel.kind === 'im' ? '@app' : channel.id;
}

async function heardMessage({ type, message }) {
  // A direct message begins with its first message; nothing else tells that the channel is there.
  if (!state.workspace.channels.some((one) => one.id === message.channel)) await refresh('directory');
  const place = placeOf(message.channel);
  if (place === state.place) return refresh('messages');
  const isForOthers = message.ephemeralFor !== null && message.ephemeralFor !== state.user.id;
  if (type !== 'message' || place === null || isForOthers || message.user === state.user.id) return undefined;
  state.unread.add(place);
  if (place === '@app') notice('info', `${state.directory.app.name} wrote to you in its Messages`);
  return drawSidebar(byId('sidebar'), { ...state, app: state.directory.app }, go);
}

/** On a telephone the channels lie over the page. */
function showMenu(isOpen) {
  document.body.classList.toggle('menu-open', isOpen);
  byId('menu-toggle').setAttribute('aria-expanded', String(isOpen));
}

const warned = new Set();

/** A payload of the app that Slack refused is shown with every place in it that is wrong. */
function heard(exchange) {
  traffic.update(exchange);
  if (exchange.outcome !== 'refused' || warned.has(exchange.id)) return;
  warned.add(exchange.id);
  notice(
    'refused',
    `Slack refused ${exchange.name || exchange.kind}: ${exchange.error ?? 'not valid'}`,
    problemLines(exchange),
  );
}

byId('persona').addEventListener('change', async (event) => {
  state.user = envs.everyone().find((one) => one.id === event.target.value) ?? state.user;
  state.unread.clear();
  messageList.clear();
  await refresh('directory', 'messages', 'views', 'home');
});
byId('invite').addEventListener('click', () => attempt('inviteApp', { user: state.user.id, channel: state.place }));
byId('menu-toggle').addEventListener('click', () => showMenu(!document.body.classList.contains('menu-open')));
byId('traffic-toggle').addEventListener('click', () => {
  const isOpen = document.body.classList.toggle('traffic-open');
  byId('traffic-toggle').setAttribute('aria-expanded', String(isOpen));
});

state.links = await links();
await refresh('directory');
for (const exchange of (await call('exchanges')).slice(-50)) traffic.update(exchange);
follow({
  changed,
  connected() {
    byId('offline').hidden = true;
    refresh('directory', 'messages', 'views', 'home');
  },
  lost: () => byId('offline').removeAttribute('hidden'),
});
if (state.place === 'home') await go('home');
