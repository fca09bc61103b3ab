import { CleverReachUnauthorizedError } from '../cleverreach/index.ts';
import { ConnectionBrokenError, NotConnectedError } from '../workspaces/connections.ts';
import { connectOffer } from './connection/offer.ts';
import { type JobReader, readerOf } from './job-reader.ts';
import type { Message } from './kit/blocks.ts';
import { errorMessage } from './kit/error-message.ts';
import type { Services } from './services.ts';

/** Which Connect button an error calls for; undefined when another account would not help. */
export function connectReasonOf(error: unknown): 'needed' | 'broken' | undefined {
  if (error instanceof NotConnectedError) return 'needed';
  // A token that was just renewed and is refused all the same is as good as none.
  if (error instanceof ConnectionBrokenError || error instanceof CleverReachUnauthorizedError) return 'broken';
  return undefined;
}

/**
 * What a job tells when it failed: what was not done, why, and what to do next. `line` is the command line that begins
 * the same again, should the account have to be connected first.
 */
export async function jobFailure(
  services: Services,
  workspace: string,
  job: JobReader,
  error: unknown,
  { lead, line }: { lead: string; line: string },
): Promise<Message> {
  const reader = readerOf(job);
  const reason = connectReasonOf(error);
  if (reason === undefined) return errorMessage(reader, error, job.reference, lead);
  const { userId, enterpriseId, isEnterpriseInstall = false } = job.reply;
  return connectOffer(
    {
      services,
      origin: { teamId: workspace, enterpriseId, isEnterpriseInstall, userId },
      person: { id: userId, name: job.name, timeZone: job.timeZone },
      reader,
      replyAddress: job.reply,
      line,
    },
    reason,
  );
}
