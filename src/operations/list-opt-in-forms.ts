import { z } from 'zod';
import { formSchema } from '../cleverreach/index.ts';
import { idInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** The forms a group can send its double opt-in mails by; without one it cannot send any. */
export const listOptInForms = defineOperation({
  name: 'listOptInForms',
  access: 'read',
  description: 'List the forms by which a group sends double opt-in mails.',
  input: z.object({ groupId: idInput }),
  output: z.array(formSchema),
  run: ({ groupId }, client) => client.listForms(groupId),
});
