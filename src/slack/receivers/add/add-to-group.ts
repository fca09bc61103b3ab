import {
  type CleverReachClient,
  CleverReachConflictError,
  CleverReachError,
  CleverReachInvalidRequestError,
  CleverReachNotFoundError,
  type Group,
  type Receiver,
} from '../../../cleverreach/index.ts';
import { addReceiver, findReceiver, listReceiverFields } from '../../../operations/index.ts';
import { mayBeGlobal, type SortedValues, sortValues } from './fields.ts';
import type { Addition } from './form.ts';
import { findGroupById, findInGroup, optInForm } from './look.ts';
import { type MailOutcome, sendMail } from './send-mail.ts';

/** What became of an address that was to be added. */
export type AddOutcome =
  | { kind: 'group-vanished' }
  /** It was there before, and nothing was changed. `hasForm`: the group can send double opt-in mails, or may be able to. */
  | { kind: 'present'; group: Group; receiver: Receiver; hasForm: boolean }
  /** A double opt-in was wanted, and nothing was done. */
  | { kind: 'no-form'; group: Group }
  /** CleverReach does not take the address, or what goes with it. */
  | { kind: 'refused'; group: Group; error: Error }
  | { kind: 'added'; group: Group; receiver: Receiver; values: Values; mail?: MailOutcome }
  /** CleverReach did not say whether it is there now. `looked`: it was not there a moment later. */
  | { kind: 'uncertain'; group: Group; looked: boolean; error: Error };

/** What of the filled-in fields did not come to be. */
type Values = Pick<SortedValues, 'unsaved' | 'kept'>;

/** Looks first: who is in the group already is told as such, whatever their state, and nothing of them is overwritten. */
export async function addToGroup(
  cleverreach: CleverReachClient,
  addition: Addition,
  publicUrl: string,
): Promise<AddOutcome> {
  const { address, groupId, consent, source } = addition;
  const group = await findGroupById(cleverreach, groupId);
  if (!group) return { kind: 'group-vanished' };
  const before = await findInGroup(cleverreach, groupId, address);
  if (before) return present(cleverreach, group, before);
  const form = consent.by === 'opt-in' ? await optInForm(cleverreach, groupId, consent.formId) : undefined;
  if (consent.by === 'opt-in' && !form) return { kind: 'no-form', group };
  const values = await valuesOf(cleverreach, addition);

  let receiver: Receiver;
  try {
    receiver = await addReceiver.run(
      {
        groupId,
        email: address,
        activation: consent.by === 'record' ? 'active' : 'pending',
        ...(source === '' ? {} : { source }),
        attributes: values.attributes,
        globalAttributes: values.globalAttributes,
      },
      cleverreach,
    );
  } catch (error) {
    if (!(error instanceof CleverReachError)) throw error;
    if (error instanceof CleverReachNotFoundError) return { kind: 'group-vanished' };
    if (error instanceof CleverReachInvalidRequestError) return { kind: 'refused', group, error };
    const isConflict = error instanceof CleverReachConflictError;
    if (!isConflict && !error.uncertain) throw error;
    const looked = await lookAgain(cleverreach, groupId, address);
    if (isConflict && looked.receiver) return present(cleverreach, group, looked.receiver);
    if (isConflict) throw error;
    // Nobody was there a moment ago, so this is the one that was just created.
    if (!looked.receiver) return { kind: 'uncertain', group, looked: looked.done, error };
    receiver = looked.receiver;
  }
  const added = { kind: 'added', group, receiver, values } as const;
  if (!form || receiver.state !== 'inactive') return added;
  return { ...added, mail: await sendMail(cleverreach, { form, groupId, address, publicUrl }) };
}

async function present(cleverreach: CleverReachClient, group: Group, receiver: Receiver): Promise<AddOutcome> {
  if (receiver.state !== 'inactive') return { kind: 'present', group, receiver, hasForm: false };
  try {
    const form = await optInForm(cleverreach, group.id, undefined);
    return { kind: 'present', group, receiver, hasForm: form !== undefined };
  } catch (error) {
    // Whoever asks for the mail will hear it then; that the address is there is worth telling now.
    if (error instanceof CleverReachError) return { kind: 'present', group, receiver, hasForm: true };
    throw error;
  }
}

/** After an answer that leaves it open. What goes wrong here changes nothing about that. */
async function lookAgain(
  cleverreach: CleverReachClient,
  groupId: string,
  address: string,
): Promise<{ done: boolean; receiver?: Receiver | undefined }> {
  try {
    return { done: true, receiver: await findInGroup(cleverreach, groupId, address) };
  } catch {
    return { done: false };
  }
}

/** Fields are asked for again: they may have changed since the form was opened, and the form may have come without. */
async function valuesOf(cleverreach: CleverReachClient, addition: Addition): Promise<SortedValues> {
  const { groupId, address, firstName, lastName, fields } = addition;
  if (firstName === '' && lastName === '' && fields.length === 0) return sortValues(addition, [], []);
  const all = await listReceiverFields.run({ groupId }, cleverreach);
  const elsewhere = mayBeGlobal(addition, all) ? await findReceiver.run({ email: address }, cleverreach) : [];
  return sortValues(addition, all, elsewhere);
}
