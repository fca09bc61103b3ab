import { inlineHtml, type Paragraph, paragraphsOf } from './rich-text-inline.ts';
import type { RichText, RichTextBlock, RichTextList } from './rich-text-schema.ts';
import { type Gap, styles } from './styles.ts';

/**
 * Turns Slack's rich text into an HTML fragment that mail programs show well: paragraphs, line breaks, emphasis,
 * links, nested lists, quotes and code, and nothing else. All text is escaped. CleverReach's placeholders in braces stay.
 *
 * No package on npm does this: those for Slack make Slack's format, read mrkdwn, or need React.
 */
export function richTextToHtml(richText: RichText, language: 'de' | 'en'): string {
  return groupBy(richText.elements, isQuoted)
    .map(({ key: quoted, items }) => {
      const html = blocksHtml(items, language, quoted ? '0' : '16px');
      return quoted && html !== '' ? `<blockquote style="${styles.quote('16px')}">\n${html}\n</blockquote>` : html;
    })
    .filter((html) => html !== '')
    .join('\n');
}

/** How many mentions of people, channels or groups the text has; none of them gets into the HTML. */
export function countMentions(richText: RichText): number {
  const elements = richText.elements.flatMap((block) =>
    block.type === 'rich_text_list' ? block.elements.flatMap((item) => item.elements) : block.elements,
  );
  return elements.filter(({ type }) => ['user', 'usergroup', 'channel', 'team', 'broadcast'].includes(type)).length;
}

function isQuoted(block: RichTextBlock): boolean {
  return block.type === 'rich_text_quote' || ('border' in block && block.border === 1);
}

/** `lastGap`: below the last of them. */
function blocksHtml(blocks: readonly RichTextBlock[], language: 'de' | 'en', lastGap: Gap): string {
  // What shows nothing is left out first, or the last of the rest would not be known for the last.
  const shown = blocks.filter((block) => blockHtml(block, language, '0') !== '');
  const groups = groupBy(shown, (block) => block.type === 'rich_text_list');
  return groups
    .map(({ items }, index) => {
      const gap = index === groups.length - 1 ? lastGap : '16px';
      const lists = items.filter((block) => block.type === 'rich_text_list');
      if (lists.length > 0) return listsHtml(lists, language, gap);
      return items
        .map((block, place) => blockHtml(block, language, place === items.length - 1 ? gap : '16px'))
        .join('\n');
    })
    .join('\n');
}

function blockHtml(block: RichTextBlock, language: 'de' | 'en', gap: Gap): string {
  if (block.type === 'rich_text_list') return listsHtml([block], language, gap);
  if (block.type === 'rich_text_preformatted') {
    const code = inlineHtml(block.elements, language).replace(/\n+$/, '');
    // HTML drops a line break right after <pre>; one that was typed needs a second.
    const start = code.startsWith('\n') ? '\n' : '';
    return code.trim() === '' ? '' : `<pre style="${styles.preformatted(gap)}">${start}${code}</pre>`;
  }
  return paragraphsHtml(paragraphsOf(block.elements, language), gap);
}

function paragraphsHtml(paragraphs: readonly Paragraph[], lastGap: Gap): string {
  return paragraphs
    .map((lines, index) => {
      const gap = index === paragraphs.length - 1 ? lastGap : '16px';
      return `<p style="${styles.paragraph(gap)}">${lines.join('<br>\n')}</p>`;
    })
    .join('\n');
}

/** A list that is open while the next items are placed. */
interface OpenList {
  indent: number;
  style: RichTextList['style'];
  /** Number of its items so far, counted from the `offset` on. */
  count: number;
}

/** Lists in a row as one tree: a deeper list goes into the last item of the one above it. */
function listsHtml(lists: readonly RichTextList[], language: 'de' | 'en', gap: Gap): string {
  const open: OpenList[] = [];
  let html = '';
  const close = () => {
    html += `</li>\n</${tagOf(open.pop()?.style)}>`;
  };
  for (const list of lists) {
    if (list.elements.length === 0) continue;
    while ((open.at(-1)?.indent ?? -1) > list.indent) close();
    let current = open.at(-1);
    // Slack goes on with a numbered list after a nested one by telling how many items came before; else it is a new one.
    const goesOn =
      current?.indent === list.indent &&
      current.style === list.style &&
      (list.style === 'bullet' || list.offset === current.count);
    if (!goesOn) {
      if (current?.indent === list.indent) close();
      const outer = open.at(-1)?.indent ?? -1;
      const style = styles.list(outer === -1 ? gap : '0', list.indent - outer);
      html += `${html === '' ? '' : '\n'}<${tagOf(list.style)}${numbering(list)} style="${style}">`;
      current = { indent: list.indent, style: list.style, count: list.offset };
      open.push(current);
    }
    list.elements.forEach((item, index) => {
      html += `${goesOn || index > 0 ? '</li>' : ''}\n<li style="${styles.item}">${itemHtml(paragraphsOf(item.elements, language))}`;
    });
    if (current) current.count += list.elements.length;
  }
  while (open.length > 0) close();
  return html;
}

/** Where it begins, and with what: Slack numbers the levels `1.`, `a.`, `i.`, and so on from the front. */
function numbering({ style, offset, indent }: RichTextList): string {
  if (style !== 'ordered') return '';
  const type = ['', 'a', 'i'][indent % 3];
  return `${type ? ` type="${type}"` : ''}${offset > 0 ? ` start="${offset + 1}"` : ''}`;
}

function tagOf(style: RichTextList['style'] | undefined): 'ol' | 'ul' {
  return style === 'ordered' ? 'ol' : 'ul';
}

/** An item of one paragraph has no `<p>`, which would set it apart from its neighbours. */
function itemHtml(paragraphs: readonly Paragraph[]): string {
  if (paragraphs.length > 1) return paragraphsHtml(paragraphs, '0');
  return (paragraphs[0] ?? []).join('<br>\n');
}

/** Neighbours with the same key together, in order. */
function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): { key: Key; items: Item[] }[] {
  const groups: { key: Key; items: Item[] }[] = [];
  for (const item of items) {
    const key = keyOf(item);
    const last = groups.at(-1);
    if (last?.key === key) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups;
}
