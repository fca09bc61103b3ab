import { htmlEscape } from 'escape-goat';

/** Markup that is safe to send: everything put into it was escaped, or was markup itself. */
export interface Html {
  readonly markup: string;
}

/** Values are escaped; markup and lists of markup go in as they are. */
export function html(strings: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html {
  const markup = strings.reduce((before, string, index) => `${before}${markupOf(values[index - 1] ?? '')}${string}`);
  return { markup };
}

function markupOf(value: string | Html | Html[]): string {
  if (typeof value === 'string') return htmlEscape(value);
  return Array.isArray(value) ? value.map(({ markup }) => markup).join('') : value.markup;
}
