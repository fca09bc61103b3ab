import type { Group, ReceiverState } from '../../../cleverreach/index.ts';
import { bareWords, findGroup } from '../../groups/find-group.ts';
import { addressPartOf } from '../address-part.ts';
import { type Word, wordsOf } from './words.ts';

/** Which of a group's receivers. */
export interface ReceiverFilter {
  state: 'all' | ReceiverState;
  /** Only addresses with this in them. */
  part?: string | undefined;
}

/** What `receivers` is asked with. */
export interface ReceiversQuery extends ReceiverFilter {
  /** The words for the group, as `findGroup` takes them; empty where there are none. */
  group: string;
  /** From 1. */
  page: number;
}

/** Nobody turns so many pages; a number beyond is a slip of the fingers. */
const lastPage = 1_000_000;

/**
 * Reads `<group> [state] [part of an address] [page N]`, in whatever order it was written.
 *
 * - A number in front is the group's id, unless it is no id but part of a name. Buttons write it so, and nothing else that
 *   stands in the line or is called something may change what they do.
 * - Else a quoted run that fits a group is the group.
 * - Else the longest run of words that fits a group's name or a part of it is the group. Of runs that are equally long, one
 *   that begins where a word of the name does is better than one from the middle of a word, and then the first is taken.
 *   Words for a state and `page N` belong to a name only where they make it complete: `active customers` is the group of that
 *   name, `customers active` are the active receivers of it.
 * - Of the others, words for a state and `page N` are just that, in both languages; the last of each counts.
 * - What is left is the part of an address.
 *
 * Where nothing fits a group, words with an `@` are the part of an address, and the others are what the group was called.
 */
export function readReceiversQuery(args: string, groups: Group[]): ReceiversQuery {
  const words = wordsOf(args);
  const { start, end } = runForGroup(words, groups);
  const { others, ...filters } = withoutFilters([...words.slice(0, start), ...words.slice(end)]);
  if (end > start) return { ...filters, group: joined(words.slice(start, end)), part: partOf(others) };
  const hasAt = ({ text }: Word) => text.includes('@');
  return { ...filters, group: joined(others.filter((word) => !hasAt(word))), part: partOf(others.filter(hasAt)) };
}

/** The command line that asks for this; it reads back as the same. */
export function receiversLine(query: ReceiverFilter & { group: string; page?: number }): string {
  const { group, state, part, page = 1 } = query;
  const pieces = ['receivers', group];
  if (state !== 'all') pieces.push(state);
  if (part !== undefined) pieces.push(isUnmistakable(part) ? part : `"${part}"`);
  if (page > 1) pieces.push(`page ${page}`);
  return pieces.join(' ');
}

const stateWords: [ReceiverFilter['state'], string[]][] = [
  ['all', ['all', 'alle']],
  ['active', ['active', 'aktiv', 'aktive']],
  ['inactive', ['inactive', 'unsubscribed', 'inaktiv', 'inaktive', 'abgemeldet', 'abgemeldete']],
  ['bounced', ['bounced', 'bounce', 'bounces', 'gebounct', 'gebouncte', 'gebounced']],
];
const states = new Map(stateWords.flatMap(([state, words]) => words.map((word) => [word, state] as const)));
const pageWords = new Set(['page', 'seite']);

function stateIn(word: Word | undefined): ReceiverFilter['state'] | undefined {
  return word && !word.isQuoted ? states.get(bareWords(word.text)) : undefined;
}

/** The number behind `page`, if these two words are such a pair. */
function pageIn(word: Word | undefined, next: Word | undefined): number | undefined {
  if (!word || !next || word.isQuoted || next.isQuoted) return undefined;
  const digits = /^\d+$/.exec(bareWords(next.text))?.[0];
  if (digits === undefined || !pageWords.has(bareWords(word.text))) return undefined;
  return Math.min(Math.max(1, Number(digits)), lastPage);
}

/** Whether the word at this place is a filter, or half of one. */
function isFilter(words: Word[], index: number): boolean {
  const word = words[index];
  return (
    stateIn(word) !== undefined ||
    pageIn(word, words[index + 1]) !== undefined ||
    pageIn(words[index - 1], word) !== undefined
  );
}

