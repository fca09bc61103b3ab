import * as z from 'zod';
import {
  type CleverReachClient,
  CleverReachConflictError,
  CleverReachError,
  CleverReachInvalidRequestError,
  CleverReachNotFoundError,
  type Receiver,
} from '../../../cleverreach/index.ts';
import { changeOnce } from '../../../jobs/change-once.ts';
import { addReceiver, findReceiver, listReceiverFields } from '../../../operations/index.ts';
import type { JobContext } from '../../job-answer.ts';
import type { Services } from '../../services.ts';
import { isAround, lookTwice, lookUntilOver } from '../../settling.ts';
import { known } from '../standing.ts';
import { mayBeGlobal, type SortedValues, sortValues } from './fields.ts';
import type { Addition } from './form.ts';
import { findGroupById, findInGroup, optInForm } from './look.ts';
import { type AddOutcome, absentSchema, addOutcomeSchema, notAddedSchemas } from './outcomes.ts';
import { sendMailOnce } from './send-mail.ts';

/** In the operator's log. */
export const notAddedLine = 'an address was not added as it was asked for';

const beforeSchema = z.discriminatedUnion('kind', [...notAddedSchemas, absentSchema]);
type Before = z.infer<typeof beforeSchema>;
type Absent = z.infer<typeof absentSchema>;

/**
 * Adds the address, and has the mail sent where that was chosen. Looks first: who is in the group already is told as such,
 * whatever their state, and nothing of them is overwritten. That look is noted, so that whoever carries on after a process that
 * died takes nobody for there before who was just added, and adds nobody twice.
 */
export async function addToGroup(
  context: JobContext,
  addition: Addition,
  { settling, publicUrl }: Pick<Services, 'settling' | 'publicUrl'>,
): Promise<AddOutcome> {
  const { cleverreach, journal, log } = context;
  const { address, groupId } = addition;

  /** What became of it by what is in the group now; undefined where it is not there. Looks as often as `often` says. */
  async function settled(
    before: Absent,
    begunAt: Date,
    often: (look: () => Promise<Receiver | undefined>) => Promise<Receiver | undefined>,
  ): Promise<AddOutcome | undefined> {
    try {
      const receiver = await often(() => findInGroup(cleverreach, groupId, address));
      if (!receiver) return undefined;
      if (!isOurs(receiver, addition, begunAt)) return await present(cleverreach, before.group, receiver);
      return { ...before, kind: 'added', receiver };
    } catch (error) {
      // That it was not to be seen changes nothing about what may have been done.
      log.error({ err: error }, 'it could not be looked whether an address was added');
      return { kind: 'uncertain', group: before.group, looked: false };
    }
  }

  const outcome = await changeOnce<Before, AddOutcome>(journal, {
    name: 'add',
    before: beforeSchema,
    outcome: addOutcomeSchema,
    look: () => lookBefore(cleverreach, addition),
    async make(before) {
      if (before.kind !== 'absent') return before;
      const { group } = before;
      const begunAt = new Date();
      try {
        return { ...before, kind: 'added', receiver: await add(cleverreach, addition, before) };
      } catch (error) {
        if (!(error instanceof CleverReachError)) throw error;
        if (error instanceof CleverReachNotFoundError) return { kind: 'group-vanished' };
        const isRefused = error instanceof CleverReachInvalidRequestError;
        if (isRefused || error.uncertain) log.error({ err: error }, notAddedLine);
        if (isRefused) return { kind: 'refused', group };
        if (error instanceof CleverReachConflictError) {
          const receiver = await findInGroup(cleverreach, groupId, address);
          if (receiver) return present(cleverreach, group, receiver);
        }
        if (!error.uncertain) throw error;
        const found = await settled(before, begunAt, (look) => lookTwice(look, settling));
        return found ?? { kind: 'uncertain', group, looked: true };
      }
    },
    async settle(before, begunAt) {
      if (before.kind !== 'absent') return before;
      // Once the request of the process that died cannot arrive any more, who is not there was not added.
      return settled(before, begunAt, (look) => lookUntilOver(look, begunAt, settling));
    },
  });
  if (outcome.kind !== 'added' || !outcome.form || outcome.receiver.state !== 'inactive') return outcome;
  return { ...outcome, mail: await sendMailOnce(context, { form: outcome.form, groupId, address, publicUrl }) };
}

async function lookBefore(cleverreach: CleverReachClient, addition: Addition): Promise<Before> {
  const { address, groupId, consent } = addition;
  const found = await findGroupById(cleverreach, groupId);
  if (!found) return { kind: 'group-vanished' };
  const group = { id: found.id, name: found.name };
  const receiver = await findInGroup(cleverreach, groupId, address);
  if (receiver) return present(cleverreach, group, receiver);
  const form = consent.by === 'opt-in' ? await optInForm(cleverreach, groupId, consent.formId) : undefined;
  if (consent.by === 'opt-in' && !form) return { kind: 'no-form', group };
  return { kind: 'absent', group, form, values: await valuesOf(cleverreach, addition) };
}

function add(cleverreach: CleverReachClient, addition: Addition, { values }: Absent): Promise<Receiver> {
  const { address, groupId, consent, source } = addition;
  return addReceiver.run(
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
}

/**
 * Whether somebody who was not in the group when we began is there by us: entered around then, from the source that we named. Who
 * may have been entered by somebody else in the same moments is left to them, and is told as being there.
 */
function isOurs({ registeredAt, source }: Receiver, addition: Addition, begunAt: Date): boolean {
  const at = known(registeredAt);
  const isThen = at === undefined || isAround(at, begunAt);
  return isThen && (addition.source === '' || source === undefined || source === addition.source);
}

async function present(
  cleverreach: CleverReachClient,
  group: { id: string; name: string },
  receiver: Receiver,
): Promise<AddOutcome & { kind: 'present' }> {
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

/** Fields are asked for again: they may have changed since the form was opened, and the form may have come without. */
async function valuesOf(cleverreach: CleverReachClient, addition: Addition): Promise<SortedValues> {
  const { groupId, address, firstName, lastName, fields } = addition;
  if (firstName === '' && lastName === '' && fields.length === 0) return sortValues(addition, [], []);
  const all = await listReceiverFields.run({ groupId }, cleverreach);
  const elsewhere = mayBeGlobal(addition, all) ? await findReceiver.run({ email: address }, cleverreach) : [];
  return sortValues(addition, all, elsewhere);
}
