import { knownGroups } from '../../groups/known-groups.ts';
import type { Connected } from '../../guards.ts';
import type { SlackRequest } from '../../requests.ts';
import { bodyFromMessage, firstLineOf } from './from-message/index.ts';
import { namedPeople } from './from-message/named-people.ts';
import { type DraftForm, emptyForm, keepForm, keptForm } from './held-form.ts';
import { type DraftArguments, keptLine, readArguments } from './kept-line.ts';
import { draftModal, maxSubjectLength } from './modal.ts';
import { shownFor } from './shown.ts';

/** The command line that a message stands for: its text waits under a token, also while an account is being connected. */
export async function lineForMessage(request: SlackRequest): Promise<string> {
  // Whoever is no member is refused by the command's guards, and leaves nothing behind.
  if (request.person.standing !== 'member') return 'draft';
  const { richText, isCut } = bodyFromMessage(request.message);
  const named = await namedPeople(request, richText);
  const subject = firstLineOf(named).slice(0, maxSubjectLength);
  const token = await keepForm(request, { ...emptyForm, subject, richText: named, ...(isCut ? { isCut } : {}) });
  return keptLine(token);
}

/** Opens the form at once, and fills in afterwards what CleverReach has to say about its group. */
export async function openDraft(request: SlackRequest & Connected): Promise<void> {
  const { reader, openModal } = request;
  const asked = readArguments(request.args);
  const defaults = await defaultsFor(request);
  const kept = asked.token === undefined ? undefined : await keptForm(request, asked.token);
  const { wantedGroup, form } = begun(asked, defaults, kept);
  const notes = [
    ...(asked.token !== undefined && !kept ? [reader.t.draft.keptGone] : []),
    ...(form.isCut ? [reader.t.draft.messageCut] : []),
  ];
  const shown = { ...(await shownFor(request, form)), notes };
  const state = kept ? { kept: asked.token } : undefined;
  const modal = await openModal((metadata) => draftModal(reader, form, shown, metadata), state);

  const groups = await knownGroups(
    request,
    fillInPatienceMs,
    (known) => wantedGroup === undefined || known.some(({ id }) => id === wantedGroup),
  );
  if (!groups) return;
  const group = groups.find(({ id }) => id === wantedGroup);
  const isAsShown = wantedGroup === undefined || (group && form.group);
  if (isAsShown && groups.length > 0) return;
  const { group: _, ...others } = form;
  const filled: DraftForm = group ? { ...others, group: { id: group.id, name: group.name } } : others;
  const texts = reader.t.draft;
  const found = groups.length === 0 ? [texts.noGroups] : group ? [] : [texts.groupGone];
  await modal.update(
    (metadata) =>
      draftModal(reader, filled, { ...shown, notes: [...notes, ...found], groupBlock: 'group:found' }, metadata),
    state,
  );
}

/** Nobody waits for it: the form is there and can be filled in meanwhile. */
const fillInPatienceMs = 5_000;

type Defaults = Pick<DraftForm, 'senderName' | 'senderEmail'> & { groups: { id: string; name: string }[] };

/** What an admin has set goes before what the last draft was made with. Both groups are known by name. */
async function defaultsFor({ services, origin }: SlackRequest): Promise<Defaults> {
  const [settings, last] = await Promise.all([
    services.settings.get(origin.teamId),
    services.lastDraft.get(origin.teamId),
  ]);
  return {
    senderName: settings.defaultSender?.name ?? last?.senderName ?? '',
    senderEmail: settings.defaultSender?.email ?? last?.senderEmail ?? '',
    groups: [settings.defaultGroup, last?.group].filter((group) => group !== undefined),
  };
}

/** The form as it opens, and the group it is meant for: known by id alone, it is shown once CleverReach has told its name. */
function begun(asked: DraftArguments, defaults: Defaults, kept: DraftForm | undefined) {
  const { groups, ...sender } = defaults;
  const base = kept ?? { ...emptyForm, subject: asked.subject };
  const wantedGroup = asked.groupId ?? base.group?.id ?? groups[0]?.id;
  const group = base.group ?? groups.find(({ id }) => id === wantedGroup);
  const { group: _, ...others } = base;
  const form: DraftForm = {
    ...others,
    ...(group && group.id === wantedGroup ? { group } : {}),
    senderName: base.senderName || sender.senderName,
    senderEmail: base.senderEmail || sender.senderEmail,
  };
  return { wantedGroup, form };
}
