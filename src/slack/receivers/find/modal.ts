import type { Reader } from '../../../texts/index.ts';
import { type Modal, plainText } from '../../kit/blocks.ts';
import { textInput } from '../../kit/inputs.ts';
import { limits } from '../../kit/limits.ts';

/** The block of the one field. */
export const addressBlock = 'address';

/** Asks for the address, where `find` came without one and none can be typed. */
export function findModal({ t }: Reader, privateMetadata: string): Modal {
  const { find } = t.receivers;
  return {
    type: 'modal',
    callback_id: 'receivers:find',
    private_metadata: privateMetadata,
    title: plainText(find.modalTitle, limits.modalTitle),
    submit: plainText(find.submit, limits.modalSubmit),
    close: plainText(t.cancel, limits.modalClose),
    // A field for text and not one for addresses: a part of one is welcome too.
    blocks: [textInput(addressBlock, find.address, { maxLength: 300, hint: find.addressHint })],
  };
}
