import type { Group } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import { actions, type Block, commandButton, context, type Message, section } from '../kit/blocks.ts';
import { unquoted } from '../kit/quotes.ts';
import { mrkdwn, plain } from '../kit/text.ts';
import { textOf } from '../kit/text-of.ts';

/** Groups to choose from; more are better found by typing. */
const offeredGroups = 10;

/** Several groups fit, or none does: the choice carries on with the command line that `lineFor` makes of its id. */
export function chooseGroupMessage(
  reader: Reader,
  lineFor: (groupId: string) => string,
  wanted: string,
  groups: Group[],
  reason: 'several' | 'none',
): Message {
  const { t } = reader;
  const name = mrkdwn(unquoted(wanted), 150);
  if (reason === 'several') return offerGroupsMessage(reader, t.groups.severalMatch(name), lineFor, groups);
  const offer = groups.length > offeredGroups ? t.groups.closest : t.groups.existing;
  return offered(`${t.groups.noMatch(name)} ${offer}`, lineFor, groups, []);
}

/** A question, and groups as answers: each carries on with the command line that `lineFor` makes of its id. */
export function offerGroupsMessage(
  { t }: Reader,
  question: string,
  lineFor: (groupId: string) => string,
  groups: Group[],
): Message {
  const rest = groups.length - offeredGroups;
  const more = rest > 0 ? [context(`${t.groups.moreMatches(rest)} ${t.groups.narrowDown}`)] : [];
  return offered(question, lineFor, groups, more);
}

function offered(sentence: string, lineFor: (groupId: string) => string, groups: Group[], more: Block[]): Message {
  const shown = groups.slice(0, offeredGroups);
  const labels = distinctNames(shown);
  const lead = section(sentence);
  const buttons = shown.map(({ id }, index) => commandButton(labels[index] ?? id, lineFor(id), index));
  return {
    text: textOf([lead, section(labels.map((label) => `• ${mrkdwn(label, 150)}`).join('\n')), ...more]),
    blocks: [lead, actions(...buttons), ...more],
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

/** A group is gone, as the sentence says: the others are offered, so that nobody meets a dead end. */
export function otherGroupsMessage(
  reader: Reader,
  sentence: string,
  lineFor: (groupId: string) => string,
  others: Group[],
): Message {
  if (others.length === 0) return noGroupsMessage(reader);
  return offerGroupsMessage(reader, `${sentence} ${reader.t.groups.existing}`, lineFor, others);
}

export function noGroupsMessage({ t }: Reader): Message {
  const blocks = [section(t.groups.noGroups)];
  return { text: textOf(blocks), blocks };
}
