import { z } from 'zod';
import { mailingSchema } from '../cleverreach/index.ts';
import { idInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** One mailing with its bodies, for instance the draft that was just created. */
export const getMailing = defineOperation({
  name: 'getMailing',
  access: 'read',
  description: 'Get one mailing by its id.',
  input: z.object({ mailingId: idInput }),
  output: mailingSchema,
  run: ({ mailingId }, client) => client.getMailing(mailingId),
});
