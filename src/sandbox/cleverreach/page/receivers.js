import { ask } from './api.js';
import { badge, h, row, table } from './dom.js';
import { createPager } from './pager.js';
import { createRows } from './rows.js';

const STATES = ['all', 'active', 'inactive', 'bounce'];

/** One group's receivers, a page at a time; what is looked for stands in the address, so that a link can lead to it. */
export function receiversView({ t, format, fresh, account, route, replaceQuery }) {
  const groupId = route.id;
  const columns = [
    { label: t.receivers.email },
    { label: t.receivers.state },
    { label: t.receivers.registered, class: 'date' },
    { label: t.receivers.activated, class: 'date' },
    { label: t.receivers.deactivated, class: 'date' },
    { label: t.receivers.bounced, class: 'date' },
    { label: t.receivers.source },
  ];
  let query = route.query;
  const { node: list, body } = table({ caption: t.groups.title, columns });
  const rows = createRows(body, {
    keyOf: (receiver) => receiver.id,
    draw: (receiver) =>
      row(`receiver ${groupId} ${receiver.email}`, columns, [
        [
          // An address that is too long for its column breaks before the @ and nowhere else.
          ...receiver.email.split(/(?=@)/).flatMap((part) => [part, h('wbr')]),
          receiver.tags.length === 0 ? null : h('small', { class: 'below' }, receiver.tags.join(', ')),
        ],
        badge(receiver.state, t.states[receiver.state]),
        ...['registered', 'activated', 'deactivated', 'bounced'].map((name) => format.day(receiver[name])),
        receiver.source || '–',
      ]),
    fresh,
  });
  const state = h(
    'select',
    { id: 'state', on: { change: () => search() } },
    STATES.map((name) => h('option', { value: name }, t.states[name])),
  );
  const part = h('input', { id: 'part', type: 'search', autocomplete: 'off', on: { input: () => search() } });
  const found = h('p', { class: 'quiet', role: 'status' });
  const none = h('p', { class: 'empty', hidden: true }, t.receivers.none);
  const pager = createPager(t, (page) => look({ page }));

  function look(change) {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(change)) {
      if (value === '' || value === 'all' || value === 1) next.delete(name);
      else next.set(name, String(value));
    }
    query = next;
    replaceQuery(next);
    return read();
  }
  const search = () => look({ state: state.value, q: part.value.trim(), page: 1 });

  let lastRead = 0;
  async function read() {
    lastRead += 1;
    const mine = lastRead;
    const answer = await ask(`accounts/${account().id}/groups/${groupId}/receivers?${query}`);
    // A letter typed meanwhile has asked again.
    if (mine !== lastRead) return;
    rows(answer.receivers.map(({ touched: _, ...receiver }) => receiver));
    found.textContent = `${t.receivers.found(format.number(answer.total))}. ${t.receivers.order}`;
    pager.update(answer);
    none.hidden = answer.total > 0;
    list.hidden = answer.total === 0;
  }

  state.value = STATES.includes(query.get('state') ?? 'all') ? (query.get('state') ?? 'all') : 'all';
  part.value = query.get('q') ?? '';
  return {
    title: account().groups.find((group) => group.id === groupId)?.name ?? t.gone,
    back: { href: '#groups', label: t.receivers.back },
    node: h(
      'div',
      {},
      h(
        'div',
        { class: 'filter', role: 'search' },
        h('label', {}, h('span', {}, t.receivers.part), part),
        h('label', {}, h('span', {}, t.receivers.state), state),
      ),
      found,
      list,
      none,
      pager.node,
    ),
    update: read,
  };
}
