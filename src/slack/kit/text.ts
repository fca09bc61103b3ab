/**
 * Text that comes from CleverReach or from people is data. It can carry `<!channel>`, a disguised link, formatting,
 * invisible characters, or a length that Slack refuses; what leaves these functions can not.
 *
 * Lengths are UTF-16 units (`String.length`): no way of counting that Slack may use gives more.
 */

/** What stands where there is nothing to show: Slack refuses an empty text. */
const NOTHING = '–';
const ELLIPSIS = '…';

export interface TextOptions {
  /** Keep line breaks (at most one blank line in a row). Without it every run of blanks becomes one space. */
  multiline?: boolean;
}

/**
 * Makes a string fit for a `plain_text` object, a `raw_text` cell, or a `text` element of `rich_text`.
 *
 * Control, bidirectional and invisible characters are gone, blanks are collapsed, and the result is between 1 and
 * `maxLength` long, an ellipsis included. Give `plain_text` objects `emoji: false` too, or `:name:` becomes a picture.
 *
 * @throws RangeError if `maxLength` is below 1, because no text Slack accepts is that short.
 */
export function plain(text: string, maxLength: number, options: TextOptions = {}): string {
  return cutToFit(visible(text, options), maxLength, (part) => part);
}

/**
 * Makes a string fit to be put into mrkdwn (also into a message's `text`), where it shows as itself: `&`, `<` and `>`
 * are escaped once, and what Slack would read as formatting is replaced by a look-alike, because mrkdwn knows no escape
 * for it. The result, escapes and ellipsis included, is between 1 and `maxLength` long.
 *
 * Set `verbatim: true` on the text object, or Slack makes links of bare addresses in it by itself.
 *
 * @throws RangeError if `maxLength` is below 1.
 */
export function mrkdwn(text: string, maxLength: number, options: TextOptions = {}): string {
  return cutToFit(visible(text, options), maxLength, (part) => escapeMrkdwn(withoutFormatting(part)));
}

/**
 * Shortens labels so that none is empty or longer than `maxLength` and no two are alike, in the order given. Charts need
 * this: Slack refuses a series in which a label comes twice.
 *
 * Labels that differ only behind the cut are cut in their middle instead (`Newsletter De…Januar`, `Newsletter D…Februar`);
 * what is still alike then is numbered.
 *
 * @throws RangeError if `maxLength` leaves no room to tell so many labels apart.
 */
export function uniqueLabels(labels: readonly string[], maxLength = 20): string[] {
  const cut = labels.map((label) => plain(label, maxLength));
  const times = countBy(cut);
  const candidates = cut.map((label, index) =>
    (times.get(sameness(label)) ?? 0) > 1 ? cutInTheMiddle(labels[index] ?? '', maxLength) : label,
  );
  // A label that needs no number keeps its name even if a numbered one before it would have taken it.
  const reserved = new Set(candidates.map(sameness));
  const used = new Set<string>();
  const nextNumber = new Map<string, number>();
  return candidates.map((label) => {
    const key = sameness(label);
    let unique = label;
    if (used.has(key)) {
      let number = nextNumber.get(key) ?? 2;
      do {
        unique = numbered(label, number, maxLength);
        number += 1;
      } while (used.has(sameness(unique)) || reserved.has(sameness(unique)));
      nextNumber.set(key, number);
    }
    used.add(sameness(unique));
    return unique;
  });
}

/**
 * The URL in its normal form if it may stand behind a link or a button, else undefined: http and https only, at most
 * `maxLength` long (3,000 is Slack's limit for a button), and without a user part, since `https://bank.example@evil.example`
 * shows one host and leads to another. The result has no `<`, `>`, `|` or blank, so it can not end a mrkdwn link early.
 */
export function safeUrl(url: string, maxLength = 3000): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return undefined;
  if (parsed.username !== '' || parsed.password !== '') return undefined;
  const href = parsed.href.replace(/[<>|\s]/g, (character) => encodeURIComponent(character));
  return href.length <= maxLength ? href : undefined;
}

/**
 * Everything that does not show: control characters, bidirectional marks and overrides, zero-width and other ignorable
 * characters, lone surrogates. The first group is what has to stay: the joiners, variation selectors and flag tags
 * that hold an emoji together.
 */
const INVISIBLE =
  /((?<=\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?)\u200D(?=\p{Extended_Pictographic})|(?<=[\p{Emoji}\p{Extended_Pictographic}])\uFE0F|(?<=\u{1F3F4})[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F})|[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}\p{Cs}\uFFF9-\uFFFB]|(?!\n)\p{Cc}/gu;

