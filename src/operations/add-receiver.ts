import { z } from 'zod';
import { receiverSchema } from '../cleverreach/index.ts';
import { attributesInput, emailInput, idInput, lineInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/**
 * Subscribes an address to a group. `activation` has no default, because it is a statement about consent: `active`
 * where consent is on record, `pending` where a double opt-in has to confirm it. An address that is in the group
 * already, be it active or not, is a `CleverReachConflictError`; nothing is overwritten.
 */
export const addReceiver = defineOperation({
  name: 'addReceiver',
  access: 'write',
  description: 'Subscribe an e-mail address to a group.',
  input: z.object({
    groupId: idInput,
    email: emailInput,
    activation: z.enum(['active', 'pending']),
    /** When the person signed up; the moment of the call, if not given. */
    registeredAt: z.date().optional(),
    /** Where the address came from. CleverReach keeps 250 characters. */
    source: lineInput(250).optional(),
    attributes: attributesInput.optional(),
    globalAttributes: attributesInput.optional(),
    /** As `tag` or `origin.tag`. A sign at the start would mean adding or removing in other calls, so none is taken. */
    tags: z
      .array(
        z
          .string()
          .trim()
          .min(1)
          .regex(/^[^+-]/),
      )
      .optional(),
  }),
  output: receiverSchema,
  run: ({ groupId, ...receiver }, client) => client.addReceiver(groupId, receiver),
});
