import { countingIn } from './counting.ts';
import { de } from './de.ts';
import { en } from './en.ts';

export { slashCommand } from './slash-command.ts';

/** The languages the product speaks. */
export type Language = 'de' | 'en';

/** The catalogue's shape: English defines it, every other language has to fill it. */
export type Texts = typeof en;

/** Numbers and dates as one reader expects them. */
export interface Formats {
  number(value: number): string;
  /** A share between 0 and 1 as a percentage with one decimal. */
  percent(share: number): string;
  date(value: Date): string;
  /** The time of day with the zone's short name, for what is over on the same day. */
  time(value: Date): string;
  /** The time of day to the second, for what is some seconds old. */
  clock(value: Date): string;
  /** Day and time of day with the zone's short name, so that a figure's age is never ambiguous. */
  dateTime(value: Date): string;
}

/** Whoever reads a message: what language it is in and how numbers and dates look. */
export interface Reader {
  language: Language;
  t: Texts;
  f: Formats;
}

const catalogues: Record<Language, Texts> = { de, en };

/** German for any German locale (Slack sends `de-DE`, a browser `de` or `de-AT`), English for all others. */
export function languageOf(locale: string | undefined): Language {
  return locale !== undefined && /^de\b/i.test(locale) ? 'de' : 'en';
}

/** The first of the browser's languages (an `Accept-Language` header) that the product speaks, else English. */
export function languageOfBrowser(acceptLanguage: string | undefined): Language {
  const first = acceptLanguage?.split(',').find((part) => /^\s*(de|en)\b/i.test(part));
  return languageOf(first?.trim());
}

const readers = new Map<string, Reader>();

/** A reader of `language` in `timeZone` (an IANA name; unknown ones, and none, count as UTC). */
export function readerFor(language: Language, timeZone = 'UTC'): Reader {
  const key = `${language} ${timeZone}`;
  const known = readers.get(key);
  if (known) return known;
  const reader = { language, t: catalogues[language], f: formatsFor(language, knownTimeZone(timeZone)) };
  readers.set(key, reader);
  return reader;
}

function formatsFor(language: Language, timeZone: string): Formats {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const { number } = countingIn(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone });
  const dateTime = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
  return {
    number,
    percent: (share) => percent.format(share),
    date: (value) => date.format(value),
    time: (value) => time.format(value),
    clock: (value) => clock.format(value),
    dateTime: (value) => dateTime.format(value),
  };
}

function knownTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    // Slack's zone may be newer than this Node's list: a date in UTC, which says so, beats none.
    return 'UTC';
  }
}

/** For the few places where nothing is known of the person: the same sentence in both languages. */
export function textsInBothLanguages(pick: (t: Texts) => string): string {
  return `${pick(en)}\n${pick(de)}`;
}
