import type { Group } from '../../cleverreach/index.ts';
import { listGroups } from '../../operations/index.ts';
import type { Connected } from '../guards.ts';
import type { Message } from '../kit/blocks.ts';
import type { SlackRequest } from '../requests.ts';
import { chooseGroupMessage, noGroupsMessage, otherGroupsMessage } from './choose-messages.ts';
import { findGroup } from './find-group.ts';

/** What a person's words for a group came to: the group, or what to answer instead. */
export type ResolvedGroup = { group: Group; groups: Group[] } | { answer: Message };

/**
 * Finds the group that is meant. Where several are, or none is, the answer offers groups as buttons; the one that is
 * pressed carries on with `lineFor` its id. `known` spares asking CleverReach for the groups once more.
 */
export async function resolveGroup(
  { cleverreach, reader }: Pick<SlackRequest & Connected, 'cleverreach' | 'reader'>,
  words: string,
  lineFor: (groupId: string) => string,
  known?: Group[],
): Promise<ResolvedGroup> {
  const groups = known ?? (await listGroups.run({}, cleverreach));
  if (groups.length === 0) return { answer: noGroupsMessage(reader) };
  const found = findGroup(groups, words);
  if (found.kind === 'one') return { group: found.group, groups };
  // A number that is part of no name is an id, of a button from last week perhaps; no name is similar to it.
  const [id] = /^\d+(?=[.,;:!?]*$)/.exec(words.trim()) ?? [];
  if (found.kind === 'none' && id !== undefined) {
    return { answer: otherGroupsMessage(reader, reader.t.groups.noSuchId(id), lineFor, groups) };
  }
  const offered = found.kind === 'several' ? found.groups : found.closest;
  return { answer: chooseGroupMessage(reader, lineFor, words, offered, found.kind) };
}
