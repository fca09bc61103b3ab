/**
 * Makes an element. Everything shown goes through text nodes and attributes, never through markup, so nothing an app
 * wrote can become part of the page.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [props] attributes; `on` holds listeners, `class` the classes; false and null are left out
 * @param {...(Node | string | null | undefined | false | (Node | string | null)[])} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * A table that becomes a list of cards on a telephone. The roles are said again because a cell that is no longer laid
 * out as one loses its meaning for screen readers.
 *
 * @param {{ caption: string, columns: { label: string, class?: string }[] }} shape
 * @returns {{ node: HTMLElement, body: HTMLElement }}
 */
export function table({ caption, columns }) {
  const body = h('tbody', { role: 'rowgroup' });
  const head = h(
    'thead',
    { role: 'rowgroup' },
    h(
      'tr',
      { role: 'row' },
      columns.map(({ label, class: kind }) => h('th', { role: 'columnheader', scope: 'col', class: kind }, label)),
    ),
  );
  const node = h('table', { role: 'table' }, h('caption', { class: 'visually-hidden' }, caption), head, body);
  return { node, body };
}

/**
 * A row of such a table. The first cell names the row.
 *
 * @param {string} key what the mark of a change finds it by
 * @param {{ label: string, class?: string }[]} columns
 * @param {(Node | string | (Node | string | null)[])[]} cells
 */
export function row(key, columns, cells) {
  return h(
    'tr',
    { role: 'row', 'data-key': key },
    cells.map((cell, index) => {
      const props = { 'data-label': columns[index]?.label, class: columns[index]?.class };
      return index === 0
        ? h('th', { ...props, role: 'rowheader', scope: 'row' }, cell, h('span', { class: 'fresh-mark' }))
        : h('td', { ...props, role: 'cell' }, cell);
    }),
  );
}

/** A word in a coloured pill; the colour never says more than the word. */
export const badge = (kind, text) => h('span', { class: `badge ${kind}` }, text);

/** A box with code that scrolls, by the keyboard too. */
export const code = (label, text) => h('pre', { tabindex: '0', role: 'group', 'aria-label': label }, text);
