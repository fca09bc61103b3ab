import { z } from 'zod';
import { reportSchema } from '../cleverreach/index.ts';
import { idInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** What became of a mailing that was sent; a figure CleverReach does not tell is absent. */
export const getMailingReport = defineOperation({
  name: 'getMailingReport',
  access: 'read',
  description: 'Get the figures of a finished mailing: delivered, opened, clicked, bounced.',
  input: z.object({ mailingId: idInput }),
  output: reportSchema,
  run: ({ mailingId }, client) => client.getReport(mailingId),
});
