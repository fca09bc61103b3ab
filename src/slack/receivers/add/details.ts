import type { FastifyBaseLogger } from 'fastify';
import {
  type Attribute,
  type CleverReachClient,
  CleverReachError,
  CleverReachNotFoundError,
  CleverReachUnauthorizedError,
  type Form,
} from '../../../cleverreach/index.ts';
import { listOptInForms, listReceiverFields } from '../../../operations/index.ts';

/** What the form needs to know of a group; undefined is what CleverReach did not tell. */
export interface GroupDetails {
  groupId: string;
  fields: Attribute[] | undefined;
  forms: Form[] | undefined;
}

/** The group's fields and forms, as far as CleverReach tells them. `vanished`: there is no such group any more. */
export async function groupDetails(
  cleverreach: CleverReachClient,
  groupId: string,
  log: FastifyBaseLogger,
): Promise<GroupDetails | 'vanished'> {
  const [fields, forms] = await Promise.all([
    known(listReceiverFields.run({ groupId }, cleverreach), log),
    known(listOptInForms.run({ groupId }, cleverreach), log),
  ]);
  return fields === 'vanished' || forms === 'vanished' ? 'vanished' : { groupId, fields, forms };
}

async function known<T>(asked: Promise<T>, log: FastifyBaseLogger): Promise<T | 'vanished' | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CleverReachNotFoundError) return 'vanished';
    if (!(error instanceof CleverReachError) || error instanceof CleverReachUnauthorizedError) throw error;
    log.warn({ err: error }, 'the form does without something of the group');
    return undefined;
  }
}
