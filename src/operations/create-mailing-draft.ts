import { z } from 'zod';
import { createdSchema } from '../cleverreach/index.ts';
import { emailInput, idInput, lineInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** CleverReach's own limit for a body is not known; a million characters is far beyond what mail programs show. */
const MAX_BODY_LENGTH = 1_000_000;

/** Creates a draft. Sending it is not part of this: that is done in CleverReach. */
export const createMailingDraft = defineOperation({
  name: 'createMailingDraft',
  access: 'write',
  description: 'Create a mailing draft with subject, sender, HTML and text; nothing is sent.',
  input: z.object({
    name: lineInput(250),
    subject: lineInput(250),
    senderName: lineInput(250),
    senderEmail: emailInput,
    html: z.string().max(MAX_BODY_LENGTH).regex(/\S/, 'expected some HTML'),
    /** The plain text part; empty for none. */
    text: z.string().max(MAX_BODY_LENGTH).default(''),
    groupIds: z
      .array(idInput)
      .min(1)
      .transform((ids) => [...new Set(ids)]),
  }),
  output: createdSchema,
  run: (draft, client) => client.createMailing(draft),
});
