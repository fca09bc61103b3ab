import type { Reader, Texts } from '../../../texts/index.ts';
import { groupOption } from '../../groups/suggest-groups.ts';
import { context, type InputBlock, type Modal, plainText, section } from '../../kit/blocks.ts';
import { choicesInput, isChoosable, lookupInput, textInput } from '../../kit/inputs.ts';
import { limits } from '../../kit/limits.ts';
import type { Entry } from './tickets.ts';

/** The most addresses that are unsubscribed at once: as many as can still be looked over before saying yes. */
export const mostAddresses = 50;

/** `notes` are mrkdwn, and come before what the form is for. */
export function formView({ t }: Reader, entry: Entry, notes: string[], privateMetadata: string): Modal {
  const { unsubscribe } = t;
  return {
    type: 'modal',
    callback_id: 'receivers:unsubscribe',
    private_metadata: privateMetadata,
    title: plainText(unsubscribe.modalTitle, limits.modalTitle),
    submit: plainText(unsubscribe.next, limits.modalSubmit),
    close: plainText(t.cancel, limits.modalClose),
    blocks: [
      ...(notes.length > 0 ? [section(notes.join('\n'))] : []),
      context(unsubscribe.intro),
      addressInput(t, entry),
      lookupInput('groups', unsubscribe.group, 'groups:choose', {
        placeholder: unsubscribe.groupPlaceholder,
        optional: true,
        several: true,
        hint: unsubscribe.groupHint,
        initial: entry.groups.map(groupOption),
      }),
    ],
  };
}

/** Whether these addresses are offered to choose from; otherwise they are written. */
export function isOffered(offered: string[]): boolean {
  return offered.length > 1 && isChoosable(offered);
}

function addressInput({ unsubscribe }: Texts, { offered, chosen, written }: Entry): InputBlock {
  if (isOffered(offered)) {
    return choicesInput('found', unsubscribe.which, offered, {
      placeholder: unsubscribe.whichPlaceholder,
      initial: chosen,
    });
  }
  return textInput('addresses', unsubscribe.addresses, {
    multiline: true,
    maxLength: limits.plainTextInput,
    hint: unsubscribe.addressesHint(mostAddresses),
    ...(written === '' ? {} : { initial: written }),
  });
}

/** As many whole lines as the field takes: half an address might be someone else's. */
export function linesWithin(lines: string[]): { written: string; left: number } {
  let written = '';
  for (const [index, line] of lines.entries()) {
    const longer = written === '' ? line : `${written}\n${line}`;
    if (longer.length > limits.plainTextInput) return { written, left: lines.length - index };
    written = longer;
  }
  return { written, left: 0 };
}
