import { z } from 'zod';
import { receiverSchema } from '../cleverreach/index.ts';
import { emailInput, idInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** As many addresses as fit into a request's line with room to spare, and into the default page. */
const MAX_EMAILS = 50;

/**
 * A page of a group's receivers. There is no total: a page with fewer than `pageSize` is the last, and beyond it the
 * list is empty.
 */
export const listGroupReceivers = defineOperation({
  name: 'listGroupReceivers',
  access: 'read',
  description: 'List the receivers of a group, paged, by state or by e-mail address.',
  input: z.object({
    groupId: idInput,
    /** From 0. */
    page: z.int().min(0).default(0),
    /** CleverReach gives at most 5,000 at once. */
    pageSize: z.int().min(1).max(5_000).default(50),
    state: z.enum(['all', 'active', 'inactive', 'bounced']).default('all'),
    /** Only these addresses. */
    emails: z.array(emailInput).min(1).max(MAX_EMAILS).optional(),
    orderBy: z
      .enum(['email asc', 'email desc', 'registered asc', 'registered desc', 'activated asc', 'activated desc'])
      .optional(),
  }),
  output: z.array(receiverSchema),
  run: ({ groupId, ...query }, client) => client.listReceivers(groupId, query),
});
