import type { Json } from './types.ts';

const ACTIVE = /(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;

/**
 * What Slack's own client makes of a typed message: `&`, `<` and `>` escaped, addresses and links active in `text`
 * (`<mailto:a@b.c|a@b.c>`), and the same once more as rich text.
 */
export function typedMessage(typed: string): { text: string; blocks: Json[] } {
  const elements: Json[] = [];
  let text = '';
  let end = 0;
  for (const match of typed.matchAll(ACTIVE)) {
    const [whole, url] = match;
    const before = typed.slice(end, match.index);
    text += escapeText(before);
    if (before !== '') elements.push({ type: 'text', text: before });
    if (url === undefined) {
      text += `<mailto:${whole}|${whole}>`;
      elements.push({ type: 'link', url: `mailto:${whole}`, text: whole });
    } else {
      text += `<${escapeText(url)}>`;
      elements.push({ type: 'link', url });
    }
    end = match.index + whole.length;
  }
  const rest = typed.slice(end);
  text += escapeText(rest);
  if (rest !== '') elements.push({ type: 'text', text: rest });
  return { text, blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }] };
}

/** Plain paragraphs as the rich text editor would give them: one section, line breaks inside. */
export function typedRichText(typed: string): Json {
  const { blocks } = typedMessage(typed);
  return blocks[0] ?? { type: 'rich_text', elements: [] };
}

function escapeText(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
