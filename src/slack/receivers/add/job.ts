import * as z from 'zod';
import type { JobKind } from '../../../jobs/jobs.ts';
import type { Change } from '../../changes.ts';
import { answerJob } from '../../job-answer.ts';
import { jobReaderSchema } from '../../job-reader.ts';
import type { Services } from '../../services.ts';
import { addToGroup, notAddedLine } from './add-to-group.ts';
import { type Addition, additionSchema } from './form.ts';
import { addMessage } from './messages.ts';
import type { AddOutcome } from './outcomes.ts';

const dataSchema = z.object({ addition: additionSchema, person: jobReaderSchema });

/** Adds an address to a group, has the double opt-in mail sent where that was chosen, and tells what came of it. */
export const addJob: JobKind<z.infer<typeof dataSchema>> = { name: 'add-receiver', schema: dataSchema };

export function handleAdd(services: Services): void {
  services.jobs.handle(addJob, ({ workspace, data: { addition, person } }, journal) =>
    answerJob(
      services,
      { workspace, person, journal },
      {
        texts: ({ add: { working, failed, againButton } }) => ({
          working,
          failed,
          again: againButton,
          line: `add ${addition.address} ${addition.groupId}`,
        }),
        changes: [planned(addition)],
      },
      async (context) => {
        const { reader, reference, log } = context;
        const outcome = await addToGroup(context, addition, services);
        if (resultOf(outcome) === 'failed') log.warn({ outcome: outcome.kind }, notAddedLine);
        return {
          message: addMessage(reader, addition, outcome, reference),
          changes: [{ ...planned(addition, outcome), result: resultOf(outcome) }],
        };
      },
    ),
  );
}

function planned({ address, groupId, consent, source }: Addition, outcome?: AddOutcome): Omit<Change, 'result'> {
  const group = outcome && 'group' in outcome ? { name: outcome.group.name } : {};
  return {
    action: 'receiver.add',
    address,
    groups: [{ id: groupId, ...group }],
    detail: consent.by === 'opt-in' ? 'double opt-in' : `source: ${source}`,
  };
}

function resultOf(outcome: AddOutcome): Change['result'] {
  switch (outcome.kind) {
    case 'added':
      return outcome.mail === undefined || outcome.mail.result === 'sent' ? 'done' : 'partly';
    case 'present':
      return 'nothing';
    case 'uncertain':
      return 'uncertain';
    case 'group-vanished':
    case 'no-form':
    case 'refused':
      return 'failed';
  }
}
