import { accessView } from './access.js';
import { ask, calmly, follow } from './api.js';
import { h } from './dom.js';
import { faultNames, faultsView, mend } from './faults.js';
import { createFormat } from './format.js';
import { groupsView } from './groups.js';
import { mailingView } from './mailing.js';
import { mailingsView } from './mailings.js';
import { mailsView } from './mails.js';
import { receiversView } from './receivers.js';
import { createRecent } from './recent.js';
import { requestsView } from './requests.js';
import { createFresh } from './rows.js';
import { TEXTS } from './texts.js';

const byId = (id) => document.getElementById(id);

/** Each section with what it shows, and what it shows of one thing in it. */
const SECTIONS = {
  groups: { list: groupsView, one: receiversView },
  mailings: { list: mailingsView, one: mailingView },
  mails: { list: mailsView },
  access: { list: accessView },
  requests: { list: requestsView },
  faults: { list: faultsView },
};

/** Everything the page knows; all of it comes from the control API. */
const state = {
  snapshot: null,
  faults: {},
  accountId: null,
  language: chosen('language', ['en', 'de']) ?? languageOfBrowser(),
  theme: chosen('theme', ['light', 'dark', 'system']) ?? 'system',
};
let t = TEXTS[state.language];
let format = createFormat(state.language);
let view = null;
const fresh = createFresh(() => t.justNow);
const recent = createRecent(byId('recent'));

const account = () => {
  const { accounts } = state.snapshot;
  return accounts.find(({ id }) => id === state.accountId) ?? accounts[0];
};
const groupName = (id) => account().groups.find((group) => group.id === id)?.name ?? id ?? '';

/** A link may carry a choice (`/?language=de`), what was chosen here is kept in the browser. */
function chosen(name, values) {
  const asked = new URLSearchParams(location.search).get(name) ?? localStorage.getItem(`cleverreach-${name}`);
  return values.includes(asked) ? asked : null;
}

function languageOfBrowser() {
  return navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'de' || tag === 'en') ?? 'en';
}

/** `#groups/1363001?q=anna`: the section, the thing in it, what is looked for. */
function readRoute() {
  const [path = '', query = ''] = location.hash.slice(1).split('?', 2);
  const [section = '', id = ''] = path.split('/').map(decodeURIComponent);
  return { section: Object.hasOwn(SECTIONS, section) ? section : 'groups', id, query: new URLSearchParams(query) };
}

function replaceQuery(query) {
  const text = String(query);
  history.replaceState(null, '', location.hash.split('?')[0] + (text === '' ? '' : `?${text}`));
}

/** Tells those who cannot see it; `visibly` also shows it for a moment. */
function say(text, visibly = false) {
  const said = byId('said');
  said.textContent = text;
  said.classList.toggle('visually-hidden', !visibly);
  said.classList.toggle('toast', visibly);
  if (visibly) setTimeout(() => said.classList.replace('toast', 'visually-hidden'), 5000);
}

/** Shows what the address names. `moved`: the person went there, so the keyboard goes along. */
async function show(moved) {
  const route = readRoute();
  const section = SECTIONS[route.section];
  const make = (route.id !== '' && section.one) || section.list;
  const context = {
    t,
    format,
    fresh,
    account,
    groupName,
    snapshot: () => state.snapshot,
    faults: () => state.faults,
    route,
    replaceQuery,
    say,
    refresh,
  };
  byId('main').setAttribute('aria-busy', 'true');
  view = make(context);
  const mine = view;
  const heading = h('h2', { tabindex: '-1' }, view.title);
  byId('main').replaceChildren(
    ...(view.back === undefined
      ? []
      : [h('p', { class: 'back' }, h('a', { href: view.back.href }, `← ${view.back.label}`))]),
    heading,
    view.node,
  );
  document.title = `${view.title} · ${t.title}`;
  drawNav();
  await update();
  // Somebody has gone on meanwhile.
  if (mine !== view) return;
  byId('main').setAttribute('aria-busy', 'false');
  byId('main').dataset.shows = [route.section, route.id].filter(Boolean).join('/');
  const target = view.focus?.() ?? (moved ? heading : null);
  target?.focus();
  if (target !== heading) target?.scrollIntoView({ block: 'center' });
}

async function update() {
  const shown = view;
  try {
    await shown?.update();
  } catch {
    // A thing that was deleted while it was looked at, or a link to one that never was.
    if (shown === view) shown.node.replaceChildren(h('p', { class: 'empty' }, t.gone));
  }
}

async function refresh() {
  state.snapshot = await ask('state');
  drawFrame();
  await update();
}
const refreshSoon = calmly(refresh);

