import type { Reader } from '../../../texts/index.ts';
import { connectOffer } from '../../connection/offer.ts';
import { currentGroups, isGroup } from '../../groups/current-groups.ts';
import { findGroup } from '../../groups/find-group.ts';
import { resolveGroup } from '../../groups/resolve-group.ts';
import type { Connected } from '../../guards.ts';
import { connectReasonOf } from '../../job-answer.ts';
import { findAddresses, mostFoundAddresses } from '../../kit/addresses.ts';
import type { Message } from '../../kit/blocks.ts';
import { keptToken } from '../../kit/kept-word.ts';
import { messageModal } from '../../kit/message-modal.ts';
import { unquoted } from '../../kit/quotes.ts';
import { mrkdwn } from '../../kit/text.ts';
import type { SlackRequest } from '../../requests.ts';
import { waitingView } from './check-views.ts';
import { formView, isOffered, linesWithin } from './form-view.ts';
import { type GroupName, groupName } from './places.ts';
import { type Entry, emptyEntry, entryTicket, ownTicket } from './tickets.ts';
import { readLine, type WrittenLine } from './written-addresses.ts';

/**
 * Stands before the addresses that were found in a message. They are offered and not filled in, also where the line is
 * carried on with later and the message is no longer at hand.
 */
const foundMark = 'message:';

/** The command line that the shortcut on a message stands for. */
export function lineForMessage(message: Record<string, unknown> | undefined): string {
  return `unsubscribe ${foundMark} ${findAddresses(message ?? {}).join(' ')}`.trim();
}

/** What the form begins with, and what has to be said about it. */
interface Start {
  entry: Entry;
  notes: string[];
}

export async function openUnsubscribe(request: SlackRequest & Connected): Promise<void> {
  const { reader, args } = request;
  const token = keptToken(args);
  if (token !== undefined) return openForm(request, startOfKept(reader, await ownTicket(request, entryTicket, token)));
  if (args.startsWith(foundMark))
    return openForm(request, startOfFound(reader, readLine(args.slice(foundMark.length))));
  const line = readLine(args);
  const start = startOfWritten(reader, line);
  if (line.groupWords === '') return openForm(request, start);
  await openWithGroup(request, line, start);
}

async function openForm(request: SlackRequest, { entry, notes }: Start): Promise<void> {
  const { services, origin, reader, openModal } = request;
  // What is written stands in the form itself; what is offered has to be there again on the way back.
  const state =
    entry.offered.length > 0 ? { entry: await services.tickets.issue(entryTicket, origin.teamId, entry) } : {};
  await openModal((privateMetadata) => formView(reader, entry, notes, privateMetadata), state);
}

/** The modal is there at once; which group is meant, CleverReach has to say. */
async function openWithGroup(request: SlackRequest & Connected, line: WrittenLine, start: Start): Promise<void> {
  const { reader } = request;
  const texts = reader.t.unsubscribe;
  const words = mrkdwn(unquoted(line.groupWords), 150);
  const modal = await request.openModal((privateMetadata) =>
    waitingView(reader, texts.findingGroup(words), privateMetadata),
  );
  const found = await groupOf(request, line);
  if ('answer' in found) {
    const { answer } = found;
    await modal.update((privateMetadata) => messageModal(reader, answer, privateMetadata));
    return;
  }
  const entry = { ...start.entry, groups: found.groups };
  const notes = [...start.notes, ...found.notes];
  await modal.update((privateMetadata) => formView(reader, entry, notes, privateMetadata), {});
}

/** The group that is meant, what to say where there is none, or what to show in the form's place. */
async function groupOf(
  request: SlackRequest & Connected,
  { addresses, mistakes, groupWords }: WrittenLine,
): Promise<{ groups: GroupName[]; notes: string[] } | { answer: Message }> {
  const { reader, log } = request;
  const texts = reader.t.unsubscribe;
  const words = mrkdwn(unquoted(groupWords), 150);
  try {
    const groups = await currentGroups(request, isGroup(groupWords));
    const isAllThereIs = addresses.length === 0 && mistakes.length === 0;
    if (isAllThereIs && findGroup(groups, groupWords).kind === 'none') {
      return { groups: [], notes: [texts.neither(words)] };
    }
    const lineFor = (id: string) => ['unsubscribe', ...addresses, ...mistakes, id].join(' ');
    const resolved = await resolveGroup(request, groupWords, lineFor, groups);
    return 'answer' in resolved ? resolved : { groups: [groupName(resolved.group)], notes: [] };
  } catch (error) {
    log.error({ err: error }, 'a group could not be looked up for a form');
    const reason = connectReasonOf(error);
    if (reason !== undefined) return { answer: await connectOffer(request, reason) };
    return { groups: [], notes: [texts.groupNotLookedUp(words)] };
  }
}

/** Everything as it was submitted, if it is still there. */
function startOfKept({ t }: Reader, kept: Entry | undefined): Start {
  return { entry: kept ?? emptyEntry, notes: kept ? [] : [t.unsubscribe.entryOver] };
}

function startOfFound({ t }: Reader, { addresses: found }: WrittenLine): Start {
  const texts = t.unsubscribe;
  const addresses = found.slice(0, mostFoundAddresses);
  const isCut = found.length > addresses.length;
  const offered = isOffered(addresses) ? addresses : [];
  // With several that cannot be offered, the one that was meant could be missing: they have to be written.
  const [only] = addresses.length === 1 ? addresses : [];
  const several = addresses.length > 1 && offered.length === 0;
  return {
    entry: { offered, chosen: [], written: only ?? '', groups: [] },
    notes: [
      ...(addresses.length === 0 ? [texts.noAddressInMessage] : []),
      ...(several ? [texts.severalFound] : []),
      ...(isCut && !several ? [texts.onlyFirstFound(mostFoundAddresses)] : []),
    ],
  };
}

function startOfWritten({ t }: Reader, { addresses, mistakes }: WrittenLine): Start {
  const texts = t.unsubscribe;
  const { written, left } = linesWithin([...addresses, ...mistakes]);
  return {
    entry: { offered: [], chosen: [], written, groups: [] },
    notes: [
      ...(mistakes.length > 0 ? [texts.notAnAddress(mrkdwn(mistakes.join(', '), 254))] : []),
      ...(left > 0 ? [texts.notAllFit(left)] : []),
    ],
  };
}
