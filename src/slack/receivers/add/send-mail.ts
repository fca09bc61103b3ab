import {
  CleverReachAccountNotApprovedError,
  CleverReachAlreadyActiveError,
  type CleverReachClient,
  CleverReachError,
  CleverReachForbiddenError,
  type Form,
} from '../../../cleverreach/index.ts';
import { sendOptInMail } from '../../../operations/index.ts';
import { isConnectionLost } from '../../job-answer.ts';

/**
 * What became of a double opt-in mail. `active`: there is nothing to confirm; `account`: CleverReach has not approved the
 * account for such mails; `refused`: to this address, or for want of a permission; `uncertain`: it may have gone out.
 */
export interface MailOutcome {
  result: 'sent' | 'active' | 'account' | 'refused' | 'uncertain' | 'failed';
  form: Form;
  error?: Error;
}

/** Sends the mail. Never throws what CleverReach answers: the address is in the group by now, which has to be told too. */
export async function sendMail(
  cleverreach: CleverReachClient,
  target: { form: Form; groupId: string; address: string; publicUrl: string },
): Promise<MailOutcome> {
  const { form, groupId, address, publicUrl } = target;
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
    if (!(error instanceof CleverReachError) && !isConnectionLost(error)) throw error;
    return { result: resultOf(error), form, error };
  }
}

function resultOf(error: Error): MailOutcome['result'] {
  if (error instanceof CleverReachAlreadyActiveError) return 'active';
  if (error instanceof CleverReachAccountNotApprovedError) return 'account';
  if (error instanceof CleverReachForbiddenError) return 'refused';
  return error instanceof CleverReachError && error.uncertain ? 'uncertain' : 'failed';
}
