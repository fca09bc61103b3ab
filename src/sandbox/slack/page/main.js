import { attempt, inWords, tell } from './acts.js';
import { call, follow, links } from './api.js';
import { createComposer } from './composer.js';
import { notice } from './dialogs.js';
import { createEnvs } from './env.js';
import {
  applySettings,
  drawIcons,
  drawWords,
  followStage,
  hasRoom,
  isMenuOpen,
  isPanelOpen,
  showMenu,
  showPanel,
} from './frame.js';
import { createGuide } from './guide.js';
import { createHome } from './home.js';
import { createMessageList, threadsOf } from './messages.js';
import { createModal } from './modal.js';
import { appPlaces, drawPlace, emptyText } from './place.js';
import { browserLanguage, readHash, writeHash } from './settings.js';
import { drawPersona, drawSidebar, role } from './sidebar.js';
import { t } from './texts.js';
import { createThread } from './thread.js';
import { createTraffic, problemLines } from './traffic.js';
import { createUnread, readersOf } from './unread.js';

const byId = (id) => document.getElementById(id);

/**
 * Everything the page knows; all of it comes from the control API. `place` is a channel's id, `@` and a person's id,
 * `@app` or `home`; `newFrom` is the first message there that was unread when the person came.
 */
const state = {
  directory: { app: { name: '', commands: [], shortcuts: [], appHome: { homeTab: true } }, workspaces: [] },
  links: {},
  user: null,
  workspace: null,
  channels: [],
  people: [],
  place: '',
  newFrom: null,
};
let settings = readHash(location.hash);
const unread = createUnread();
const envs = createEnvs(state);
const shortcuts = (type) => state.directory.app.shortcuts.filter((one) => one.type === type);
const channelRef = () => (state.place === 'home' ? '@app' : state.place);
const me = (args) => ({ user: state.user.id, ...args });

const forMessages = {
  authorOf(message) {
    if (message.author === 'app') return { name: state.directory.app.name, kind: 'app' };
    if (message.author === 'slackbot') return { name: 'Slackbot', kind: 'slackbot' };
    return { name: envs.names.userName(message.user), kind: 'human' };
  },
  envFor: envs.forMessage,
  shortcuts: () => shortcuts('message'),
  async runShortcut({ channel, ts }, { callbackId }) {
    messageList.expectAnswer();
    tell(await attempt('messageShortcut', me({ channel, ts, callbackId })));
  },
};

const thread = createThread(byId('thread'), {
  ...forMessages,
  async reply(threadTs, text) {
    const command = /^\/\S+/.exec(text)?.[0];
    if (command !== undefined) return notice('failed', t('thread.commands', { command }));
    await attempt('say', me({ channel: channelRef(), text, threadTs }));
    return undefined;
  },
  closed: () => byId('stage').classList.remove('with-thread'),
});

const messageList = createMessageList(byId('messages'), {
  ...forMessages,
  openThread(message) {
    byId('stage').classList.add('with-thread');
    thread.show(message);
    refresh('messages');
  },
});

const modal = createModal({
  envFor: envs.forView,
  appName: () => state.directory.app.name,
  settled: envs.settled,
  async fill(view, values) {
    if (Object.keys(values).length === 0) return {};
    const changed = await attempt('fill', me({ target: { id: view.id }, values, silent: true }));
    return changed?.errors ?? null;
  },
  async submit(view) {
    messageList.expectAnswer();
    const result = await attempt('submit', me({ target: { id: view.id } }));
    return result?.byClient === true ? result.errors : {};
  },
  close: async (view) => tell(await attempt('closeView', me({ target: { id: view.id } }))),
  failureText: inWords,
});

const composer = createComposer({
  label: () => t('composer.message'),
  commands: () => state.directory.app.commands,
  shortcuts: () => shortcuts('global'),
  async runShortcut({ callbackId }) {
    messageList.expectAnswer();
    tell(await attempt('shortcut', me({ callbackId, channel: channelRef() })));
  },
  // Slackbot tells the person in the channel when a command fails.
  send: async (text) => {
    messageList.follow();
    await attempt('command', me({ channel: channelRef(), text }));
  },
});
byId('composer').append(composer.node);

const home = createHome(byId('home'), { envFor: envs.forView });

const traffic = createTraffic(byId('traffic-list'), {
  redeliver: ({ id }) => attempt('redeliver', { exchange: id }),
  clear: () => attempt('clearLog'),
});
const guide = createGuide(byId('guide'), { dismissed: () => dismissGuide() });

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
      if (wanted.has('views')) modal.update(await call('viewStack', me({})));
      if (wanted.has('home')) await readHome();
    }
  })()
    .catch((error) => {
      // Not answering is said on the page; anything else is a mistake of the page itself.
      if (!(error instanceof TypeError)) reportError(error);
      byId('offline').removeAttribute('hidden');
    })
    .finally(() => {
      looks.running = null;
    });
  return looks.running;
}

