import type { FastifyBaseLogger } from 'fastify';
import * as z from 'zod';
import { defineTicket, type TicketKind } from '../../../workspaces/tickets.ts';
import type { SlackRequest } from '../../requests.ts';
import type { Services } from '../../services.ts';
import { groupNameSchema, placeSchema } from './places.ts';

const minuteMs = 60_000;

const entrySchema = z.object({
  /** The addresses that were found in a message, to choose from; none where they are written. */
  offered: z.array(z.string()),
  chosen: z.array(z.string()),
  written: z.string(),
  /** None: all in which an address is active. */
  groups: z.array(groupNameSchema),
});

/** What stands in the form. Kept while the next views are shown, so that nothing is lost on the way back. */
export type Entry = z.infer<typeof entrySchema>;

export const emptyEntry: Entry = { offered: [], chosen: [], written: '', groups: [] };

export const entryTicket = defineTicket({
  kind: 'unsubscribe-entry',
  version: 1,
  schema: entrySchema,
  ttlMs: 30 * minuteMs,
});

const planSchema = z.object({
  /** Makes the job's id: whatever is submitted twice, this plan is carried out once. */
  id: z.string(),
  places: z.array(placeSchema),
  /** The form it came from, to begin again should nothing come of it. */
  entry: entrySchema,
});

/** What was shown to the person and waits for their yes. Used up once it is done. */
export const planTicket = defineTicket({
  kind: 'unsubscribe-plan',
  version: 2,
  schema: planSchema,
  ttlMs: 30 * minuteMs,
});

/** How long unsubscribing can be taken back, in milliseconds. */
export const undoableMs = 10 * minuteMs;

export const undoSchema = z.object({
  id: z.string(),
  expiresAt: z.coerce.date(),
  /** Whether the answer may take the place of the message with the button: not where that says what went wrong. */
  replaces: z.boolean(),
  places: z.array(
    placeSchema.extend({
      /** When CleverReach says the address was deactivated there: a later time means that somebody did it once more. */
      deactivatedAt: z.coerce.date().exactOptional(),
    }),
  ),
});

/** What was changed, and so can be taken back. */
export type Undo = z.infer<typeof undoSchema>;

export const undoTicket = defineTicket({
  kind: 'unsubscribe-undo',
  version: 1,
  schema: undoSchema,
  ttlMs: undoableMs,
});

/** What a ticket of this workspace holds; undefined if it is none, over, or used up. */
export async function ownTicket<T>(
  { services, origin }: Pick<SlackRequest, 'services' | 'origin'>,
  kind: TicketKind<T>,
  token: string | undefined,
): Promise<T | undefined> {
  if (token === undefined) return undefined;
  // Of another workspace: it is nobody's here.
  if (!token.startsWith(`${origin.teamId}.`)) return undefined;
  return (await services.tickets.read(kind, token))?.data;
}

/**
 * Uses a ticket up whose work is done and told of, and not before: until then, whoever presses or submits once more wants what is
 * being done, and hears of that. The same ticket is the same job, so nothing is done twice.
 */
export async function useUp(
  { services, log }: { services: Services; log: FastifyBaseLogger },
  kind: TicketKind<unknown>,
  token: string,
): Promise<void> {
  await services.tickets.take(kind, token).catch((error: unknown) => {
    log.warn({ err: error }, 'a ticket could not be used up, though its work is done');
  });
}
