import { z } from 'zod';
import { groupSchema } from '../cleverreach/index.ts';
import { defineOperation } from './operation.ts';

/** All groups, so that a group's id can be found before anything else. */
export const listGroups = defineOperation({
  name: 'listGroups',
  access: 'read',
  description: 'List all groups (recipient lists) of the account.',
  input: z.object({}),
  output: z.array(groupSchema),
  run: (_, client) => client.listGroups(),
});
