import type { FastifyBaseLogger } from 'fastify';
import type { AuditEntry } from '../workspaces/audit-log.ts';
import type { SlackRequest } from './requests.ts';
import type { Services } from './services.ts';

/** Something that was changed, or was to be: what, on what, and with what result. */
export type Change = Pick<AuditEntry, 'action' | 'address' | 'groups' | 'mailing' | 'result' | 'detail'>;

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
 * Writes changes into the workspace's audit log. Never rejects: what was changed has to be told to the person also when it
 * could not be written down, and then it is in the operator's log.
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
}
