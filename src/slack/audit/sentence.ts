import type { Reader } from '../../texts/index.ts';
import type { AuditEntry } from '../../workspaces/audit-log.ts';
import { mrkdwn } from '../kit/text.ts';
import { settingsFields } from '../settings/messages.ts';

/** More groups than this are counted and not named. */
const namedGroups = 3;

/** An entry as one sentence of the reader's language, in mrkdwn: who did what, on what, and what came of it. */
export function auditSentence(reader: Reader, entry: AuditEntry): string {
  const texts = reader.t.audit;
  const { action, address, mailing, detail = '', result } = entry;
  const objects = {
    address: shown(address, 254),
    groups: groupsOf(reader, entry),
    mailing: shown(mailing?.name ?? detail, 150),
    account: `*${shown(detail, 150)}*`,
    fields: fieldsOf(reader, detail),
  };
  const isRemoval = action === 'oauth-app.change' && detail === 'removed';
  const { done, meant } = isRemoval ? texts.appRemoved(whoOf(entry)) : texts.sentences[action](whoOf(entry), objects);
  return result === 'done' ? done : `${meant}: ${texts.outcomes[result]}.`;
}

/** The names of the settings that a change of settings lists by their keys. */
export function fieldsOf({ t }: Reader, detail: string): string {
  const keys = detail.split(', ');
  return settingsFields
    .filter((field) => keys.includes(field))
    .map((field) => t.settings.fields[field])
    .join(', ');
}

/** A mention shows today's name, also of people who have left; what is no id of Slack's is shown by its name. */
function whoOf({ userId, userName }: AuditEntry): string {
  return /^[UW][A-Z0-9]{1,31}$/.test(userId) ? `<@${userId}>` : shown(userName ?? userId, 80);
}

function groupsOf({ t }: Reader, { groups = [], groupsInAll = groups.length }: AuditEntry): string {
  const named = groups
    .slice(0, namedGroups)
    .map(({ id, name }) => `*${name === undefined ? t.audit.group(mrkdwn(id, 40)) : mrkdwn(name, 80)}*`);
  const names = named.join(', ');
  return groupsInAll > named.length ? t.audit.moreGroups(names, groupsInAll - named.length) : names;
}

function shown(text: string | undefined, maxLength: number): string {
  return mrkdwn(text ?? '', maxLength);
}