function visible(text: string, options: TextOptions): string {
  const shown = text
    .replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n')
    // A tab separates words, and the braille blank is a blank: they become one instead of vanishing or posing as text.
    .replace(/[\t\u2800]/g, ' ')
    .replace(INVISIBLE, (_match, part: string | undefined) => part ?? '');
  if (options.multiline !== true) return shown.replace(/\s+/g, ' ').trim();
  const lines = shown.split('\n').map((line) => line.trimEnd());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The longest beginning of `text` whose rendering fits, with an ellipsis if something is missing. */
function cutToFit(text: string, maxLength: number, render: (part: string) => string): string {
  if (!(maxLength >= 1)) throw new RangeError(`A text needs room for at least one character, not ${maxLength}`);
  if (text === '') return NOTHING;
  if (text.length <= maxLength) {
    const whole = render(text);
    if (whole.length <= maxLength) return whole;
  }
  // Cutting first and rendering then keeps escapes whole. A single grapheme may be longer than the limit (letters
  // can carry any number of accents); then the cut is made between code points.
  for (const ends of [graphemeEnds(text, maxLength), codePointEnds(text, maxLength)]) {
    let low = 0;
    let high = ends.length;
    // Rendering never makes a longer part shorter, so the longest part that fits can be searched by halves.
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (cutAt(text, ends[middle - 1] ?? 0, render).length <= maxLength) low = middle;
      else high = middle - 1;
    }
    if (low > 0) return cutAt(text, ends[low - 1] ?? 0, render);
  }
  return ELLIPSIS;
}

function cutAt(text: string, end: number, render: (part: string) => string): string {
  // A cut between code points can leave half an emoji, whose joiner would be invisible rubbish.
  const head = text.slice(0, end).replace(INVISIBLE, (_match, part: string | undefined) => part ?? '');
  return `${render(head.trimEnd())}${ELLIPSIS}`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function graphemeEnds(text: string, limit: number): number[] {
  // Two units more than can be used, so that the last cut is not a wrong one for want of the character behind it.
  const ends = Array.from(graphemes.segment(text.slice(0, limit + 2)), ({ index, segment }) => index + segment.length);
  return ends.filter((end) => end <= limit);
}

function codePointEnds(text: string, limit: number): number[] {
  const ends: number[] = [];
  let end = 0;
  for (const character of text) {
    end += character.length;
    if (end > limit) break;
    ends.push(end);
  }
  return ends;
}

/**
 * Slack reads these as formatting, also in full width, as typed with Japanese keyboards. Zero-width characters are no
 * help: Slack takes a zero-width space for the boundary that formatting needs, and so may turn it on. These
 * look-alikes are what jsx-slack uses where it can not escape.
 */
const LOOK_ALIKES: Record<string, string> = {
  '*': '∗',
  '＊': '﹡',
  _: 'ˍ',
  '＿': '⸏',
  '~': '∼',
  '`': 'ˋ',
  '｀': 'ˋ',
};

const FORMATTING =
  // Between letters or digits an underscore does not format; kept, so that addresses and technical names can be copied.
  /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|[*＊＿~`｀](?!\uFE0F?\u20E3)/gu;

function withoutFormatting(text: string): string {
  return (
    text
      .replace(FORMATTING, (character) => LOOK_ALIKES[character] ?? character)
      // `:tada:` would become a picture. A word joiner makes it a name no emoji has; times (10:30:45) stay untouched.
      .replace(/(?<!\d):(?=[\p{L}\p{N}_+'-]+:)|:(?=[\p{L}_+'-][\p{L}\p{N}_+'-]*:)/gu, ':\u2060')
      // A soft hyphen in front keeps a `>` at the start of a line from quoting it; a full-width one does the same.
      .replace(/^(?=\s*[>＞])/gm, '\u00AD')
  );
}

function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Labels that look the same are the same, also when an accent is one character here and two there. */
function sameness(label: string): string {
  return label.normalize('NFC');
}

function countBy(labels: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const label of labels) times.set(sameness(label), (times.get(sameness(label)) ?? 0) + 1);
  return times;
}

function cutInTheMiddle(label: string, maxLength: number): string {
  const text = visible(label, {});
  if (text.length <= maxLength || maxLength < 5) return plain(label, maxLength);
  const tailRoom = Math.floor((maxLength - 1) / 2);
  // The last graphemes; a segmenter started inside one would cut it, so it starts a good way before.
  const end = text.slice(-(tailRoom + 64)).replace(/^[\uDC00-\uDFFF]/, '');
  let tail = '';
  for (const { segment } of [...graphemes.segment(end)].reverse()) {
    if (tail.length + segment.length > tailRoom) break;
    tail = segment + tail;
  }
  // Half a word at the start of the tail says nothing; its room is better given to the beginning.
  const words = tail.replace(/^\S*\s+/, '') || tail;
  return plain(text, maxLength - words.length) + words;
}

function numbered(label: string, number: number, maxLength: number): string {
  const suffix = ` (${number})`;
  if (suffix.length < maxLength) return plain(label, maxLength - suffix.length) + suffix;
  if (String(number).length <= maxLength) return String(number);
  throw new RangeError(`${maxLength} characters are too few to tell the labels apart`);
}
