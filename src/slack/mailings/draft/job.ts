import type { FastifyBaseLogger } from 'fastify';
import * as z from 'zod';
import { type CleverReachClient, CleverReachError, type Group, type Mailing } from '../../../cleverreach/index.ts';
import type { JobKind } from '../../../jobs/jobs.ts';
import { createMailingDraft, getMailing, listGroups } from '../../../operations/index.ts';
import type { Change } from '../../changes.ts';
import { answerJob, type JobContext } from '../../job-answer.ts';
import { type JobReader, jobReaderSchema } from '../../job-reader.ts';
import type { Message } from '../../kit/blocks.ts';
import { sentenceMessage } from '../../kit/error-message.ts';
import type { Services } from '../../services.ts';
import { draftCard } from '../card/messages.ts';
import { previewLink } from '../card/preview-link.ts';
import { type FilledDraft, filledDraftSchema } from './form.ts';

const dataSchema = z.object({ draft: filledDraftSchema, person: jobReaderSchema });

/** Creates a draft in CleverReach and answers with its card. */
export const createDraftJob: JobKind<z.infer<typeof dataSchema>> = { name: 'create-draft', schema: dataSchema };

export function handleCreateDraft(services: Services): void {
  services.jobs.handle(createDraftJob, ({ workspace, data: { draft, person } }) =>
    answerJob(
      services,
      workspace,
      person,
      {
        texts: ({ draft: { working, failed } }) => ({ working, failed, line: `draft ${draft.subject}` }),
        changes: [changeOf(draft)],
      },
      async (context) => {
        const { cleverreach, reader, reference } = context;
        const groups = await listGroups.run({}, cleverreach);
        const group = groups.find(({ id }) => id === draft.groupId);
        const change = changeOf(draft, group);
        if (!group) {
          const message = sentenceMessage(reader, reader.t.draft.errors.groupVanished, reference);
          return { message, changes: [{ ...change, result: 'failed' }] };
        }
        const mailing = await createDraft(context, draft);
        if (!mailing) {
          const message = sentenceMessage(reader, reader.t.draft.uncertain, reference);
          return { message, changes: [{ ...change, result: 'uncertain' }] };
        }
        return {
          message: await cardOfMade({ services, workspace, person, context }, mailing, group),
          changes: [{ ...change, mailing: { id: mailing.id, name: mailing.name }, result: 'done' }],
        };
      },
    ),
  );
}

/** The card that tells of a draft. It is made by now, so what cannot be had for its buttons must not hide that. */
async function cardOfMade(
  {
    services,
    workspace,
    person,
    context,
  }: { services: Services; workspace: string; person: JobReader; context: JobContext },
  mailing: Mailing,
  group: Group,
): Promise<Message> {
  const { reader, log } = context;
  const { enterpriseId, isEnterpriseInstall = false, responseUrl } = person.reply;
  const connection = await services.connections.find(workspace);
  const viewer = { origin: { teamId: workspace, enterpriseId, isEnterpriseInstall }, language: reader.language };
  return draftCard(reader, mailing, [group.name], connection?.account.loginDomain, {
    previewUrl: await previewLink({ services, log }, viewer, mailing, connection),
    isInConversation: responseUrl !== undefined,
  });
}

function changeOf({ groupId, name }: FilledDraft, group?: Group): Omit<Change, 'result'> {
  return {
    action: 'mailing.draft',
    groups: [group ? { id: group.id, name: group.name } : { id: groupId }],
    detail: name,
  };
}

/** Undefined when CleverReach did not say whether it was made: made twice would be worse than looked for once. */
async function createDraft({ cleverreach, log }: JobContext, draft: FilledDraft): Promise<Mailing | undefined> {
  const { groupId, ...rest } = draft;
  try {
    const { id } = await createMailingDraft.run({ ...rest, groupIds: [groupId] }, cleverreach);
    return await madeMailing(cleverreach, id, draft, log);
  } catch (error) {
    if (!(error instanceof CleverReachError) || !error.uncertain) throw error;
    log.error({ err: error }, 'it is not certain whether a draft was created');
    return undefined;
  }
}

/** The draft as CleverReach has it now; should it not say, then as it was sent, because made it is. */
async function madeMailing(
  cleverreach: CleverReachClient,
  id: string,
  draft: FilledDraft,
  log: FastifyBaseLogger,
): Promise<Mailing> {
  try {
    return await getMailing.run({ mailingId: id }, cleverreach);
  } catch (error) {
    log.warn({ err: error }, 'a draft was created but could not be read back');
    return { ...draft, id, groupIds: [draft.groupId], state: 'draft' };
  }
}
