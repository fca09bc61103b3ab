import type { RichText, RichTextElement } from '../body/index.ts';

type Change = (element: RichTextElement) => RichTextElement | undefined;

/** The same rich text with every element changed, or left out where the change gives none. */
export function mapElements(richText: RichText, change: Change): RichText {
  const all = (elements: RichTextElement[]) => elements.flatMap((element) => change(element) ?? []);
  return {
    ...richText,
    elements: richText.elements.map((block) =>
      block.type === 'rich_text_list'
        ? { ...block, elements: block.elements.map((item) => ({ elements: all(item.elements) })) }
        : { ...block, elements: all(block.elements) },
    ),
  };
}

/** What a reader sees of it, a line per paragraph or item; people and the like are nothing. */
export function plainTextOf(richText: RichText): string {
  const lineOf = (elements: RichTextElement[]) => elements.map(wordsOf).join('');
  return richText.elements
    .flatMap((block) =>
      block.type === 'rich_text_list' ? block.elements.map((item) => lineOf(item.elements)) : [lineOf(block.elements)],
    )
    .join('\n');
}

/** The beginning of it, of about this many characters. */
export function withinLength(richText: RichText, maxLength: number): RichText {
  let left = maxLength;
  return mapElements(richText, (element) => {
    const { length } = wordsOf(element);
    const room = left;
    left -= length;
    if (room <= 0) return undefined;
    if (length <= room) return element;
    return element.type === 'text' ? { ...element, text: `${cut(element.text, room)}…` } : undefined;
  });
}

/** No half of a character that takes two units. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

function wordsOf(element: RichTextElement): string {
  if (element.type === 'text') return element.text;
  return element.type === 'link' ? element.text || element.url : '';
}
