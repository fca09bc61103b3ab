import type { Group } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import { actions, commandButton, context, type Message, section } from '../kit/blocks.ts';
import { mrkdwn, plain } from '../kit/text.ts';
import { textOf } from '../kit/text-of.ts';

/** Groups to choose from; more are better found by typing. */
const offeredGroups = 10;

/** Several groups fit, or none does: the choice carries on with the command line that `lineFor` makes of its id. */
export function chooseGroupMessage(
  { t }: Reader,
  lineFor: (groupId: string) => string,
  wanted: string,
  groups: Group[],
  reason: 'several' | 'none',
): Message {
  const name = mrkdwn(wanted, 150);
  const offered = groups.slice(0, offeredGroups);
  const rest = groups.length - offered.length;
  const offer = rest > 0 ? t.groups.closest : t.groups.existing;
  const sentence = reason === 'several' ? t.groups.severalMatch(name) : `${t.groups.noMatch(name)} ${offer}`;
  const labels = distinctNames(offered);
  const lead = section(sentence);
  const more =
    reason === 'several' && rest > 0 ? [context(`${t.groups.moreMatches(rest)} ${t.groups.narrowDown}`)] : [];
  return {
    text: textOf([lead, section(labels.map((label) => `• ${mrkdwn(label, 150)}`).join('\n')), ...more]),
    blocks: [
      lead,
      actions(...offered.map(({ id }, index) => commandButton(labels[index] ?? id, lineFor(id), index))),
      ...more,
    ],
  };
}

/** Lists may share a name; then the id tells them apart. */
function distinctNames(groups: Group[]): string[] {
  const names = groups.map(({ name }) => plain(name, 55));
  return groups.map(({ id }, index) => {
    const name = names[index] ?? id;
    return names.filter((other) => other === name).length > 1 ? `${name} (${id})` : name;
  });
}

export function noGroupsMessage({ t }: Reader): Message {
  const blocks = [section(t.groups.noGroups)];
  return { text: textOf(blocks), blocks };
}
