import { z } from 'zod';

/** A mention without an id of Slack's is a mention all the same: it counts, and is left out. */
const idSchema = z
  .string()
  .regex(/^[A-Z0-9]{1,32}$/)
  .catch('');

/**
 * What Slack's rich text editor hands over (`rich_text_value` of a `rich_text_input`), read tolerantly: Slack adds kinds
 * of elements and styles without notice, so what is unknown or misshapen is left out, and the rest stays.
 */
export const richTextSchema = z.object({ type: z.literal('rich_text'), elements: listOf(blockSchema) });

export type RichText = z.infer<typeof richTextSchema>;
export type RichTextBlock = RichText['elements'][number];
export type RichTextList = Extract<RichTextBlock, { type: 'rich_text_list' }>;
export type RichTextElement = z.infer<ReturnType<typeof elementSchema>>;
export type RichTextStyle = z.infer<ReturnType<typeof styleSchema>>;

function blockSchema() {
  const elements = listOf(elementSchema);
  // 1 draws a line at the left, as a quote has it: that is how Slack keeps a list or code inside a quote.
  const border = z.number().optional().catch(undefined);
  return z.discriminatedUnion('type', [
    z.object({ type: z.literal('rich_text_section'), elements }),
    z.object({ type: z.literal('rich_text_quote'), elements }),
    z.object({ type: z.literal('rich_text_preformatted'), elements, border }),
    z.object({
      type: z.literal('rich_text_list'),
      elements: listOf(() => z.object({ elements })),
      style: z.enum(['bullet', 'ordered']).catch('bullet'),
      // The depth of a nested list. Slack sends nesting as lists in a row, each with its depth.
      indent: z.number().int().min(0).max(8).catch(0),
      // How many items of an ordered list came before: 2 makes it start at 3.
      offset: z.number().int().min(0).max(1_000_000).catch(0),
      border,
    }),
  ]);
}

function elementSchema() {
  const style = styleSchema();
  return z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string(), style }),
    z.object({ type: z.literal('link'), url: z.string(), text: z.string().optional().catch(undefined), style }),
    // `unicode` is hexadecimal code points with hyphens between (`1f468-200d-1f33e`); a workspace's own emoji has none.
    z.object({ type: z.literal('emoji'), name: z.string(), unicode: z.string().optional().catch(undefined), style }),
    z.object({
      type: z.literal('date'),
      // Unix seconds.
      timestamp: z.number(),
      fallback: z.string().optional().catch(undefined),
      style,
    }),
    z.object({ type: z.literal('color'), value: z.string(), style }),
    // Mentions carry an id and no name, so none of them gets into a mailing as it is.
    z.object({ type: z.literal('user'), user_id: idSchema }),
    z.object({ type: z.literal('channel'), channel_id: idSchema }),
    z.object({ type: z.literal('usergroup'), usergroup_id: idSchema }),
    z.object({ type: z.literal('team'), team_id: idSchema }),
    z.object({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']).catch('channel') }),
  ]);
}

function styleSchema() {
  const flag = z.boolean().catch(false);
  return z
    .object({ bold: flag, italic: flag, strike: flag, underline: flag, code: flag })
    .catch({ bold: false, italic: false, strike: false, underline: false, code: false });
}

/** An array whose good items are kept; anything else than an array is an empty one. */
function listOf<Item extends z.ZodType>(makeItem: () => Item) {
  const item = makeItem();
  return z
    .array(z.unknown())
    .catch([])
    .transform((values) =>
      values.flatMap((value) => {
        const parsed = item.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}
