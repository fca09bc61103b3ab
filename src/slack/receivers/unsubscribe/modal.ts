import type { Reader, Texts } from '../../../texts/index.ts';
import { context, type InputBlock, type Modal, plainText } from '../../kit/blocks.ts';
import { choiceInput, emailInput, isChoosable, lookupInput } from '../../kit/inputs.ts';
import { limits } from '../../kit/limits.ts';
import { mrkdwn } from '../../kit/text.ts';

/** What the form starts with. */
export interface UnsubscribePrefill {
  /** Addresses that were typed or found in the message; with several of them the person chooses. */
  addresses: string[];
  /** The form was opened on a message, in which no address was found. */
  nothingFound: boolean;
  /** What was typed instead of an address. */
  notAnAddress?: string;
}

export function unsubscribeModal({ t }: Reader, prefill: UnsubscribePrefill, privateMetadata: string): Modal {
  const { unsubscribe } = t;
  const notes = [...noteOf(t, prefill), unsubscribe.intro];
  return {
    type: 'modal',
    callback_id: 'receivers:unsubscribe',
    private_metadata: privateMetadata,
    title: plainText(unsubscribe.modalTitle, limits.modalTitle),
    submit: plainText(unsubscribe.submit, limits.modalSubmit),
    close: plainText(t.cancel, limits.modalClose),
    blocks: [
      context(notes.join('\n')),
      addressInput(t, prefill.addresses),
      lookupInput('groups', unsubscribe.group, 'groups:choose', {
        placeholder: unsubscribe.groupPlaceholder,
        optional: true,
        several: true,
        hint: unsubscribe.groupHint,
      }),
    ],
  };
}

/** One address is filled in; among several the person chooses, and none is chosen for them. */
function addressInput({ unsubscribe }: Texts, addresses: string[]): InputBlock {
  const [first, ...others] = addresses;
  if (others.length > 0 && isChoosable(addresses)) {
    return choiceInput('address', unsubscribe.which, addresses, unsubscribe.whichPlaceholder);
  }
  // With several that do not fit into a select, the one that was meant could be missing: it has to be typed.
  return emailInput('address', unsubscribe.address, first === undefined || others.length > 0 ? {} : { initial: first });
}

function noteOf({ unsubscribe }: Texts, { addresses, nothingFound, notAnAddress }: UnsubscribePrefill): string[] {
  if (nothingFound) return [unsubscribe.noAddressInMessage];
  if (addresses.length > 1) return isChoosable(addresses) ? [] : [unsubscribe.severalFound];
  return notAnAddress === undefined ? [] : [unsubscribe.notAnAddress(mrkdwn(notAnAddress, 254))];
}
