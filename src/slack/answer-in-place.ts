import { connectOffer } from './connection/offer.ts';
import { connectReasonOf } from './job-answer.ts';
import type { Message } from './kit/blocks.ts';
import { errorMessage } from './kit/error-message.ts';
import { messageModal } from './kit/message-modal.ts';
import type { SubmissionRequest } from './requests.ts';

/**
 * Answers a submitted form in its place: at once with a line that work is going on, because Slack waits three seconds and
 * CleverReach is yet to be asked, and then with what came of it. That may be the way to a connection, where that is lost.
 */
export async function answerInPlace(
  request: SubmissionRequest,
  working: string,
  work: () => Promise<Message>,
): Promise<void> {
  const { reader } = request;
  const modal = await request.replaceWith((metadata) => messageModal(reader, { text: working }, metadata));
  const answer = await work().catch((error: unknown) => failureMessage(request, error));
  if (!(await modal.update((metadata) => messageModal(reader, answer, metadata)))) await request.reply(answer);
}

async function failureMessage(request: SubmissionRequest, error: unknown): Promise<Message> {
  request.log.error({ err: error }, 'what a form asked for could not be done');
  const reason = connectReasonOf(error);
  return reason === undefined ? errorMessage(request.reader, error, request.reference) : connectOffer(request, reason);
}
