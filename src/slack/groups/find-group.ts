import { distance } from 'fastest-levenshtein';
import type { Group } from '../../cleverreach/index.ts';

/** What a person's words for a group came to. */
export type FoundGroup =
  | { kind: 'one'; group: Group }
  /** The words fit more than one; the best first. */
  | { kind: 'several'; groups: Group[] }
  /** The words fit none; `closest` are the most similar names. */
  | { kind: 'none'; closest: Group[] };

/**
 * Finds a group by id, name, or part of a name. Case, surplus blanks, quotes of any kind around it and punctuation
 * behind it do not matter. An exact name wins over names that merely contain it. Words that fit no name as they stand are
 * compared without any punctuation: who says "VIP Kunden" means "VIP-Kunden".
 */
export function findGroup(groups: Group[], words: string): FoundGroup {
  const wanted = normal(words);
  const bare = wanted.replace(/[.,;:!?]+$/u, '').trim();
  const byId = groups.find(({ id }) => id === bare);
  if (byId) return { kind: 'one', group: byId };
  const ways: [string, (name: string) => string][] = [
    [wanted, normal],
    [bare, normal],
    [bareWords(words), bareWords],
  ];
  for (const [form, formOf] of ways) {
    const exact = groups.filter(({ name }) => formOf(name) === form);
    const fitting = exact.length > 0 ? exact : groups.filter(({ name }) => form !== '' && formOf(name).includes(form));
    const [first, ...others] = form === '' ? [] : fitting;
    if (first) return others.length === 0 ? { kind: 'one', group: first } : { kind: 'several', groups: fitting };
  }
  return { kind: 'none', closest: closest(groups, bare) };
}

/** Text as it is compared where punctuation does not matter: `„VIP-Kunden“!` is `vip kunden`. */
export function bareWords(text: string): string {
  return normal(text)
    .replace(/[\p{P}\s]+/gu, ' ')
    .trim();
}

function closest(groups: Group[], wanted: string): Group[] {
  return groups
    .map((group) => ({ group, distance: distance(normal(group.name).slice(0, 100), wanted.slice(0, 100)) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ group }) => group);
}

/** Groups whose name contains the text, for type-ahead; all of them for an empty text. */
export function groupsContaining(groups: Group[], text: string): Group[] {
  const wanted = normal(text);
  return groups.filter(({ name, id }) => normal(name).includes(wanted) || id === wanted);
}

/** Words as they are compared: without regard to case, surplus blanks and quotes around them. */
export function normal(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^["'„“”‚‘’«»‹›<>]+|["'„“”‚‘’«»‹›<>]+$/gu, '')
    .trim()
    .toLocaleLowerCase('de');
}
