import { countingIn } from '../counting.ts';

const { counted } = countingIn('en-GB');

export const draft = {
  modalTitle: 'New mailing draft',
  submit: 'Create draft',
  intro: 'Creates a draft in CleverReach. Nothing is sent.',
  group: 'Group',
  groupPlaceholder: 'Find a group',
  name: 'Name of the mailing',
  nameHint: 'Only shown in CleverReach. If left empty, the subject is used.',
  subject: 'Subject',
  senderName: 'Sender name',
  senderEmail: 'Sender address',
  senderEmailHint: 'An address that is approved as a sender in CleverReach.',
  way: 'Content',
  ways: { text: 'Write it here', html: 'Paste HTML', file: 'Use an HTML file' },
  body: 'Text',
  bodyHint: 'Becomes HTML, a plain-text version and an unsubscribe link.',
  html: 'HTML',
  htmlHint:
    'Up to 3,000 characters; a longer template goes in as a file. Must contain {UNSUBSCRIBE}, CleverReach’s placeholder for the unsubscribe link.',
  file: 'HTML file',
  fileHint:
    'One .html file of up to 1 MB. Must contain {UNSUBSCRIBE}, CleverReach’s placeholder for the unsubscribe link.',
  fileKept: (name: string) => `*${name}* is chosen. Another file takes its place.`,
  fileNeedsScope:
    'To read a file from Slack, the app needs one more permission in this workspace: `files:read`. Writing here and pasting HTML work without it.',
  checkAgain: 'Granted? Check again',
  checking: (name: string) => `:hourglass_flowing_sand: *${name}* is being fetched from Slack and checked …`,
  checked: (name: string) =>
    `*${name}* is fine. The draft is being created; the result comes as a message. This window can be closed.`,
  notChecked: (name: string, problem: string) =>
    `The draft was not created. There is a problem with *${name}*: ${problem}`,
  openAgain: 'Open the form again',
  messageCut: 'The message is too long for a form. Its first 10,000 characters are here.',
  keptGone: 'What was entered before is no longer kept. Please start again.',
  groupGone: 'The preselected group no longer exists in CleverReach.',
  noGroups: 'There is no group in this CleverReach account yet. A draft needs one; it can be made in CleverReach.',
  errors: {
    subjectMissing: 'A mailing needs a subject.',
    subjectTooLong: (length: string, limit: string) => `The subject has ${length} characters; the limit is ${limit}.`,
    nameTooLong: (length: string, limit: string) => `The name has ${length} characters; the limit is ${limit}.`,
    senderNameMissing: 'A mailing needs a sender name.',
    senderNameTooLong: (length: string, limit: string) =>
      `The sender name has ${length} characters; the limit is ${limit}.`,
    senderEmail: 'This is not an e-mail address.',
    groupMissing: 'Please choose a group.',
    groupVanished: 'This group no longer exists in CleverReach. Please choose another.',
    bodyMissing: 'A mailing needs content.',
    htmlMissing: 'Please paste the HTML of the mailing.',
    htmlTooLong: (length: string, limit: string) =>
      `The HTML has ${length} characters; the limit is ${limit}. A longer template goes in as a file.`,
    htmlScript: (line: string, what: string) =>
      `Line ${line}: scripts and active content are not allowed in a mailing (${what}).`,
    htmlUnclosed: (line: string, what: string) => `Line ${line}: ${what} is not closed.`,
    htmlUnopened: (line: string, what: string) => `Line ${line}: ${what} closes nothing that is open.`,
    htmlMore: (count: number) =>
      `There ${count === 1 ? 'is' : 'are'} ${counted(count, 'further problem', 'further problems')}.`,
    htmlNoUnsubscribe: 'The unsubscribe link is missing. Please put {UNSUBSCRIBE} where it should be.',
    htmlEmpty: 'This HTML contains neither text nor an image.',
    fileMissing: 'Please choose an HTML file.',
    fileKind: 'This is not an HTML file.',
    fileTooLarge: (size: string, limit: string) => `The file has ${size} kB; the limit is ${limit} kB.`,
    fileNoScope:
      'The app may not read files in this workspace yet. Grant the permission, write the text here or paste HTML.',
    fileRefused: 'Slack did not give this file to the app. Please choose it again.',
    fileUnreachable: 'Slack did not deliver the file in time. Please try again in a moment.',
  },
  working: 'Creating the draft …',
  created: 'The draft is in CleverReach. Nothing has been sent.',
  cardText: (subject: string) => `Draft “${subject}” created`,
  uncertain:
    'CleverReach did not confirm whether the draft was created. Please check in CleverReach before trying again, or there may be two of them.',
  failed: 'The draft was not created.',
};
