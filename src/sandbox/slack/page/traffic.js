import { h } from './dom.js';

const KEPT = 100;

/**
 * What went over the wire between this Slack and the app, newest first; what Slack refused says where and why.
 *
 * @param {HTMLElement} root
 */
export function createTraffic(root) {
  const drawn = new Map();

  return {
    /** @param {any} exchange a new exchange, or one that has gone on */
    update(exchange) {
      const node = draw(exchange, drawn.get(exchange.id)?.open === true);
      const before = drawn.get(exchange.id);
      if (before === undefined) root.prepend(node);
      else before.replaceWith(node);
      drawn.set(exchange.id, node);
      if (drawn.size > KEPT) {
        const [oldest] = drawn.keys();
        drawn.get(oldest)?.remove();
        drawn.delete(oldest);
      }
    },
    clear() {
      drawn.clear();
      root.replaceChildren();
    },
  };
}

function draw(exchange, open) {
  const arrow = exchange.direction === 'to-app' ? 'Slack → app' : 'app → Slack';
  const took = exchange.durationMs === null ? '…' : `${Math.round(exchange.durationMs)} ms`;
  const ending = exchange.outcome === 'ok' ? (exchange.response?.status ?? '') : exchange.outcome;
  const node = h(
    'details',
    { class: `exchange ${exchange.outcome}` },
    h(
      'summary',
      {},
      h('span', { class: 'quiet' }, arrow),
      h('strong', {}, exchange.name || exchange.kind),
      h('span', { class: 'quiet' }, `${ending} · ${took}`),
    ),
  );
  // The bodies are long and rarely looked at: they are drawn when somebody does.
  node.addEventListener('toggle', () => node.append(...inside(exchange)), { once: true });
  node.open = open;
  return node;
}

function inside(exchange) {
  const problems = problemLines(exchange).map((line) => h('li', {}, line));
  const body = (label, text) => (text ? h('div', {}, h('h3', {}, label), h('pre', {}, readable(text))) : '');
  return [
    exchange.error === null ? '' : h('p', { class: 'error' }, exchange.error),
    problems.length === 0 ? '' : h('ul', { class: 'problems' }, ...problems),
    body('Request', exchange.request?.body),
    body('Answer', exchange.response?.body),
  ];
}

/** Each problem as one line: the pointer, then what is wrong there. */
export const problemLines = (exchange) => exchange.problems.map((one) => `${one.pointer || '/'}: ${one.message}`);

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
