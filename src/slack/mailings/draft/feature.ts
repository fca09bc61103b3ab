import type { Feature } from '../../feature.ts';
import { formOf } from '../../form.ts';
import { knownGroups, submissionPatienceMs } from '../../groups/known-groups.ts';
import { type Connected, changing, connected, member } from '../../guards.ts';
import { jobReader } from '../../job-reader.ts';
import type { SlackRequest, SubmissionRequest } from '../../requests.ts';
import { readDraft } from './form.ts';
import { createDraftJob, handleCreateDraft } from './job.ts';
import { draftModal } from './modal.ts';

/** Mailings: writing a draft. */
export const draftFeature: Feature = {
  topic: 'mailings',
  commands: [
    {
      words: { en: 'draft', de: 'entwurf' },
      usage: (t) => ({ arguments: t.help.arguments.subject, does: t.help.commands.draft }),
      run: member(changing(connected(openDraft))),
    },
  ],
  shortcuts: { 'mailings:draft': () => 'draft' },
  submissions: { 'mailings:create-draft': member(changing(connected(submitDraft))) },
  handleJobs: handleCreateDraft,
};

async function openDraft({ reader, args, openModal }: SlackRequest & Connected): Promise<void> {
  await openModal((privateMetadata) => draftModal(reader, { subject: unquoted(args) }, privateMetadata));
}

async function submitDraft(request: SubmissionRequest & Connected): Promise<void> {
  const { services, origin, reader, viewId } = request;
  const read = readDraft(reader, formOf(request.values));
  if ('errors' in read) return request.refuse(read.errors);
  const { draft } = read;

  const groups = await knownGroups(request, submissionPatienceMs);
  if (groups && !groups.some(({ id }) => id === draft.groupId)) {
    return request.refuse({ group: reader.t.draft.errors.groupVanished });
  }
  await services.jobs.enqueue(createDraftJob, {
    id: `draft-${viewId}`,
    workspace: origin.teamId,
    data: { draft, person: jobReader(request) },
  });
}

/** A subject that was put in quotes, as one does on a command line; quotes inside it are its own. */
function unquoted(subject: string): string {
  return /^[„“”"«»](.+)[„“”"«»]$/u.exec(subject)?.[1]?.trim() ?? subject;
}