function drawFrame() {
  document.documentElement.lang = state.language;
  if (state.theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = state.theme;
  byId('subtitle').textContent = t.subtitle;
  byId('skip').textContent = t.skip;
  byId('offline').textContent = t.offline;
  document.querySelector('.product').firstChild.textContent = `${t.title} `;
  for (const name of ['account', 'language', 'theme']) byId(`${name}-label`).textContent = t[name];
  options('language', [
    ['de', 'Deutsch'],
    ['en', 'English'],
  ]);
  options('theme', Object.entries(t.themes));
  const { accounts } = state.snapshot;
  options(
    'account',
    accounts.map(({ id, profile }) => [id, `${profile.company} (${id})`]),
    account().id,
  );
  byId('account').hidden = accounts.length < 2;
  drawNav();
  drawBanner();
  recent.draw({ t, format });
}

function options(name, values, value = state[name]) {
  const select = byId(name);
  const print = JSON.stringify(values);
  // Redrawn only when it says something else: a list that is open just now would close.
  if (select.dataset.print !== print) {
    select.replaceChildren(...values.map(([key, label]) => h('option', { value: key }, label)));
    select.dataset.print = print;
  }
  select.value = value;
}

const navigation = Object.keys(SECTIONS).map((name) => {
  const label = h('span');
  const count = h('span', { class: name === 'faults' ? 'count alarm' : 'count' });
  return { name, label, count, link: h('a', { href: `#${name}`, id: `nav-${name}` }, label, ' ', count) };
});
byId('nav').append(
  h(
    'ul',
    {},
    navigation.map(({ link }) => h('li', {}, link)),
  ),
);

function drawNav() {
  const { section } = readRoute();
  const { groups, mailings, sentMails } = account();
  const counts = {
    groups: groups.length,
    mailings: mailings.length,
    mails: sentMails.length,
    faults: faultNames(state.faults, t, format).length,
  };
  byId('nav').setAttribute('aria-label', t.sections);
  for (const { name, label, count, link } of navigation) {
    label.textContent = t.nav[name];
    count.textContent = counts[name] > 0 ? format.number(counts[name]) : '';
    if (name === section) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** Stays for as long as something goes wrong on purpose; whoever forgot it would look for the fault in the app. */
function drawBanner() {
  const names = faultNames(state.faults, t, format);
  const banner = byId('faults-on');
  const text = names.length === 0 ? '' : `${t.faults.on} ${names.join(', ')}`;
  if (banner.dataset.text === text && banner.dataset.language === state.language) return;
  Object.assign(banner.dataset, { text, language: state.language });
  const hadFocus = banner.contains(document.activeElement);
  banner.replaceChildren(
    ...(names.length === 0
      ? []
      : [
          h('span', {}, h('strong', {}, t.faults.on), ` ${names.join(', ')}`),
          h('button', { type: 'button', id: 'all-well', class: 'button', on: { click: mend } }, t.faults.well),
        ]),
  );
  if (names.length === 0) say(t.faults.isWell);
  if (hadFocus) (banner.querySelector('button') ?? byId('main')).focus();
}

function heardChanges(changes) {
  const mine = changes.filter(({ accountId }) => accountId === null || accountId === account().id);
  if (mine.length === 0) return refreshSoon();
  recent.add(mine, groupName);
  for (const { kind, id, groupId } of mine) {
    fresh.mark(kind === 'receiver' ? `receiver ${groupId} ${id}` : `${kind} ${id}`);
    if (kind === 'receiver') fresh.mark(`group ${groupId}`);
  }
  recent.draw({ t, format });
  say(
    mine
      .map((change) => t.change(change, groupName(change.groupId), format))
      .slice(-3)
      .join('. '),
  );
  return refreshSoon();
}

function heardFaults(faults) {
  state.faults = faults;
  drawNav();
  drawBanner();
  if (readRoute().section === 'faults') update();
}

for (const name of ['language', 'theme']) {
  byId(name).addEventListener('change', ({ target }) => {
    state[name] = target.value;
    localStorage.setItem(`cleverreach-${name}`, target.value);
    t = TEXTS[state.language];
    format = createFormat(state.language);
    drawFrame();
    if (name === 'language') show(false);
  });
}
byId('account').addEventListener('change', ({ target }) => {
  state.accountId = target.value;
  drawFrame();
  show(false);
});
byId('skip').addEventListener('click', (event) => {
  // The address after the # says which section is shown.
  event.preventDefault();
  byId('main').focus();
});
addEventListener('hashchange', () => show(!byId('nav').contains(document.activeElement)));

[state.snapshot, state.faults] = await Promise.all([ask('state'), ask('faults')]);
drawFrame();
await show(false);
follow({
  changes: heardChanges,
  faults: heardFaults,
  request: () => view?.heard?.(),
  async connected() {
    byId('offline').hidden = true;
    // What happened between the first look and the first word of the stream, or during a break, was not told.
    heardFaults(await ask('faults'));
    refreshSoon();
  },
  lost: () => {
    byId('offline').hidden = false;
  },
});
