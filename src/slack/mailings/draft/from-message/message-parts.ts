import * as z from 'zod';
import { mrkdwnToRichText, type Part } from './mrkdwn-to-rich-text.ts';

const text = z.string().catch('');
const list = z.array(z.unknown()).catch([]);
const textObject = z.object({ type: z.enum(['mrkdwn', 'plain_text']), text: z.string() });

/** A message as a message shortcut brings it; whatever of it is missing or misshapen counts as not there. */
export const messageSchema = z
  .object({ text, blocks: list, attachments: list })
  .catch({ text: '', blocks: [], attachments: [] });

const blockSchema = z.object({
  type: text,
  elements: list,
  text: z.unknown().optional(),
  fields: list,
});

const attachmentSchema = z.object({
  blocks: list,
  pretext: text,
  title: text,
  title_link: text,
  text,
  fallback: text,
});

/** The parts of a rich text that blocks of any kind say; images, buttons and the like say nothing. */
export function partsOfBlocks(blocks: readonly unknown[]): Part[] {
  return blocks.flatMap((value): Part[] => {
    const block = blockSchema.safeParse(value).data;
    switch (block?.type) {
      case 'rich_text':
        return block.elements.filter((part): part is Part => typeof part === 'object' && part !== null);
      case 'section':
        return [block.text, ...block.fields].flatMap((said) => partsOfText(said));
      case 'context':
        return block.elements.flatMap((said) => partsOfText(said));
      case 'header':
        return partsOfText(block.text, { bold: true });
      case 'markdown':
        // A dialect of its own, which reads well as it is.
        return typeof block.text === 'string' ? section(block.text) : [];
      default:
        return [];
    }
  });
}

/** What an attachment says: an unfurled link, a quoted message, or what another app made of it. */
export function partsOfAttachment(value: unknown): Part[] {
  const attachment = attachmentSchema.safeParse(value).data;
  if (!attachment) return [];
  const parts = partsOfBlocks(attachment.blocks);
  if (parts.length > 0) return parts;
  const { pretext, title, title_link: url, text: said, fallback } = attachment;
  const heading =
    url === '' || title === ''
      ? section(title)
      : [{ type: 'rich_text_section', elements: [{ type: 'link', url, text: title }] }];
  const all = [...mrkdwnToRichText(pretext), ...heading, ...mrkdwnToRichText(said)];
  return all.length > 0 ? all : section(fallback);
}

function partsOfText(value: unknown, style?: { bold: true }): Part[] {
  const said = textObject.safeParse(value).data;
  if (!said) return [];
  return said.type === 'mrkdwn' ? mrkdwnToRichText(said.text) : section(said.text, style);
}

function section(words: string, style?: { bold: true }): Part[] {
  if (words.trim() === '') return [];
  return [{ type: 'rich_text_section', elements: [{ type: 'text', text: words, ...(style ? { style } : {}) }] }];
}
