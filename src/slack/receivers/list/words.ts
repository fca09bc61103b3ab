/** One word of a command line, or a quoted run of words. */
export interface Word {
  text: string;
  isQuoted: boolean;
}

/** Double quotes of every language in any pairing, single ones only around what stands alone: `o'brien` has none. */
const QUOTED_OR_WORD = /["„“”«»‟]([^"„“”«»‟]*)["„“”«»‟]|['‚‘’]([^'‚‘’\s][^'‚‘’]*)['‚‘’](?=\s|$)|\S+/gu;

/** `„VIP Kunden“ aktiv` → `VIP Kunden` (quoted), `aktiv`. */
export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(QUOTED_OR_WORD), ([whole, inDouble, inSingle]): Word => {
    const quoted = inDouble ?? inSingle;
    return { text: quoted ?? whole, isQuoted: quoted !== undefined };
  }).filter(({ text: inside }) => inside.trim() !== '');
}
