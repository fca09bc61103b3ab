import type { Reader } from '../../texts/index.ts';
import type { AuditEntry } from '../../workspaces/audit-log.ts';
import { auditSentence } from '../audit/sentence.ts';
import { actions, type Block, commandButton, context, header, section } from '../kit/blocks.ts';

/** The latest changes made from the workspace, and the way to all of them. */
export function changesSection(reader: Reader, changes: AuditEntry[]): Block[] {
  const { t, f } = reader;
  const title = header(t.home.changes);
  if (changes.length === 0) return [title, section(t.audit.none)];
  return [
    title,
    ...changes.map((entry) => context(`${auditSentence(reader, entry)}  ·  ${f.dateTime(entry.at)}`)),
    actions(commandButton(t.home.auditButton, 'audit', 0)),
  ];
}
