import { ask } from './api.js';
import { badge, h, row, table } from './dom.js';
import { createRows } from './rows.js';

/** Who may use the account: the OAuth apps, and the tokens that were given out, never one of them whole. */
export function accessView({ t, format, fresh, snapshot, account }) {
  const appColumns = [
    { label: t.access.app },
    { label: t.access.clientId },
    { label: t.access.redirects },
    { label: t.access.scopes },
  ];
  const apps = table({ caption: t.access.apps, columns: appColumns });
  const appRows = createRows(apps.body, {
    keyOf: (app) => app.clientId,
    draw: (app, before) =>
      row(`app ${app.clientId}`, appColumns, [
        app.name,
        h('code', {}, app.clientId),
        app.redirectUris.map((uri) => h('div', { class: 'address' }, uri)),
        h(
          'details',
          { open: before?.querySelector('details')?.open === true },
          h('summary', {}, t.access.scopeCount(app.scopes.length)),
          app.scopes.map((scope) => h('div', {}, scope)),
        ),
      ]),
    fresh,
  });
  const tokenColumns = [
    { label: t.access.token },
    { label: t.access.state },
    { label: t.access.app },
    { label: t.access.issued },
    { label: t.access.expires },
  ];
  const tokens = table({ caption: t.access.tokens, columns: tokenColumns });
  const none = h('p', { class: 'empty', hidden: true }, t.access.noTokens);
  const tokenRows = createRows(tokens.body, {
    keyOf: (token) => token.id,
    draw: (token) =>
      row(`token ${token.id}`, tokenColumns, [
        [h('code', {}, token.start), h('small', { class: 'below' }, t.access.fingerprint(`#${token.id}`))],
        [
          badge(token.state, t.access.states[token.state]),
          token.refreshable ? h('small', { class: 'below' }, t.access.refreshable) : null,
          token.endedAtMs === null
            ? null
            : h('small', { class: 'below' }, t.access.ended(format.momentMs(token.endedAtMs))),
        ],
        token.app,
        format.momentMs(token.issuedAtMs),
        format.momentMs(token.expiresAtMs),
      ]),
    fresh,
  });
  return {
    title: t.access.title,
    node: h(
      'div',
      {},
      h('section', {}, h('h3', {}, t.access.apps), apps.node),
      h('section', {}, h('h3', {}, t.access.tokens), h('p', { class: 'quiet' }, t.access.note), tokens.node, none),
    ),
    async update() {
      appRows(snapshot().apps);
      const nameOf = (clientId) => snapshot().apps.find((app) => app.clientId === clientId)?.name ?? clientId;
      const given = (await ask('tokens'))
        .filter((token) => token.accountId === account().id)
        .map((token) => ({ ...token, app: nameOf(token.clientId) }));
      tokenRows(given);
      none.hidden = given.length > 0;
      tokens.node.hidden = given.length === 0;
    },
  };
}
