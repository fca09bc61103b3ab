import type { Mailing } from '../../cleverreach/index.ts';
import type { AuditEntry } from '../../workspaces/audit-log.ts';
import type { Connection } from '../../workspaces/connections.ts';
import type { GroupWithStats } from '../groups/figures.ts';
import type { Message } from '../kit/blocks.ts';

/** Something that comes from CleverReach: still on its way, not to be had, or there. */
export type Part<T> = { state: 'pending' } | { state: 'failed'; error: unknown } | { state: 'there'; value: T };

/** The largest groups and those without figures, and how many there are in all. */
export interface Health {
  some: GroupWithStats[];
  groups: number;
}

/** What is known of a member's Home without asking CleverReach. */
export interface HomeFacts {
  connection: Connection | undefined;
  /** Who installed the app, and so knows who runs it. */
  installedBy: string | undefined;
  /** Who may make changes beside admins, where this person may not; undefined where they may. */
  changers: string[] | undefined;
  mayManage: boolean;
  /** The newest changes, for whoever may manage; undefined for everybody else. */
  changes: AuditEntry[] | undefined;
}

/** What a member's Home shows. */
export interface HomeContent extends HomeFacts {
  /** Where there is no working connection: the way to one. */
  offer?: Message | undefined;
  health: Part<Health>;
  drafts: Part<Mailing[]>;
  /** When CleverReach was asked. */
  askedAt: Date;
  about: About;
}

/** What somebody needs to know who asks for help. */
export interface About {
  version: string;
  /** The host the app is reached under. */
  host: string;
}
