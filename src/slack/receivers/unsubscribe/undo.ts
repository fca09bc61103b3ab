import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import * as z from 'zod';
import type { JobKind } from '../../../jobs/jobs.ts';
import { reactivateReceiver } from '../../../operations/index.ts';
import type { Connected } from '../../guards.ts';
import { answerJob } from '../../job-answer.ts';
import { jobReader, jobReaderSchema } from '../../job-reader.ts';
import type { SlackRequest } from '../../requests.ts';
import type { Services } from '../../services.ts';
import { changePlaces, type PlaceChange } from './change-places.ts';
import { changesOf, plannedChanges } from './changes-of.ts';
import { countsOf } from './places.ts';
import { progress } from './progress.ts';
import { ownTicket, type Undo, undoableMs, undoSchema, undoTicket, useUp } from './tickets.ts';
import { type UndoOffer, undoMessage, undoOverMessage } from './undo-messages.ts';

const dataSchema = undoSchema.extend({
  person: jobReaderSchema,
  /** The button's ticket, which is used up. */
  ticket: z.string(),
});

/** Activates again what was deactivated a moment ago, as far as it is still as it was left. */
const undoJob: JobKind<z.infer<typeof dataSchema>> = { name: 'unsubscribe-undo', schema: dataSchema };

/** When long work says how far it is, in milliseconds since the last time. */
const reportsMs = [8_000, 20_000];

/**
 * What a button for taking it back needs; undefined where there is nothing to take back. `expiresAt` is left out the
 * first time. That it could not be kept is no reason to keep silent about what was changed: then there is no button.
 */
export async function offerUndo(
  { services, log }: { services: Services; log: FastifyBaseLogger },
  workspace: string,
  { expiresAt = new Date(Date.now() + undoableMs), ...undo }: Omit<Undo, 'id' | 'expiresAt'> & { expiresAt?: Date },
): Promise<UndoOffer | undefined> {
  if (undo.places.length === 0 || expiresAt.getTime() <= Date.now()) return undefined;
  try {
    const token = await services.tickets.issue(undoTicket, workspace, { id: randomUUID(), expiresAt, ...undo });
    return { value: `${token} ${expiresAt.getTime()}`, until: expiresAt };
  } catch (error) {
    log.error({ err: error }, 'what was unsubscribed cannot be taken back: it could not be kept');
    return undefined;
  }
}

/**
 * Undo is pressed. It asks nothing, for it destroys nothing. Whoever presses it while it is being done, hears what came of it
 * from the first time.
 */
export async function pressUndo(request: SlackRequest & Connected): Promise<void> {
  const { services, origin, reader, value } = request;
  const [token, expiresAt] = value.split(' ');
  const undo = await ownTicket(request, undoTicket, token);
  if (!undo || token === undefined || undo.expiresAt.getTime() <= Date.now()) {
    // The time in the button decides about a sentence and nothing else.
    return request.reply(undoOverMessage(reader, undo || Number(expiresAt) <= Date.now() ? 'late' : 'used'));
  }
  await services.jobs.enqueue(undoJob, {
    id: `undo-${undo.id}`,
    workspace: origin.teamId,
    data: { ...undo, person: jobReader(request), ticket: token },
  });
}

const reactivation: PlaceChange<Undo['places'][number]> = {
  name: 'activate',
  leaves({ deactivatedAt }, receiver) {
    if (receiver.state !== 'inactive') return receiver.state;
    // Whoever has unsubscribed by themselves since, or was entered anew and has not confirmed, stays as they are.
    const isSame = !deactivatedAt || receiver.deactivatedAt?.getTime() === deactivatedAt.getTime();
    return isSame ? undefined : 'changed';
  },
  make: ({ group }, { id }, cleverreach) => reactivateReceiver.run({ groupId: group.id, receiver: id }, cleverreach),
  isMade: ({ state }) => state === 'active',
  // Active again is what was wanted, and nothing follows from who did it.
  isOurs: () => true,
};

export function handleUndo(services: Services): void {
  services.jobs.handle(undoJob, async ({ workspace, data }, journal) => {
    const { places, replaces, expiresAt, person, ticket } = data;
    await answerJob(
      services,
      { workspace, person, journal },
      {
        texts: ({ unsubscribe: { undoWorking, undoFailed } }) => ({
          working: undoWorking(countsOf(places).addresses),
          failed: undoFailed,
          line: '',
        }),
        changes: plannedChanges('receiver.undo', places),
        replaces,
      },
      async (context) => {
        const { reader, reference, log, announce } = context;
        const steps = progress(reportsMs, (done) => announce(reader.t.unsubscribe.progress(done, places.length)));
        const outcomes = await changePlaces(context, places, reactivation, steps.at);
        await steps.end();
        for (const { error } of outcomes) {
          if (error) log.error({ err: error }, 'unsubscribing an address from a group could not be taken back');
        }
        // Nothing of these was done, for certain, so they can be tried again while the time lasts.
        const left = outcomes.filter(({ state }) => state === 'failed' || state === 'not-looked-up');
        const again = await offerUndo({ services, log }, workspace, {
          expiresAt,
          places: left.map(({ state: _state, error: _error, ...place }) => place),
          replaces: false,
        });
        return {
          message: undoMessage(reader, outcomes, reference, again),
          changes: changesOf('receiver.undo', outcomes),
        };
      },
    );
    await useUp({ services, log: services.log }, undoTicket, ticket);
  });
}
