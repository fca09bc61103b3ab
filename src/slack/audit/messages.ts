import type { Reader } from '../../texts/index.ts';
import { type AuditEntry, keptEntries } from '../../workspaces/audit-log.ts';
import { actions, type Block, button, commandButton, context, header, type Message, section } from '../kit/blocks.ts';
import { textOf } from '../kit/text-of.ts';
import { auditSentence } from './sentence.ts';

/** Entries on one page: what a person looks over at once, and what a message has room for at their longest. */
export const pageSize = 10;

/** One page of the log, newest first; an entry that cannot be read is `undefined`. */
export interface AuditPage {
  /** Counted from 1. */
  page: number;
  entries: (AuditEntry | undefined)[];
  hasOlder: boolean;
}

/** A page of the audit log, with the way to the others and to the file. */
export function auditMessage(reader: Reader, { page, entries, hasOlder }: AuditPage): Message {
  const { t, f } = reader;
  const texts = t.audit;
  if (entries.length === 0) return emptyMessage(reader, page);
  const body: Block[] = [
    ...entries.flatMap((entry) => entryBlocks(reader, entry)),
    actions(
      ...(page > 1 ? [commandButton(texts.newerButton, `audit page ${page - 1}`, 0)] : []),
      ...(hasOlder ? [commandButton(texts.olderButton, `audit page ${page + 1}`, 1)] : []),
      button(texts.exportButton, 'audit:export'),
    ),
    context(`${texts.page(f.number(page))} · ${texts.kept(f.number(keptEntries))}`),
  ];
  return { text: `${texts.title}\n${textOf(body)}`, blocks: [header(texts.title), ...body] };
}

/** The sentence, and in small print when, with the reference where somebody may have to look into it. */
function entryBlocks({ t, f, ...reader }: Reader, entry: AuditEntry | undefined): Block[] {
  if (!entry) return [section(t.audit.unreadable)];
  const { at, reference, result } = entry;
  const isTrouble = result !== 'done' && result !== 'nothing' && reference !== undefined;
  const when = isTrouble ? `${f.dateTime(at)} · ${t.errors.reference(safeReference(reference))}` : f.dateTime(at);
  return [section(auditSentence({ t, f, ...reader }, entry)), context(when)];
}

function safeReference(reference: string): string {
  return reference.replace(/[^\w-]/g, '').slice(0, 40);
}

function emptyMessage({ t }: Reader, page: number): Message {
  const blocks: Block[] =
    page === 1
      ? [section(t.audit.none)]
      : [section(t.audit.noMore), actions(commandButton(t.audit.newestButton, 'audit', 0))];
  return { text: textOf(blocks), blocks };
}
