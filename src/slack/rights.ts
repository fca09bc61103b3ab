import type { Connection } from '../workspaces/connections.ts';
import type { Settings } from '../workspaces/settings.ts';
import type { Person } from './people.ts';

type Someone = Pick<Person, 'id' | 'isAdmin'>;

/** Who may end a connection, change the settings and read the audit log: admins, owners, and whoever connected the account. */
export function mayManage(person: Someone, connection: Connection | undefined): boolean {
  return person.isAdmin || connection?.connectedBy === person.id;
}

/** Who may add, unsubscribe and draft: every full member, unless that was narrowed to some; admins and owners always. */
export function mayChange(person: Someone, { changes }: Settings): boolean {
  if (person.isAdmin || changes.by === 'members') return true;
  return changes.by === 'people' && changes.userIds.includes(person.id);
}
