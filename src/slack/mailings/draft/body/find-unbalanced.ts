import { type Found, nameOf } from './found.ts';
import type { Tag } from './read-html.ts';

/**
 * Elements that are not closed, and closing tags that close nothing.
 *
 * A browser repairs these silently, each mail program in its own way, and CleverReach's editor may do it in a third. So a tag
 * is held against what was written, not against what a parser makes of it. What HTML lets one leave out may be left out.
 */
export function unbalancedIn(tags: readonly Tag[]): Found[] {
  const found: Found[] = [];
  const open: Tag[] = [];
  /** Elements already reported as not closed: a closing tag that comes too late is the same mistake, not a second. */
  const late = new Map<string, number>();
  for (const tag of tags) {
    if (isIgnored(tag)) continue;
    if (tag.kind === 'start') {
      closeImplied(open, tag.name);
      if (!isClosedBySlash(tag, open)) open.push(tag);
      continue;
    }
    const index = indexToClose(open, tag.name);
    if (index >= 0) {
      for (const left of open.splice(index).slice(1).filter(mustBeClosed)) {
        found.push({ line: left.line, what: nameOf(left) });
        late.set(left.name, (late.get(left.name) ?? 0) + 1);
      }
    } else if ((late.get(tag.name) ?? 0) > 0) {
      late.set(tag.name, (late.get(tag.name) ?? 0) - 1);
    } else if (tag.name !== 'p') {
      // A `</p>` too many is common, since a `<div>`, list or table ends the paragraph by itself. It does no harm.
      found.push({ line: tag.line, what: nameOf(tag) });
    }
  }
  return [...found, ...open.filter(mustBeClosed).map((tag) => ({ line: tag.line, what: nameOf(tag) }))];
}

const VOID = new Set(
  'area base basefont bgsound br col command embed frame hr image img input keygen link meta param source track wbr'.split(
    ' ',
  ),
);

/**
 * Void elements have no end; some write one (`</br>`), which browsers ignore. Forms are left alone: in tables they were always
 * written across rows, which HTML allows them, and mails hardly have any.
 */
function isIgnored({ name }: Tag): boolean {
  return VOID.has(name) || name === 'form';
}

/** Elements whose end tag HTML allows to be left out. */
const OPTIONAL = new Set(
  'html head body p li dt dd tr td th tbody thead tfoot colgroup caption option optgroup rb rt rp rtc'.split(' '),
);

function mustBeClosed({ name }: Tag): boolean {
  // Outlook's own elements (`<o:p/>`, `<v:fill/>`) are XML in HTML, where a slash closes and a browser does not see it.
  return !OPTIONAL.has(name) && !name.includes(':');
}

/** In SVG and MathML a slash closes. In HTML it does not: after `<div/>` everything else is in the div. */
function isClosedBySlash(tag: Tag, open: readonly Tag[]): boolean {
  if (!tag.selfClosing) return false;
  return tag.name.includes(':') || [tag, ...open].some(({ name }) => name === 'svg' || name === 'math');
}

/** What the start of an element ends, if it is the innermost: so that a hundred `<li>` in a row are not nested. */
const ENDS: Record<string, readonly string[]> = {
  p: ['p'],
  li: ['li', 'p'],
  dt: ['dt', 'dd', 'p'],
  dd: ['dt', 'dd', 'p'],
  option: ['option'],
  optgroup: ['option', 'optgroup'],
  td: ['td', 'th', 'p', 'li'],
  th: ['td', 'th', 'p', 'li'],
  tr: ['td', 'th', 'p', 'li', 'tr', 'caption', 'colgroup'],
  tbody: ['td', 'th', 'p', 'li', 'tr', 'tbody', 'thead', 'tfoot', 'caption', 'colgroup'],
  thead: ['caption', 'colgroup'],
  tfoot: ['td', 'th', 'p', 'li', 'tr', 'tbody', 'thead', 'caption', 'colgroup'],
  body: ['head'],
};

function closeImplied(open: Tag[], name: string): void {
  const ends = ENDS[name] ?? [];
  while (ends.includes(open.at(-1)?.name ?? '')) open.pop();
}

const TABLE_PARTS = new Set(['tr', 'td', 'th', 'tbody', 'thead', 'tfoot', 'caption', 'colgroup']);
const CELLS = new Set(['td', 'th', 'caption']);
const ROOTS = new Set(['html', 'body', 'head', 'table']);

/**
 * Which open element an end tag closes, -1 if none. It never reaches out of a cell, nor a cell's out of its table: else one
 * `</div>` too many in a cell would be told as a table that is not closed.
 */
function indexToClose(open: readonly Tag[], name: string): number {
  for (let index = open.length - 1; index >= 0; index -= 1) {
    const at = open[index]?.name ?? '';
    if (at === name) return index;
    if (ROOTS.has(name)) continue;
    if (at === 'table' || (CELLS.has(at) && !TABLE_PARTS.has(name))) return -1;
  }
  return -1;
}
