import type { FastifyBaseLogger } from 'fastify';
import pMap from 'p-map';
import * as z from 'zod';
import type { CleverReachClient } from '../../../cleverreach/index.ts';
import type { JobKind } from '../../../jobs/jobs.ts';
import { deactivateReceiver, findReceiver } from '../../../operations/index.ts';
import { answerJob, isConnectionLost, type JobContext } from '../../job-answer.ts';
import { jobReaderSchema } from '../../job-reader.ts';
import { keptWord } from '../../kit/kept-word.ts';
import type { Services } from '../../services.ts';
import { isAround } from '../../settling.ts';
import { changePlaces, type Outcome, type PlaceChange } from './change-places.ts';
import { changesOf, isTrouble, plannedChanges } from './changes-of.ts';
import { unsubscribeMessage } from './messages.ts';
import { byAddress, countsOf, type Place, placeSchema } from './places.ts';
import { progress } from './progress.ts';
import { planTicket, useUp } from './tickets.ts';
import { offerUndo } from './undo.ts';

const dataSchema = z.object({
  places: z.array(placeSchema),
  /** The ticket of the form it came from, which is opened again should nothing come of it. */
  kept: z.string(),
  /** The ticket of what was shown, which is used up. */
  plan: z.string(),
  person: jobReaderSchema,
});

/** Deactivates addresses in the groups they were shown to be active in, and tells what became of each. */
export const unsubscribeJob: JobKind<z.infer<typeof dataSchema>> = { name: 'unsubscribe', schema: dataSchema };

/** When long work says how far it is, in milliseconds since the last time: twice, for each is a message. */
const reportsMs = [8_000, 20_000];

export function handleUnsubscribe(services: Services): void {
  services.jobs.handle(unsubscribeJob, async ({ workspace, data: { places, kept, plan, person } }, journal) => {
    const line = `unsubscribe ${keptWord(kept)}`;
    await answerJob(
      services,
      { workspace, person, journal },
      {
        texts: ({ unsubscribe: { working, failed, tryAgain } }) => ({
          working: working(countsOf(places).addresses),
          failed,
          line,
          again: tryAgain,
        }),
        changes: plannedChanges('receiver.unsubscribe', places),
      },
      async (context) => {
        const { cleverreach, reader, reference, log, announce } = context;
        const steps = progress(reportsMs, (done) => announce(reader.t.unsubscribe.progress(done, places.length)));
        const outcomes = await unsubscribe(context, places, steps.at);
        await steps.end();
        for (const { error } of outcomes) {
          if (error) log.error({ err: error }, 'an address could not be unsubscribed from a group');
        }
        const changed = outcomes.filter(({ state }) => state === 'done');
        const undo = await offerUndo({ services, log }, workspace, {
          places: await withTimes(cleverreach, changed, log),
          replaces: !outcomes.some(isTrouble),
        });
        return {
          message: unsubscribeMessage(reader, outcomes, { reference, line, undo }),
          changes: changesOf('receiver.unsubscribe', outcomes),
        };
      },
    );
    await useUp({ services, log: services.log }, planTicket, plan);
  });
}

/** Looks first, so that the answer can tell who was active from who was not: CleverReach deactivates the inactive without a word. */
const deactivation: PlaceChange<Place> = {
  name: 'deactivate',
  leaves: (_, { state }) => (state === 'active' ? undefined : state),
  make: ({ group }, { id }, cleverreach) => deactivateReceiver.run({ groupId: group.id, receiver: id }, cleverreach),
  isMade: ({ state }) => state === 'inactive',
  // Who has left by themselves since stays out of what can be taken back.
  isOurs: ({ deactivatedAt }, begunAt) => deactivatedAt !== undefined && isAround(deactivatedAt, begunAt),
};

async function unsubscribe(context: JobContext, places: Place[], onDone: (done: number) => void): Promise<Outcome[]> {
  const outcomes = await changePlaces(context, places, deactivation, onDone);
  // Without a connection nothing more can be done; what was done already has to be told all the same.
  const isNothingDone = !outcomes.some(({ state }) => state === 'done' || state === 'uncertain');
  const broken = outcomes.find(({ error }) => isConnectionLost(error));
  const [first] = outcomes;
  const failed = outcomes.every(({ state }) => state === 'failed' || state === 'not-looked-up') ? first : undefined;
  const error = broken?.error ?? failed?.error;
  if (isNothingDone && error) throw error;
  return outcomes;
}

/**
 * The same places with the time at which CleverReach says that each was deactivated. One call for each address; where it
 * fails, the time is not known, and taking it back goes by the state alone.
 */
async function withTimes(cleverreach: CleverReachClient, places: Place[], log: FastifyBaseLogger) {
  const timed = await pMap(
    byAddress(places),
    async ([email, own]) => {
      const receivers = await findReceiver.run({ email }, cleverreach).catch((error: unknown) => {
        log.warn({ err: error }, 'when an address was unsubscribed is not known; Undo goes by its state alone');
        return [];
      });
      return own.map(({ address, group }) => {
        const { state, deactivatedAt } = receivers.find(({ groupId }) => groupId === group.id) ?? {};
        return { address, group, ...(state === 'inactive' && deactivatedAt ? { deactivatedAt } : {}) };
      });
    },
    { concurrency: 4 },
  );
  return timed.flat();
}
