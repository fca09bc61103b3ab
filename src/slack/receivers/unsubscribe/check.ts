import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { connectOffer } from '../../connection/offer.ts';
import { formOf } from '../../form.ts';
import type { Connected } from '../../guards.ts';
import { connectReasonOf } from '../../job-answer.ts';
import { jobReader } from '../../job-reader.ts';
import { errorMessage } from '../../kit/error-message.ts';
import { plain } from '../../kit/text.ts';
import type { OpenedModal, SlackRequest, SubmissionRequest } from '../../requests.ts';
import { checkView, failedView, waitingView } from './check-views.ts';
import { formView, isOffered, mostAddresses } from './form-view.ts';
import { unsubscribeJob } from './job.ts';
import { type Found, lookUp } from './look-up.ts';
import { progress } from './progress.ts';
import { type Entry, emptyEntry, entryTicket, ownTicket, planTicket } from './tickets.ts';
import { readAddresses } from './written-addresses.ts';

/** What each view carries along: tickets. */
const stateSchema = z.object({ entry: z.string().exactOptional(), plan: z.string().exactOptional() }).catch({});

/** How often the view says how far the look-up is, in milliseconds. */
const reportEveryMs = 2_000;
const reports = Array.from({ length: 100 }, () => reportEveryMs);

/** The form is submitted: its addresses are looked up, and shown is what would change. Nothing is changed yet. */
export async function submitForm(request: SubmissionRequest & Connected): Promise<void> {
  const { services, origin, reader } = request;
  const entry = await entryOf(request);
  const field = request.values['found'] === undefined ? 'addresses' : 'found';
  const problem = problemWith(request, entry);
  if (problem !== undefined) return request.refuse({ [field]: problem });

  const token = await services.tickets.issue(entryTicket, origin.teamId, entry);
  const count = addressesIn(entry).addresses.length;
  const modal = await request.replaceWith(
    (privateMetadata) => waitingView(reader, reader.t.unsubscribe.lookingUp(count), privateMetadata),
    { entry: token },
  );
  await showCheck(request, modal, entry, token);
}

/** Once more, after CleverReach could not be asked. */
export async function retryLookUp(request: SlackRequest & Connected): Promise<void> {
  const { modal, reader } = request;
  const { entry: token } = stateSchema.parse(request.state);
  const entry = await ownTicket(request, entryTicket, token);
  if (!modal || !entry || token === undefined) return backToForm(request);
  const { length } = addressesIn(entry).addresses;
  await modal.update(
    (privateMetadata) => waitingView(reader, reader.t.unsubscribe.lookingUp(length), privateMetadata),
    {
      entry: token,
    },
  );
  await showCheck(request, modal, entry, token);
}

/** The form again, with everything that stood in it. */
export async function backToForm(request: SlackRequest): Promise<void> {
  const { modal, reader } = request;
  const { entry: token } = stateSchema.parse(request.state);
  const kept = await ownTicket(request, entryTicket, token);
  const entry = kept ?? emptyEntry;
  const notes = kept ? [] : [reader.t.unsubscribe.entryOver];
  await modal?.update(
    (privateMetadata) => formView(reader, entry, notes, privateMetadata),
    kept ? { entry: token } : {},
  );
}

/** What was shown is what is done: exactly these addresses in exactly these groups. */
export async function confirmPlan(request: SubmissionRequest & Connected): Promise<void> {
  const { services, origin, reader } = request;
  const token = stateSchema.parse(request.state).plan;
  const plan = await ownTicket(request, planTicket, token);
  if (!plan || token === undefined) return request.reply({ text: reader.t.unsubscribe.planOver });
  await services.jobs.enqueue(unsubscribeJob, {
    id: `unsubscribe-${plan.id}`,
    workspace: origin.teamId,
    data: {
      places: plan.places,
      // What stood in the form is kept anew: there is as much time to come back to it as if it were submitted now.
      kept: await services.tickets.issue(entryTicket, origin.teamId, plan.entry),
      plan: token,
      person: jobReader(request),
    },
  });
}

async function showCheck(
  request: SlackRequest & Connected,
  modal: OpenedModal,
  entry: Entry,
  token: string,
): Promise<void> {
  const { services, origin, reader, anew, log, reference } = request;
  const state = { entry: token };
  const { addresses } = addressesIn(entry);
  const steps = progress(reports, (done) => {
    const text = reader.t.unsubscribe.lookedUp(done, addresses.length);
    return modal.update((privateMetadata) => waitingView(reader, text, privateMetadata), state);
  });
  let found: Found;
  let planned: { plan?: string };
  try {
    // What is shown here is what will be done.
    found = await lookUp(anew, addresses, entry.groups, steps.at);
    const places = found.places.active;
    const plan = { id: randomUUID(), places, entry };
    planned = places.length > 0 ? { plan: await services.tickets.issue(planTicket, origin.teamId, plan) } : {};
  } catch (error) {
    log.error({ err: error }, 'addresses could not be looked up');
    const reason = connectReasonOf(error);
    const message = reason ? await connectOffer(request, reason) : errorMessage(reader, error, reference);
    await steps.end();
    await modal.update((privateMetadata) => failedView(reader, message, privateMetadata, !reason), state);
    return;
  }
  await steps.end();
  await modal.update((privateMetadata) => checkView(reader, found, privateMetadata), { ...state, ...planned });
}

async function entryOf(request: SubmissionRequest): Promise<Entry> {
  const form = formOf(request.values);
  const chosen = form.chosen('found');
  const kept = await ownTicket(request, entryTicket, stateSchema.parse(request.state).entry);
  // A form that was open for long: what was not chosen is not known any more.
  const offered = kept?.offered ?? chosen;
  const written = isOffered(offered) ? '' : [form.text('addresses'), ...chosen].filter(Boolean).join('\n');
  const groups = form.choices('groups').map(({ value, name }) => ({ id: value, name }));
  return { offered: isOffered(offered) ? offered : [], chosen: isOffered(offered) ? chosen : [], written, groups };
}

function addressesIn({ offered, chosen, written }: Entry) {
  return readAddresses(offered.length > 0 ? chosen.join('\n') : written);
}

/** What is wrong with the addresses, in plain text for their field. */
function problemWith({ reader: { t } }: SlackRequest, entry: Entry): string | undefined {
  const { addresses, mistakes } = addressesIn(entry);
  const texts = t.unsubscribe.errors;
  const named = mistakes.slice(0, namedMistakes).map((mistake) => plain(mistake, 80));
  if (mistakes.length > 0) return texts.mistakes(named, mistakes.length - named.length);
  if (addresses.length === 0) return texts.addressMissing;
  return addresses.length > mostAddresses ? texts.tooMany(addresses.length, mostAddresses) : undefined;
}

/** More of them nobody mends from one line. */
const namedMistakes = 5;
