import { type Found, nameOf } from './found.ts';
import type { Tag } from './read-html.ts';

/** Everything in the HTML that runs code or loads another document. Mail programs block it, or the whole mail for it. */
export function scriptsIn(tags: readonly Tag[]): Found[] {
  return tags.filter(({ kind }) => kind === 'start').flatMap(scriptsOf);
}

const FORBIDDEN = new Set(['script', 'iframe', 'object', 'embed', 'applet', 'frame', 'frameset', 'portal']);

/** Attributes that are read and never followed, so that they may well begin with "javascript:". */
const WORDS = /^(?:alt|title|content|summary|label|placeholder|value|name|id|class|aria-.*|data-.+)$/;

function scriptsOf(tag: Tag): Found[] {
  const localName = tag.name.replace(/^.*:/, '');
  if (FORBIDDEN.has(localName)) return [{ line: tag.line, what: nameOf(tag) }];
  const attributes = new Map(tag.attributes.map(({ name, value }) => [name, value]));
  if (localName === 'meta' && attributes.get('http-equiv')?.trim().toLowerCase() === 'refresh') {
    return [{ line: tag.line, what: '<meta http-equiv="refresh">' }];
  }
  return tag.attributes
    .filter(({ name, value }) => isScript(tag.name, name, value))
    .map(({ name }) => ({ line: tag.line, what: name.slice(0, 40) }));
}

function isScript(element: string, name: string, value: string): boolean {
  // Every attribute that begins so is, or may become, an event handler; none that means something else does.
  if (/^on./.test(name)) return true;
  if (name === 'srcdoc') return true;
  if (name === 'style') return /(?:java|vb)script\s*:|expression\s*\(|-moz-binding/i.test(value);
  // SVG's animations can set an attribute of another element.
  if (name === 'attributename') return /^\s*on/i.test(value);
  if (WORDS.test(name) && !(element === 'param' && name === 'value')) return false;
  // Browsers skip control characters and blanks when they read the scheme.
  const address = value.replace(/[\p{Cc}\s]/gu, '').toLowerCase();
  if (/^(?:javascript|vbscript|livescript|mocha):/.test(address)) return true;
  // In a list of values or pictures each is an address.
  if (/^(?:values|srcset)$/.test(name) && /(?:java|vb)script:/.test(address)) return true;
  return isActiveData(address, element);
}

function isActiveData(address: string, element: string): boolean {
  if (/^data:(?:text\/html|application\/xhtml\+xml|(?:text|application)\/xml)/.test(address)) return true;
  // As a picture an SVG runs nothing; as the target of a link it does.
  return address.startsWith('data:image/svg+xml') && element !== 'img';
}
