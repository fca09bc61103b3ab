import pMap from 'p-map';
import * as z from 'zod';
import {
  type CleverReachClient,
  CleverReachError,
  CleverReachNotFoundError,
  type Group,
} from '../../../cleverreach/index.ts';
import type { JobKind } from '../../../jobs/jobs.ts';
import { deactivateReceiver, listGroupReceivers, listGroups } from '../../../operations/index.ts';
import type { Change } from '../../changes.ts';
import { answerJob, isConnectionLost } from '../../job-answer.ts';
import { jobReaderSchema } from '../../job-reader.ts';
import type { Services } from '../../services.ts';
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
  services.jobs.handle(unsubscribeJob, ({ workspace, data: { address, groupIds, person } }) =>
    answerJob(
      services,
      workspace,
      person,
      {
        texts: ({ unsubscribe: { working, failed } }) => ({
          working,
          failed,
          // Begun again by this line, it would mean every group: chosen ones have to be chosen again.
          line: groupIds.length === 0 ? `unsubscribe ${address}` : '',
        }),
        changes: [{ action: 'receiver.unsubscribe', address, groups: groupIds.map((id) => ({ id })) }],
      },
      async ({ cleverreach, reader, reference, log }) => {
        const outcome = await unsubscribe(cleverreach, address, groupIds);
        for (const { error } of outcome.groups) {
          if (error) log.error({ err: error }, 'an address could not be unsubscribed from a group');
        }
        return { message: unsubscribeMessage(reader, outcome, reference), changes: [changeOf(outcome)] };
      },
    ),
  );
}

function changeOf({ address, groups }: UnsubscribeOutcome): Change {
  const inState = (...states: GroupOutcome['state'][]) => groups.filter(({ state }) => states.includes(state));
  const done = inState('done');
  const troubles = inState('failed', 'uncertain', 'not-looked-up');
  const concerned = done.length > 0 ? done : troubles;
  const failure = inState('uncertain').length > 0 ? 'uncertain' : 'failed';
  return {
    action: 'receiver.unsubscribe',
    address,
    groups: concerned.map(({ group: { id, name } }) => ({ id, name })),
    result: troubles.length === 0 ? (done.length > 0 ? 'done' : 'nothing') : done.length > 0 ? 'partly' : failure,
  };
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
  // Without a connection nothing more can be done; what was done already has to be told all the same.
  const broken = outcomes.find(({ error }) => isConnectionLost(error));
  if (broken && !outcomes.some(({ state }) => state === 'done' || state === 'uncertain')) throw broken.error;
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
    if (receiver.state !== 'active') return { group, state: receiver.state };
    await deactivateReceiver.run({ groupId: group.id, receiver: receiver.id }, cleverreach);
    return { group, state: 'done' };
  } catch (error) {
    // The group, or the receiver in it, was deleted between two calls.
    if (error instanceof CleverReachNotFoundError) return { group, state: 'absent' };
    if (!(error instanceof CleverReachError) && !isConnectionLost(error)) throw error;
    if (!found) return { group, state: 'not-looked-up', error };
    const isUncertain = error instanceof CleverReachError && error.uncertain;
    return { group, state: isUncertain ? 'uncertain' : 'failed', error };
  }
}
