import type { Reader } from '../../texts/index.ts';
import { context, type Modal, plainText } from '../kit/blocks.ts';
import { choiceInput, emailInput, lookupInput } from '../kit/inputs.ts';
import { limits } from '../kit/limits.ts';

/** What the form starts with. */
export interface UnsubscribePrefill {
  /** Addresses that were typed or found in the message; with several of them the person chooses. */
  addresses: string[];
  /** The form was opened on a message, in which no address was found. */
  nothingFound: boolean;
}

export function unsubscribeModal({ t }: Reader, prefill: UnsubscribePrefill, privateMetadata: string): Modal {
  const { unsubscribe } = t;
  const [first, ...others] = prefill.addresses;
  // An address longer than an option may be has to be typed; none that a person has ever used is.
  const choices = prefill.addresses.filter(({ length }) => length <= limits.optionValue);
  return {
    type: 'modal',
    callback_id: 'receivers:unsubscribe',
    private_metadata: privateMetadata,
    title: plainText(unsubscribe.modalTitle, limits.modalTitle),
    submit: plainText(unsubscribe.submit, limits.modalSubmit),
    close: plainText(unsubscribe.close, limits.modalClose),
    blocks: [
      context(prefill.nothingFound ? `${unsubscribe.noAddressInMessage}\n${unsubscribe.intro}` : unsubscribe.intro),
      others.length > 0 && choices.length > 0
        ? choiceInput('address', unsubscribe.which, choices)
        : emailInput('address', unsubscribe.address, first === undefined ? {} : { initial: first }),
      lookupInput('groups', unsubscribe.group, 'groups:choose', {
        placeholder: unsubscribe.groupPlaceholder,
        optional: true,
        several: true,
        hint: unsubscribe.groupHint,
      }),
    ],
  };
}
