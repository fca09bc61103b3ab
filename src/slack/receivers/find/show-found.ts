import type { Group, Receiver } from '../../../cleverreach/index.ts';
import { findReceiver, listGroups } from '../../../operations/index.ts';
import { announcing } from '../../announcing.ts';
import { answerInPlace } from '../../answer-in-place.ts';
import { formOf } from '../../form.ts';
import { noGroupsMessage, offerGroupsMessage } from '../../groups/choose-messages.ts';
import type { Connected } from '../../guards.ts';
import { splitAddresses } from '../../kit/addresses.ts';
import type { Message } from '../../kit/blocks.ts';
import { mrkdwn } from '../../kit/text.ts';
import type { SlackRequest, SubmissionRequest } from '../../requests.ts';
import { addressPartOf } from '../address-part.ts';
import { defaultFirst } from '../default-first.ts';
import { receiversLine } from '../list/query.ts';
import { foundMessage, questionMessage, severalAddressesMessage } from './messages.ts';
import { addressBlock, findModal } from './modal.ts';

/** `find`: every group an address is in. What is no address is answered with what could have been meant. */
export async function showFound(request: SlackRequest & Connected): Promise<void> {
  // From Home no line can be typed, so a form asks.
  if (request.args === '' && request.channelId === undefined) return openFindForm(request);
  const message = await announcing(request, request.reader.t.receivers.find.working, () => answerTo(request));
  await request.reply(message, { replace: true });
}

async function openFindForm({ reader, openModal }: SlackRequest): Promise<void> {
  await openModal((privateMetadata) => findModal(reader, privateMetadata));
}

/** The form takes whatever the command takes; what is neither an address nor a part of one is told at the field. */
export async function submitFind(request: SubmissionRequest & Connected): Promise<void> {
  const texts = request.reader.t.receivers.find;
  const args = formOf(request.values).text(addressBlock);
  const part = addressPartOf(args);
  if (part === undefined) return request.refuse({ [addressBlock]: texts.errors.missing });
  if (splitAddresses(args).addresses.length === 0 && !isPart(part)) {
    return request.refuse({ [addressBlock]: texts.errors.notAnAddress });
  }
  await answerInPlace(request, texts.working, () => answerTo({ ...request, args }));
}

async function answerTo(request: SlackRequest & Connected): Promise<Message> {
  const { cleverreach, reader, args } = request;
  const texts = reader.t.receivers.find;
  const { addresses, rest } = splitAddresses(args);
  const [address, ...more] = addresses;
  if (more.length > 0) return severalAddressesMessage(reader, addresses);
  if (address !== undefined) {
    const asked = findReceiver.run({ email: address }, cleverreach);
    const [receivers, groups] = await Promise.all([asked, groupsOf(request, asked)]);
    return foundMessage(reader, { address, receivers, groups });
  }
  const part = addressPartOf(rest);
  if (part === undefined) return questionMessage(texts.missing);
  if (!isPart(part)) return questionMessage(texts.notAnAddress(mrkdwn(part, 254)));
  const groups = await listGroups.run({}, cleverreach);
  if (groups.length === 0) return noGroupsMessage(reader);
  const lineFor = (group: string) => receiversLine({ group, state: 'all', part });
  return offerGroupsMessage(reader, texts.onlyPart(mrkdwn(part, 100)), lineFor, await defaultFirst(request, groups));
}

/** The groups, with all that the address is in as far as CleverReach lists them. */
async function groupsOf(request: SlackRequest & Connected, asked: Promise<Receiver[]>): Promise<Group[]> {
  const known = await listGroups.run({}, request.cleverreach);
  if (!request.isFromMemory()) return known;
  const ids = new Set(known.map(({ id }) => id));
  const isComplete = (await asked).every(({ groupId }) => ids.has(groupId));
  return isComplete ? known : listGroups.run({}, request.anew);
}

/** An `@` further in, or what no address has in it: then a whole one was meant, and a typing error is not searched for. */
function isPart(text: string): boolean {
  return /^@?[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u.test(text);
}
