import { stringify } from 'csv-stringify/sync';
import type { Reader } from '../../texts/index.ts';
import type { AuditEntry } from '../../workspaces/audit-log.ts';
import { plain } from '../kit/text.ts';
import { fieldsOf } from './sentence.ts';

/** Longer than any name that is written down. */
const maxCell = 5_000;

/**
 * The log as a file for spreadsheets: RFC 4180, in UTF-8 with a byte order mark, by which Excel knows it. No cell begins as a
 * formula does, since names and addresses come from outside; what is invisible is gone, for it could stand before one.
 */
export function auditCsv(reader: Reader, entries: (AuditEntry | undefined)[]): string {
  const { columns } = reader.t.audit.export;
  return stringify(
    entries.map((entry) => rowOf(reader, entry)),
    {
      header: true,
      columns: Object.entries(columns).map(([key, label]) => ({ key, header: label })),
      bom: true,
      record_delimiter: 'windows',
      escape_formulas: true,
    },
  );
}

function rowOf(reader: Reader, entry: AuditEntry | undefined): Partial<Record<Column, string>> {
  const texts = reader.t.audit.export;
  if (!entry) return { action: texts.unreadable };
  const { at, userId, userName, action, address, groups = [], mailing, result, detail, reference } = entry;
  return {
    at: at.toISOString(),
    userId: cell(userId),
    userName: cell(userName),
    action: texts.actions[action],
    address: cell(address),
    groups: cell(groups.map(({ id, name }) => name ?? id).join('; ')),
    groupIds: cell(groups.map(({ id }) => id).join('; ')),
    mailing: cell(mailing?.name),
    mailingId: cell(mailing?.id),
    result: texts.results[result],
    detail: action === 'settings.change' ? fieldsOf(reader, detail ?? '') : cell(detail),
    reference: cell(reference),
  };
}

type Column = keyof Reader['t']['audit']['export']['columns'];

/** `stringify` looks at a cell's first character only; one that this Unicode has no use for shows as nothing, too. */
function cell(text: string | undefined): string {
  if (text === undefined || text.trim() === '') return '';
  const shown = plain(text, maxCell);
  return /^[\s\p{C}]+[=+\-@＝＋－＠]/u.test(shown) ? `'${shown}` : shown;
}
