import { z } from 'zod';
import { receiverSchema } from '../cleverreach/index.ts';
import { emailInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** One page holds every group an address can reasonably be in, so that one call is enough. */
const MAX_GROUPS = 1_000;

/** An address in all groups: one receiver, with its state there, for each group it is in. None is an empty list. */
export const findReceiver = defineOperation({
  name: 'findReceiver',
  access: 'read',
  description: 'Find an e-mail address in all groups, with its state in each.',
  input: z.object({ email: emailInput }),
  output: z.array(receiverSchema),
  async run({ email }, client) {
    const found = await client.searchReceivers({ email: { equals: email }, pageSize: MAX_GROUPS });
    // Should CleverReach's "equals" ever mean something wider, strangers must not pass for the one who was asked for.
    return found.filter((receiver) => receiver.email.toLowerCase() === email);
  },
});
