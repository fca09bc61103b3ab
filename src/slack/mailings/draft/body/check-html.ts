import { scriptsIn } from './find-scripts.ts';
import { unbalancedIn } from './find-unbalanced.ts';
import { type Found, nameOf } from './found.ts';
import { type HtmlReading, readHtml } from './read-html.ts';

/**
 * What is wrong with HTML that somebody wants to send.
 *
 * - `script`: something that runs or loads a document: a script, an `on…` attribute, a `javascript:` address, a frame.
 * - `unbalanced`: an element that is not closed, or a closing tag without its element.
 * - `no_unsubscribe`: nowhere is there CleverReach's `{UNSUBSCRIBE}`.
 * - `empty`: neither a word nor a picture.
 */
export type HtmlProblem =
  | {
      code: 'script' | 'unbalanced';
      /** From 1 on. */
      line: number;
      /** The tag or attribute it is about (`<script>`, `onclick`, `</div>`): text of others, to be escaped when shown. */
      what: string;
    }
  | { code: 'no_unsubscribe' | 'empty' };

/** The most problems of one kind that are told: who has more does not read them. */
const MAX_PROBLEMS_OF_A_KIND = 20;

/**
 * Checks pasted HTML, a whole document or a fragment. What HTML itself and the habits of mails allow is no problem: no
 * doctype, `<p>` or `<td>` left open, `<br/>`, `<center>`, `<o:p>`, Outlook's conditional comments, forms. Takes any
 * string; never throws.
 */
export function checkHtml(html: string): HtmlProblem[] {
  const reading = readHtml(html);
  const problems: HtmlProblem[] = [
    ...firstOnes(scripts(html, reading)).map(({ line, what }) => ({ code: 'script' as const, line, what })),
    ...firstOnes(unbalanced(reading)).map(({ line, what }) => ({ code: 'unbalanced' as const, line, what })),
  ];
  if (!reading.isVisible) problems.push({ code: 'empty' });
  else if (!reading.hasUnsubscribe) problems.push({ code: 'no_unsubscribe' });
  return problems;
}

function scripts(html: string, { tags }: HtmlReading): Found[] {
  // In `<noscript><textarea></noscript><script>` a mail program sees a text, and a browser the script. Both may show the mail.
  return /<noscript/i.test(html) ? scriptsIn([...tags, ...readHtml(html, { scripting: true }).tags]) : scriptsIn(tags);
}

function unbalanced({ tags, cutOff, tooDeep }: HtmlReading): Found[] {
  // What follows was not read then, so whether anything is closed is not known.
  if (tooDeep !== undefined) return [{ line: tooDeep.line, what: nameOf(tooDeep) }];
  // Within a tag or comment that does not end, closing tags are lost, and their elements would be reported for nothing.
  return cutOff === undefined ? unbalancedIn(tags) : [cutOff];
}

/** In the order of the source, each once. */
function firstOnes(found: readonly Found[]): Found[] {
  const distinct = new Map(found.map((one) => [`${one.line} ${one.what}`, one]));
  return [...distinct.values()].sort((a, b) => a.line - b.line).slice(0, MAX_PROBLEMS_OF_A_KIND);
}
