import * as z from 'zod';
import { formSchema } from '../../../cleverreach/index.ts';
import { stateAndTimesSchema } from '../standing.ts';

/** What came of adding somebody, as answers are made of it and as the journals of jobs keep it. */

const groupSchema = z.object({ id: z.string(), name: z.string() });

/** What became of a double opt-in mail. */
export const mailOutcomeSchema = z.object({
  /**
   * `active`: there is nothing to confirm; `account`: CleverReach has not approved the account for such mails; `refused`: to
   * this address, or for want of a permission; `uncertain`: it may have gone out.
   */
  result: z.enum(['sent', 'active', 'account', 'refused', 'uncertain', 'failed']),
  form: formSchema,
  /** What went wrong, in the person's language, where it is not one of these. */
  reason: z.string().exactOptional(),
});
export type MailOutcome = z.infer<typeof mailOutcomeSchema>;

/** What kept an address from being added before anything was changed. */
export const notAddedSchemas = [
  z.object({ kind: z.literal('group-vanished') }),
  /** It was there before, and nothing was changed. `hasForm`: the group can send double opt-in mails, or may be able to. */
  z.object({
    kind: z.literal('present'),
    group: groupSchema,
    receiver: stateAndTimesSchema,
    hasForm: z.boolean(),
  }),
  /** A double opt-in was wanted, and nothing was done. */
  z.object({ kind: z.literal('no-form'), group: groupSchema }),
] as const;

/** What is going to be sent of an address that is not in the group. */
export const absentSchema = z.object({
  kind: z.literal('absent'),
  group: groupSchema,
  /** The one that sends the double opt-in mail; none where consent is on record. */
  form: formSchema.optional(),
  values: z.object({
    attributes: z.record(z.string(), z.string()),
    globalAttributes: z.record(z.string(), z.string()),
    unsaved: z.array(z.string()),
    kept: z.array(z.string()),
  }),
});

/** What became of an address that was to be added. */
export const addOutcomeSchema = z.discriminatedUnion('kind', [
  ...notAddedSchemas,
  /** CleverReach does not take the address, or what goes with it. */
  z.object({ kind: z.literal('refused'), group: groupSchema }),
  z.object({
    kind: z.literal('added'),
    group: groupSchema,
    receiver: stateAndTimesSchema,
    /** What of the filled-in fields did not come to be. */
    values: absentSchema.shape.values.pick({ unsaved: true, kept: true }),
    form: formSchema.optional(),
    mail: mailOutcomeSchema.exactOptional(),
  }),
  /** CleverReach did not say whether it is there now. `looked`: it was not there a moment later. */
  z.object({ kind: z.literal('uncertain'), group: groupSchema, looked: z.boolean() }),
]);
export type AddOutcome = z.infer<typeof addOutcomeSchema>;

/** What kept a double opt-in mail from being sent that was asked for by a button. */
export const notSentSchemas = [
  z.object({ kind: z.literal('group-vanished') }),
  /** The address is not in the group any more. */
  z.object({ kind: z.literal('gone'), group: groupSchema }),
  /** It is active, or it bounced: a mail would do nothing. */
  z.object({ kind: z.literal('not-inactive'), group: groupSchema, receiver: stateAndTimesSchema }),
  z.object({ kind: z.literal('no-form'), group: groupSchema }),
] as const;

/** The mail that is going to be sent. */
export const toSendSchema = z.object({ kind: z.literal('to-send'), group: groupSchema, form: formSchema });

/** What became of a double opt-in mail that was asked for by a button. */
export const optInOutcomeSchema = z.discriminatedUnion('kind', [
  ...notSentSchemas,
  z.object({ kind: z.literal('mail'), group: groupSchema, mail: mailOutcomeSchema }),
]);
export type OptInOutcome = z.infer<typeof optInOutcomeSchema>;
