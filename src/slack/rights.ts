import type { Connection } from '../workspaces/connections.ts';
import type { Settings } from '../workspaces/settings.ts';
import type { Person } from './people.ts';

type Someone = Pick<Person, 'id' | 'isAdmin'>;

/** What decides, beside the person, who may connect an account. */
export interface ConnectFacts {
  connection: Connection | undefined;
  /** Who installed the app; undefined where it is no longer installed. */
  installedBy: string | undefined;
}

/**
 * Who may connect an account, and repair or replace a connection: admins and owners. Beside them whoever made the connection
 * there is; or, while there is none, whoever installed the app: many workspaces let plain members install apps, and the page
 * after installing, whose next step is to connect, must not be a dead end for them.
 */
export function mayConnect(person: Someone, { connection, installedBy }: ConnectFacts): boolean {
  return person.isAdmin || person.id === (connection ? connection.connectedBy : installedBy);
}

/** Who may end a connection, change the settings and read the audit log: admins, owners, and whoever connected the account. */
export function mayManage(person: Someone, connection: Connection | undefined): boolean {
  return person.isAdmin || connection?.connectedBy === person.id;
}

/** Who may add, unsubscribe and draft: every full member, unless that was narrowed to some; admins and owners always. */
export function mayChange(person: Someone, { changes }: Settings): boolean {
  if (person.isAdmin || changes.by === 'members') return true;
  return changes.by === 'people' && changes.userIds.includes(person.id);
}
