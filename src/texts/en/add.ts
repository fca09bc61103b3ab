import { countingIn } from '../counting.ts';

const { counted } = countingIn('en-GB');

export const add = {
  modalTitle: 'Add a receiver',
  submit: 'Add',
  address: 'E-mail address',
  group: 'Group',
  groupPlaceholder: 'Find a group',
  firstName: 'First name',
  lastName: 'Last name',
  genders: { female: 'female', male: 'male' },
  genderPlaceholder: 'Not given',
  consent: 'How was consent given?',
  optIn: 'Send a double opt-in e-mail',
  optInMeans: 'Active only once confirmed, which is what German law expects',
  onRecord: 'Consent is on record',
  onRecordMeans: 'Active at once; the consent must be provable',
  form: 'Form that sends the e-mail',
  source: 'Source of the consent',
  sourceHint: 'Needed if consent is on record, for instance “Order form, 3 May 2026”. It is stored in CleverReach.',
  chooseGroup: 'The fields and forms of the group appear here once it is chosen.',
  findingGroup: (words: string) => `:hourglass_flowing_sand: Looking for the group “${words}” …`,
  loading: ':hourglass_flowing_sand: Fetching the fields and forms of the group …',
  fieldsFailed: ':warning: The fields of this group could not be fetched. The address can be added without them.',
  formsFailed:
    ':warning: Whether this group has a form for double opt-in could not be fetched. With one, its first form sends the e-mail; without one, nothing is added.',
  groupsFailed: ':warning: The groups could not be fetched. Please choose one here.',
  noForm:
    'Double opt-in is not possible in this group, because it has no form yet. Forms are made in CleverReach under *Forms*.',
  noNameFields: 'This group has no fields for first and last name.',
  moreFields: (count: number) =>
    `… and ${counted(count, 'more field', 'more fields')} that can be filled in in CleverReach.`,
  notAnAddress: (typed: string) => `:warning: “${typed}” is not an e-mail address. Please enter the address here.`,
  severalAddresses: 'Only one address can be added at a time. The first one is filled in.',
  neither: (typed: string) =>
    `:warning: “${typed}” is neither an e-mail address nor a group. Both can be entered here.`,
  errors: {
    addressMissing: 'Please enter an address.',
    address: 'This is not an e-mail address.',
    groupMissing: 'Please choose a group.',
    groupVanished: 'This group no longer exists in CleverReach. Please choose another.',
    consentMissing: 'Please say how consent was given.',
    sourceMissing: 'If consent is on record, please give its source as well.',
    tooLong: (length: string, limit: string) => `This has ${length} characters, the limit is ${limit}.`,
    number: 'This is not a number.',
    date: 'This is not a date. Please choose one in the calendar.',
    gender: 'Please choose one of the options.',
  },
  working: 'Adding the address …',
  failed: 'The address was not added.',
  title: 'Added',
  titlePending: 'Added, waiting for confirmation',
  titleNoMail: 'Added, but no e-mail was sent',
  titleMailUncertain: 'Added, unclear whether the e-mail was sent',
  titlePresent: 'Already in this group',
  titleNotDone: 'Not added',
  titleUncertain: 'Unclear whether it was added',
  added: (address: string, group: string) => `${address} is now active in *${group}* and gets its mailings.`,
  pending: (address: string, group: string) =>
    `${address} is in *${group}*, inactive for now. The double opt-in e-mail is on its way: once its link is followed, the address becomes active.`,
  inactive: (address: string, group: string) => `${address} is inactive in *${group}* and gets no mailings.`,
  present: {
    active: (address: string, group: string, since: string | undefined) =>
      since === undefined
        ? `${address} is active in *${group}*.`
        : `${address} has been active in *${group}* since ${since}.`,
    waiting: (address: string, group: string, since: string | undefined) =>
      `${address} ${since === undefined ? `is in *${group}*` : `has been in *${group}* since ${since}`} and is waiting for confirmation: the link in the double opt-in e-mail has not been followed yet.`,
    unsubscribed: (address: string, group: string, on: string | undefined) =>
      `${address} was unsubscribed from *${group}*${on === undefined ? '' : ` on ${on}`}. It becomes active again only if the person confirms a double opt-in e-mail.`,
    bounced: (address: string, group: string, on: string | undefined) =>
      `${address} is in *${group}*, but an e-mail came back as undeliverable${on === undefined ? '' : ` on ${on}`} (bounce). CleverReach therefore sends nothing to this address. If it is written correctly, its state can be checked in CleverReach.`,
  },
  nothingChanged: 'Nothing was changed, not even a field.',
  optInNeedsForm:
    'A double opt-in e-mail cannot be sent from here, because the group has no form. Forms are made in CleverReach under *Forms*.',
  noFormResult: (address: string, group: string) =>
    `${address} was not added, because *${group}* has no form that could send the double opt-in e-mail. Forms are made in CleverReach under *Forms*. With consent on record the address can be added without one.`,
  refused: (address: string, group: string) =>
    `CleverReach did not accept these details, so ${address} was not added to *${group}*. Perhaps the address is on the blacklist there.`,
  uncertain: (address: string, group: string) =>
    `CleverReach did not confirm whether ${address} was added to *${group}*.`,
  uncertainNotThere: 'A moment later the address was not there. Please look again before a second try.',
  uncertainNotLooked: 'It could not be looked up either. Please check in CleverReach before a second try.',
  mailNotSent: 'The double opt-in e-mail was not sent.',
  mailAccount:
    'CleverReach has not approved this account for such e-mails yet. For that, the account data has to be complete and checked by CleverReach.',
  mailRefused:
    'CleverReach refuses to send to this address, for instance as spam protection, or the OAuth app lacks the permission for forms.',
  mailUncertain:
    'CleverReach did not confirm whether the double opt-in e-mail went out. Sending it again may mean that it arrives twice.',
  formUsed: (form: string) => `Form: ${form}`,
  sourceUsed: (source: string) => `Source of the consent: ${source}`,
  notSaved: (values: string) => `Not saved, because there is no field for it: ${values}`,
  kept: (fields: string) =>
    `Left as it was, because the address has other values there already from another group: ${fields}`,
  findButton: 'Find in all groups',
  againButton: 'Fill in again',
  optInButton: 'Send double opt-in e-mail',
  optInAgainButton: 'Send the e-mail again',
  optInRetryButton: 'Try to send it again',
  optInConfirmTitle: 'Send the e-mail?',
  optInConfirm: 'This person unsubscribed. The e-mail should only be sent if the person has asked for it.',
  optInConfirmSend: 'Send',
  optInWorking: 'Sending the double opt-in e-mail …',
  optInFailed: 'The double opt-in e-mail was not sent.',
  optInSentTitle: 'E-mail on its way',
  optInNotSentTitle: 'E-mail not sent',
  optInUncertainTitle: 'Unclear whether the e-mail was sent',
  optInSent: (address: string, group: string) =>
    `The double opt-in e-mail to ${address} is on its way. The address stays inactive in *${group}* until its link is followed.`,
  optInNothing: 'There is nothing to confirm, so no e-mail was sent.',
  optInNotNeeded: (address: string, group: string) =>
    `${address} is active in *${group}*, so there is nothing to confirm and no e-mail was sent.`,
  optInGone: (address: string, group: string) => `${address} is no longer in *${group}*, so no e-mail was sent.`,
};
