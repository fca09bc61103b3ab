import { h, link } from './dom.js';
import { marked } from './marked.js';
import { withEmoji } from './mrkdwn.js';

/**
 * The text of a `markdown` block as nodes. `marked` only reads it; what is shown is built here node by node, so that HTML
 * inside it stays text.
 *
 * @param {string} text
 * @returns {Node[]}
 */
export function markdown(text) {
  return blocks(marked.lexer(text, { gfm: true }));
}

const blocks = (tokens) => tokens.flatMap((token) => BLOCKS[token.type]?.(token) ?? [h('p', {}, ...inlines(token))]);

const BLOCKS = {
  space: () => [],
  // The page's own headings end at the third level.
  heading: (token) => [h(`h${Math.min(token.depth + 2, 6)}`, { class: 'header' }, ...inlines(token))],
  hr: () => [h('hr', { class: 'block' })],
  code: (token) => [h('pre', {}, token.text)],
  blockquote: (token) => [h('blockquote', {}, ...blocks(token.tokens))],
  html: (token) => [h('p', {}, token.text.trim())],
  def: () => [],
  list: (token) => [
    h(
      token.ordered ? 'ol' : 'ul',
      { start: token.ordered && token.start !== 1 ? token.start : null },
      ...token.items.map((item) => h('li', { class: item.task ? 'task-item' : null }, ...listItem(item))),
    ),
  ],
  table: (token) => {
    const row = (cells, tag) =>
      h(
        'tr',
        {},
        ...cells.map((cell) =>
          h(
            tag,
            { class: cell.align ? `align-${cell.align}` : null, scope: tag === 'th' ? 'col' : null },
            ...inlines(cell),
          ),
        ),
      );
    return [
      h(
        'div',
        { class: 'table-scroll', tabindex: '0' },
        h(
          'table',
          { class: 'data' },
          h('thead', {}, row(token.header, 'th')),
          h('tbody', {}, ...token.rows.map((cells) => row(cells, 'td'))),
        ),
      ),
    ];
  },
};

/** The tick of a task comes as a token in some versions and only as a flag in others. */
function listItem(item) {
  const tick = item.task ? [h('span', { class: 'tick', 'aria-hidden': 'true' }, item.checked ? '☑ ' : '☐ ')] : [];
  const rest = item.tokens.filter((token) => token.type !== 'checkbox');
  return [...tick, ...rest.flatMap((token) => (token.type === 'text' ? inlines(token) : blocks([token])))];
}

function inlines(token) {
  const tokens = token.tokens;
  if (!Array.isArray(tokens)) return [document.createTextNode(withEmoji(token.text ?? token.raw ?? ''))];
  return tokens.flatMap((one) => INLINES[one.type]?.(one) ?? [document.createTextNode(withEmoji(one.text ?? one.raw))]);
}

const INLINES = {
  text: (token) => (token.tokens ? inlines(token) : [document.createTextNode(withEmoji(unescaped(token.text)))]),
  paragraph: (token) => inlines(token),
  strong: (token) => [h('strong', {}, ...inlines(token))],
  em: (token) => [h('em', {}, ...inlines(token))],
  del: (token) => [h('s', {}, ...inlines(token))],
  codespan: (token) => [h('code', {}, token.text)],
  br: () => [h('br')],
  checkbox: () => [],
  escape: (token) => [document.createTextNode(token.text)],
  html: (token) => [document.createTextNode(token.raw)],
  link: (token) => [link(token.href, ...inlines(token))],
  // Slack shows a picture of a markdown block as a link to it.
  image: (token) => [link(token.href, token.text || token.href)],
};

const unescaped = (text) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
