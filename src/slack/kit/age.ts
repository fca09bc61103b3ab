import type { Connected } from '../guards.ts';
import type { SlackRequest } from '../requests.ts';
import { actions, type Block, commandButton, context, type Message } from './blocks.ts';
import { limits } from './limits.ts';
import { fitLines } from './text-of.ts';

/** What is in front of a command line that is to be answered with nothing from memory. */
export const refreshWords = ['refresh', 'aktualisieren'] as const;

/** A command line that fetches anew. */
export function refreshLine(line: string): string {
  return `${refreshWords[0]} ${line}`;
}

/**
 * A message as it is, or with a line that says how old it is, where it is older than anybody would think. `line` is for a
 * button that fetches it anew; left out, the message has one.
 */
export function withAge(
  { reader: { t, f }, asOf }: Pick<SlackRequest & Connected, 'reader' | 'asOf'>,
  message: Message,
  line?: string,
): Message {
  const date = asOf();
  if (!date) return message;
  const age = t.age.asOf(f.clock(date));
  const refresh = line === undefined ? undefined : commandButton(t.age.refreshButton, refreshLine(line), 20);
  const aged = (blocks: Block[]) => {
    const lastOther = blocks.findLastIndex(({ type }) => type !== 'actions');
    const [top, buttons] = [blocks.slice(0, lastOther + 1), blocks.slice(lastOther + 1)];
    const last = buttons.at(-1);
    if (!refresh) return [...top, context(age), ...buttons];
    // A button more in the last row, and a row for it where there is none.
    const row = last?.type === 'actions' ? actions(...last.elements, refresh) : actions(refresh);
    return [...top, context(age), ...buttons.slice(0, -1), row];
  };
  return {
    text: fitLines([message.text, age], limits.messageText),
    ...(message.blocks ? { blocks: aged(message.blocks) } : {}),
    ...(message.plainBlocks ? { plainBlocks: aged(message.plainBlocks) } : {}),
  };
}
