import { asCurl } from './curl.js';
import { h, newId } from './dom.js';
import { icon } from './icons.js';
import { language, t } from './texts.js';

const KEPT = 300;
const KINDS = ['command', 'interaction', 'options', 'event', 'check', 'api', 'response_url', 'oauth'];

/**
 * What went over the wire between this Slack and the app, newest first; what Slack refused says where and why.
 *
 * @param {HTMLElement} root
 * @param {{ redeliver: (exchange: any) => void, clear: () => Promise<unknown> }} deps
 */
export function createTraffic(root, deps) {
  /** By id, oldest first. */
  const all = new Map();
  const drawn = new Map();
  const filter = { direction: '', kind: '', trouble: false };
  const rows = h('div', { class: 'exchanges' });
  const controls = h('div', { class: 'filters' });
  const none = h('p', { class: 'quiet' });
  root.append(controls, none, rows);

  const fits = (exchange) =>
    (filter.direction === '' || exchange.direction === filter.direction) &&
    (filter.kind === '' || exchange.kind === filter.kind) &&
    (!filter.trouble || ['refused', 'timeout', 'failed'].includes(exchange.outcome));

  function drawControls() {
    const choice = (name, label, options) => {
      const id = newId();
      const select = h(
        'select',
        { id, on: { change: (event) => refilter({ [name]: event.target.value }) } },
        ...options.map(([value, words]) => h('option', { value, selected: filter[name] === value }, words)),
      );
      return h('div', { class: 'filter' }, h('label', { for: id }, label), select);
    };
    const id = newId();
    const trouble = h('input', {
      type: 'checkbox',
      id,
      on: { change: (event) => refilter({ trouble: event.target.checked }) },
    });
    trouble.checked = filter.trouble;
    controls.replaceChildren(
      choice('direction', t('traffic.direction'), [
        ['', t('traffic.both')],
        ['to-app', t('traffic.toApp')],
        ['to-slack', t('traffic.toSlack')],
      ]),
      choice('kind', t('traffic.kind'), [['', t('traffic.all')], ...KINDS.map((kind) => [kind, t(`kind.${kind}`)])]),
      h('div', { class: 'filter trouble' }, trouble, h('label', { for: id }, t('traffic.trouble'))),
      h('button', { type: 'button', class: 'button', on: { click: empty } }, t('traffic.clear')),
    );
  }

  function refilter(change) {
    Object.assign(filter, change);
    redraw();
  }

  async function empty() {
    await deps.clear();
    all.clear();
    redraw();
  }

  function redraw() {
    drawn.clear();
    rows.replaceChildren();
    for (const exchange of all.values()) place(exchange);
    drawNone();
  }

  function drawNone() {
    none.hidden = drawn.size > 0;
    none.textContent = all.size === 0 ? t('traffic.nothing') : t('traffic.noneFits');
  }

  function place(exchange) {
    const before = drawn.get(exchange.id);
    if (!fits(exchange)) {
      before?.remove();
      drawn.delete(exchange.id);
      return;
    }
    const node = draw(exchange, before?.open === true, deps);
    const hadFocus = before?.contains(document.activeElement) === true;
    if (before === undefined) rows.prepend(node);
    else before.replaceWith(node);
    if (hadFocus) node.querySelector('summary').focus();
    drawn.set(exchange.id, node);
  }

  drawControls();
  drawNone();
  return {
    /** @param {any} exchange a new exchange, or one that has gone on */
    update(exchange) {
      all.set(exchange.id, exchange);
      place(exchange);
      if (all.size > KEPT) {
        const [oldest] = all.keys();
        drawn.get(oldest)?.remove();
        drawn.delete(oldest);
        all.delete(oldest);
      }
      drawNone();
    },
    words() {
      drawControls();
      redraw();
    },
  };
}

function draw(exchange, open, deps) {
  const took = exchange.durationMs === null ? '…' : `${Math.round(exchange.durationMs)} ms`;
  const time = new Date(exchange.startedAtMs).toLocaleTimeString(language(), { timeStyle: 'medium' });
  const node = h(
    'details',
    { class: `exchange ${exchange.outcome}`, 'data-exchange': exchange.id },
    h(
      'summary',
      {},
      h(
        'span',
        { class: 'exchange-way' },
        exchange.direction === 'to-app' ? t('traffic.toApp') : t('traffic.toSlack'),
        ` · ${t(`kind.${exchange.kind}`)}`,
      ),
      h('strong', {}, exchange.name || exchange.kind),
      h('span', { class: 'exchange-figures' }, `${time} · ${took} · `, outcome(exchange)),
    ),
  );
  // The bodies are long and rarely looked at: they are drawn when somebody does.
  node.addEventListener('toggle', () => node.append(...inside(exchange, deps)), { once: true });
  node.open = open;
  return node;
}

function outcome(exchange) {
  const words = t(`outcome.${exchange.outcome}`);
  const status = exchange.response?.status;
  return h('span', { class: 'outcome' }, status === undefined ? words : `${status} ${words}`);
}

function inside(exchange, deps) {
  const problems = problemLines(exchange).map((line) => h('li', {}, line));
  const part = (label, headers, body) => [
    h('h3', {}, label),
    headers === undefined || Object.keys(headers).length === 0
      ? null
      : h(
          'details',
          { class: 'headers' },
          h('summary', {}, t('traffic.headers', { count: Object.keys(headers).length })),
          h('pre', { tabindex: '0' }, headerLines(headers)),
        ),
    body ? h('pre', { tabindex: '0' }, readable(body)) : h('p', { class: 'quiet' }, t('traffic.noBody')),
  ];
  const button = (words, name, run) =>
    h('button', { type: 'button', class: 'button small', on: { click: run } }, icon(name), words);
  const curl = button(t('traffic.curl'), 'copy', async () => {
    const done = await copy(asCurl(exchange.request));
    curl.lastChild.textContent = done ? t('traffic.copied') : t('traffic.notCopied');
  });
  return [
    h(
      'div',
      { class: 'exchange-inside' },
      exchange.error === null ? null : h('p', { class: 'error' }, exchange.error),
      problems.length === 0 ? null : h('ul', { class: 'problems' }, ...problems),
      h(
        'div',
        { class: 'actions' },
        curl,
        exchange.direction === 'to-app' ? button(t('traffic.again'), 'again', () => deps.redeliver(exchange)) : null,
      ),
      ...part(t('traffic.request'), exchange.request.headers, exchange.request.body),
      h('p', { class: 'quiet' }, `${exchange.request.method} ${exchange.request.url}`),
      ...(exchange.response === null
        ? [h('h3', {}, t('traffic.noAnswer'))]
        : part(t('traffic.answer'), exchange.response.headers, exchange.response.body)),
    ),
  ];
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A browser may refuse it to a page that is not in front.
    return false;
  }
}

/** Each problem as one line: the pointer, then what is wrong there. */
export const problemLines = (exchange) => exchange.problems.map((one) => `${one.pointer || '/'}: ${one.message}`);

const headerLines = (headers) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

/** JSON, and JSON inside a form, over several lines; anything else as it is. */
function readable(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    if (!/^[\w.%+-]+=/.test(body)) return body;
  }
  return [...new URLSearchParams(body)]
    .map(([key, value]) => {
      try {
        return `${key}: ${/^[[{]/.test(value) ? JSON.stringify(JSON.parse(value), null, 2) : value}`;
      } catch {
        return `${key}: ${value}`;
      }
    })
    .join('\n');
}
