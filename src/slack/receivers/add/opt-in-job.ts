import * as z from 'zod';
import type { CleverReachClient } from '../../../cleverreach/index.ts';
import type { JobKind } from '../../../jobs/jobs.ts';
import type { Change } from '../../changes.ts';
import { answerJob } from '../../job-answer.ts';
import { jobReaderSchema } from '../../job-reader.ts';
import type { Services } from '../../services.ts';
import { findGroupById, findInGroup, optInForm } from './look.ts';
import { type OptInOutcome, optInMessage } from './opt-in-messages.ts';
import { optInRequestSchema } from './opt-in-request.ts';
import { sendMail } from './send-mail.ts';

const dataSchema = z.object({ wanted: optInRequestSchema, person: jobReaderSchema });

/** Sends the double opt-in mail to an address that is in a group already and not active, and tells what came of it. */
export const optInJob: JobKind<z.infer<typeof dataSchema>> = { name: 'send-opt-in', schema: dataSchema };

export function handleOptIn(services: Services): void {
  services.jobs.handle(optInJob, ({ workspace, data: { wanted, person } }, journal) => {
    const { address, groupId } = wanted;
    const change = { action: 'receiver.opt-in', address, groups: [{ id: groupId }] } satisfies Omit<Change, 'result'>;
    return answerJob(
      services,
      { workspace, person, journal },
      {
        texts: ({ add: { optInWorking, optInFailed } }) => ({
          working: optInWorking,
          failed: optInFailed,
          // Once connected, the same address is found waiting, and the button is there again.
          line: `add ${address} ${groupId}`,
        }),
        changes: [change],
        replaces: true,
      },
      async ({ cleverreach, reader, reference, log }) => {
        const outcome = await optIn(cleverreach, wanted, services.publicUrl);
        if (outcome.kind === 'mail' && outcome.mail.error) {
          log.error({ err: outcome.mail.error }, 'a double opt-in mail was not sent as it was asked for');
        }
        const groups = outcome.kind === 'group-vanished' ? change.groups : [{ id: groupId, name: outcome.group.name }];
        return {
          message: optInMessage(reader, wanted, outcome, reference),
          changes: [{ ...change, groups, result: resultOf(outcome) }],
        };
      },
    );
  });
}

/** Looks at everything again: the button may be of last week. */
async function optIn(
  cleverreach: CleverReachClient,
  { address, groupId, formId }: z.infer<typeof optInRequestSchema>,
  publicUrl: string,
): Promise<OptInOutcome> {
  const group = await findGroupById(cleverreach, groupId);
  if (!group) return { kind: 'group-vanished' };
  const receiver = await findInGroup(cleverreach, groupId, address);
  if (!receiver) return { kind: 'gone', group };
  if (receiver.state !== 'inactive') return { kind: 'not-inactive', group, receiver };
  const form = await optInForm(cleverreach, groupId, formId);
  if (!form) return { kind: 'no-form', group };
  return { kind: 'mail', group, mail: await sendMail(cleverreach, { form, groupId, address, publicUrl }) };
}

function resultOf(outcome: OptInOutcome): Change['result'] {
  switch (outcome.kind) {
    case 'mail':
      if (outcome.mail.result === 'active') return 'nothing';
      if (outcome.mail.result === 'sent') return 'done';
      return outcome.mail.result === 'uncertain' ? 'uncertain' : 'failed';
    case 'not-inactive':
      return 'nothing';
    case 'group-vanished':
    case 'gone':
    case 'no-form':
      return 'failed';
  }
}
