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
  /** What was written in a rich text input; undefined when it was left empty. */
  richText(blockId: string): unknown;
}

export function formOf(values: FormValues): Form {
  const element = (blockId: string) => Object.values(values[blockId] ?? {})[0];
  return {
    text: (blockId) => element(blockId)?.value?.trim() ?? '',
    chosen(blockId) {
      const { selected_option: one, selected_options: several } = element(blockId) ?? {};
      return [...(one ? [one.value] : []), ...(several ?? []).map(({ value }) => value)];
    },
    date: (blockId) => element(blockId)?.selected_date ?? '',
    people: (blockId) => element(blockId)?.selected_users ?? [],
    richText: (blockId) => element(blockId)?.rich_text_value ?? undefined,
  };
}
