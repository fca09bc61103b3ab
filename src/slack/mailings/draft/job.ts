import type { FastifyBaseLogger } from 'fastify';
import * as z from 'zod';
import { type CleverReachClient, CleverReachError, type Group, type Mailing } from '../../../cleverreach/index.ts';
import type { JobKind } from '../../../jobs/jobs.ts';
import { createMailingDraft, getMailing, listGroups } from '../../../operations/index.ts';
import type { Reader } from '../../../texts/index.ts';
import type { Change } from '../../changes.ts';
import { answerJob, isConnectionLost, type JobContext } from '../../job-answer.ts';
import { type JobReader, jobReaderSchema } from '../../job-reader.ts';
import { actions, commandButton, type Message, section } from '../../kit/blocks.ts';
import { errorMessage, sentenceMessage } from '../../kit/error-message.ts';
import type { Services } from '../../services.ts';
import { draftCard } from '../card/messages.ts';
import { previewLink } from '../card/preview-link.ts';
import { type FilledDraft, filledDraftSchema } from './check-form.ts';
import { keptLine } from './kept-line.ts';

const dataSchema = z.object({
  draft: filledDraftSchema,
  person: jobReaderSchema,
  /** The form it came from, which is opened again should nothing come of it. */
  kept: z.string(),
});

/** Creates a draft in CleverReach and answers with its card. */
export const createDraftJob: JobKind<z.infer<typeof dataSchema>> = { name: 'create-draft', schema: dataSchema };

export function handleCreateDraft(services: Services): void {
  services.jobs.handle(createDraftJob, ({ workspace, data: { draft, person, kept } }, journal) =>
    answerJob(
      services,
      { workspace, person, journal },
      {
        texts: ({ draft: { working, failed } }) => ({ working, failed, line: keptLine(kept) }),
        changes: [changeOf(draft)],
      },
      async (context) => {
        const { reader, reference, log } = context;
        const failed = (message: Message) => ({
          message: withFormAgain(reader, message, kept),
          changes: [{ ...changeOf(draft), result: 'failed' as const }],
        });
        let made: { group: Group; mailing: Mailing | undefined } | undefined;
        try {
          made = await createInGroup(context, draft);
        } catch (error) {
          // Once the account is connected, the form comes back by itself.
          if (isConnectionLost(error)) throw error;
          log.error({ err: error }, 'a draft was not created');
          return failed(errorMessage(reader, error, reference, reader.t.draft.failed));
        }
        if (!made) return failed(sentenceMessage(reader, reader.t.draft.errors.groupVanished, reference));
        const { group, mailing } = made;
        const change = changeOf(draft, group);
        if (!mailing) {
          const message = sentenceMessage(reader, reader.t.draft.uncertain, reference);
          return { message, changes: [{ ...change, result: 'uncertain' }] };
        }
        await rememberDraft(services, workspace, draft, group, log);
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

/** A message with a button that opens the form as it was submitted: nobody has to write it all again. */
function withFormAgain({ t }: Reader, message: Message, kept: string): Message {
  const again = commandButton(t.draft.openAgain, keptLine(kept), 0);
  return { ...message, blocks: [...(message.blocks ?? [section(message.text)]), actions(again)] };
}

/** What the next form begins with. That it cannot be kept must not make a draft that is made look like none. */
async function rememberDraft(
  services: Services,
  workspace: string,
  { senderName, senderEmail }: FilledDraft,
  { id, name }: Group,
  log: FastifyBaseLogger,
): Promise<void> {
  await services.lastDraft
    .save(workspace, { senderName, senderEmail, group: { id, name } })
    .catch((error: unknown) => log.error({ err: error }, 'what a draft was made with could not be kept'));
}

/** Undefined when the group is gone; without a mailing when it is not certain that one was made. */
async function createInGroup(
  context: JobContext,
  draft: FilledDraft,
): Promise<{ group: Group; mailing: Mailing | undefined } | undefined> {
  const groups = await listGroups.run({}, context.cleverreach);
  const group = groups.find(({ id }) => id === draft.groupId);
  return group && { group, mailing: await createDraft(context, draft) };
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
