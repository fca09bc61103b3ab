import type { FastifyBaseLogger } from 'fastify';
import * as z from 'zod';
import type { Journal } from '../jobs/jobs.ts';
import { auditEntrySchema } from '../workspaces/audit-log.ts';
import type { SlackRequest } from './requests.ts';
import type { Services } from './services.ts';

export const changeSchema = auditEntrySchema.pick({
  action: true,
  address: true,
  groups: true,
  mailing: true,
  result: true,
  detail: true,
});

/** Something that was changed, or was to be: what, on what, and with what result. */
export type Change = z.infer<typeof changeSchema>;

/** Whose change it is. */
export interface Changer {
  userId: string;
  userName?: string | undefined;
  /** The reference of the request it came from. */
  reference: string;
}

/** Whoever makes a request, as who changes something with it. */
export function changerOf({ person, reference }: Pick<SlackRequest, 'person' | 'reference'>): Changer {
  return { userId: person.id, userName: person.name, reference };
}

/**
 * Writes changes into the workspace's audit log, and has the Homes that show them brought up to date. Never rejects: what was
 * changed has to be told to the person also when it could not be written down, and then it is in the operator's log.
 */
export async function noteChanges(
  { services, log }: { services: Services; log: FastifyBaseLogger },
  workspace: string,
  { userId, userName, reference }: Changer,
  changes: Change[],
): Promise<void> {
  try {
    for (const change of changes) {
      const who = { userId, ...(userName === undefined ? {} : { userName }) };
      await services.auditLog.add(workspace, { at: new Date(), ...who, ...change, reference });
    }
  } catch (error) {
    const actions = changes.map(({ action, result }) => `${action} ${result}`);
    log.error({ err: error, actions }, 'changes could not be written into the audit log');
  }
  if (changes.length > 0) await refreshHomes({ services, log }, workspace, userId);
}

/** `noteChanges` for a job: what an earlier process has written down already is not written again. */
export function noteChangesOnce(
  context: { services: Services; log: FastifyBaseLogger },
  workspace: string,
  changer: Changer,
  changes: Change[],
  journal: Journal,
): Promise<null> {
  const note = (left: Change[]) => noteChanges(context, workspace, changer, left).then(() => null);
  return journal.once({
    name: 'changes',
    schema: z.null(),
    run: () => note(changes),
    async recover() {
      const { services, log } = context;
      // They are written in this order, under a reference that no other request has.
      const latest = await services.auditLog.latest(workspace, { count: lookedThrough }).catch((error: unknown) => {
        log.error({ err: error }, 'it is not known which changes the audit log has already');
        return [];
      });
      const written = latest.filter((entry) => entry?.reference === changer.reference).length;
      return note(changes.slice(written));
    },
  });
}

/** How many of the audit log's entries are looked through for those of a job: more than one job writes, and others meanwhile. */
const lookedThrough = 1_000;

/** Of whoever changed something, and of whoever is responsible for the account. */
async function refreshHomes(
  { services, log }: { services: Services; log: FastifyBaseLogger },
  workspace: string,
  userId: string,
): Promise<void> {
  const connection = await services.connections.find(workspace).catch((error: unknown) => {
    log.error({ err: error }, 'only one Home is brought up to date after a change');
    return undefined;
  });
  services.homes.refreshLater(workspace, connection ? [userId, connection.connectedBy] : [userId], log);
}
