import { randomUUID } from 'node:crypto';
import type { Reader } from '../texts/index.ts';
import { type Ack, type AnswerContext, type Answers, timeLeftMs } from './answers.ts';
import type { Handler } from './feature.ts';
import type { Message } from './kit/blocks.ts';
import { errorMessage } from './kit/error-message.ts';
import { limits } from './kit/limits.ts';
import { messageModal } from './kit/message-modal.ts';
import { mrkdwn } from './kit/text.ts';
import { fitLines } from './kit/text-of.ts';
import { openMetadata, sealMetadata } from './metadata.ts';
import { showOrSend } from './modal-answers.ts';
import { NoTriggerError, openedModal, replacedModal } from './opened-modal.ts';
import type { Incoming } from './payloads.ts';
import type { Reception } from './receiver.ts';
import { type OpenedModal, requestOf, type SubmissionRequest } from './requests.ts';

type Submission = Incoming & { kind: 'submission' };

/**
 * Takes a submitted modal to its handler, by callback id, and answers Slack with what the modal is to do. Where the handler
 * takes longer than Slack waits, a modal on top of the form says so, and shows what came of it in the end.
 */
export function createSubmit(handlers: Map<string, Handler<SubmissionRequest>>) {
  return async (reception: Reception, incoming: Submission, context: AnswerContext): Promise<void> => {
    const { services, workspace, person, client } = context;
    const { origin, view, values, responseUrls } = incoming;
    const { reader } = person;
    const { answer, answerNow, isAnswered } = modalAnswer(context.ack);
    // On top of the form, not in its place: what was filled in stays, and can be submitted again.
    const push = (message: Message, ids: { external_id?: string } = {}) =>
      answer({ response_action: 'push', view: { ...messageModal(reader, message), ...ids } });

    const metadata = await openMetadata(services.sealer, origin.teamId, view.privateMetadata);
    const handler = handlers.get(view.callbackId);
    if (metadata?.reply.userId !== person.id || !handler) {
      push({ text: handler ? reader.t.errors.expiredForm : reader.t.errors.unknownAction });
      return answerNow();
    }
    const replyAddress = metadata.reply;
    /** On top of the form, since Slack could not be kept waiting. */
    let late: OpenedModal | undefined;
    /** What the handler has put in the form's place, or where that was late, into the modal on top. */
    let next: OpenedModal | undefined;
    let isTold = false;
    let refused: Record<string, string> | undefined;
    const timer = setTimeout(() => {
      // What there is to say is not put off for what comes after it.
      if (isTold || refused) return answerNow();
      const externalId = randomUUID();
      push({ text: reader.t.late.working }, { external_id: externalId });
      answerNow();
      late = replacedModal(context, replyAddress, externalId);
    }, timeLeftMs(reception.arrivedAtMs));

    async function show(message: Message, modal: OpenedModal): Promise<void> {
      await showOrSend(context, replyAddress, message, () =>
        modal.update((privateMetadata) => messageModal(reader, message, privateMetadata)),
      );
    }
    const answers: Answers = {
      replyAddress,
      modal: openedModal(context, replyAddress, view.id),
      acknowledge: () => undefined,
      announce: async () => undefined,
      async reply(message) {
        isTold = true;
        if (late && !next) return show(message, late);
        if (isAnswered()) return services.replies.send(workspace, replyAddress, message);
        push(message);
      },
      openModal: () => Promise.reject(new NoTriggerError()),
    };
    const request: SubmissionRequest = {
      ...requestOf(services, reception, origin, person, client, answers),
      viewId: view.id,
      values,
      responseUrls,
      state: metadata.state,
      refuse(errors) {
        refused = errors;
        answer({ response_action: 'errors', errors });
      },
      async replaceWith(build, state) {
        const nextView = build(await sealMetadata(services.sealer, workspace, { reply: replyAddress, state }));
        if (late) {
          next = late;
          await late.update(build, state);
          return late;
        }
        const externalId = randomUUID();
        next = replacedModal(context, replyAddress, externalId);
        answer({ response_action: 'update', view: { ...nextView, external_id: externalId } });
        answerNow();
        return next;
      },
    };
    try {
      await handler(request);
      if (late && !next && !isTold) {
        if (refused) await show(refusedMessage(reader, refused), late);
        // Closing this closes the form as well; whoever has closed it already needs to hear nothing.
        else
          await late.update(() => ({ ...messageModal(reader, { text: reader.t.late.taken }), clear_on_close: true }));
      }
    } catch (error) {
      request.log.error({ err: error }, 'a submitted form failed');
      const message = errorMessage(reader, error, reception.reference);
      // What the handler has put there says perhaps that work is going on.
      const shown = next ?? late;
      if (shown) await show(message, shown);
      else await request.reply(message);
    } finally {
      clearTimeout(timer);
      answerNow();
    }
  };
}

/** What is wrong, where it can no longer be said at the fields. */
export function refusedMessage({ t }: Reader, errors: Record<string, string>): Message {
  const lines = Object.values(errors).map((sentence) => `• ${mrkdwn(sentence, limits.fieldText)}`);
  return { text: fitLines([t.late.refused, ...lines], limits.sectionText) };
}

/** What Slack will hear, and the moment at which it hears it; later answers would go nowhere. */
function modalAnswer(ack: Ack) {
  let prepared: unknown;
  let answered = false;
  return {
    answer: (value: unknown) => {
      prepared = value;
    },
    answerNow: () => {
      if (answered) return;
      answered = true;
      ack(prepared);
    },
    isAnswered: () => answered,
  };
}