function withoutFilters(words: Word[]): Omit<ReceiversQuery, 'group' | 'part'> & { others: Word[] } {
  const pages = words.flatMap((word, index) => pageIn(word, words[index + 1]) ?? []);
  return {
    state: words.map(stateIn).findLast((state) => state !== undefined) ?? 'all',
    page: pages.at(-1) ?? 1,
    others: words.filter((_, index) => !isFilter(words, index)),
  };
}

/** From `start` to before `end`; empty where no words fit a group. */
interface Run {
  start: number;
  end: number;
}

function runForGroup(words: Word[], groups: Group[]): Run {
  if (words[0] && isId(words[0], groups)) return one(0);
  const quoted = words.findIndex(({ text, isQuoted }) => isQuoted && findGroup(groups, text).kind !== 'none');
  if (quoted !== -1) return one(quoted);
  const [first, ...more] = runsThatFit(words, groups);
  if (first) return more.reduce((best, run) => (isBetter(run, best) ? run : best), first);
  const id = words.findIndex((word) => !word.isQuoted && groups.some((group) => group.id === bareWords(word.text)));
  return id === -1 ? { start: 0, end: 0 } : one(id);
}

function one(index: number): Run {
  return { start: index, end: index + 1 };
}

/** Also the id of a group that is gone, so that an old button says so and does not find another. */
function isId({ text, isQuoted }: Word, groups: Group[]): boolean {
  if (isQuoted || !/^\d+[.,;:!?]*$/.test(text)) return false;
  const id = bareWords(text);
  return groups.some((group) => group.id === id) || findGroup(groups, id).kind === 'none';
}

interface FittingRun extends Run {
  hasFilter: boolean;
  /** It begins where a word of the name does. */
  isAtWord: boolean;
}

function isBetter(run: FittingRun, best: FittingRun): boolean {
  const longer = run.end - run.start - (best.end - best.start);
  if (longer !== 0) return longer > 0;
  if (run.hasFilter !== best.hasFilter) return best.hasFilter;
  return run.isAtWord && !best.isAtWord;
}

/** A name of more words, or behind more words, has to be quoted: what is typed must not decide how long this takes. */
const longestRun = 30;
const latestStart = 50;

/** In the order in which they begin. */
function runsThatFit(words: Word[], groups: Group[]): FittingRun[] {
  const names = groups.map(({ name }) => ` ${bareWords(name)}`);
  return words.slice(0, latestStart).flatMap((_, start) => runsFrom(start, words, names));
}

function runsFrom(start: number, words: Word[], names: string[]): FittingRun[] {
  const runs: FittingRun[] = [];
  let fitting = names;
  let form = '';
  let hasFilter = false;
  for (const [offset, { text, isQuoted }] of words.slice(start, start + longestRun).entries()) {
    if (isQuoted) break;
    const end = start + offset + 1;
    form = `${form} ${bareWords(text)}`.trim();
    hasFilter ||= isFilter(words, end - 1);
    fitting = fitting.filter((name) => name.includes(form));
    // Where these words fit no name, these and more do not either.
    if (fitting.length === 0) break;
    if (form === '') continue;
    const isWholeName = fitting.includes(` ${form}`);
    // One word with an `@` is somebody's address sooner than a piece of a name.
    const isPiece = !hasFilter && (offset > 0 || !text.includes('@'));
    if (isWholeName || isPiece) {
      runs.push({ start, end, hasFilter, isAtWord: fitting.some((name) => name.includes(` ${form}`)) });
    }
  }
  return runs;
}

function joined(words: Word[]): string {
  return words.map(({ text }) => text).join(' ');
}

/** What ends a sentence is no part of an address, except a full stop: `anna.` is how many of them begin. */
function partOf(words: Word[]): string | undefined {
  const parts = words.flatMap(
    ({ text, isQuoted }) => addressPartOf(isQuoted ? text : text.replace(/[,;:!?]+$/u, '')) ?? [],
  );
  return parts.length === 0 ? undefined : addressPartOf(parts.join(' '));
}

/** Whether it needs no quotes to be read as a part of an address. */
function isUnmistakable(part: string): boolean {
  const bare = bareWords(part);
  return /^[\p{L}\p{N}@._+-]*\p{L}[\p{L}\p{N}@._+-]*$/u.test(part) && !states.has(bare) && !pageWords.has(bare);
}
