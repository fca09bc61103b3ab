import * as z from 'zod';
import { CleverReachError, CleverReachUnauthorizedError, type Group } from '../../../cleverreach/index.ts';
import { currentGroups, isGroup } from '../../groups/current-groups.ts';
import { findGroup } from '../../groups/find-group.ts';
import { resolveGroup } from '../../groups/resolve-group.ts';
import type { Connected } from '../../guards.ts';
import { isConnectionLost } from '../../job-answer.ts';
import { splitAddresses } from '../../kit/addresses.ts';
import type { Message } from '../../kit/blocks.ts';
import { messageModal } from '../../kit/message-modal.ts';
import { unquoted } from '../../kit/quotes.ts';
import { mrkdwn } from '../../kit/text.ts';
import type { OpenedModal, SlackRequest } from '../../requests.ts';
import { groupDetails } from './details.ts';
import { chosenGroup } from './form.ts';
import { type AddForm, addModal } from './modal.ts';

/** What the form began with, so that it is built the same again. */
const stateSchema = z.object({
  address: z.string().optional(),
  group: z.object({ id: z.string(), name: z.string() }).optional(),
});

/** Opens the form at once and fills in what needs CleverReach afterwards. */
export async function openAdd(request: SlackRequest & Connected): Promise<void> {
  const { services, origin, reader, args } = request;
  const { addresses, rest } = splitAddresses(args);
  // Beside an address, what is left is a group's name, whatever is in it.
  const isMisspelt = (word: string) => addresses.length === 0 && word.includes('@');
  const others = rest.split(' ');
  const misspelt = others.filter(isMisspelt);
  const words = others.filter((word) => !isMisspelt(word)).join(' ');
  const { add } = reader.t;
  const form: AddForm = {
    address: addresses[0],
    notes: [
      ...(addresses.length > 1 ? [add.severalAddresses] : []),
      ...(misspelt.length > 0 ? [add.notAnAddress(mrkdwn(misspelt.join(' '), 254))] : []),
    ],
  };
  if (words !== '') {
    const modal = await show(request, {
      ...form,
      notes: [...form.notes, add.findingGroup(mrkdwn(unquoted(words), 150))],
    });
    return telling(request, modal, form, () => fillInNamed(request, modal, form, words));
  }
  const { defaultGroup: group } = await services.settings.get(origin.teamId);
  const modal = await show(request, { ...form, group, ...(group ? { details: 'loading' } : {}) });
  if (group) await telling(request, modal, form, () => fillIn(request, modal, { ...form, group }, group.id));
}

/** Another group was chosen in the form: its fields take the place of the last one's. */
export async function chooseGroup(request: SlackRequest & Connected): Promise<void> {
  const { modal, reader, values } = request;
  const { groupId } = chosenGroup(values);
  if (!modal || groupId === undefined) return;
  const form: AddForm = { ...stateSchema.safeParse(request.state).data, notes: [] };
  await modal.update((metadata) => addModal(reader, { ...form, details: 'loading' }, metadata), stateOf(form));
  await telling(request, modal, form, () => fillIn(request, modal, form, groupId));
}

/** The group that words mean; where they mean several or none, the choice takes the form's place and leads back to it. */
async function fillInNamed(
  request: SlackRequest & Connected,
  modal: OpenedModal,
  form: AddForm,
  words: string,
): Promise<void> {
  const { reader, log } = request;
  const { add } = reader.t;
  const again = (note: string) => put(request, modal, { ...form, notes: [...form.notes, note] });
  let groups: Group[];
  try {
    groups = await currentGroups(request, isGroup(words));
  } catch (error) {
    if (!(error instanceof CleverReachError) || error instanceof CleverReachUnauthorizedError) throw error;
    log.warn({ err: error }, 'the group in a command could not be looked up');
    return again(add.groupsFailed);
  }
  if (form.address === undefined && groups.length > 0 && findGroup(groups, words).kind === 'none') {
    return again(add.neither(mrkdwn(unquoted(words), 254)));
  }
  const resolved = await resolveGroup(
    request,
    words,
    (id) => ['add', form.address, id].filter(Boolean).join(' '),
    groups,
  );
  if ('answer' in resolved) return showMessage(request, modal, resolved.answer);
  const { id, name } = resolved.group;
  await fillIn(request, modal, { ...form, group: { id, name } }, id);
}

async function fillIn(
  request: SlackRequest & Connected,
  modal: OpenedModal,
  form: AddForm,
  groupId: string,
): Promise<void> {
  const { cleverreach, reader, log } = request;
  const details = await groupDetails(cleverreach, groupId, log);
  if (details !== 'vanished') return put(request, modal, { ...form, details });
  const note = `:warning: ${reader.t.add.errors.groupVanished}`;
  await put(request, modal, { ...form, group: undefined, notes: [...form.notes, note] });
}

/** Without a connection the Connect button comes beside the form, which must not go on saying that it is fetching something. */
async function telling(
  request: SlackRequest,
  modal: OpenedModal,
  form: AddForm,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isConnectionLost(error)) await put(request, modal, form);
    throw error;
  }
}

async function show({ reader, openModal }: SlackRequest, form: AddForm): Promise<OpenedModal> {
  return openModal((metadata) => addModal(reader, form, metadata), stateOf(form));
}

/** Does nothing where the person has chosen another group meanwhile. */
async function put({ reader }: SlackRequest, modal: OpenedModal, form: AddForm): Promise<void> {
  await modal.update((metadata) => addModal(reader, form, metadata), stateOf(form), { ifUntouched: true });
}

async function showMessage({ reader }: SlackRequest, modal: OpenedModal, message: Message): Promise<void> {
  await modal.update((metadata) => messageModal(reader, message, metadata));
}

function stateOf({ address, group }: AddForm): z.infer<typeof stateSchema> {
  return { address, group };
}
