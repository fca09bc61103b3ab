import { escapeText, typedInline } from './typed-inline.ts';
import type { Json } from './types.ts';

/** What a typed message becomes: `text` in Slack's mrkdwn, and the same once more as rich text. */
type Typed = { text: string; blocks: Json[] };

/** A part of a rich text, and how it stands in `text`. */
interface Part {
  text: string;
  element: Json;
}

const ITEM = /^(\s*)(?:([-*•])|(\d+)[.)])\s+(.+)$/;
const QUOTE = /^>\s?(.+)$/;
/** A fence may stand in the middle of a line, too. */
const FENCE = /```\n?([\s\S]+?)\n?```/g;

/**
 * What Slack's own client makes of a typed message: `&`, `<` and `>` escaped, addresses and links active
 * (`<mailto:a@b.c|a@b.c>`), and its marks for bold, italic, struck, code, lists, quotes and code blocks read.
 */
export function typedMessage(typed: string): Typed {
  const parts: Part[] = [];
  let end = 0;
  for (const match of typed.matchAll(FENCE)) {
    parts.push(...paragraphs(typed.slice(end, match.index)));
    const code = match[1] ?? '';
    parts.push({
      text: `\`\`\`${escapeText(code)}\`\`\``,
      element: { type: 'rich_text_preformatted', elements: [{ type: 'text', text: code }] },
    });
    end = match.index + match[0].length;
  }
  parts.push(...paragraphs(typed.slice(end)));
  return {
    text: parts.map((part) => part.text).join('\n'),
    blocks: [{ type: 'rich_text', elements: parts.map((part) => part.element) }],
  };
}

/** Text with its addresses and links active, and nothing else read into it: what a command's text is. */
export function typedWords(typed: string): string {
  return typedInline(typed, 'plain').text;
}

/** Plain paragraphs as the rich text editor would give them: one section, line breaks inside. */
export function typedRichText(typed: string): Json {
  const { elements } = typedInline(typed, 'plain');
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function paragraphs(typed: string): Part[] {
  const parts: Part[] = [];
  const lines = typed.replace(/^\n+|\n+$/g, '').split('\n');
  let at = 0;
  /** The lines from here on that are of one kind. */
  const take = (isOne: (line: string) => boolean) => {
    const from = at;
    while (at < lines.length && isOne(lines[at] ?? '')) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const item = ITEM.exec(line);
    if (item !== null) parts.push(listOf(take((one) => sameList(one, item))));
    else if (QUOTE.test(line)) parts.push(quoteOf(take((one) => QUOTE.test(one))));
    else {
      const words = take((one) => !ITEM.test(one) && !QUOTE.test(one)).join('\n');
      const { text, elements } = typedInline(words, 'formatted');
      if (elements.length > 0) parts.push({ text, element: { type: 'rich_text_section', elements } });
    }
  }
  return parts;
}

/** Two blanks are one step deeper; each step and each kind is a list of its own for Slack. */
const depthOf = (item: RegExpExecArray) => Math.min(Math.floor((item[1] ?? '').length / 2), 8);

function sameList(line: string, first: RegExpExecArray): boolean {
  const item = ITEM.exec(line);
  return item !== null && depthOf(item) === depthOf(first) && (item[3] === undefined) === (first[3] === undefined);
}

function listOf(lines: string[]): Part {
  const first = ITEM.exec(lines[0] ?? '');
  const indent = first === null ? 0 : depthOf(first);
  const isOrdered = first?.[3] !== undefined;
  const offset = isOrdered ? Number(first?.[3]) - 1 : 0;
  const inner = lines.map((line) => typedInline(ITEM.exec(line)?.[4] ?? '', 'formatted'));
  return {
    text: inner
      .map(({ text }, index) => `${'    '.repeat(indent)}${isOrdered ? `${offset + index + 1}.` : '•'} ${text}`)
      .join('\n'),
    element: {
      type: 'rich_text_list',
      style: isOrdered ? 'ordered' : 'bullet',
      indent,
      ...(offset > 0 ? { offset } : {}),
      border: 0,
      elements: inner.map(({ elements }) => ({ type: 'rich_text_section', elements })),
    },
  };
}

function quoteOf(lines: string[]): Part {
  const inner = typedInline(lines.map((line) => QUOTE.exec(line)?.[1] ?? '').join('\n'), 'formatted');
  return {
    text: inner.text
      .split('\n')
      .map((line) => `&gt; ${line}`)
      .join('\n'),
    element: { type: 'rich_text_quote', elements: inner.elements },
  };
}
