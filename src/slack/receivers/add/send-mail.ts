import {
  CleverReachAccountNotApprovedError,
  CleverReachAlreadyActiveError,
  CleverReachError,
  CleverReachForbiddenError,
  type Form,
} from '../../../cleverreach/index.ts';
import { sendOptInMail } from '../../../operations/index.ts';
import type { JobContext } from '../../job-answer.ts';
import { errorSentence } from '../../kit/error-message.ts';
import { type MailOutcome, mailOutcomeSchema } from './outcomes.ts';

/** The mail to somebody, by the form of their group. */
export interface Mail {
  form: Form;
  groupId: string;
  address: string;
  publicUrl: string;
}

/**
 * Sends the mail, as a step of its job that is never done twice. CleverReach does not tell whether one was sent, so where a
 * process died in between, all that can be said is that it may have gone out.
 */
export function sendMailOnce(context: JobContext, mail: Mail): Promise<MailOutcome> {
  return context.journal.once({
    name: 'opt-in-mail',
    schema: mailOutcomeSchema,
    run: () => sendMail(context, mail),
    recover: async () => perhapsSent(context, mail),
  });
}

export function perhapsSent({ log }: JobContext, { form }: Pick<Mail, 'form'>): MailOutcome {
  log.error('a process ended while it had a double opt-in mail sent');
  return { result: 'uncertain', form };
}

/** Sends the mail. Whatever goes wrong, the address is in the group by now, which has to be told too. */
export async function sendMail({ cleverreach, reader, log }: JobContext, mail: Mail): Promise<MailOutcome> {
  const { form, groupId, address, publicUrl } = mail;
  try {
    await sendOptInMail.run(
      {
        formId: form.id,
        groupId,
        email: address,
        // All three are required, and Slack tells no one's IP address: other clients without a visitor send this one.
        // The IP address of whoever confirms is for CleverReach to note.
        doidata: { userIp: '127.0.0.1', referer: publicUrl, userAgent: 'CleverReach for Slack' },
      },
      cleverreach,
    );
    return { result: 'sent', form };
  } catch (error) {
    log.error({ err: error }, 'a double opt-in mail was not sent as it was asked for');
    const result = resultOf(error);
    return { result, form, ...(result === 'failed' ? { reason: errorSentence(reader.t, error) } : {}) };
  }
}

function resultOf(error: unknown): MailOutcome['result'] {
  if (error instanceof CleverReachAlreadyActiveError) return 'active';
  if (error instanceof CleverReachAccountNotApprovedError) return 'account';
  if (error instanceof CleverReachForbiddenError) return 'refused';
  return error instanceof CleverReachError && error.uncertain ? 'uncertain' : 'failed';
}
