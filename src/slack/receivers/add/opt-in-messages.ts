import type { Reader } from '../../../texts/index.ts';
import { actions, type Block, commandButton, context, header, type Message, section } from '../../kit/blocks.ts';
import { referenceLine } from '../../kit/error-message.ts';
import { textOf } from '../../kit/text-of.ts';
import {
  commonParts,
  formLine,
  groupVanishedMessage,
  mailTrouble,
  optInButton,
  presentSentence,
  retryLabel,
} from './answer-parts.ts';
import type { OptInRequest } from './opt-in-request.ts';
import type { MailOutcome, OptInOutcome } from './outcomes.ts';

/** Takes the place of the message with the button, so it says who and where again. */
export function optInMessage(reader: Reader, request: OptInRequest, outcome: OptInOutcome, reference: string): Message {
  const { t } = reader;
  if (outcome.kind === 'group-vanished') {
    return groupVanishedMessage(reader, t.add.optInFailed, request.address, reference);
  }
  const blocks = blocksOf(reader, request, outcome, reference);
  return { text: textOf(blocks), blocks };
}

function blocksOf(
  reader: Reader,
  request: OptInRequest,
  outcome: Exclude<OptInOutcome, { kind: 'group-vanished' }>,
  reference: string,
): Block[] {
  const { add } = reader.t;
  const { address, group, find, again } = commonParts(reader, request, outcome.group);
  switch (outcome.kind) {
    case 'gone':
      return [header(add.optInNotSentTitle), section(add.optInGone(address, group)), actions(again, find)];
    case 'not-inactive':
      return [
        header(add.optInNotSentTitle),
        section(presentSentence(reader, outcome.receiver, address, group)),
        context(outcome.receiver.state === 'active' ? add.optInNothing : add.mailNotSent),
        actions(find),
      ];
    case 'no-form':
      return [
        header(add.optInNotSentTitle),
        section(`${add.inactive(address, group)} ${add.optInNeedsForm}`),
        actions(find),
      ];
    case 'mail':
      return mailBlocks(reader, request, outcome.mail, { address, group, reference });
  }
}

function mailBlocks(
  reader: Reader,
  request: OptInRequest,
  mail: MailOutcome,
  { address, group, reference }: { address: string; group: string; reference: string },
): Block[] {
  const { add } = reader.t;
  const find = commandButton(add.findButton, `find ${request.address}`, 0);
  if (mail.result === 'active') {
    return [header(add.optInNotSentTitle), section(add.optInNotNeeded(address, group)), actions(find)];
  }
  if (mail.result === 'sent') {
    return [
      header(add.optInSentTitle),
      section(add.optInSent(address, group)),
      context(formLine(reader, mail)),
      actions(find),
    ];
  }
  return [
    header(mail.result === 'uncertain' ? add.optInUncertainTitle : add.optInNotSentTitle),
    section(add.inactive(address, group)),
    section(`:warning: ${mailTrouble(reader, mail)}`),
    context(formLine(reader, mail)),
    referenceLine(reader, reference),
    actions(
      optInButton(reader, retryLabel(reader, mail), { ...request, formId: mail.form.id }, reference, 'primary'),
      find,
    ),
  ];
}
