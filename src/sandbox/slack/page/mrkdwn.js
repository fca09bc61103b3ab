import { h, link } from './dom.js';
import { EMOJI } from './emoji.js';

/**
 * What a reference to a person or channel is called, and how the reader writes numbers and times.
 * @typedef {{ userName(id: string): string, channelName(id: string): string, locale: string, tz: string }} Names
 */

/** The character for an emoji's name. */
export const emoji = (name) => EMOJI[name] ?? `:${name}:`;

/** A text object of either kind as nodes. */
export function textObject(object, names) {
  if (object?.type === 'mrkdwn') return mrkdwn(String(object.text ?? ''), names);
  const text = typeof object === 'string' ? object : String(object?.text ?? '');
  return lines(object?.emoji === false ? text : withEmoji(text));
}

/**
 * Slack's mrkdwn as nodes: the formatting, the escapes and what stands in angle brackets.
 *
 * @param {string} text
 * @param {Names} names
 * @returns {Node[]}
 */
export function mrkdwn(text, names) {
  return text.split(/```\n?/).flatMap((part, index) => {
    if (index % 2 === 1) return [h('pre', {}, ...references(part.replace(/\n$/, ''), names))];
    return quotes(part, names);
  });
}

function quotes(text, names) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length > 0) nodes.push(h('blockquote', {}, ...inline(quoted.join('\n'), names)));
    quoted = [];
  };
  let plain = [];
  const flushPlain = () => {
    if (plain.length > 0) nodes.push(...inline(plain.join('\n'), names));
    plain = [];
  };
  for (const line of text.split('\n')) {
    const match = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (match === null) {
      flush();
      plain.push(line);
    } else {
      flushPlain();
      quoted.push(match[1]);
    }
  }
  flush();
  flushPlain();
  return nodes;
}

// In this order: code, angle brackets, then bold, italic and struck, each only between word boundaries.
const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\p{L}\p{N}~])/gu;

function inline(text, names) {
  return replaced(text, INLINE, (match) => {
    const [, code, angle, bold, italic, struck] = match;
    if (code !== undefined) return h('code', {}, ...references(code, names));
    if (angle !== undefined) return reference(angle, names);
    if (bold !== undefined) return h('strong', {}, ...inline(bold, names));
    if (italic !== undefined) return h('em', {}, ...inline(italic, names));
    return h('s', {}, ...inline(struck ?? '', names));
  });
}

/** Only what stands in angle brackets, as inside code. */
const references = (text, names) => replaced(text, /<([^<>\n]+)>/g, (match) => reference(match[1], names));

function replaced(text, pattern, make) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    nodes.push(...lines(withEmoji(unescaped(text.slice(at, match.index)))), make(match));
    at = match.index + match[0].length;
  }
  nodes.push(...lines(withEmoji(unescaped(text.slice(at)))));
  return nodes;
}

function reference(inside, names) {
  const [target, ...rest] = inside.split('|');
  const label = unescaped(rest.join('|'));
  const mention = (text) => h('span', { class: 'mention' }, text);
  if (target.startsWith('@')) return mention(`@${names.userName(target.slice(1))}`);
  if (target.startsWith('#')) return mention(`#${label || names.channelName(target.slice(1))}`);
  if (target.startsWith('!date^')) return date(target, label, names);
  if (target.startsWith('!subteam^')) return mention(label || '@group');
  if (target.startsWith('!')) return mention(`@${target.slice(1)}`);
  const url = unescaped(target);
  return link(url, label || url.replace(/^mailto:/, ''));
}

/** `!date^seconds^format^link`: the tokens of the format in the reader's way of writing dates. */
function date(target, fallback, names) {
  const [, seconds, format, url] = target.split('^');
  const text = formatDate(Number(seconds), format ?? '', fallback, names);
  return url === undefined ? h('time', {}, text) : link(url, text);
}

/** A date with Slack's tokens such as `{date_long}` and `{time}`. */
export function formatDate(seconds, format, fallback, { locale, tz: timeZone }) {
  const when = new Date(seconds * 1000);
  if (Number.isNaN(when.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/g, (_, token) => {
    if (token.startsWith('time'))
      return when.toLocaleTimeString(locale, { timeZone, timeStyle: token === 'time_secs' ? 'medium' : 'short' });
    if (token === 'date_num') return when.toISOString().slice(0, 10);
    return when.toLocaleDateString(locale, { timeZone, dateStyle: token.includes('long') ? 'full' : 'medium' });
  });
}

const unescaped = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** `:name:` as the character; a name that is none stays as it is. */
export const withEmoji = (text) =>
  text.replace(/:([a-z0-9_+'-]+)(?:::skin-tone-[2-6])?:/g, (whole, name) => EMOJI[name] ?? whole);
const lines = (text) =>
  text
    .split('\n')
    .flatMap((line, index) =>
      index === 0 ? [document.createTextNode(line)] : [h('br'), document.createTextNode(line)],
    );
