import { checkHtml, type HtmlProblem } from './check-html.ts';
import { mailDocument } from './mail-document.ts';
import { readHtml } from './read-html.ts';
import { type RichText, richTextSchema } from './rich-text-schema.ts';
import { countMentions, richTextToHtml } from './rich-text-to-html.ts';
import { textPart } from './text-part.ts';

export type { HtmlProblem } from './check-html.ts';
export { decodeHtml } from './decode-html.ts';
export { emojiOf } from './emoji.ts';
export type { RichText, RichTextElement } from './rich-text-schema.ts';
export { initialRichText } from './rich-text-value.ts';

export interface RichTextBody {
  /** A whole mail document. */
  html: string;
  /** Its text alternative. */
  text: string;
  /** Nothing was written (or the value is no rich text): the mail would have a footer only. */
  isEmpty: boolean;
  /** Mentions of people, channels or groups that were left out, because nobody outside Slack knows them. */
  droppedMentions: number;
}

/**
 * The body of a mailing from what was written in Slack's rich text editor (`rich_text_value` in a view's state), with
 * CleverReach's unsubscribe link where none was written. Takes anything; never throws.
 */
export function bodyFromRichText(
  value: unknown,
  { subject, language }: { subject: string; language: 'de' | 'en' },
): RichTextBody {
  const parsed = richTextSchema.safeParse(value);
  const fragmentHtml = parsed.success ? richTextToHtml(parsed.data, language) : '';
  const html = mailDocument({ fragmentHtml, subject, language });
  return {
    html,
    text: textPart(html),
    isEmpty: !readHtml(fragmentHtml).isVisible,
    droppedMentions: parsed.success ? countMentions(parsed.data) : 0,
  };
}

/** Rich text as Slack writes it, read tolerantly: what is unknown in it is left out, and what is none is empty. */
export function readRichText(value: unknown): RichText {
  return richTextSchema.safeParse(value).data ?? { type: 'rich_text', elements: [] };
}

/** The body of a mailing from pasted HTML, which stays as it is, and what is wrong with it. Takes any string. */
export function bodyFromHtml(html: string): { html: string; text: string; problems: HtmlProblem[] } {
  // Files from Windows often begin with a byte order mark, which would show as rubbish in the middle of a mail.
  const source = html.replace(/^\uFEFF/, '');
  // Nested without end it is refused anyway, and making a text of it would take seconds.
  const text = readHtml(source).tooDeep === undefined ? textPart(source) : '';
  return { html: source, text, problems: checkHtml(source) };
}
