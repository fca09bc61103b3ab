import type { FastifyBaseLogger } from 'fastify';
import * as z from 'zod';
import type { Mailing } from '../../../cleverreach/index.ts';
import { JobError, type JobKind } from '../../../jobs/jobs.ts';
import { getMailing } from '../../../operations/index.ts';
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
import { createInGroup } from './create-in-group.ts';
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
        const notDone = (message: Message, result: 'failed' | 'uncertain', group?: GroupName) => ({
          message: withFormAgain(reader, message, kept),
          changes: [{ ...changeOf(draft, group), result }],
        });
        let made: Awaited<ReturnType<typeof createInGroup>>;
        try {
          made = await createInGroup(context, draft, services.settling);
        } catch (error) {
          // Once the account is connected, the form comes back by itself.
          if (error instanceof JobError || isConnectionLost(error)) throw error;
          log.error({ err: error }, 'a draft was not created');
          return notDone(errorMessage(reader, error, reference, reader.t.draft.failed), 'failed');
        }
        if (made.kind === 'group-vanished') {
          return notDone(sentenceMessage(reader, reader.t.draft.errors.groupVanished, reference), 'failed');
        }
        const { group } = made;
        if (made.kind === 'uncertain') {
          return notDone(sentenceMessage(reader, reader.t.draft.uncertain, reference), 'uncertain', group);
        }
        const mailing = await madeMailing(context, made.id, draft);
        await rememberDraft(services, workspace, draft, group, log);
        return {
          message: await cardOfMade({ services, workspace, person, context }, mailing, group),
          changes: [{ ...changeOf(draft, group), mailing: { id: mailing.id, name: mailing.name }, result: 'done' }],
        };
      },
    ),
  );
}

/** A group as far as it is named. */
interface GroupName {
  id: string;
  name: string;
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
  group: GroupName,
): Promise<Message> {
  const { reader, log } = context;
  const { enterpriseId, isEnterpriseInstall = false, responseUrl } = person.reply;
  const connection = await services.connections.find(workspace).catch((error: unknown) => {
    log.warn({ err: error }, 'a draft is told of without its links');
    return undefined;
  });
  const viewer = { origin: { teamId: workspace, enterpriseId, isEnterpriseInstall }, language: reader.language };
  return draftCard(reader, mailing, [group.name], connection?.account.loginDomain, {
    previewUrl: await previewLink({ services, log }, viewer, mailing, connection),
    isInConversation: responseUrl !== undefined,
  });
}

function changeOf({ groupId, name }: FilledDraft, group?: GroupName): Omit<Change, 'result'> {
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
  { id, name }: GroupName,
  log: FastifyBaseLogger,
): Promise<void> {
  await services.lastDraft
    .save(workspace, { senderName, senderEmail, group: { id, name } })
    .catch((error: unknown) => log.error({ err: error }, 'what a draft was made with could not be kept'));
}

/** The draft as CleverReach has it now; should it not say, then as it was sent, because made it is. */
async function madeMailing({ cleverreach, log }: JobContext, id: string, draft: FilledDraft): Promise<Mailing> {
  try {
    return await getMailing.run({ mailingId: id }, cleverreach);
  } catch (error) {
    log.warn({ err: error }, 'a draft was created but could not be read back');
    return { ...draft, id, groupIds: [draft.groupId], state: 'draft' };
  }
}
