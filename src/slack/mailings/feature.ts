import { listGroups } from '../../operations/index.ts';
import type { Feature } from '../feature.ts';
import { formOf } from '../form.ts';
import { type Connected, connected, member } from '../guards.ts';
import { jobReader } from '../job-reader.ts';
import { inTime } from '../kit/in-time.ts';
import type { SlackRequest, SubmissionRequest } from '../requests.ts';
import { createDraftJob, handleCreateDraft } from './create-draft-job.ts';
import { readDraft } from './draft-form.ts';
import { draftModal } from './draft-modal.ts';

/** Mailings: writing a draft. */
export const mailingsFeature: Feature = {
  commands: [
    {
      words: { en: 'draft', de: 'entwurf' },
      usage: (t) => ({ arguments: t.help.arguments.subject, does: t.help.commands.draft }),
      run: member(connected(openDraft)),
    },
  ],
  shortcuts: { 'mailings:draft': () => 'draft' },
  submissions: { 'mailings:create-draft': member(connected(submitDraft)) },
  // A link; Slack reports its press as well.
  actions: { 'mailings:open': async () => undefined },
  handleJobs: handleCreateDraft,
};

async function openDraft({ reader, args, openModal }: SlackRequest & Connected): Promise<void> {
  await openModal((privateMetadata) => draftModal(reader, { subject: args }, privateMetadata));
}

/** Slack waits three seconds for the whole submission; the job checks again, and then without hurry. */
const groupCheckMs = 1_200;

async function submitDraft(request: SubmissionRequest & Connected): Promise<void> {
  const { services, origin, reader, cleverreach, viewId } = request;
  const read = readDraft(reader, formOf(request.values));
  if ('errors' in read) return request.refuse(read.errors);
  const { draft } = read;

  const groups = await inTime(listGroups.run({}, cleverreach), groupCheckMs).catch(() => undefined);
  if (groups && !groups.some(({ id }) => id === draft.groupId)) {
    return request.refuse({ group: reader.t.draft.errors.groupVanished });
  }
  await services.jobs.enqueue(createDraftJob, {
    id: `draft-${viewId}`,
    workspace: origin.teamId,
    data: { draft, person: jobReader(request) },
  });
}
