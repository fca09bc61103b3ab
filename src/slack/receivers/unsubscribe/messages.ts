import type { Group } from '../../../cleverreach/index.ts';
import type { Reader, Texts } from '../../../texts/index.ts';
import { type Block, context, header, type Message, section } from '../../kit/blocks.ts';
import { mrkdwn, plain } from '../../kit/text.ts';
import { textOf } from '../../kit/text-of.ts';

/** What became of an address in one group. `absent`: it is not in there. `inactive`, `bounced`: it was so before. */
export interface GroupOutcome {
  group: Group;
  state: 'done' | 'inactive' | 'bounced' | 'absent' | 'failed' | 'uncertain' | 'not-looked-up';
  error?: Error;
}

export interface UnsubscribeOutcome {
  address: string;
  /** All groups were meant, not chosen ones. */
  everywhere: boolean;
  groups: GroupOutcome[];
}

/** More names than this no one reads; the number says the rest. */
const namedGroups = 20;

/** What was changed, what was not, and why. */
export function unsubscribeMessage({ t }: Reader, outcome: UnsubscribeOutcome, reference: string): Message {
  const texts = t.unsubscribe;
  const address = mrkdwn(outcome.address, 254);
  const inState = (state: GroupOutcome['state']) => outcome.groups.filter((group) => group.state === state);
  const list = (label: string, groups: GroupOutcome[]) => listOf(t, label, groups);
  const done = inState('done');
  const troubles = [
    ...list(`:warning: ${texts.failedIn}`, inState('failed')),
    ...list(`:warning: ${texts.uncertainIn}`, inState('uncertain')),
    ...list(`:warning: ${texts.notLookedUp}`, inState('not-looked-up')),
  ];
  const nothing = outcome.everywhere || outcome.groups.length > 0 ? texts.nothingActive : texts.notInLists;
  // Nothing to do is neither a success nor a failure.
  const partly = done.length > 0 ? texts.titlePartly : texts.titleNotDone;
  const title = troubles.length > 0 ? partly : done.length > 0 ? texts.title : undefined;

  const blocks: Block[] = [
    ...(title === undefined ? [] : [header(title)]),
    ...(done.length > 0 ? list(texts.done(address, done.length), done) : []),
    ...(done.length === 0 ? [section(troubles.length > 0 ? texts.notDone(address) : nothing(address))] : []),
    ...list(texts.alreadyInactive, inState('inactive')),
    ...list(texts.bounced, inState('bounced')),
    ...troubles,
    ...(troubles.length > 0 ? [context(t.errors.reference(plain(reference, 40)))] : []),
  ];
  return { text: textOf(blocks), blocks };
}

function listOf(t: Texts, label: string, groups: GroupOutcome[]): Block[] {
  if (groups.length === 0) return [];
  const names = groups.slice(0, namedGroups).map(({ group }) => `• ${mrkdwn(group.name, 100)}`);
  const rest = groups.length - names.length;
  return [section([label, ...names, ...(rest > 0 ? [t.groups.moreMatches(rest)] : [])].join('\n'))];
}
