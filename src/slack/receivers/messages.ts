import type { Group } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import { type Block, context, header, type Message, section } from '../kit/blocks.ts';
import { mrkdwn, plain } from '../kit/text.ts';

/** What became of an address in one group. `absent`: it is not in there. */
export interface GroupOutcome {
  group: Group;
  state: 'done' | 'inactive' | 'absent' | 'failed' | 'uncertain' | 'not-looked-up';
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
export function unsubscribeMessage(reader: Reader, outcome: UnsubscribeOutcome, reference: string): Message {
  const { t, f } = reader;
  const address = mrkdwn(outcome.address, 254);
  const inState = (state: GroupOutcome['state']) => outcome.groups.filter((group) => group.state === state);
  const done = inState('done');
  const troubles = (
    [
      ['failed', t.unsubscribe.failedIn],
      ['uncertain', t.unsubscribe.uncertainIn],
      ['not-looked-up', t.unsubscribe.notLookedUp],
    ] as const
  ).flatMap(([state, label]) => listOf(`:warning: ${label}`, inState(state)));
  const inactive = listOf(t.unsubscribe.alreadyInactive, inState('inactive'));
  const nothing =
    outcome.everywhere || outcome.groups.length > 0 ? t.unsubscribe.nothingActive : t.unsubscribe.notInLists;

  const blocks: Block[] = [
    ...(done.length > 0 ? [header(t.unsubscribe.resultTitle), ...listOf(t.unsubscribe.done(address), done)] : []),
    ...(done.length === 0 && troubles.length === 0 ? [section(nothing(address))] : []),
    ...inactive,
    ...troubles,
    ...(troubles.length > 0 ? [context(t.errors.reference(plain(reference, 40)))] : []),
  ];
  const text =
    troubles.length > 0
      ? t.unsubscribe.failedText(address)
      : done.length > 0
        ? t.unsubscribe.doneText(address, f.number(done.length))
        : nothing(address);
  return { text, blocks };
}

function listOf(label: string, groups: GroupOutcome[]): Block[] {
  if (groups.length === 0) return [];
  const names = groups.slice(0, namedGroups).map(({ group }) => `• ${mrkdwn(group.name, 100)}`);
  const more = groups.length > names.length ? [`… + ${groups.length - names.length}`] : [];
  return [section([label, ...names, ...more].join('\n'))];
}
