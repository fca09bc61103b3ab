/** The eight operations. Everything the app does at CleverReach for a person goes through one of these. */
import { addReceiver } from './add-receiver.ts';
import { createMailingDraft } from './create-mailing-draft.ts';
import { deactivateReceiver } from './deactivate-receiver.ts';
import { getGroupStats } from './get-group-stats.ts';
import { getMailing } from './get-mailing.ts';
import { listGroupReceivers } from './list-group-receivers.ts';
import { listGroups } from './list-groups.ts';
import { listMailings } from './list-mailings.ts';

export { InvalidInputError, type Operation } from './operation.ts';
export {
  addReceiver,
  createMailingDraft,
  deactivateReceiver,
  getGroupStats,
  getMailing,
  listGroupReceivers,
  listGroups,
  listMailings,
};

/** The registry: every operation by its name. */
export const operations = {
  listGroups,
  listGroupReceivers,
  addReceiver,
  listMailings,
  createMailingDraft,
  getMailing,
  deactivateReceiver,
  getGroupStats,
} as const;
