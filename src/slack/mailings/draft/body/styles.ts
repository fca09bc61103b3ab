const MONOSPACE = 'font-family: Consolas, Menlo, Monaco, monospace; font-size: 14px;';

/** The gap below a paragraph, a list or the like; none below the last one of a quote, whose line would reach beyond its text. */
export type Gap = '16px' | '0';

/**
 * Styles stand in the elements themselves: some mail programs (Gmail's with foreign accounts, for one) take no style sheet. Dark
 * colours can only be in the sheet, see `mail-document.ts`.
 */
export const styles = {
  paragraph: (gap: Gap) => `margin: 0 0 ${gap};`,
  /** `depth`: how many levels further in than what it stands in. */
  list: (gap: Gap, depth: number) => `margin: 0 0 ${gap}; padding: 0 0 0 ${24 * depth}px;`,
  item: 'margin: 0 0 4px;',
  quote: (gap: Gap) => `margin: 0 0 ${gap}; padding: 0 0 0 16px; border-left: 4px solid #c4c9d1;`,
  preformatted: (gap: Gap) =>
    `margin: 0 0 ${gap}; padding: 12px; background-color: #f1f3f5; ${MONOSPACE} line-height: 1.5; white-space: pre-wrap;`,
  code: `padding: 1px 4px; background-color: #f1f3f5; ${MONOSPACE}`,
  link: 'color: #0b5cad; text-decoration: underline;',
} as const;
