import type { FastifyBaseLogger } from 'fastify';
import * as z from 'zod';
import { type CleverReachClient, CleverReachError } from '../../cleverreach/index.ts';
import type { JobKind } from '../../jobs/jobs.ts';
import { createMailingDraft, getMailing, listGroups } from '../../operations/index.ts';
import type { Reader } from '../../texts/index.ts';
import { jobFailure } from '../job-failure.ts';
import { jobReaderSchema, readerOf } from '../job-reader.ts';
import type { Message } from '../kit/blocks.ts';
import { sentenceMessage } from '../kit/error-message.ts';
import type { Services } from '../services.ts';
import { type FilledDraft, filledDraftSchema } from './draft-form.ts';
import { draftCard } from './messages.ts';

const dataSchema = z.object({ draft: filledDraftSchema, person: jobReaderSchema });

/** Creates a draft in CleverReach and answers with its card. */
export const createDraftJob: JobKind<z.infer<typeof dataSchema>> = { name: 'create-draft', schema: dataSchema };

export function handleCreateDraft(services: Services): void {
  services.jobs.handle(createDraftJob, async ({ workspace, data }) => {
    const { person } = data;
    const reader = readerOf(person);
    const log = services.log.child({ reference: person.reference });
    let message: Message;
    try {
      message = await createDraft(services, workspace, data.draft, reader, person.reference, log);
    } catch (error) {
      log.error({ err: error }, 'a draft could not be created');
      const uncertain = error instanceof CleverReachError && error.uncertain;
      message = uncertain
        ? sentenceMessage(reader, reader.t.draft.uncertain, person.reference)
        : await jobFailure(services, workspace, person, error, {
            lead: reader.t.draft.failed,
            line: `draft ${data.draft.subject}`,
          });
    }
    await services.replies.send(workspace, person.reply, message);
  });
}

async function createDraft(
  services: Services,
  workspace: string,
  draft: FilledDraft,
  reader: Reader,
  reference: string,
  log: FastifyBaseLogger,
): Promise<Message> {
  const { connections } = services;
  const cleverreach = services.cleverreach.client(connections.tokens(workspace));
  const groups = await listGroups.run({}, cleverreach);
  const group = groups.find(({ id }) => id === draft.groupId);
  if (!group) return sentenceMessage(reader, reader.t.draft.errors.groupVanished, reference);

  const { groupId, ...rest } = draft;
  const { id } = await createMailingDraft.run({ ...rest, groupIds: [groupId] }, cleverreach);
  const connection = await connections.find(workspace);
  return draftCard(
    reader,
    await madeMailing(cleverreach, id, draft, log),
    [group.name],
    connection?.account.loginDomain,
  );
}

/** The draft as CleverReach has it now; should it not say, then as it was sent, because made it is. */
async function madeMailing(cleverreach: CleverReachClient, id: string, draft: FilledDraft, log: FastifyBaseLogger) {
  try {
    return await getMailing.run({ mailingId: id }, cleverreach);
  } catch (error) {
    log.warn({ err: error }, 'a draft was created but could not be read back');
    return { ...draft, id, groupIds: [draft.groupId], state: 'draft' as const };
  }
}
