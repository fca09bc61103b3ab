/**
 * Numbers and times as the reader's language writes them.
 *
 * @param {'en' | 'de'} language
 */
export function createFormat(language) {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const number = new Intl.NumberFormat(locale);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  return {
    number: (value) => number.format(value),
    /** Unix seconds; 0 is never. */
    day: (seconds) => (seconds > 0 ? day.format(seconds * 1000) : '–'),
    /** Unix seconds; 0 is never. */
    moment: (seconds) => (seconds > 0 ? moment.format(seconds * 1000) : '–'),
    /** Milliseconds. */
    momentMs: (ms) => moment.format(ms),
    /** Milliseconds. */
    clock: (ms) => clock.format(ms),
    /** Milliseconds; null is not through. */
    duration: (ms) => (ms === null ? '…' : `${number.format(Math.round(ms))} ms`),
  };
}
