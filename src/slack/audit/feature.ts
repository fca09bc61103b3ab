import { type AuditEntry, keptEntries } from '../../workspaces/audit-log.ts';
import { announcing } from '../announcing.ts';
import type { Feature } from '../feature.ts';
import { sendFile } from '../file-upload.ts';
import { managing, member } from '../guards.ts';
import { errorMessage } from '../kit/error-message.ts';
import { hasScope, offerScope } from '../optional-scope.ts';
import type { SlackRequest } from '../requests.ts';
import { slackErrorCode } from '../slack-error.ts';
import { auditCsv } from './csv.ts';
import { auditMessage, pageSize } from './messages.ts';

/** What was changed from this workspace, for those who may manage it. */
export const auditFeature: Feature = {
  topic: 'workspace',
  commands: [
    {
      words: { en: 'audit', de: 'protokoll' },
      usage: (t) => ({ does: t.help.commands.audit }),
      run: member(managing(showAudit)),
    },
  ],
  actions: { 'audit:export': member(managing(exportAudit)) },
};

/** Its answer takes the place of the page whose button asked for it. */
async function showAudit({ services, origin, reader, args, reply }: SlackRequest): Promise<void> {
  const page = pageIn(args);
  const from = (page - 1) * pageSize;
  // One more than is shown tells whether there are older ones.
  const found = await services.auditLog.latest(origin.teamId, { from, count: pageSize + 1 });
  const entries = found.slice(0, pageSize);
  await reply(auditMessage(reader, { page, entries, hasOlder: found.length > pageSize }), { replace: true });
}

/** `page 3`, `Seite 3`, `3`; whatever else is typed gets the newest. */
function pageIn(args: string): number {
  const number = /^(?:page|seite)?\s*(\d{1,4})$/i.exec(args.trim())?.[1];
  return Math.max(1, Number(number ?? 1));
}

async function exportAudit(request: SlackRequest): Promise<void> {
  const { services, origin, reader, reference, log } = request;
  const texts = reader.t.audit.export;
  if (!(await hasScope(request, 'files:write'))) return offerScope(request, 'files:write', texts.why);
  const entries = await allEntries(services.auditLog, origin.teamId);
  if (entries.length === 0) return request.reply({ text: texts.nothing });
  try {
    await announcing(request, texts.working, () => sendExport(request, entries));
  } catch (error) {
    log.error({ err: error }, 'the audit log could not be sent as a file');
    // Taken away in Slack since the installation was stored.
    if (slackErrorCode(error) === 'missing_scope') return offerScope(request, 'files:write', texts.why);
    return request.reply(errorMessage(reader, error, reference, texts.failed));
  }
  await request.reply({ text: texts.sent });
}

/** Into the direct messages between the app and the person, whose id only a message posted there tells. */
async function sendExport(
  { client, person, reader }: SlackRequest,
  entries: (AuditEntry | undefined)[],
): Promise<void> {
  const texts = reader.t.audit.export;
  const { channel } = await client.chat.postMessage({ channel: person.id, text: texts.message(entries.length) });
  const day = new Date().toISOString().slice(0, 10);
  await sendFile(client, channel ?? person.id, {
    name: `${texts.fileName}-${day}.csv`,
    title: texts.fileTitle,
    content: auditCsv(reader, entries),
  });
}

/** Opening an entry takes a moment, so they are read in pieces between which others are served. */
const readAtOnce = 250;

async function allEntries(auditLog: SlackRequest['services']['auditLog'], workspace: string) {
  const entries: (AuditEntry | undefined)[] = [];
  while (entries.length < keptEntries) {
    const some = await auditLog.latest(workspace, { from: entries.length, count: readAtOnce });
    entries.push(...some);
    if (some.length < readAtOnce) break;
  }
  return entries;
}
