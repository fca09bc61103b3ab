import type { Button } from '@slack/types';
import type { Reader } from '../../../texts/index.ts';
import {
  actions,
  type Block,
  button,
  commandButton,
  context,
  header,
  type Message,
  section,
} from '../../kit/blocks.ts';
import { referenceLine } from '../../kit/error-message.ts';
import { mrkdwn } from '../../kit/text.ts';
import { textOf } from '../../kit/text-of.ts';
import type { Outcome } from './change-places.ts';
import { isAnyUncertain, isTrouble } from './changes-of.ts';
import { outcomeBlocks } from './outcome-blocks.ts';
import { countsOf } from './places.ts';

/** What a button for taking something back carries, and until when it works. */
export interface UndoOffer {
  value: string;
  until: Date;
}

/** The button, with others before it, and how long it works. */
export function undoBlocks(
  { t, f }: Reader,
  { value, until }: UndoOffer,
  label: string,
  others: Button[] = [],
): Block[] {
  return [
    actions(...others, button(label, 'receivers:unsubscribe-undo', { value })),
    context(t.unsubscribe.undoUntil(f.time(until))),
  ];
}

/** Who is active again and where, and who is not. `again` is there when the rest can still be tried. */
export function undoMessage(
  reader: Reader,
  outcomes: Outcome[],
  reference: string,
  again: UndoOffer | undefined,
): Message {
  const { t } = reader;
  const texts = t.unsubscribe;
  const done = outcomes.filter(({ state }) => state === 'done');
  const hasTroubles = outcomes.some(isTrouble);
  const notDone = isAnyUncertain(outcomes) ? texts.undoneUncertain : texts.undoneNot;
  const isWhole = done.length === outcomes.length;
  const count = countsOf(done);
  const [only = ''] = done.map(({ address }) => mrkdwn(address, 254));
  const isLeft = outcomes.some(({ state }) => state === 'changed' || state === 'absent');

  const blocks: Block[] = [
    header(isWhole ? texts.undone : done.length > 0 ? texts.undonePartly : notDone),
    ...outcomeBlocks(reader, outcomes, [
      [
        'done',
        count.addresses === 1
          ? texts.activeAgain(only, count.groups)
          : texts.activeAgainMany(count.addresses, count.groups),
      ],
      ['active', texts.activeMeanwhile],
      ['changed', texts.changedMeanwhile],
      ['bounced', texts.bounced],
      ['absent', texts.absentMeanwhile],
      ['failed', `:warning: ${texts.undoFailedIn}`],
      ['uncertain', `:warning: ${texts.uncertainIn}`],
      ['not-looked-up', `:warning: ${texts.notLookedUp}`],
    ]),
    ...(isLeft ? [context(texts.wayBack)] : []),
    ...(hasTroubles ? [referenceLine(reader, reference)] : []),
    ...(again ? undoBlocks(reader, again, texts.undoAgain) : []),
  ];
  return { text: textOf(blocks), blocks };
}

/** Why a button for taking it back does nothing any more, and what does. */
export function undoOverMessage({ t }: Reader, why: 'late' | 'used'): Message {
  const { undoLate, undoUsed, wayBack, add } = t.unsubscribe;
  const blocks = [section(`${why === 'late' ? undoLate : undoUsed} ${wayBack}`), actions(commandButton(add, 'add', 0))];
  return { text: textOf(blocks), blocks };
}
