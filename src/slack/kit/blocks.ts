import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DataTableBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  KnownBlock,
  ModalView,
  PlainTextElement,
  PlainTextOption,
  RawNumberElement,
  RawTextElement,
  SectionBlock,
} from '@slack/types';
import { limits } from './limits.ts';
import { plain } from './text.ts';

/** A pie of shares. Slack refuses segments of zero, so they are left out before they come here. */
interface PieChart {
  type: 'pie';
  segments: { label: string; value: number }[];
}

/** Bars per category; every series has a value for every category. */
interface BarChart {
  type: 'bar';
  series: { name: string; data: { label: string; value: number }[] }[];
  axis_config: { categories: string[]; x_label?: string; y_label?: string };
}

/** Documented by Slack since June 2026, not yet in `@slack/types`. For messages only: neither modals nor Home take it. */
export interface DataVisualizationBlock {
  type: 'data_visualization';
  block_id?: string;
  title: string;
  chart: PieChart | BarChart;
}

export type Block = KnownBlock | DataVisualizationBlock;

/** A modal as this product builds it. */
export type Modal = ModalView;

/**
 * A message to one person. `text` says the same as the blocks, for screen readers, notifications and clients that do not
 * draw charts and tables; `plainBlocks` are sent instead when Slack refuses the blocks.
 */
export interface Message {
  text: string;
  blocks?: Block[];
  plainBlocks?: Block[];
}

export type { InputBlock };

/** One choice in a select. */
export type Option = PlainTextOption;

export type TableCell = RawTextElement | RawNumberElement;

/** A plain_text object; emoji codes in names stay as they were written. */
export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: plain(text, max), emoji: false };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, limits.header) };
}

/**
 * `text` is mrkdwn made of our own texts and of parts already made safe by `mrkdwn()`. Verbatim, or Slack would
 * make links of names and addresses in it by itself.
 */
export function section(text: string, accessory?: Button): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true }, ...(accessory ? { accessory } : {}) };
}

/** Labelled figures, two beside each other. Values are mrkdwn already made safe. */
export function fields(pairs: [label: string, value: string][]): SectionBlock {
  return {
    type: 'section',
    fields: pairs.slice(0, limits.fields).map(([label, value]) => ({
      type: 'mrkdwn',
      text: `*${label}*\n${value}`,
      verbatim: true,
    })),
  };
}

export function context(...texts: string[]): ContextBlock {
  return { type: 'context', elements: texts.map((text) => ({ type: 'mrkdwn', text, verbatim: true })) };
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

export function actions(...elements: ActionsBlock['elements']): ActionsBlock {
  return { type: 'actions', elements };
}

export function button(
  text: string,
  actionId: string,
  options: { value?: string; url?: string; style?: 'primary' | 'danger'; confirm?: ConfirmationDialog } = {},
): Button {
  return { type: 'button', text: plainText(text, limits.buttonText), action_id: actionId, ...options };
}

/** A button that says more to a screen reader: of ten buttons _Open_ in one list, what each of them opens. */
export function labelled(labelledButton: Button, label: string): Button {
  return { ...labelledButton, accessibility_label: plain(label, limits.buttonText) };
}

/**
 * A button that does what a command line would do. Its value passes through the same parser and the same guards as
 * if it had been typed, so a forged value can do nothing that typing could not.
 * `index` keeps action ids apart within one block.
 */
export function commandButton(text: string, line: string, index: number, style?: 'primary'): Button {
  return button(text, `command:run:${index}`, { value: wordsWithin(line), ...(style ? { style } : {}) });
}

/** A line that is too long loses whole words: half an address might be someone else's. */
function wordsWithin(line: string): string {
  if (line.length <= limits.buttonValue) return line;
  return line
    .slice(0, limits.buttonValue + 1)
    .replace(/\s+\S*$/, '')
    .slice(0, limits.buttonValue);
}

export function textCell(text: string): RawTextElement {
  return { type: 'raw_text', text: plain(text, limits.tableCell) };
}

/** A cell that sorts as a number and shows as `text`. */
export function numberCell(value: number, text: string): RawNumberElement {
  return { type: 'raw_number', value, text };
}

export function dataTable(caption: string, rows: TableCell[][], pageSize = 10): DataTableBlock {
  return {
    type: 'data_table',
    caption: plain(caption, limits.header),
    page_size: pageSize,
    row_header_column_index: 0,
    rows,
  };
}
