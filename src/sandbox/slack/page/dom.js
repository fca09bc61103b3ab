/**
 * Makes an element. Everything shown goes through text nodes and attributes, never through markup, so nothing an app
 * or a person writes can become part of the page.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [props] attributes; `on` holds listeners, `class` the classes; false and null are left out
 * @param {...(Node | string | null | undefined | false | (Node | string | null)[])} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * The same for SVG.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [props]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children);
}

function fill(node, props, children) {
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

let lastId = 0;

/** An id for labels and what they label. */
export function newId() {
  lastId += 1;
  return `n${lastId}`;
}

/** An address the page may link to, or null: everything but these schemes could run code or surprise. */
export function safeUrl(url) {
  if (typeof url !== 'string' || !URL.canParse(url)) return null;
  const { protocol } = new URL(url);
  return ['http:', 'https:', 'mailto:', 'tel:'].includes(protocol) ? url : null;
}

/** A link that opens in a new tab; plain text when the address is not one to open. */
export function link(url, ...children) {
  const href = safeUrl(url);
  if (href === null) return h('span', {}, ...children);
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

/** A list of objects, whatever came. */
export const list = (value) =>
  Array.isArray(value) ? value.filter((item) => item !== null && typeof item === 'object') : [];

/** The text of a text object, or a bare string. */
export const textOf = (value) =>
  typeof value === 'string' ? value : typeof value?.text === 'string' ? value.text : '';
