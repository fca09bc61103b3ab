import { countingIn } from '../counting.ts';
import { slashCommand } from '../slash-command.ts';

const { number, counted } = countingIn('en-GB');

const addressesOf = (count: number) => counted(count, 'address', 'addresses');
const groupsOf = (count: number) => counted(count, 'group', 'groups');

export const unsubscribe = {
  modalTitle: 'Unsubscribe an address',
  next: 'Next',
  intro:
    'Whoever is unsubscribed gets no more mailings from the group and stays in it as inactive. The next step shows what will change.',
  addresses: 'E-mail addresses',
  addressesHint: (most: number) => `One or several, at most ${number(most)}: one per line, or separated by commas.`,
  which: 'Which addresses?',
  whichPlaceholder: 'Choose addresses',
  onlyFirstFound: (count: number) =>
    `Only the first ${number(count)} addresses of this message are offered here. The others can be entered with \`${slashCommand} unsubscribe\`.`,
  severalFound: 'Several addresses were found. Please enter those to unsubscribe.',
  group: 'Groups',
  groupHint: 'If this is left empty, addresses are unsubscribed from every group in which they are active.',
  groupPlaceholder: 'All groups',
  errors: {
    addressMissing: 'Please enter an address.',
    mistakes: (written: string[], more: number) => {
      const named = written.map((word) => `“${word}”`).join(', ');
      if (more > 0) return `${named} and ${number(more)} more are not e-mail addresses.`;
      return written.length > 1 ? `${named} are not e-mail addresses.` : `${named} is not an e-mail address.`;
    },
    tooMany: (count: number, most: number) =>
      `That makes ${addressesOf(count)}. At most ${number(most)} can be unsubscribed at once.`,
  },
  notAnAddress: (typed: string) => `:warning: “${typed}” is not an e-mail address. Please correct it here.`,
  neither: (typed: string) =>
    `:warning: “${typed}” is neither an e-mail address nor a group. Please enter the address here.`,
  notAllFit: (count: number) => `${addressesOf(count)} did not fit into the field.`,
  noAddressInMessage: ':warning: No e-mail address was found in this message. It can be entered here.',
  findingGroup: (words: string) => `Looking for the group “${words}” …`,
  groupNotLookedUp: (words: string) =>
    `:warning: CleverReach could not be asked for the group “${words}”. Please choose it here.`,
  entryOver: 'What was entered here is kept for half an hour only. Please enter it again.',

  lookingUp: (count: number) => `Looking up ${addressesOf(count)} in CleverReach …`,
  lookedUp: (done: number, count: number) =>
    `Looking up addresses in CleverReach: ${number(done)} of ${number(count)} …`,
  willChangeOne: (address: string, groups: number) => `*${address}* will be unsubscribed from *${groupsOf(groups)}*:`,
  willChange: (addresses: number, groups: number) =>
    `*${addressesOf(addresses)}* will be unsubscribed, from *${groupsOf(groups)}* in all:`,
  alreadyInactive: 'Already inactive in:',
  bounced: 'No mailings arrive here anyway, because earlier ones bounced:',
  unchanged: 'Nothing will change for:',
  nothingToChange: '*There is nothing to change.*',
  inactiveIn: (groups: string) => `already inactive in ${groups}`,
  bouncedIn: (groups: string) => `bounced in ${groups}`,
  inNoGroup: 'in no group',
  inNoChosenGroup: 'in none of the chosen groups',
  vanished: (groups: string) => `No longer in CleverReach, so left out: ${groups}`,
  consequence: 'No more mailings will come from these groups. For ten minutes this can be undone.',
  confirm: (count: number) => `Unsubscribe ${addressesOf(count)}`,
  back: 'Back',
  tryAgain: 'Try again',
  nothingYet: 'Nothing was changed. What was entered is kept.',
  planOver: 'This was submitted already, or it was looked up more than half an hour ago. *Back* leads to the form.',
  andMore: (names: string, rest: number) => `${names} and ${number(rest)} more`,
  moreAddresses: (rest: number) => `… and ${counted(rest, 'more address', 'more addresses')}.`,

  working: (count: number) => `Unsubscribing ${addressesOf(count)} …`,
  progress: (done: number, all: number) => `${number(done)} of ${number(all)} done …`,
  title: 'Unsubscribed',
  titlePartly: 'Not unsubscribed everywhere',
  titleNotDone: 'Not unsubscribed',
  titleUncertain: 'Unclear whether unsubscribed',
  done: (address: string, groups: number) => `${address} was unsubscribed from ${groupsOf(groups)}:`,
  doneMany: (addresses: number, groups: number) =>
    `*${addressesOf(addresses)}* were unsubscribed, from *${groupsOf(groups)}* in all:`,
  nothingLeft: 'There was nothing left to change.',
  failed: 'Nothing was unsubscribed.',
  inactiveMeanwhile: 'Already inactive by then:',
  absentMeanwhile: 'No longer in the group:',
  failedIn: 'Not unsubscribed, because CleverReach refused or did not answer:',
  uncertainIn: 'Not confirmed by CleverReach, please check in CleverReach:',
  notLookedUp: 'Could not be checked, so nothing was changed:',

  undo: 'Undo',
  undoUntil: (time: string) => `This can be undone until ${time}.`,
  undoAgain: 'Try again',
  undoWorking: (count: number) => `Activating ${addressesOf(count)} again …`,
  undone: 'Undone',
  undonePartly: 'Not undone everywhere',
  undoneNot: 'Not undone',
  undoneUncertain: 'Unclear whether undone',
  activeAgain: (address: string, groups: number) => `${address} is active again in ${groupsOf(groups)}:`,
  activeAgainMany: (addresses: number, groups: number) =>
    `*${addressesOf(addresses)}* are active again, in *${groupsOf(groups)}* in all:`,
  activeMeanwhile: 'Already active again by then:',
  changedMeanwhile: 'Changed in CleverReach in the meantime, so left as is:',
  undoFailed: 'Nothing was undone.',
  undoFailedIn: 'Still unsubscribed, because CleverReach refused or did not answer:',
  undoLate: 'This can no longer be undone: the ten minutes are over.',
  undoUsed: 'This was undone already, or cannot be undone any more.',
  wayBack: 'Adding the address with a double opt-in e-mail brings it back, once its owner agrees.',
  add: 'Add an address',
};