async function readDirectory() {
  state.directory = await call('snapshot');
  const people = envs.everyone().filter((one) => !one.isBot && !one.deleted);
  const wanted = state.user?.id ?? settings.user;
  state.user = people.find((one) => one.id === wanted || one.name === wanted) ?? people[0];
  state.workspace = state.directory.workspaces.find((one) => one.id === state.user.workspaceId);
  const mine = state.workspace.channels.filter((one) => one.members.includes(state.user.id));
  state.channels = mine.filter((one) => one.kind === 'public' || one.kind === 'private');
  // A guest, or somebody of another organisation, knows only those they share a channel with.
  const known = new Set(mine.flatMap((one) => one.members));
  state.people = state.workspace.users.filter(
    (one) => known.has(one.id) && one.id !== state.user.id && !one.isBot && !one.deleted,
  );
  state.place = placeNamed(state.place || settings.place);
  drawFrame();
}

/** The place that is meant, if the person can go there; otherwise the first one. */
function placeNamed(name) {
  const places = [
    ...state.channels.map((one) => one.id),
    ...state.people.map((one) => `@${one.id}`),
    ...appPlaces(state.directory.app.appHome),
  ];
  const channel = state.channels.find((one) => one.name === name);
  const person = state.people.find((one) => `@${one.name}` === name);
  const place = channel?.id ?? (person === undefined ? name : `@${person.id}`);
  return places.includes(place) ? place : places[0];
}

async function readMessages() {
  if (state.place === 'home') return;
  const place = state.place;
  const messages = await call('messagesFor', me({ channel: place })).catch(() => []);
  if (place !== state.place) return;
  const { roots, replies } = threadsOf(messages);
  messageList.update(roots, { empty: emptyText(state), replies, newFrom: state.newFrom });
  thread.update(messages);
}

async function readHome() {
  if (state.place !== 'home') return;
  home.update(await call('homeView', me({})));
}

function drawFrame() {
  drawPersona(byId('persona'), state.directory.workspaces, state.user.id);
  drawSide();
  drawPlace(state, {
    go,
    names: envs.names,
    invite: () => attempt('inviteApp', me({ channel: state.place })),
    installUrl: () => call('installUrl', { team: state.workspace.id }).catch(() => null),
  });
  byId('who').textContent = role(state.user);
  settings = { ...settings, user: state.user.id, place: state.place };
  history.replaceState(null, '', writeHash(settings));
}

function drawSide() {
  const channelOf = (place) => state.workspace.channels.find((one) => placeOf(one) === place)?.id;
  const seen = (place) => unread.see(state.user.id, channelOf(place));
  drawSidebar(byId('sidebar'), { ...state, app: state.directory.app, unread: seen }, go);
}

/** Where the person finds a channel's messages; null when it is not theirs to see. */
function placeOf(channel) {
  if (channel === undefined || !channel.members.includes(state.user.id)) return null;
  if (channel.kind === 'im') return '@app';
  return channel.kind === 'dm' ? `@${channel.members.find((id) => id !== state.user.id)}` : channel.id;
}

const channelHere = () => state.workspace.channels.find((one) => placeOf(one) === channelRef());

async function go(place) {
  state.place = place;
  arrive();
  thread.hide();
  showMenu(false);
  drawFrame();
  await refresh('messages', 'home');
  if (place !== 'home' && !byId('composer').hidden) composer.focus();
  if (place === 'home' || place === '@app') await openHome();
}

/** What was unread here is read now; a line shows where it began. */
function arrive() {
  messageList.clear();
  const channel = channelHere();
  state.newFrom = channel === undefined ? null : (unread.see(state.user.id, channel.id)?.first ?? null);
  if (channel !== undefined && state.place !== 'home') unread.clear(state.user.id, channel.id);
}

/** Slack tells the app of either tab. */
async function openHome() {
  if (!state.workspace.installed) return;
  const opened = await attempt('openHome', me({ tab: state.place === 'home' ? 'home' : 'messages' }));
  tell(opened?.delivered);
  await refresh('home');
}

function changed(change) {
  if (change.type === 'exchange') return heard(change.exchange);
  if (change.type === 'guide_changed') return drawGuide(change.guide);
  if (change.type === 'directory_changed') return refresh('directory', 'messages');
  if (change.type.startsWith('message')) return heardMessage(change);
  if (change.type === 'home_changed') return refresh('home');
  return refresh('views');
}

