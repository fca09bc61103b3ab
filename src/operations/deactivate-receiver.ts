import { z } from 'zod';
import { idInput, receiverInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** Unsubscribes a receiver of one group. In other groups it stays as it is. Answers what was deactivated. */
export const deactivateReceiver = defineOperation({
  name: 'deactivateReceiver',
  access: 'write',
  description: 'Unsubscribe a receiver from a group, by id or by e-mail address.',
  input: z.object({
    groupId: idInput,
    /** Its id or its e-mail address. */
    receiver: receiverInput,
  }),
  output: z.object({ groupId: z.string(), receiver: z.string() }),
  async run({ groupId, receiver }, client) {
    await client.deactivateReceiver(groupId, receiver);
    return { groupId, receiver };
  },
});
