import * as z from 'zod';
import { type Reader, readerFor } from '../texts/index.ts';
import { replyAddressSchema } from '../workspaces/connect-links.ts';
import type { SlackRequest } from './requests.ts';

/** What a job has to know of the person whose answer it owes: where to, in which language, and under which reference. */
export const jobReaderSchema = z.object({
  language: z.enum(['de', 'en']),
  timeZone: z.string().optional(),
  /** As shown in Slack. */
  name: z.string().optional(),
  reply: replyAddressSchema,
  reference: z.string(),
});
export type JobReader = z.infer<typeof jobReaderSchema>;

export function jobReader({ reader, person, replyAddress, reference }: SlackRequest): JobReader {
  return { language: reader.language, timeZone: person.timeZone, name: person.name, reply: replyAddress, reference };
}

export function readerOf({ language, timeZone }: JobReader): Reader {
  return readerFor(language, timeZone);
}
