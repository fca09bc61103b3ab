import { randomUUID } from 'node:crypto';
import type { Ack, AnswerContext, Answers } from './answers.ts';
import type { Handler } from './feature.ts';
import { errorMessage } from './kit/error-message.ts';
import { messageModal } from './kit/message-modal.ts';
import { openMetadata, sealMetadata } from './metadata.ts';
import { NoTriggerError, openedModal, replacedModal } from './opened-modal.ts';
import type { Incoming } from './payloads.ts';
import type { Reception } from './receiver.ts';
import { requestOf, type SubmissionRequest } from './requests.ts';

type Submission = Incoming & { kind: 'submission' };

/** Takes a submitted modal to its handler, by callback id, and answers Slack with what the modal is to do. */
export function createSubmit(handlers: Map<string, Handler<SubmissionRequest>>) {
  return async (reception: Reception, incoming: Submission, context: AnswerContext): Promise<void> => {
    const { services, workspace, person, client } = context;
    const { origin, view, values, responseUrls } = incoming;
    const { reader } = person;
    const { answer, answerNow } = modalAnswer(context.ack);
    // On top of the form, not in its place: what was filled in stays, and can be submitted again.
    const push: Answers['reply'] = async (message) =>
      answer({ response_action: 'push', view: messageModal(reader, message) });

    const metadata = await openMetadata(services.sealer, origin.teamId, view.privateMetadata);
    const handler = handlers.get(view.callbackId);
    if (metadata?.reply.userId !== person.id || !handler) {
      await push({ text: handler ? reader.t.errors.expiredForm : reader.t.errors.unknownAction });
      return answerNow();
    }
    const replyAddress = metadata.reply;
    const modal = openedModal(context, replyAddress, view.id);
    let isReplaced = false;
    const answers: Answers = {
      replyAddress,
      modal,
      acknowledge: () => undefined,
      announce: async () => undefined,
      reply: (message) => (isReplaced ? services.replies.send(workspace, replyAddress, message) : push(message)),
      openModal: () => Promise.reject(new NoTriggerError()),
    };
    const request: SubmissionRequest = {
      ...requestOf(services, reception, origin, person, client, answers),
      viewId: view.id,
      values,
      responseUrls,
      state: metadata.state,
      refuse: (errors) => answer({ response_action: 'errors', errors }),
      async replaceWith(build, state) {
        const next = build(await sealMetadata(services.sealer, workspace, { reply: replyAddress, state }));
        const externalId = randomUUID();
        answer({ response_action: 'update', view: { ...next, external_id: externalId } });
        isReplaced = true;
        answerNow();
        return replacedModal(context, replyAddress, { id: view.id, externalId });
      },
    };
    try {
      await handler(request);
    } catch (error) {
      request.log.error({ err: error }, 'a submitted form failed');
      await request.reply(errorMessage(reader, error, reception.reference));
    }
    answerNow();
  };
}

/** What Slack will hear, and the moment at which it hears it; later answers would go nowhere. */
function modalAnswer(ack: Ack) {
  let prepared: unknown;
  let isAnswered = false;
  return {
    answer: (value: unknown) => {
      prepared = value;
    },
    answerNow: () => {
      if (isAnswered) return;
      isAnswered = true;
      ack(prepared);
    },
  };
}
