import pMap from 'p-map';
import * as z from 'zod';
import {
  type CleverReachClient,
  CleverReachError,
  CleverReachNotFoundError,
  type Group,
} from '../../cleverreach/index.ts';
import type { JobKind } from '../../jobs/jobs.ts';
import { deactivateReceiver, listGroupReceivers, listGroups } from '../../operations/index.ts';
import { jobFailure } from '../job-failure.ts';
import { jobReaderSchema, readerOf } from '../job-reader.ts';
import type { Message } from '../kit/blocks.ts';
import type { Services } from '../services.ts';
import { type GroupOutcome, type UnsubscribeOutcome, unsubscribeMessage } from './messages.ts';

const dataSchema = z.object({
  address: z.string(),
  /** Empty: everywhere the address is active. */
  groupIds: z.array(z.string()),
  person: jobReaderSchema,
});

/** Deactivates an address in the groups it is active in, and tells in which. */
export const unsubscribeJob: JobKind<z.infer<typeof dataSchema>> = { name: 'unsubscribe', schema: dataSchema };

/** A few groups at a time, to be no burden to CleverReach. */
const groupsAtOnce = 8;

export function handleUnsubscribe(services: Services): void {
  services.jobs.handle(unsubscribeJob, async ({ workspace, data }) => {
    const { address, groupIds, person } = data;
    const reader = readerOf(person);
    const log = services.log.child({ reference: person.reference });
    let message: Message;
    try {
      const cleverreach = services.cleverreach.client(services.connections.tokens(workspace));
      const outcome = await unsubscribe(cleverreach, address, groupIds);
      for (const { error } of outcome.groups)
        if (error) log.error({ err: error }, 'an address could not be unsubscribed from a group');
      message = unsubscribeMessage(reader, outcome, person.reference);
    } catch (error) {
      log.error({ err: error }, 'an address could not be unsubscribed');
      message = await jobFailure(services, workspace, person, error, {
        lead: reader.t.unsubscribe.failed,
        line: `unsubscribe ${address}`,
      });
    }
    await services.replies.send(workspace, person.reply, message);
  });
}

async function unsubscribe(
  cleverreach: CleverReachClient,
  address: string,
  groupIds: string[],
): Promise<UnsubscribeOutcome> {
  const all = await listGroups.run({}, cleverreach);
  const wanted = groupIds.length === 0 ? all : all.filter(({ id }) => groupIds.includes(id));
  const outcomes = await pMap(wanted, (group) => unsubscribeFrom(cleverreach, address, group), {
    concurrency: groupsAtOnce,
  });
  return { address, everywhere: groupIds.length === 0, groups: outcomes.filter(({ state }) => state !== 'absent') };
}

/**
 * Looks first, so that the answer can tell who was active from who was not: CleverReach deactivates an inactive receiver
 * without a word. One group that fails must not keep the others from being done.
 */
async function unsubscribeFrom(cleverreach: CleverReachClient, address: string, group: Group): Promise<GroupOutcome> {
  let found = false;
  try {
    const receivers = await listGroupReceivers.run({ groupId: group.id, emails: [address] }, cleverreach);
    const receiver = receivers.find(({ email }) => email.toLowerCase() === address);
    if (!receiver) return { group, state: 'absent' };
    found = true;
    if (receiver.state !== 'active') return { group, state: 'inactive' };
    await deactivateReceiver.run({ groupId: group.id, receiver: receiver.id }, cleverreach);
    return { group, state: 'done' };
  } catch (error) {
    // The group, or the receiver in it, was deleted between two calls.
    if (error instanceof CleverReachNotFoundError) return { group, state: 'absent' };
    if (!(error instanceof CleverReachError)) throw error;
    if (!found) return { group, state: 'not-looked-up', error };
    return { group, state: error.uncertain ? 'uncertain' : 'failed', error };
  }
}
