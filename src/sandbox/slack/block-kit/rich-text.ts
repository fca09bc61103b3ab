import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { address, oneOfTypes, words } from './objects.ts';

const flag = z.boolean().optional();
const style = z.object({ bold: flag, code: flag, italic: flag, strike: flag, underline: flag }).optional();
const border = z.union([z.literal(0), z.literal(1)], { error: 'must be 0 or 1' }).optional();
const name = z.string().min(1);

// No length is documented for a text element; that an empty one is refused is the rule for every text.
const text = z.object({ type: z.literal('text'), text: z.string().min(1), style });
const link = z.object({
  type: z.literal('link'),
  url: address(LIMITS.button.url),
  text: z.string().min(1).optional(),
  unsafe: flag,
  style,
});

const inline = oneOfTypes('rich text element', [
  text,
  link,
  z.object({ type: z.literal('emoji'), name, unicode: z.string().optional(), style }),
  z.object({ type: z.literal('user'), user_id: name, style }),
  z.object({ type: z.literal('usergroup'), usergroup_id: name, style }),
  z.object({ type: z.literal('team'), team_id: name, style }),
  z.object({ type: z.literal('channel'), channel_id: name, style }),
  z.object({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), style }),
  z.object({ type: z.literal('color'), value: z.string().regex(/^#[0-9a-f]{3,8}$/i, 'must be a hex color'), style }),
  z.object({
    type: z.literal('date'),
    timestamp: z.number().int(),
    format: name,
    url: address(LIMITS.button.url).optional(),
    fallback: z.string().optional(),
    style,
  }),
]);

const section = z.object({ type: z.literal('rich_text_section'), elements: z.array(inline) });

/** A `rich_text` block: sections, lists of sections, quotes and preformatted text, and nothing nested deeper. */
export const richText = z.object({
  type: z.literal('rich_text'),
  block_id: words(LIMITS.id.blockId).optional(),
  elements: z.array(
    oneOfTypes('rich text', [
      section,
      z.object({
        type: z.literal('rich_text_list'),
        style: z.enum(['bullet', 'ordered']),
        elements: z.array(oneOfTypes('list item', [section])),
        indent: z.number().int().min(0).max(LIMITS.richText.maxIndent).optional(),
        offset: z.number().int().min(0).optional(),
        border,
      }),
      z.object({ type: z.literal('rich_text_quote'), elements: z.array(inline), border }),
      z.object({
        type: z.literal('rich_text_preformatted'),
        elements: z.array(oneOfTypes('preformatted element', [text, link])),
        border,
        language: z.string().optional(),
      }),
    ]),
  ),
});

/** The characters a reader sees in a rich text, as far as they stand in it (a mention counts as nothing). */
export function richTextCharacters(value: unknown): number {
  const parsed = richText.safeParse(value);
  if (!parsed.success) return 0;
  const lengths = (elements: readonly z.output<typeof inline>[]): number =>
    elements.reduce((sum, element) => {
      if (element.type === 'text') return sum + element.text.length;
      if (element.type === 'link') return sum + (element.text ?? element.url).length;
      return sum;
    }, 0);
  return parsed.data.elements.reduce(
    (sum, part) =>
      sum +
      (part.type === 'rich_text_list'
        ? part.elements.reduce((inner, item) => inner + lengths(item.elements), 0)
        : lengths(part.elements)),
    0,
  );
}
