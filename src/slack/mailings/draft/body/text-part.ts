import { convert, type HtmlToTextOptions } from 'html-to-text';

/**
 * The text alternative of a mail, for readers and mail programs that take no HTML: links as `text [address]`, lists and
 * quotes as in plain mails, lines of at most 78 characters (RFC 5322's advice). Placeholders in braces stay,
 * also the unsubscribe link's. Pictures are left out, except that one in a link gives the link its words.
 */
export function textPart(html: string): string {
  return convert(html, OPTIONS)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const NOT_FOR_READERS = ['head', 'title', 'style', 'script', 'template'];
const CELLS = ['td', 'th'];

const OPTIONS: HtmlToTextOptions = {
  wordwrap: 78,
  // Layout tables are nested some dozens deep at most; without a limit a hostile nesting would use up the call stack.
  limits: { maxDepth: 300 },
  formatters: {
    // Within a link its alternative text is what there is to click on; elsewhere it is mostly a logo's or none.
    linkedImage: (element, _walk, builder) => {
      for (let parent = element.parent; parent; parent = parent.parent) {
        if (parent.name === 'a') return builder.addInline(element.attribs?.['alt'] ?? '');
      }
    },
  },
  selectors: [
    { selector: 'a', options: { linkBrackets: ['[', ']'], hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
    { selector: 'img', format: 'linkedImage' },
    { selector: 'ul', options: { itemPrefix: ' - ' } },
    ...HEADINGS.map((selector) => ({ selector, options: { uppercase: false } })),
    ...NOT_FOR_READERS.map((selector) => ({ selector, format: 'skip' })),
    // Tables in mails are layout: each cell on its own line, or words of two columns would run together.
    ...CELLS.map((selector) => ({
      selector,
      format: 'block',
      options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
    })),
  ],
};
