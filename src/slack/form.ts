import type { FormValues } from './payloads.ts';

/** The elements of a submitted form; each input block of ours holds one element. */
export interface Form {
  /** A text input's value without blanks around it; `''` when it was left empty. */
  text(blockId: string): string;
  /** The values chosen in a select of any kind. */
  chosen(blockId: string): string[];
  /** The day chosen in a calendar, `2026-11-25`; `''` when none was. */
  date(blockId: string): string;
  /** The ids of the people chosen in a select of people. */
  people(blockId: string): string[];
  /** The same with the names they had in the form; a name is the value where Slack sent none. */
  choices(blockId: string): { value: string; name: string }[];
  /** What was written in a rich text input; undefined when it was left empty. */
  richText(blockId: string): unknown;
  /** The files that were uploaded, as Slack describes them. */
  files(blockId: string): unknown[];
  /** Whether the form has this field at all. */
  has(blockId: string): boolean;
}

export function formOf(values: FormValues): Form {
  const element = (blockId: string) => Object.values(values[blockId] ?? {})[0];
  const options = (blockId: string) => {
    const { selected_option: one, selected_options: several } = element(blockId) ?? {};
    return [...(one ? [one] : []), ...(several ?? [])];
  };
  return {
    text: (blockId) => element(blockId)?.value?.trim() ?? '',
    chosen: (blockId) => options(blockId).map(({ value }) => value),
    choices: (blockId) => options(blockId).map(({ value, text }) => ({ value, name: text?.text ?? value })),
    date: (blockId) => element(blockId)?.selected_date ?? '',
    people: (blockId) => element(blockId)?.selected_users ?? [],
    files: (blockId) => element(blockId)?.files ?? [],
    has: (blockId) => values[blockId] !== undefined,
    richText: (blockId) => element(blockId)?.rich_text_value ?? undefined,
  };
}

/** Line breaks and control characters, which nobody types into an input of one line, could end up in a mail's header. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
