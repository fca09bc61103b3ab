import type { Reader } from '../../../texts/index.ts';
import { actions, type Block, commandButton, header, type Message, section } from '../../kit/blocks.ts';
import { referenceLine } from '../../kit/error-message.ts';
import { mrkdwn } from '../../kit/text.ts';
import { textOf } from '../../kit/text-of.ts';
import type { Outcome } from './change-places.ts';
import { isAnyUncertain, isTrouble } from './changes-of.ts';
import { outcomeBlocks } from './outcome-blocks.ts';
import { countsOf } from './places.ts';
import { type UndoOffer, undoBlocks } from './undo-messages.ts';

/** What stands below what became of the addresses. */
interface UnsubscribeEnd {
  reference: string;
  /** Opens the form again, as it was submitted. */
  line: string;
  undo: UndoOffer | undefined;
}

/** What was changed, what was not, and why; with the way to take it back. */
export function unsubscribeMessage(
  reader: Reader,
  outcomes: Outcome[],
  { reference, line, undo }: UnsubscribeEnd,
): Message {
  const { t } = reader;
  const texts = t.unsubscribe;
  const done = outcomes.filter(({ state }) => state === 'done');
  const hasTroubles = outcomes.some(isTrouble);
  const count = countsOf(done);
  const [only = ''] = done.map(({ address }) => mrkdwn(address, 254));
  const partly =
    done.length > 0 ? texts.titlePartly : isAnyUncertain(outcomes) ? texts.titleUncertain : texts.titleNotDone;
  // Nothing to do is neither a success nor a failure.
  const title = hasTroubles ? partly : done.length > 0 ? texts.title : undefined;

  const again = hasTroubles ? [commandButton(texts.tryAgain, line, 0)] : [];

  const blocks: Block[] = [
    ...(title === undefined ? [] : [header(title)]),
    ...(done.length === 0 && !hasTroubles ? [section(texts.nothingLeft)] : []),
    ...outcomeBlocks(reader, outcomes, [
      ['done', count.addresses === 1 ? texts.done(only, count.groups) : texts.doneMany(count.addresses, count.groups)],
      ['inactive', texts.inactiveMeanwhile],
      ['bounced', texts.bounced],
      ['absent', texts.absentMeanwhile],
      ['failed', `:warning: ${texts.failedIn}`],
      ['uncertain', `:warning: ${texts.uncertainIn}`],
      ['not-looked-up', `:warning: ${texts.notLookedUp}`],
    ]),
    ...(hasTroubles ? [referenceLine(reader, reference)] : []),
    ...(undo ? undoBlocks(reader, undo, texts.undo, again) : again.length > 0 ? [actions(...again)] : []),
  ];
  return { text: textOf(blocks), blocks };
}
