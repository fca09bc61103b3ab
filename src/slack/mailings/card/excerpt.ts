import type { Mailing } from '../../../cleverreach/index.ts';
import { textPart } from '../draft/body/text-part.ts';

/** Enough for the first lines, and little enough to be read at once. */
const readLength = 100_000;

/** What a mailing says in its beginning. Mailings that are made in CleverReach may have HTML only. */
export function excerptOf({ text, html }: Pick<Mailing, 'text' | 'html'>): string {
  const source = text.trim() === '' ? textPart(html.slice(0, readLength)) : text.slice(0, readLength);
  // The footer with the unsubscribe link says nothing about this mailing.
  return source
    .split('\n')
    .filter((line) => !line.includes('{UNSUBSCRIBE}'))
    .join('\n')
    .trim();
}
