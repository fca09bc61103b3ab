import type { Reader } from '../../../texts/index.ts';
import { actions, button, commandButton, type Message, plainText } from '../../kit/blocks.ts';
import { sentenceMessage } from '../../kit/error-message.ts';
import { limits } from '../../kit/limits.ts';
import { mrkdwn } from '../../kit/text.ts';
import { type StateAndTimes, standingOf } from '../standing.ts';
import { type OptInRequest, optInValue } from './opt-in-request.ts';
import type { MailOutcome } from './outcomes.ts';

/** How the address stands in the group, and since when. All parts come made safe. */
export function presentSentence({ t, f }: Reader, receiver: StateAndTimes, address: string, group: string): string {
  const { standing, since } = standingOf(receiver);
  return t.add.present[standing](address, group, since && f.date(since));
}

/** Why the mail did not go out, or that nobody knows whether it did. */
export function mailTrouble({ t }: Reader, { result, reason }: MailOutcome): string {
  if (result === 'uncertain') return t.add.mailUncertain;
  if (result === 'account') return `${t.add.mailNotSent} ${t.add.mailAccount}`;
  if (result === 'refused') return `${t.add.mailNotSent} ${t.add.mailRefused}`;
  return reason === undefined ? t.add.mailNotSent : `${t.add.mailNotSent} ${reason}`;
}

/** Of the button that sends the mail after it went wrong. */
export function retryLabel({ t }: Reader, { result }: MailOutcome): string {
  return result === 'uncertain' ? t.add.optInAgainButton : t.add.optInRetryButton;
}

export function formLine({ t }: Reader, { form }: MailOutcome): string {
  return t.add.formUsed(mrkdwn(form.name, 150));
}

/** What every answer about an address and a group is made of: their names, made safe, and the two ways on. */
export function commonParts(
  { t: { add } }: Reader,
  { address, groupId }: { address: string; groupId: string },
  group: { name: string },
) {
  return {
    address: mrkdwn(address, 254),
    group: mrkdwn(group.name, 150),
    find: commandButton(add.findButton, `find ${address}`, 0),
    again: commandButton(add.againButton, `add ${address} ${groupId}`, 1),
  };
}

/** Asks first where the person had left: such a mail is for who asked for it. */
export function optInButton(
  { t }: Reader,
  label: string,
  request: OptInRequest,
  reference: string,
  style: 'primary' | 'asking' | 'plain',
) {
  const { add } = t;
  return button(label, 'receivers:opt-in', {
    value: optInValue(request, reference),
    ...(style === 'primary' ? { style: 'primary' } : {}),
    ...(style === 'asking'
      ? {
          confirm: {
            title: plainText(add.optInConfirmTitle, limits.confirmTitle),
            text: plainText(add.optInConfirm, limits.confirmText),
            confirm: plainText(add.optInConfirmSend, limits.confirmButton),
            deny: plainText(t.cancel, limits.confirmButton),
          },
        }
      : {}),
  });
}

/** The group was deleted meanwhile; the address can be put into another. */
export function groupVanishedMessage(reader: Reader, failed: string, address: string, reference: string): Message {
  const { text, blocks = [] } = sentenceMessage(reader, `${failed} ${reader.t.groups.vanished}`, reference);
  return { text, blocks: [...blocks, actions(commandButton(reader.t.add.againButton, `add ${address}`, 0))] };
}
