import { ask, calmly } from './api.js';
import { badge, code, h } from './dom.js';
import { createRows } from './rows.js';

/** What was asked and answered, newest first; the insides of one are fetched when somebody unfolds it. */
export function requestsView({ t, format, say, route, replaceQuery }) {
  const entries = h('div', { class: 'requests' });
  const found = h('p', { class: 'quiet', role: 'status' });
  const none = h('p', { class: 'empty', hidden: true }, t.requests.none);
  const words = h('input', { id: 'words', type: 'search', autocomplete: 'off', on: { input: () => search() } });
  const failed = h('input', { id: 'failed', type: 'checkbox', on: { change: () => search() } });
  words.value = route.query.get('q') ?? '';
  failed.checked = route.query.get('failed') === 'true';
  const rows = createRows(entries, {
    keyOf: (entry) => String(entry.id),
    draw: (entry, before) => draw(entry, before?.open === true),
    fresh: { apply: () => {} },
  });

  function query() {
    const next = new URLSearchParams();
    if (words.value.trim() !== '') next.set('q', words.value.trim());
    if (failed.checked) next.set('failed', 'true');
    return next;
  }
  function search() {
    replaceQuery(query());
    return read();
  }
  let lastRead = 0;
  async function read() {
    lastRead += 1;
    const mine = lastRead;
    const answer = await ask(`log?${query()}`);
    if (mine !== lastRead) return;
    rows(answer.requests);
    found.textContent = t.requests.found(format.number(answer.requests.length), format.number(answer.total));
    none.hidden = answer.total > 0;
  }

  function draw(entry, open) {
    const node = h(
      'details',
      { class: 'request', open },
      h(
        'summary',
        {},
        h('span', { class: 'quiet clock' }, format.clock(entry.at)),
        badge(kindOf(entry.status), entry.status === null ? t.requests.waiting : String(entry.status)),
        h('strong', { class: 'line' }, `${entry.method} ${entry.path}`),
        h('span', { class: 'quiet took' }, format.duration(entry.durationMs)),
      ),
    );
    const inside = h('div', { class: 'inside' }, h('p', { class: 'quiet' }, t.loading));
    const unfold = async () => {
      if (!node.open || inside.isConnected) return;
      node.append(inside);
      inside.replaceChildren(...(await insides(entry.id)));
    };
    node.addEventListener('toggle', unfold);
    return node;
  }

  async function insides(id) {
    const entry = await ask(`log/${id}`).catch(() => null);
    if (entry === null) return [h('p', { class: 'quiet' }, t.gone)];
    const lines = (map) =>
      Object.entries(map)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n');
    const part = (label, text) =>
      h('div', {}, h('h4', {}, label), text === '' ? h('p', { class: 'quiet' }, t.requests.empty) : code(label, text));
    return [
      Object.keys(entry.query).length === 0 ? '' : part(t.requests.query, lines(entry.query)),
      part(t.requests.headers, lines(entry.headers)),
      part(t.requests.body, readable(entry.body)),
      part(t.requests.answer, readable(entry.answer)),
      h(
        'div',
        {},
        h(
          'div',
          { class: 'with-button' },
          h('h4', {}, t.requests.curl),
          h('button', { type: 'button', class: 'button', on: { click: () => copy(entry.curl) } }, t.requests.copy),
        ),
        code(t.requests.curl, entry.curl),
      ),
    ];
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      say(t.requests.copied, true);
    } catch {
      // Refused by the person, or the page was opened under an address that is not this machine's.
      say(t.requests.notCopied, true);
    }
  }

  const clear = () => ask('requests', { method: 'DELETE' }).then(read);
  return {
    title: t.requests.title,
    node: h(
      'div',
      {},
      h('p', { class: 'quiet' }, t.requests.intro),
      h(
        'div',
        { class: 'filter', role: 'search' },
        h('label', {}, h('span', {}, t.requests.filter), words),
        h('label', { class: 'tick' }, failed, h('span', {}, t.requests.failed)),
        h('button', { type: 'button', class: 'button', on: { click: clear } }, t.requests.clear),
      ),
      found,
      entries,
      none,
    ),
    update: read,
    heard: calmly(read),
  };
}

function kindOf(status) {
  if (status === null) return 'waiting';
  return status >= 400 ? 'bounce' : 'active';
}

/** JSON over several lines; a page or half an answer as the text it is. */
function readable(value) {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
