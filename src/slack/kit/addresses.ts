import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** More addresses than these nobody chooses from in one message by hand. */
export const mostFoundAddresses = 25;

/**
 * The one e-mail address in what a person typed or Slack made of it, lower-cased, or undefined if it is none or more than
 * one. Understood are `<mailto:a@b.c|a@b.c>`, `mailto:`, angle brackets, quotes of every kind, and trailing punctuation. A
 * domain in its own script comes out as mail servers know it (`xn--…`), because nothing is known of CleverReach taking
 * the other form.
 */
export function parseAddress(text: string): string | undefined {
  // Longer than any address with all of its wrapping (`<mailto:` twice, a label, quotes).
  if (text.length > 2000) return undefined;
  const inside = unwrap(text);
  const at = inside.lastIndexOf('@');
  const domain = inside.slice(at + 1);
  // `domainToASCII` would cut off what is no part of a domain, and so make another address of this one.
  if (at < 1 || !/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return undefined;
  const checked = emailSchema.safeParse(`${inside.slice(0, at)}@${domainToASCII(domain)}`);
  return checked.success ? checked.data.toLowerCase() : undefined;
}

/** The addresses among the words of a command line, each once, and the other words as they were written: a group, say. */
export function splitAddresses(text: string): { addresses: string[]; rest: string } {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const parsed = words.map((word) => parseAddress(word));
  return {
    addresses: [...new Set(parsed.flatMap((address) => address ?? []))],
    rest: words.filter((_, index) => parsed[index] === undefined).join(' '),
  };
}

/**
 * The e-mail addresses in a Slack message, in the order in which they are read: its text, its blocks, its attachments
 * (notifications of shops and ticket systems carry the address there, in fields or nested blocks). Each comes once. Of more than
 * {@link mostFoundAddresses} one more is given, which tells that there are others. Takes any JSON, as Slack adds kinds of
 * blocks without notice; never throws.
 */
export function findAddresses(message: { text?: unknown; blocks?: unknown; attachments?: unknown }): string[] {
  const found = new Set<string>();
  const text = typeof message.text === 'string' ? [{ text: message.text, isMrkdwn: true }] : [];
  for (const piece of [...text, ...piecesOf(message.blocks), ...piecesOf(message.attachments)]) {
    for (const address of addressesIn(piece)) {
      found.add(address);
      if (found.size > mostFoundAddresses) return [...found];
    }
  }
  return [...found];
}

/**
 * An address as others may see it: `m…@example.com`. A name of one letter, or something that is no address, shows
 * nothing of itself.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return '…';
  const [first = '', ...rest] = address.slice(0, at);
  const start = rest.length > 0 && !/\p{Surrogate}/u.test(first) ? first : '';
  return `${start}…${address.slice(at)}`;
}

/**
 * A text with every address in it masked, for what others will see. Rather too much than too little: whatever stands before
 * an `@`, also one that is written `%40` as in links, is taken for a name. The text may still hold invisible characters.
 */
export function maskAddressesIn(text: string): string {
  return text.replace(BEFORE_AT, (_match, name: string, at: string) => `${maskAddress(`${name}@`).slice(0, -1)}${at}`);
}

/** What a name in running text ends at on its left: blanks, brackets, quotes, and the marks of a URL. */
const NAME = '[^\\s@＠﹫<>()[\\]{},;:"„“”«»‘’/?=&|]|\\uFEFF';
/** A no-break space of zero width is a blank to a regular expression and nothing to a reader. The look behind keeps it linear. */
const BEFORE_AT = new RegExp(`(?<!${NAME})((?:${NAME})+)(@|＠|﹫|%40)`, 'giu');

/**
 * What mail servers take without quoting (RFC 5321's dot-string), a domain of at least two labels, and the lengths of that
 * RFC. zod's own rule refuses `&` and `/` in the name and top-level domains such as `xn--p1ai`; people with such addresses
 * want to be unsubscribed too.
 */
const emailSchema = z
  .email({
    pattern:
      /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$/i,
  })
  .max(254)
  .refine((address) => address.lastIndexOf('@') <= 64);

const OPENING = /^[\s"'´‘’‚‛“”„‟«»‹›<([]+/u;
const CLOSING = /[\s"'´‘’‚‛“”„‟«»‹›>)\].,;:!?…]+$/u;
/** Marks that may begin a mailbox's name, and so are wrapping only where they stand on both sides. */
const FORMATTED = /^([*_~`])(.+)\1$/s;

function unwrap(text: string): string {
  let inside = text.replace(/[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu, '').trim();
  const link = /<mailto:([^<>|]*)(?:\|[^<>]*)?>/i.exec(inside);
  if (link !== null) {
    // Two links are two addresses; what stands around one may only be wrapping.
    const around = inside.slice(0, link.index) + inside.slice(link.index + link[0].length);
    if (around.replace(OPENING, '').replace(CLOSING, '') !== '') return '';
    inside = withoutQuery(link[1] ?? '');
  }
  inside = inside.replace(OPENING, '');
  if (/^mailto:/i.test(inside)) inside = withoutQuery(inside.slice('mailto:'.length));
  return inside.replace(OPENING, '').replace(CLOSING, '').replace(FORMATTED, '$2');
}

/** `mailto:a@example.com?subject=…` carries more than the address, and its percent-encoding. */
function withoutQuery(mailto: string): string {
  const address = mailto.replace(/\?.*$/s, '');
  try {
    return decodeURIComponent(address);
  } catch (error) {
    // A lone percent sign: nothing was encoded then, and the address is as it stands.
    if (error instanceof URIError) return address;
    throw error;
  }
}

/** A string out of a message, and whether Slack's `<…>` and `&amp;` have their meaning in it. */
interface Piece {
  text: string;
  isMrkdwn: boolean;
}

/** Where a message's JSON holds words for people; everything else (ids, values of buttons, URLs) is not looked at. */
const WORDS = new Set(['text', 'pretext', 'fallback', 'title', 'footer', 'author_name', 'description', 'caption']);
/** Kinds of objects in whose `text` nothing is marked up. */
const PLAIN = new Set(['plain_text', 'text', 'raw_text', 'link']);
/** Deeper than Slack nests anything (attachment, message, block, list, section, element), and safe for the call stack. */
const MAX_DEPTH = 40;

function* piecesOf(value: unknown, depth = 0): Generator<Piece> {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const item of value) yield* piecesOf(item, depth + 1);
    return;
  }
  const entries = new Map<string, unknown>(Object.entries(value));
  const type = entries.get('type');
  const url = entries.get('url');
  if (type === 'link' && typeof url === 'string' && /^mailto:/i.test(url)) {
    yield { text: withoutQuery(url.slice('mailto:'.length)), isMrkdwn: false };
  }
  const isMrkdwn = !(typeof type === 'string' && PLAIN.has(type));
  // The `value` of an attachment's field is words; that of a button or an option is not. Only the field has a title.
  const hasWords = (key: string) => WORDS.has(key) || (key === 'value' && entries.has('title'));
  for (const [key, child] of entries) {
    if (typeof child !== 'string') yield* piecesOf(child, depth + 1);
    else if (hasWords(key)) yield { text: child, isMrkdwn };
  }
}

function addressesIn({ text, isMrkdwn }: Piece): string[] {
  const words = isMrkdwn ? readMrkdwn(text) : text;
  return Array.from(words.matchAll(CANDIDATE), ([candidate]) => parseCandidate(candidate)).filter(
    (address) => address !== undefined,
  );
}

/** mrkdwn as it is read: a link is its label, a mail link its address, a mention nothing. */
function readMrkdwn(text: string): string {
  return text
    .replace(/<([^<>]*)>/g, (_match, inside: string) => {
      const [target = '', label = ''] = inside.split('|', 2);
      if (/^mailto:/i.test(target)) return ` ${withoutQuery(target.slice('mailto:'.length))} `;
      // `<a@example.com>` is no markup of Slack's, but it is how mail programs write an address.
      if (label === '' && !/^(?:[@#!]|[a-z][a-z0-9+.-]*:)/i.test(target)) return ` ${target} `;
      return ` ${label} `;
    })
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

/**
 * What may be an address in running text: a run of letters, digits and the marks that are common in names of mailboxes,
 * on both sides of an `@`. Letters of every script belong to it, or `müller@example.com` would be taken for somebody
 * else's `ller@example.com`. The look behind lets a match start only where such a run does, which keeps the search linear.
 */
const CANDIDATE =
  /(?<![\p{L}\p{M}\p{N}_'’+.&@-])[\p{L}\p{M}\p{N}_'’+.&-]{1,80}@[\p{L}\p{M}\p{N}.-]{1,255}_?(?![\p{L}\p{M}\p{N}@])/gu;

function parseCandidate(candidate: string): string | undefined {
  // Quotes and dots before it belong to the sentence; underscores on both sides are Slack's italics.
  const start = candidate.endsWith('_') ? /^[_'’+.&-]+/ : /^['’+.&-]+/;
  return parseAddress(candidate.replace(start, '').replace(/[_.-]+$/, ''));
}
