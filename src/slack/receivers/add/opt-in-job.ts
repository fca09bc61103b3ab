import * as z from 'zod';
import { changeOnce } from '../../../jobs/change-once.ts';
import type { JobKind } from '../../../jobs/jobs.ts';
import type { Change } from '../../changes.ts';
import { answerJob, type JobContext } from '../../job-answer.ts';
import { jobReaderSchema } from '../../job-reader.ts';
import type { Services } from '../../services.ts';
import { findGroupById, findInGroup, optInForm } from './look.ts';
import { optInMessage } from './opt-in-messages.ts';
import { optInRequestSchema } from './opt-in-request.ts';
import { notSentSchemas, type OptInOutcome, optInOutcomeSchema, toSendSchema } from './outcomes.ts';
import { perhapsSent, sendMail } from './send-mail.ts';

const beforeSchema = z.discriminatedUnion('kind', [...notSentSchemas, toSendSchema]);
type Before = z.infer<typeof beforeSchema>;

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
      async (context) => {
        const { reader, reference } = context;
        const outcome = await optIn(context, wanted, services.publicUrl);
        const groups = outcome.kind === 'group-vanished' ? change.groups : [{ id: groupId, name: outcome.group.name }];
        return {
          message: optInMessage(reader, wanted, outcome, reference),
          changes: [{ ...change, groups, result: resultOf(outcome) }],
        };
      },
    );
  });
}

/**
 * Looks at everything again, since the button may be of last week, and sends the mail. Where a process died that may have sent it,
 * it is not sent again.
 */
function optIn(
  context: JobContext,
  { address, groupId, formId }: z.infer<typeof optInRequestSchema>,
  publicUrl: string,
): Promise<OptInOutcome> {
  const { cleverreach, journal } = context;
  return changeOnce<Before, OptInOutcome>(journal, {
    name: 'opt-in-mail',
    before: beforeSchema,
    outcome: optInOutcomeSchema,
    async look() {
      const found = await findGroupById(cleverreach, groupId);
      if (!found) return { kind: 'group-vanished' };
      const group = { id: found.id, name: found.name };
      const receiver = await findInGroup(cleverreach, groupId, address);
      if (!receiver) return { kind: 'gone', group };
      if (receiver.state !== 'inactive') return { kind: 'not-inactive', group, receiver };
      const form = await optInForm(cleverreach, groupId, formId);
      return form ? { kind: 'to-send', group, form } : { kind: 'no-form', group };
    },
    async make(before) {
      if (before.kind !== 'to-send') return before;
      const { group, form } = before;
      return { kind: 'mail', group, mail: await sendMail(context, { form, groupId, address, publicUrl }) };
    },
    async settle(before) {
      if (before.kind !== 'to-send') return before;
      return { kind: 'mail', group: before.group, mail: perhapsSent(context, before) };
    },
  });
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
