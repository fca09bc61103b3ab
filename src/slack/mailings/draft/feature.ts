import type { Feature } from '../../feature.ts';
import { changing, connected, member } from '../../guards.ts';
import type { SlackRequest } from '../../requests.ts';
import { chosenWay, groupBlockIn, heldForm, keepForm } from './held-form.ts';
import { handleCreateDraft } from './job.ts';
import { draftModal } from './modal.ts';
import { lineForMessage, openDraft } from './open-form.ts';
import { shownFor } from './shown.ts';
import { submitDraft } from './submit-form.ts';

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
  shortcuts: { 'mailings:draft': () => 'draft', 'mailings:draft-from-message': lineForMessage },
  submissions: { 'mailings:create-draft': member(changing(connected(submitDraft))) },
  actions: { 'mailings:content-way': member(changing(showWay)) },
  handleJobs: handleCreateDraft,
};

/** Shows the field of the way that was chosen. What the other ways hold is kept until they are chosen again. */
async function showWay(request: SlackRequest): Promise<void> {
  const { reader, modal, values } = request;
  const form = { ...(await heldForm(request)), way: chosenWay(values) };
  const shown = { ...(await shownFor(request, form)), groupBlock: groupBlockIn(values) };
  const kept = await keepForm(request, form);
  await modal?.update((metadata) => draftModal(reader, form, shown, metadata), { kept });
}