async function heardMessage({ type, message }) {
  const find = () =>
    state.directory.workspaces.flatMap((one) => one.channels).find((one) => one.id === message.channel);
  // A direct message begins with its first message; nothing else tells that the channel is there.
  if (find() === undefined) await refresh('directory');
  const channel = find();
  const place = placeOf(channel);
  if (place === state.place) await refresh('messages');
  if (type !== 'message') return;
  for (const reader of readersOf(message, channel))
    if (reader !== state.user.id || place !== state.place) unread.add(reader, message);
  if (place === '@app' && state.place !== '@app' && readersOf(message, channel).includes(state.user.id))
    notice('info', t('notice.wrote', { app: state.directory.app.name }));
  drawSide();
}

/** The exchanges of which the person was told, or which were there before they came. */
const warned = new Set();

/** What happened while nothing was heard. */
async function catchUp() {
  for (const exchange of (await call('exchanges')).slice(-50)) heard(exchange);
  drawGuide(await call('guide'));
}

/** A payload of the app that Slack refused is shown with every place in it that is wrong. */
function heard(exchange) {
  traffic.update(exchange);
  if (exchange.outcome !== 'refused' || warned.has(exchange.id)) return;
  warned.add(exchange.id);
  const why = exchange.error === 'expired_trigger_id' ? [t('notice.trigger')] : [];
  notice('refused', t('notice.refused', { what: exchange.name || exchange.kind, error: exchange.error ?? '?' }), [
    ...problemLines(exchange),
    ...why,
  ]);
}

function drawGuide(next) {
  guide.update(next);
  byId('guide-toggle').hidden = guide.isEmpty();
  byId('guide-progress').textContent = t('frame.guideProgress', { progress: guide.progress() });
}

/** Whoever closed it does not find it open again in this tab of the browser. */
function dismissGuide() {
  sessionStorage.setItem('guide', 'dismissed');
  showPanel('guide', false);
  byId('guide-toggle').focus();
}

function setSettings(change) {
  settings = { ...settings, ...change };
  applySettings({ ...settings, language: settings.language ?? browserLanguage(navigator.languages) }, setSettings);
  drawWords();
  byId('guide-progress').textContent = t('frame.guideProgress', { progress: guide.progress() });
  for (const part of [guide, composer, thread, traffic, modal]) part.words();
  if (state.user === null) return;
  drawFrame();
  refresh('messages', 'home');
}

byId('persona').addEventListener('change', async (event) => {
  state.user = envs.everyone().find((one) => one.id === event.target.value) ?? state.user;
  thread.hide();
  messageList.clear();
  await refresh('directory');
  arrive();
  drawSide();
  await refresh('messages', 'views', 'home');
  if (state.place === 'home') await openHome();
});
byId('menu-toggle').addEventListener('click', () => {
  showMenu(!isMenuOpen());
  if (isMenuOpen()) byId('sidebar').querySelector('[aria-current]')?.focus();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || !isMenuOpen()) return;
  showMenu(false);
  byId('menu-toggle').focus();
});
document.querySelector('main').addEventListener('pointerdown', () => showMenu(false));
for (const name of ['guide', 'traffic'])
  byId(`${name}-toggle`).addEventListener('click', () => {
    const other = name === 'guide' ? 'traffic' : 'guide';
    if (!hasRoom()) showPanel(other, false);
    showPanel(name, !isPanelOpen(name));
  });
byId('traffic-close').addEventListener('click', () => {
  showPanel('traffic', false);
  byId('traffic-toggle').focus();
});
addEventListener('hashchange', () => {
  const asked = readHash(location.hash);
  state.user = null;
  state.place = '';
  settings = asked;
  messageList.clear();
  refresh('directory', 'messages', 'views', 'home').then(() => {
    setSettings({});
    if (state.place === 'home') openHome();
  });
});

// What scrolls can be scrolled with the keyboard.
for (const id of ['messages', 'home']) byId(id).tabIndex = 0;
drawIcons();
followStage();
setSettings({});
state.links = await links();
await refresh('directory');
drawGuide(await call('guide'));
if (!guide.isEmpty() && hasRoom() && sessionStorage.getItem('guide') === null) showPanel('guide', true);
for (const exchange of (await call('exchanges')).slice(-50)) {
  warned.add(exchange.id);
  traffic.update(exchange);
}
follow({
  changed,
  connected() {
    byId('offline').hidden = true;
    // From here on nothing is missed; who drives the page from outside can wait for it.
    document.body.dataset.live = 'true';
    refresh('directory', 'messages', 'views', 'home');
    catchUp();
  },
  lost() {
    delete document.body.dataset.live;
    byId('offline').hidden = false;
  },
});
if (state.place === 'home') await openHome();
