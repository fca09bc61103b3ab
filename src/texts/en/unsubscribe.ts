import { countingIn } from '../counting.ts';

const { counted } = countingIn('en-GB');

export const unsubscribe = {
  modalTitle: 'Unsubscribe an address',
  submit: 'Unsubscribe',
  intro: 'The address gets no more mailings from the chosen groups and stays in them as inactive.',
  address: 'E-mail address',
  which: 'Which address?',
  whichPlaceholder: 'Choose an address',
  severalFound: 'Several addresses were found. Please enter the one to unsubscribe.',
  group: 'Groups',
  groupHint: 'If this is left empty, the address is unsubscribed from every group in which it is active.',
  groupPlaceholder: 'All groups',
  errors: {
    addressMissing: 'Please enter an address.',
    address: 'This is not an e-mail address.',
    groupVanished: 'One of these groups no longer exists in CleverReach. Please choose again.',
  },
  working: 'Unsubscribing the address …',
  notAnAddress: (typed: string) => `“${typed}” is not an e-mail address. Please enter the address here.`,
  noAddressInMessage: 'No e-mail address was found in this message. It can be entered here.',
  title: 'Unsubscribed',
  titlePartly: 'Not unsubscribed everywhere',
  titleNotDone: 'Not unsubscribed',
  done: (address: string, count: number) => `${address} was unsubscribed from ${counted(count, 'group', 'groups')}:`,
  nothingActive: (address: string) => `${address} is not active in any group, so nothing was changed.`,
  notInLists: (address: string) => `${address} is in none of the chosen groups, so nothing was changed.`,
  notDone: (address: string) => `${address} could not be unsubscribed.`,
  failed: 'The address was not unsubscribed.',
  alreadyInactive: 'Already inactive before:',
  bounced: 'Gets no mailings here anyway, because earlier ones bounced:',
  failedIn: 'Not unsubscribed, because CleverReach refused or did not answer:',
  uncertainIn: 'Not confirmed by CleverReach, please check in CleverReach:',
  notLookedUp: 'Could not be checked:',
};
