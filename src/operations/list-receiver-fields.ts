import { z } from 'zod';
import { attributeSchema } from '../cleverreach/index.ts';
import { idInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** The fields a receiver of the group can have: the group's own first, then those of the whole account. */
export const listReceiverFields = defineOperation({
  name: 'listReceiverFields',
  access: 'read',
  description: "List the fields of a group's receivers, its own and the account's.",
  input: z.object({ groupId: idInput }),
  output: z.array(attributeSchema),
  async run({ groupId }, client) {
    const [own, global] = await Promise.all([client.listAttributes(groupId), client.listAttributes()]);
    // Whether a group's list repeats the account's is not documented.
    const ids = new Set(global.map(({ id }) => id));
    return [...own.filter(({ id }) => !ids.has(id)), ...global];
  },
});
