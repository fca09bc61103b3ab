import { z } from 'zod';
import { defineRecord } from '../storage/records.ts';

/** What is kept of a job until it is done: what it is, and how far it has come. */
const openJobSchema = z.object({
  data: z.unknown(),
  /** Counts the runs that have taken the job from an earlier one, so that the earlier one's next note comes too late. */
  takeovers: z.number(),
  /** By name: those that have begun, and with an outcome those that are done. The outcome is as its schema wrote it. */
  steps: z.record(
    z.string(),
    z.object({ begunAt: z.coerce.date(), outcome: z.object({ value: z.unknown() }).exactOptional() }),
  ),
});

/** All that is kept of it afterwards, so that it is not done again: nothing of what it was. */
const endedJobSchema = z.object({ endedAt: z.coerce.date() });

export type OpenJob = z.infer<typeof openJobSchema>;
export type JobState = OpenJob | z.infer<typeof endedJobSchema>;

export const jobRecord = defineRecord({
  kind: 'job',
  version: 1,
  schema: z.union([endedJobSchema, openJobSchema]),
});

/** How long a job waits for a process that does it, or goes on with it; then it is gone. */
export const openJobMs = 7 * 24 * 60 * 60 * 1000;

/** How long the same id is known as done. Slack's forms and buttons do not come back so late. */
export const endedJobMs = 24 * 60 * 60 * 1000;

/**
 * A value as a record takes it. Undefined where the schema does not take it, or could not read it back from JSON: that has to
 * fail at once, not when another process needs it.
 */
export function asJson<T>(schema: z.ZodType<T>, value: T): { value: unknown } | undefined {
  const encoded = z.safeEncode(schema, value);
  if (!encoded.success) return undefined;
  const json: unknown = encoded.data === undefined ? undefined : JSON.parse(JSON.stringify(encoded.data));
  return schema.safeParse(json).success ? { value: json } : undefined;
}
