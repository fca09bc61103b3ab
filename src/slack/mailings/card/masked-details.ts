import { maskAddress, maskAddressesIn } from '../../kit/addresses.ts';
import type { MailingDetails } from './details.ts';
import { excerptOf } from './excerpt.ts';

/**
 * The same mailing without a whole e-mail address anywhere in it. The sender's own is masked unless the workspace's admins
 * say otherwise: it is on every mail that goes out, but a person's address it may be all the same.
 */
export function maskedDetails(details: MailingDetails, { masksSender }: { masksSender: boolean }): MailingDetails {
  const { mailing, groupNames } = details;
  const { senderEmail } = mailing;
  return {
    ...details,
    mailing: {
      ...mailing,
      name: maskAddressesIn(mailing.name),
      subject: maskAddressesIn(mailing.subject),
      senderName: maskAddressesIn(mailing.senderName),
      senderEmail: masksSender ? maskAddress(senderEmail) : senderEmail,
      // HTML can write an address in ways (`&#64;`) that only its text shows.
      html: '',
      text: maskAddressesIn(excerptOf(mailing)),
    },
    groupNames: groupNames.map(maskAddressesIn),
  };
}
