import type { Json } from './types.ts';

/** Text of one paragraph in mrkdwn, and as elements of a rich text. */
interface Inline {
  text: string;
  elements: Json[];
}

type Style = Partial<Record<'bold' | 'italic' | 'strike' | 'code', true>>;

const URL = String.raw`(?<url>https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"*_~])`;
const MAIL = String.raw`(?<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)`;
const NAMED = String.raw`\[(?<name>[^\]\n|]+)\]\((?<target>https?:\/\/[^\s()<>|]+)\)`;
const CODE = '`(?<code>[^`\n]+)`';
const EMOJI = String.raw`(?<![\w:]):(?<emoji>[a-z][a-z0-9_+-]*):(?!\w)`;
// Slack reads a mark only at the edge of a word: snake_case_names and 2*3*4 stay as they are.
const MARKED = String.raw`(?<![\p{L}\p{N}*_~])(?<mark>[*_~])(?=[^\s*_~])(?<marked>[^\n]*?[^\s])\k<mark>(?![\p{L}\p{N}])`;

const PLAIN = new RegExp(`${URL}|${MAIL}`, 'gu');
const FORMATTED = new RegExp(`${CODE}|${NAMED}|${URL}|${MAIL}|${EMOJI}|${MARKED}`, 'gu');

const MARKS: Record<string, Style> = { '*': { bold: true }, _: { italic: true }, '~': { strike: true } };

/** Reads the marks inside a paragraph; `plain` reads addresses and links only. */
export function typedInline(typed: string, reading: 'plain' | 'formatted', style: Style = {}): Inline {
  const styled = Object.keys(style).length > 0 ? { style } : {};
  const read: Inline = { text: '', elements: [] };
  const add = (text: string, ...elements: Json[]) => {
    read.text += text;
    read.elements.push(...elements);
  };
  const words = (raw: string) => raw !== '' && add(escapeText(raw), { type: 'text', text: raw, ...styled });
  let end = 0;
  for (const match of typed.matchAll(reading === 'plain' ? PLAIN : FORMATTED)) {
    const [whole] = match;
    const { url, mail, name, target, code, emoji, mark, marked } = match.groups ?? {};
    words(typed.slice(end, match.index));
    end = match.index + whole.length;
    if (mail !== undefined)
      add(`<mailto:${mail}|${mail}>`, { type: 'link', url: `mailto:${mail}`, text: mail, ...styled });
    else if (url !== undefined) add(`<${escapeText(url)}>`, { type: 'link', url, ...styled });
    else if (name !== undefined && target !== undefined)
      add(`<${escapeText(target)}|${escapeText(name)}>`, { type: 'link', url: target, text: name, ...styled });
    else if (code !== undefined)
      add(`\`${escapeText(code)}\``, { type: 'text', text: code, style: { ...style, code: true } });
    else if (emoji !== undefined) add(whole, { type: 'emoji', name: emoji, ...styled });
    else if (mark !== undefined && marked !== undefined) {
      const inner = typedInline(marked, reading, { ...style, ...MARKS[mark] });
      add(`${mark}${inner.text}${mark}`, ...inner.elements);
    }
  }
  words(typed.slice(end));
  return read;
}

/** Slack's three escapes. */
export function escapeText(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
