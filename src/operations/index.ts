/**
 * Everything the app does at CleverReach for a person goes through an operation: the eight of the registry, and a few
 * beside it that serve them.
 */
import { addReceiver } from './add-receiver.ts';
import { createMailingDraft } from './create-mailing-draft.ts';
import { deactivateReceiver } from './deactivate-receiver.ts';
import { getGroupStats } from './get-group-stats.ts';
import { getMailing } from './get-mailing.ts';
import { listGroupReceivers } from './list-group-receivers.ts';
import { listGroups } from './list-groups.ts';
import { listMailings } from './list-mailings.ts';

// Apart from the registry, because nobody asks for these by name: they serve the eight (look before a change, undo it, fill
// in its form, show a mailing's figures).
export { findReceiver } from './find-receiver.ts';
export { getMailingReport } from './get-mailing-report.ts';
export { getReceiver } from './get-receiver.ts';
export { listOptInForms } from './list-opt-in-forms.ts';
export { listReceiverFields } from './list-receiver-fields.ts';
export { InvalidInputError, type Operation } from './operation.ts';
export { reactivateReceiver } from './reactivate-receiver.ts';
export { sendOptInMail } from './send-opt-in-mail.ts';
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
