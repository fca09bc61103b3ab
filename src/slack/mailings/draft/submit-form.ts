import type { Group } from '../../../cleverreach/index.ts';
import type { Reader } from '../../../texts/index.ts';
import { knownGroups, submissionPatienceMs } from '../../groups/known-groups.ts';
import type { Connected } from '../../guards.ts';
import { jobReader } from '../../job-reader.ts';
import { actions, commandButton, type Modal, plainText, section } from '../../kit/blocks.ts';
import { errorMessage, errorSentence } from '../../kit/error-message.ts';
import { inTime } from '../../kit/in-time.ts';
import { limits } from '../../kit/limits.ts';
import { messageModal } from '../../kit/message-modal.ts';
import { mrkdwn } from '../../kit/text.ts';
import type { OpenedModal, SubmissionRequest } from '../../requests.ts';
import { checkContent, checkHead, type DraftHead } from './check-form.ts';
import { type ChosenFile, contentBlockIn, type DraftForm, groupBlockIn, heldForm, keepForm } from './held-form.ts';
import { fileError, type ReadFile, readHtmlFile } from './html-file.ts';
import { createDraftJob } from './job.ts';
import { keptLine } from './kept-line.ts';
import { draftModal } from './modal.ts';
import { shownFor } from './shown.ts';

type Request = SubmissionRequest & Connected;

/** Checks the form, tells what is wrong at its field, and has the draft made if nothing is. */
export async function submitDraft(request: Request): Promise<void> {
  const { reader, values } = request;
  const form = await heldForm(request);
  const groupBlock = groupBlockIn(values);
  const contentBlock = contentBlockIn(values, form.way);
  const checked = checkHead(reader, form, groupBlock);
  const content = contentOf(request, form, contentBlock);
  if ('errors' in checked || 'error' in content) {
    return request.refuse({
      ...('errors' in checked ? checked.errors : {}),
      ...('error' in content ? { [contentBlock]: content.error } : {}),
    });
  }

  const reading = 'file' in content ? readHtmlFile(request, content.file) : Promise.resolve(content);
  const isThere = (known: Group[]) => known.some(({ id }) => id === checked.head.groupId);
  const [groups, read] = await Promise.all([
    knownGroups(request, submissionPatienceMs, isThere),
    // What comes too late is asked for once more below.
    inTime(reading, submissionPatienceMs).catch(() => undefined),
  ]);
  if (groups && !isThere(groups)) {
    return request.refuse({ [groupBlock]: reader.t.draft.errors.groupVanished });
  }
  if (read === undefined && 'file' in content) {
    return finishLater(request, { form, file: content.file, head: checked.head, reading });
  }
  if (read === undefined || 'error' in read) return request.refuse({ [contentBlock]: read?.error ?? '' });
  await enqueue(request, form, checked.head, read.body);
}

/** The content as far as it is known before a file was fetched. */
function contentOf(
  { reader }: Request,
  form: DraftForm,
  contentBlock: string,
): ReturnType<typeof checkContent> | { file: ChosenFile } {
  if (form.way !== 'file') return checkContent(reader, form);
  if (contentBlock === 'way') return { error: reader.t.draft.errors.fileNoScope };
  const error = fileError(reader, form.file);
  if (error !== undefined || !form.file) return { error: error ?? '' };
  return { file: form.file };
}

/** Slack gets its answer now, and the form comes back should something be wrong with the file. */
async function finishLater(
  request: Request,
  { form, file, head, reading }: { form: DraftForm; file: ChosenFile; head: DraftHead; reading: Promise<ReadFile> },
): Promise<void> {
  const { reader } = request;
  const texts = reader.t.draft;
  const name = mrkdwn(file.name, 150);
  const waiting = await request.replaceWith((metadata) => checkingModal(reader, name, metadata));
  try {
    const read = await reading;
    if ('error' in read) return await showAgain(request, waiting, form, { name, error: read.error });
    await enqueue(request, form, head, read.body);
  } catch (error) {
    request.log.error({ err: error }, 'a draft with a file could not be taken');
    return showNotTaken(request, waiting, form, error);
  }
  await waiting.update(() => messageModal(reader, { text: texts.checked(name) }));
}

async function showAgain(
  request: Request,
  modal: OpenedModal,
  form: DraftForm,
  { name, error }: { name: string; error: string },
): Promise<void> {
  const { reader } = request;
  const kept = await keepForm(request, form);
  const shown = await shownFor(request, form);
  const problems = { [shown.fileOffer ? 'way' : 'file']: error };
  if (await modal.update((metadata) => draftModal(reader, form, { ...shown, problems }, metadata), { kept })) return;
  // The window was closed meanwhile.
  const text = reader.t.draft.notChecked(name, mrkdwn(error, 2_000));
  const again = commandButton(reader.t.draft.openAgain, keptLine(kept), 0);
  await request.reply({ text, blocks: [section(text), actions(again)] });
}

/** The form again, with what went wrong above it: nothing that was written may be lost by that. */
async function showNotTaken(request: Request, modal: OpenedModal, form: DraftForm, error: unknown): Promise<void> {
  const { reader, reference } = request;
  // Perhaps it is the storage that fails: then only the fields that are shown come back.
  const kept = await keepForm(request, form).catch(() => undefined);
  const message = errorMessage(reader, error, reference);
  const notes = [`${errorSentence(reader.t, error)} (${reader.t.errors.reference(reference)})`];
  const state = kept === undefined ? {} : { kept };
  if (await modal.update((metadata) => draftModal(reader, form, { notes }, metadata), state)) return;
  const again = kept === undefined ? [] : [actions(commandButton(reader.t.draft.openAgain, keptLine(kept), 0))];
  await request.reply({ ...message, blocks: [...(message.blocks ?? []), ...again] });
}

/** Stands in the form's place while its file is looked at; `name` is the file's, as mrkdwn. */
export function checkingModal({ t }: Reader, name: string, privateMetadata: string): Modal {
  return {
    type: 'modal',
    callback_id: 'mailings:checking',
    private_metadata: privateMetadata,
    title: plainText(t.draft.modalTitle, limits.modalTitle),
    close: plainText(t.close, limits.modalClose),
    blocks: [section(t.draft.checking(name))],
  };
}

async function enqueue(
  request: Request,
  form: DraftForm,
  head: DraftHead,
  body: { html: string; text: string },
): Promise<void> {
  const { services, origin, viewId } = request;
  await services.jobs.enqueue(createDraftJob, {
    id: `draft-${viewId}`,
    workspace: origin.teamId,
    // Should it come to nothing, the form comes back with all that was written in it.
    data: { draft: { ...head, ...body }, person: jobReader(request), kept: await keepForm(request, form) },
  });
}
