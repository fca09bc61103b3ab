import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { oneOfTypes, words } from './objects.ts';
import { richText, richTextCharacters } from './rich-text.ts';

// Slack names no length for one cell, only the sum over the message.
const rawText = z.object({ type: z.literal('raw_text'), text: z.string().min(1) });
const rawNumber = z.object({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) });
const cell = oneOfTypes('table cell', [rawText, rawNumber, richText]);
const blockId = words(LIMITS.id.blockId).optional();

/** A `table` block: the older, fixed table. */
export const table = z.object({
  type: z.literal('table'),
  block_id: blockId,
  rows: z.array(z.array(cell).min(1).max(LIMITS.table.cells)).min(1).max(LIMITS.table.rows),
  column_settings: z
    .array(
      z
        .object({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() })
        .nullable(),
    )
    .max(LIMITS.table.columnSettings)
    .optional(),
});

/** A `data_table` block: the first row is the header, and every row has as many cells as it. */
export const dataTable = z
  .object({
    type: z.literal('data_table'),
    block_id: blockId,
    caption: z.string().min(1),
    rows: z
      .array(z.array(cell).min(1).max(LIMITS.dataTable.columns))
      .min(LIMITS.dataTable.minRows)
      .max(LIMITS.dataTable.maxRows),
    page_size: z.number().int().min(LIMITS.dataTable.minPageSize).max(LIMITS.dataTable.maxPageSize).optional(),
    row_header_column_index: z.number().int().min(0).optional(),
  })
  .superRefine((block, context) => {
    const header = block.rows[0] ?? [];
    header.forEach((one, index) => {
      if (one.type !== 'rich_text') return;
      const message = 'a header cell must not be rich_text';
      context.addIssue({ code: 'custom', message, path: ['rows', 0, index, 'type'], input: one });
    });
    block.rows.forEach((row, index) => {
      if (row.length === header.length) return;
      const message = `must have ${header.length} cells like the header, has ${row.length}`;
      context.addIssue({ code: 'custom', message, path: ['rows', index], input: row });
    });
    if ((block.row_header_column_index ?? 0) >= header.length) {
      const message = `must be below the number of columns, ${header.length}`;
      context.addIssue({ code: 'custom', message, path: ['row_header_column_index'], input: block });
    }
  });

const rowsOnly = z.object({ rows: z.array(z.array(z.unknown())) });
const textOnly = z.object({ text: z.string() });

/** The characters in all cells of a table of either kind; what has no text counts as nothing. */
export function tableCharacters(block: unknown): number {
  const parsed = rowsOnly.safeParse(block);
  if (!parsed.success) return 0;
  return parsed.data.rows
    .flat()
    .reduce<number>((sum, one) => sum + (textOnly.safeParse(one).data?.text.length ?? richTextCharacters(one)), 0);
}
