/** The figures of a recipient list, or of all of them together. */
export interface Figures {
  total: number;
  active: number;
  inactive: number;
  bounced: number;
}

/** Numbers as one language writes them. */
export interface Counting {
  number(value: number): string;
  /** A number with its noun: `counted(1, 'list', 'lists')` is "1 list", `counted(1200, …)` is "1,200 lists". */
  counted(value: number, one: string, other: string): string;
}

/** The way of a locale to write numbers and to choose between one and many. English and German know no third form. */
export function countingIn(locale: string): Counting {
  const format = new Intl.NumberFormat(locale);
  const rules = new Intl.PluralRules(locale);
  const number = (value: number) => format.format(value);
  return {
    number,
    counted: (value, one, other) => `${number(value)} ${rules.select(value) === 'one' ? one : other}`,
  };
}
