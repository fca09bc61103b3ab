import { z } from 'zod';
import { emailInput, idInput, lineInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/**
 * Sends the double opt-in mail to a receiver who is in the form's group and not active yet. Who is active already is a
 * `CleverReachAlreadyActiveError`, an account that may not send such mails yet a `CleverReachAccountNotApprovedError`.
 */
export const sendOptInMail = defineOperation({
  name: 'sendOptInMail',
  access: 'write',
  description: 'Send a double opt-in mail to a receiver who is not active yet.',
  input: z.object({
    formId: idInput,
    /** The form's group. */
    groupId: idInput,
    email: emailInput,
    /** What CleverReach keeps as evidence: where the subscription came from. */
    doidata: z.object({
      userIp: z.union([z.ipv4(), z.ipv6()]),
      referer: lineInput(2_000),
      userAgent: lineInput(500),
    }),
  }),
  output: z.object({ formId: z.string(), groupId: z.string(), email: z.string() }),
  async run({ formId, ...request }, client) {
    await client.sendOptIn(formId, request);
    return { formId, groupId: request.groupId, email: request.email };
  },
});
