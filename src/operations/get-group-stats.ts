import { z } from 'zod';
import { groupStatsSchema } from '../cleverreach/index.ts';
import { idInput } from './inputs.ts';
import { defineOperation } from './operation.ts';

/** A group's health. CleverReach computes the figures now and then; `computedAt` says when. */
export const getGroupStats = defineOperation({
  name: 'getGroupStats',
  access: 'read',
  description: "Count a group's active, inactive and bounced receivers.",
  input: z.object({ groupId: idInput }),
  output: groupStatsSchema,
  run: ({ groupId }, client) => client.getGroupStats(groupId),
});
