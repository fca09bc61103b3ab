import { z } from 'zod';
import { type Mailing, mailingSchema, mailingStateSchema } from '../cleverreach/index.ts';
import { defineOperation } from './operation.ts';

/** CleverReach's limits: a list of all states takes 1,000 and has no pages, a list of one state takes 100 a page. */
const MAX_OF_ALL_STATES = 1_000;
const MAX_OF_ONE_STATE = 100;

const input = z
  .object({
    state: z.enum(['all', ...mailingStateSchema.options]).default('all'),
    limit: z.int().min(1).max(MAX_OF_ALL_STATES).default(25),
    /** From 0; only where a state is asked for. */
    page: z.int().min(0).default(0),
  })
  .superRefine(({ state, limit, page }, context) => {
    if (state === 'all' && page > 0) {
      context.addIssue({ code: 'custom', path: ['page'], message: 'only mailings of one state have pages' });
    }
    if (state !== 'all' && limit > MAX_OF_ONE_STATE) {
      context.addIssue({
        code: 'too_big',
        path: ['limit'],
        origin: 'number',
        maximum: MAX_OF_ONE_STATE,
        input: limit,
        message: `at most ${MAX_OF_ONE_STATE} of one state`,
      });
    }
  });

/** Mailings without their bodies, the newest first. */
export const listMailings = defineOperation({
  name: 'listMailings',
  access: 'read',
  description: 'List mailings by state: draft, waiting, running, finished.',
  input,
  output: z.array(mailingSchema),
  async run({ state, limit, page }, client) {
    const mailings = await client.listMailings({ state, limit, ...(state === 'all' ? {} : { page }) });
    return mailings.toSorted(newestFirst);
  },
});

/** By creation, and by id, which counts up, where that is equal or not told. */
function newestFirst(a: Mailing, b: Mailing): number {
  return (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0) || Number(b.id) - Number(a.id) || 0;
}
