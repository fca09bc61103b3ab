import { keptToken, keptWord } from '../../kit/kept-word.ts';
import { unquoted } from '../../kit/quotes.ts';

/** The command line that opens a kept form again. */
export function keptLine(token: string): string {
  return `draft ${keptWord(token)}`;
}

/** What stands behind the word `draft`: a kept form's token, or a group and a subject, or a subject. */
export interface DraftArguments {
  token?: string;
  groupId?: string;
  subject: string;
}

export function readArguments(args: string): DraftArguments {
  const token = keptToken(args);
  if (token !== undefined) return { token, subject: '' };
  const [, groupId, subject = ''] = /^group:(\d{1,20})(?:\s+([\s\S]*))?$/.exec(args) ?? [];
  return groupId === undefined ? { subject: unquoted(args) } : { groupId, subject: unquoted(subject) };
}
