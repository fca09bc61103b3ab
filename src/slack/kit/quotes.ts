const QUOTES = '„“”"«»';
const AROUND = new RegExp(`^[${QUOTES}]\\s*(.*?\\S)\\s*[${QUOTES}]$`, 'su');
/** A quote behind a letter closes something: `Tea" and "coffee`. */
const CLOSED_INSIDE = new RegExp(`^[^${QUOTES}]*\\S[${QUOTES}]`, 'u');

/**
 * What somebody put in quotes, as one does on a command line, without them. Quotes inside are kept, and so are those that
 * belong to the words: `"Tea" and "coffee"` stays as it is.
 */
export function unquoted(text: string): string {
  const inside = AROUND.exec(text)?.[1];
  return inside === undefined || CLOSED_INSIDE.test(inside) ? text : inside;
}
