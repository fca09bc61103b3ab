import type { Connection } from '../../workspaces/connections.ts';
import type { Person } from '../people.ts';

/** Who may end a connection or put another in its place: admins, owners, and whoever connected the account. */
export function mayManage(person: Pick<Person, 'id' | 'isAdmin'>, connection: Connection): boolean {
  return person.isAdmin || connection.connectedBy === person.id;
}
