import { htmlEscape } from 'escape-goat';
import { emojiOf } from './emoji.ts';
import type { RichTextElement, RichTextStyle } from './rich-text-schema.ts';
import { styles } from './styles.ts';
import { isUnsubscribeUrl, UNSUBSCRIBE } from './unsubscribe-placeholder.ts';

/** The lines of a paragraph, each as HTML. */
export type Paragraph = string[];

/** The elements as HTML in one piece, line breaks as they are: for `<pre>`. */
export function inlineHtml(elements: readonly RichTextElement[], language: 'de' | 'en'): string {
  return withoutMentions(elements)
    .map((element) => wrap(htmlEscape(clean(textOf(element, language))), element))
    .join('');
}

/** The elements as paragraphs; blank lines part them. */
export function paragraphsOf(elements: readonly RichTextElement[], language: 'de' | 'en'): Paragraph[] {
  const lines: { html: string; isBlank: boolean }[] = [{ html: '', isBlank: true }];
  for (const element of withoutMentions(elements)) {
    // Emphasis and links end with their line, or a tag would reach from one paragraph into the next.
    for (const [index, text] of clean(textOf(element, language)).split('\n').entries()) {
      if (index > 0) lines.push({ html: '', isBlank: true });
      const line = lines.at(-1);
      if (line === undefined || text === '') continue;
      line.html += wrap(htmlEscape(text), element);
      line.isBlank &&= text.trim() === '';
    }
  }
  const paragraphs: Paragraph[] = [];
  let current: Paragraph = [];
  for (const line of lines) {
    if (!line.isBlank) current.push(line.html.trim());
    else if (current.length > 0) {
      paragraphs.push(current);
      current = [];
    }
  }
  return current.length > 0 ? [...paragraphs, current] : paragraphs;
}

type Shown = Extract<RichTextElement, { style: RichTextStyle }>;

/**
 * People, channels and groups of a Slack workspace have no place in a mailing: their ids say nothing to its readers, their
 * names are not in the value, and a filler such as "@someone" would go out to thousands unseen. So they are left out, and
 * with each the blank that stood behind it. `countMentions` tells how many, so that the writer can be told.
 */
function withoutMentions(elements: readonly RichTextElement[]): Shown[] {
  const shown: Shown[] = [];
  let afterMention = false;
  for (const element of elements) {
    if (!('style' in element)) {
      afterMention = true;
      continue;
    }
    const text = element.type === 'text' && afterMention ? element.text.replace(/^ /, '') : undefined;
    shown.push(text !== undefined && element.type === 'text' ? { ...element, text } : element);
    afterMention = false;
  }
  return shown;
}

function textOf(element: Shown, language: 'de' | 'en'): string {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return element.text || element.url.replace(/^mailto:/i, '');
    case 'emoji':
      return emojiOf(element) ?? `:${element.name}:`;
    case 'color':
      return element.value;
    case 'date':
      return element.fallback || dateOf(element.timestamp, language);
  }
}

/** Slack shows a date in each reader's time zone, which a mailing can not; UTC is the only one it has. */
function dateOf(timestamp: number, language: 'de' | 'en'): string {
  const date = new Date(timestamp * 1000);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

/** What HTML can not hold (control characters, lone surrogates) is left out, and every kind of line break made one. */
function clean(text: string): string {
  return text.replace(/\r\n|[\r\u2028\u2029]/g, '\n').replace(/(?![\n\t])\p{Cc}|\p{Surrogate}/gu, '');
}

function wrap(html: string, element: Shown): string {
  if (html === '') return '';
  const { style } = element;
  let wrapped = html;
  if (style.code) wrapped = `<code style="${styles.code}">${wrapped}</code>`;
  if (style.underline) wrapped = `<u>${wrapped}</u>`;
  if (style.strike) wrapped = `<s>${wrapped}</s>`;
  if (style.italic) wrapped = `<em>${wrapped}</em>`;
  if (style.bold) wrapped = `<strong>${wrapped}</strong>`;
  const href = element.type === 'link' ? hrefOf(element.url) : undefined;
  return href === undefined ? wrapped : `<a href="${htmlEscape(href)}" style="${styles.link}">${wrapped}</a>`;
}

/** The address of a link if it may be one. Placeholders in it (`?mail={EMAIL}`) stay as they were written. */
function hrefOf(url: string): string | undefined {
  if (isUnsubscribeUrl(url)) return UNSUBSCRIBE;
  const address = url.replace(/\p{Cc}|\p{Surrogate}/gu, '').trim();
  if (!URL.canParse(address)) return undefined;
  return ['http:', 'https:', 'mailto:'].includes(new URL(address).protocol) ? address : undefined;
}
