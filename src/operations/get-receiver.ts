import { z } from 'zod';
import { receiverSchema } from '../cleverreach/index.ts';
import { idInput, receiverInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** One receiver of a group, with tags and the latest events. */
export const getReceiver = defineOperation({
  name: 'getReceiver',
  access: 'read',
  description: 'Get one receiver of a group, by id or by e-mail address.',
  input: z.object({
    groupId: idInput,
    /** Its id or its e-mail address. */
    receiver: receiverInput,
  }),
  output: receiverSchema,
  run: ({ groupId, receiver }, client) => client.getReceiver(groupId, receiver),
});
