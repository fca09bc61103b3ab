import { z } from 'zod';
import { idInput, receiverInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/**
 * Takes back an unsubscription: the receiver of the group is sent mailings again. It is meant for a mistake that was made a
 * moment ago, since nobody confirms anything; whoever never confirmed would be activated as well. Answers who it was.
 */
export const reactivateReceiver = defineOperation({
  name: 'reactivateReceiver',
  access: 'write',
  description: 'Take back the unsubscription of a receiver of a group.',
  input: z.object({
    groupId: idInput,
    /** Its id or its e-mail address. */
    receiver: receiverInput,
  }),
  output: z.object({ groupId: z.string(), receiver: z.string() }),
  async run({ groupId, receiver }, client) {
    await client.activateReceiver(groupId, receiver);
    return { groupId, receiver };
  },
});
