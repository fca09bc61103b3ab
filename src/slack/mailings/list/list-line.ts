/** The states that can be listed. Automations are no single mailings, and the app does nothing with them. */
export const listedStates = ['draft', 'waiting', 'running', 'finished'] as const;
export type ListedState = (typeof listedStates)[number];

/** A list that is asked for: of one state, which has pages, or the newest of all. */
export interface ListQuery {
  state?: ListedState;
  /** From 1. CleverReach pages only lists of one state. */
  page: number;
}

/** What people write for a state, beside the word of the help. */
const words: Record<ListedState, string[]> = {
  draft: ['draft', 'drafts', 'entwurf', 'entwürfe', 'entwuerfe'],
  waiting: ['waiting', 'wartend', 'wartende', 'scheduled', 'geplant', 'geplante'],
  running: ['running', 'laufend', 'laufende', 'läuft'],
  finished: ['finished', 'sent', 'versendet', 'versendete', 'gesendet'],
};

/** More pages than any account has. */
const lastPage = 100_000;

/** Reads what stands behind `mailings`; `unknown` is the word that is no state. */
export function readListQuery(args: string): ListQuery | { unknown: string } {
  const asked = args.normalize('NFC').replace(/\s+/gu, ' ').trim().toLocaleLowerCase('de');
  const paged = /^(.*?) ?\b(?:page|seite) (\d{1,9})[.,;:!?]*$/.exec(asked);
  const word = (paged ? (paged[1] ?? '') : asked).replace(/^[\s„“”"'‚‘’«»]+|[\s„“”"'‚‘’«»().,;:!?]+$/gu, '');
  const page = Math.min(Math.max(1, Number(paged?.[2] ?? 1)), lastPage);
  if (word === '' || word === 'all' || word === 'alle') return { page };
  const state = listedStates.find((candidate) => words[candidate].includes(word));
  return state ? { state, page } : { unknown: args.trim() };
}

/** The command line that asks for the same, as a person would type it. */
export function listLine({ state, page }: ListQuery): string {
  return ['mailings', ...(state ? [state] : []), ...(page > 1 ? [`page ${page}`] : [])].join(' ');
}
