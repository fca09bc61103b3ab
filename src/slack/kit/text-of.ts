import type { ActionsBlock, ContextBlock, SectionBlock } from '@slack/types';
import type { Block } from './blocks.ts';
import { limits } from './limits.ts';
import { mrkdwn } from './text.ts';

/**
 * What blocks say, as a message's `text`: for screen readers, notifications, and clients that do not draw blocks. Buttons
 * that lead somewhere give their address, for there the text is all there is; charts and tables say nothing here, their
 * figures belong in a text block of `plainBlocks`.
 */
export function textOf(blocks: Block[]): string {
  return fitLines(blocks.flatMap(linesOf), limits.messageText);
}

/** As many whole lines as fit, with an ellipsis for the others; a cut inside a line could leave half an escape or link. */
export function fitLines(lines: string[], maxLength: number): string {
  const whole = lines.join('\n');
  if (whole.length <= maxLength) return whole;
  let text = '';
  for (const line of whole.split('\n')) {
    if (text.length + line.length + 2 > maxLength) break;
    text += `${line}\n`;
  }
  return `${text}…`;
}

function linesOf(block: Block): string[] {
  switch (block.type) {
    case 'header':
      return [mrkdwn(block.text.text, limits.messageText)];
    case 'section':
      return sectionLines(block);
    case 'context':
      return contextLines(block);
    case 'actions':
      return linkLines(block);
    default:
      return [];
  }
}

/** A labelled figure takes two lines in its block and one here. */
function sectionLines({ text, fields = [] }: SectionBlock): string[] {
  const pairs = fields.map((field) => field.text.replace(/^\*(.+)\*\n/, '$1: ').replaceAll('\n', ', '));
  return [...(text ? [text.text] : []), ...pairs];
}

function contextLines({ elements }: ContextBlock): string[] {
  return elements.flatMap((element) => ('text' in element ? [element.text] : []));
}

function linkLines({ elements }: ActionsBlock): string[] {
  return elements.flatMap((element) =>
    element.type === 'button' && element.url !== undefined ? [`${element.text.text}: ${element.url}`] : [],
  );
}
