import * as z from 'zod';
import { keys } from '../storage/keys.ts';
import { defineRecord, type Records } from '../storage/records.ts';

/** How many entries a workspace keeps, the newest. */
export const keptEntries = 5_000;
/** How many groups an entry names; unsubscribing from all may concern hundreds. */
const namedGroups = 50;

/** What can be done that is written down. */
export const auditActions = [
  'receiver.add',
  'receiver.unsubscribe',
  'receiver.undo',
  'receiver.opt-in',
  'mailing.draft',
  'mailing.share',
  'groups.share',
  'connection.connect',
  'connection.disconnect',
  'settings.change',
  'oauth-app.change',
] as const;

/** What can come of it. */
export const auditResults = ['done', 'partly', 'failed', 'uncertain', 'nothing'] as const;

/** Of {@link AuditEntry}, as it is kept. */
export const auditEntrySchema = z.object({
  at: z.coerce.date(),
  /** The Slack user who did it. */
  userId: z.string(),
  userName: z.string().exactOptional(),
  action: z.enum(auditActions),
  /** The receiver's address, for the workspace's admins alone; it is in no log of the operator's. */
  address: z.string().exactOptional(),
  groups: z.array(z.object({ id: z.string(), name: z.string().exactOptional() })).exactOptional(),
  /** How many groups it were in all, where the entry does not name each of them. */
  groupsInAll: z.number().int().exactOptional(),
  mailing: z.object({ id: z.string(), name: z.string().exactOptional() }).exactOptional(),
  /** `partly`: in some of the groups; `uncertain`: CleverReach gave no answer; `nothing`: it was so already. */
  result: z.enum(auditResults),
  /** Under which the operator finds it in the log. */
  reference: z.string().exactOptional(),
  detail: z.string().exactOptional(),
});

/** One change made from a workspace: who, when, what, on what, with what result. */
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const auditRecord = defineRecord({ kind: 'audit-entry', version: 1, schema: auditEntrySchema });

/** What was changed from each workspace, sealed; the newest 5,000 entries. */
export interface AuditLog {
  /** Of more than 50 groups the first 50 are named, and `groupsInAll` says how many they were. */
  add(workspace: string, entry: AuditEntry): Promise<void>;
  /** Newest first, leaving out the first `from`. One that cannot be read stands as `undefined` in its place. */
  latest(workspace: string, options: { from?: number; count: number }): Promise<(AuditEntry | undefined)[]>;
}

export function createAuditLog({ records }: { records: Records }): AuditLog {
  return {
    async add(workspace, entry) {
      const { groups = [] } = entry;
      const cut =
        groups.length > namedGroups ? { groups: groups.slice(0, namedGroups), groupsInAll: groups.length } : {};
      await records.append(
        auditRecord,
        workspace,
        keys.auditLog(workspace),
        { ...entry, ...cut },
        { keep: keptEntries },
      );
    },
    latest: (workspace, options) => records.latest(auditRecord, workspace, keys.auditLog(workspace), options),
  };
}
