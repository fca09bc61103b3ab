import type { Reader } from '../../../texts/index.ts';
import { actions, type Block, commandButton, context, header, type Message, section } from '../../kit/blocks.ts';
import { referenceLine } from '../../kit/error-message.ts';
import { mrkdwn } from '../../kit/text.ts';
import { textOf } from '../../kit/text-of.ts';
import { standingOf } from '../standing.ts';
import {
  commonParts,
  formLine,
  groupVanishedMessage,
  mailTrouble,
  optInButton,
  presentSentence,
  retryLabel,
} from './answer-parts.ts';
import type { Addition } from './form.ts';
import type { AddOutcome } from './outcomes.ts';

type Added = AddOutcome & { kind: 'added' };

/** What was done with the address, how it stands in the group now, and what happens next. */
export function addMessage(reader: Reader, addition: Addition, outcome: AddOutcome, reference: string): Message {
  const { t } = reader;
  if (outcome.kind === 'group-vanished') {
    return groupVanishedMessage(reader, t.add.failed, addition.address, reference);
  }
  const blocks = blocksOf(reader, addition, outcome, reference);
  return { text: textOf(blocks), blocks };
}

function blocksOf(
  reader: Reader,
  addition: Addition,
  outcome: Exclude<AddOutcome, { kind: 'group-vanished' }>,
  reference: string,
): Block[] {
  const { add } = reader.t;
  const { address, group, find, again } = commonParts(reader, addition, outcome.group);
  switch (outcome.kind) {
    case 'added':
      return addedBlocks(reader, addition, outcome, reference);
    case 'present':
      return presentBlocks(reader, addition, outcome, reference);
    case 'no-form':
      return [header(add.titleNotDone), section(add.noFormResult(address, group)), actions(again)];
    case 'refused':
      return [
        header(add.titleNotDone),
        section(`:warning: ${add.refused(address, group)}`),
        referenceLine(reader, reference),
        actions(again),
      ];
    case 'uncertain': {
      const next = outcome.looked ? add.uncertainNotThere : add.uncertainNotLooked;
      return [
        header(add.titleUncertain),
        section(`:warning: ${add.uncertain(address, group)} ${next}`),
        referenceLine(reader, reference),
        actions(find, again),
      ];
    }
  }
}

function addedBlocks(reader: Reader, addition: Addition, outcome: Added, reference: string): Block[] {
  const { add } = reader.t;
  const { mail, values } = outcome;
  const address = mrkdwn(addition.address, 254);
  const group = nameOf(outcome.group);
  const inTrouble = mail !== undefined && mail.result !== 'sent' && mail.result !== 'active';
  const lines = [
    ...(mail === undefined || mail.result === 'active' ? [] : [formLine(reader, mail)]),
    ...(addition.source === '' ? [] : [add.sourceUsed(mrkdwn(addition.source, 250))]),
    ...(values.unsaved.length > 0 ? [`:warning: ${add.notSaved(listed(values.unsaved, 60))}`] : []),
    ...(values.kept.length > 0 ? [add.kept(listed(values.kept, 60))] : []),
  ];
  const request = { groupId: addition.groupId, formId: mail?.form.id, address: addition.address };
  return [
    header(titleOf(reader, outcome)),
    section(sentenceOf(reader, outcome, address, group)),
    ...(inTrouble ? [section(`:warning: ${mailTrouble(reader, mail)}`)] : []),
    ...(lines.length > 0 ? [context(lines.join('\n'))] : []),
    ...(inTrouble ? [referenceLine(reader, reference)] : []),
    actions(
      ...(inTrouble ? [optInButton(reader, retryLabel(reader, mail), request, reference, 'primary')] : []),
      commandButton(add.findButton, `find ${addition.address}`, 0),
    ),
  ];
}

function titleOf({ t: { add } }: Reader, { mail, receiver }: Added): string {
  if (mail === undefined) return receiver.state === 'active' ? add.title : add.titlePending;
  if (mail.result === 'sent') return add.titlePending;
  if (mail.result === 'active') return add.title;
  return mail.result === 'uncertain' ? add.titleMailUncertain : add.titleNoMail;
}

function sentenceOf(reader: Reader, { mail, receiver }: Added, address: string, group: string): string {
  const { add } = reader.t;
  if (mail?.result === 'active') return add.added(address, group);
  if (mail?.result === 'sent') return add.pending(address, group);
  if (mail) return add.inactive(address, group);
  // CleverReach may know better, of an address that bounced in another group for instance.
  return receiver.state === 'active' ? add.added(address, group) : presentSentence(reader, receiver, address, group);
}

function presentBlocks(
  reader: Reader,
  { address, groupId }: Addition,
  { group, receiver, hasForm }: AddOutcome & { kind: 'present' },
  reference: string,
): Block[] {
  const { add } = reader.t;
  const { standing } = standingOf(receiver);
  const maySend = standing === 'waiting' || standing === 'unsubscribed';
  const label = standing === 'waiting' ? add.optInAgainButton : add.optInButton;
  return [
    header(add.titlePresent),
    section(presentSentence(reader, receiver, mrkdwn(address, 254), nameOf(group))),
    context([add.nothingChanged, ...(maySend && !hasForm ? [add.optInNeedsForm] : [])].join('\n')),
    actions(
      ...(maySend && hasForm
        ? [optInButton(reader, label, { groupId, address }, reference, standing === 'waiting' ? 'plain' : 'asking')]
        : []),
      commandButton(add.findButton, `find ${address}`, 0),
    ),
  ];
}

function nameOf({ name }: { name: string }): string {
  return mrkdwn(name, 150);
}

/** A list of what people wrote, in one line; a few of a length that can be read. */
function listed(parts: string[], max: number): string {
  const shown = parts.slice(0, 20).map((part) => mrkdwn(part, max));
  return `${shown.join(', ')}${parts.length > shown.length ? ', …' : ''}`;
}
