import type { KnownBlock } from '@slack/types';
import type { Reader } from '../../texts/index.ts';
import { type Message, type Modal, plainText, section } from './blocks.ts';
import { limits } from './limits.ts';
import { mrkdwn } from './text.ts';

/** A message as a modal, for requests that have no place in a conversation. Charts are for messages only and are left out. */
export function messageModal(reader: Reader, message: Message): Modal {
  const shown = (message.blocks ?? []).filter((block): block is KnownBlock => block.type !== 'data_visualization');
  return {
    type: 'modal',
    callback_id: 'message:close',
    title: plainText('CleverReach', limits.modalTitle),
    close: plainText(reader.t.close, limits.modalClose),
    blocks: shown.length > 0 ? shown : [section(mrkdwn(message.text, limits.sectionText))],
  };
}
