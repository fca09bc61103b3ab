import { z } from 'zod';
import { receiverSchema } from '../cleverreach/index.ts';
import { emailInput, idInput, lineInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** As many addresses as fit into a request's line with room to spare, and into the default page. */
const MAX_EMAILS = 50;

/** An address is no longer than this, so neither is a part of one. */
const MAX_ADDRESS_LENGTH = 254;

/**
 * A page of a group's receivers; with a part of an address, CleverReach searches, and nothing but the page is sent. There is no total: a page with fewer than `pageSize` is the last, and beyond it the
 * list is empty.
 */
export const listGroupReceivers = defineOperation({
  name: 'listGroupReceivers',
  access: 'read',
  description: 'List the receivers of a group, paged, by state, by e-mail address or by a part of one.',
  input: z
    .object({
      groupId: idInput,
      /** From 0. */
      page: z.int().min(0).default(0),
      /** CleverReach gives at most 5,000 at once. */
      pageSize: z.int().min(1).max(5_000).default(50),
      state: z.enum(['all', 'active', 'inactive', 'bounced']).default('all'),
      /** Only these addresses. */
      emails: z.array(emailInput).min(1).max(MAX_EMAILS).optional(),
      /** Only addresses with this in them, in either case; not together with `emails`. */
      addressPart: lineInput(MAX_ADDRESS_LENGTH).optional(),
      orderBy: z
        .enum(['email asc', 'email desc', 'registered asc', 'registered desc', 'activated asc', 'activated desc'])
        .optional(),
    })
    .superRefine(({ emails, addressPart }, context) => {
      if (emails === undefined || addressPart === undefined) return;
      context.addIssue({ code: 'custom', path: ['addressPart'], message: 'either addresses or a part of one' });
    }),
  output: z.array(receiverSchema),
  run: ({ groupId, addressPart, emails, ...page }, client) =>
    addressPart === undefined
      ? client.listReceivers(groupId, { ...page, emails })
      : client.searchReceivers({ ...page, groupIds: [groupId], email: { contains: addressPart } }),
});
