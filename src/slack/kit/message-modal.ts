import type { KnownBlock } from '@slack/types';
import type { Reader } from '../../texts/index.ts';
import { type Message, type Modal, plainText, section } from './blocks.ts';
import { limits } from './limits.ts';
import { fitLines } from './text-of.ts';

/** Of every modal that only shows a message. */
export const messageModalId = 'message:close';

/**
 * A message as a modal, for requests that have no place in a conversation. Charts are for messages only and are left out. With
 * `privateMetadata`, what a button in it leads to is answered where this was asked.
 */
export function messageModal(
  reader: Reader,
  { text, blocks = [], plainBlocks = blocks }: Message,
  privateMetadata?: string,
): Modal {
  const shown = plainBlocks.filter((block): block is KnownBlock => block.type !== 'data_visualization');
  return {
    type: 'modal',
    callback_id: messageModalId,
    ...(privateMetadata === undefined ? {} : { private_metadata: privateMetadata }),
    title: plainText('CleverReach', limits.modalTitle),
    close: plainText(reader.t.close, limits.modalClose),
    // The text is mrkdwn that was made safe where it was made: once more, and names would show their escapes.
    blocks: shown.length > 0 ? shown : [section(fitLines([text], limits.sectionText))],
  };
}
