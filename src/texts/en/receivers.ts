import { countingIn } from '../counting.ts';
import { slashCommand } from '../slash-command.ts';

const { number, counted } = countingIn('en-GB');

/** Which receivers of a group are shown. */
type Filter = 'all' | 'active' | 'inactive' | 'bounced';
/** What a receiver is; `waiting` has not confirmed yet. */
type Standing = 'active' | 'waiting' | 'unsubscribed' | 'bounced';

const kinds = {
  all: 'receivers',
  active: 'active receivers',
  inactive: 'inactive receivers',
  bounced: 'bounced receivers',
};
const withPart = (part: string | undefined) => (part === undefined ? '' : ` with “${part}” in the address`);

export const receivers = {
  working: 'Fetching the receivers …',
  /** Over a page: which receivers these are. */
  shown: (filter: Filter, part: string | undefined) => {
    const kind = filter === 'all' && part === undefined ? 'all receivers' : kinds[filter];
    return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}${withPart(part)}, newest first`;
  },
  filters: { all: 'All', active: 'Active', inactive: 'Inactive', bounced: 'Bounced' },
  chosenFilter: (filter: string) => `✓ ${filter}`,
  /** What somebody is, and since when. */
  standing: (standing: Standing, since: string | undefined) =>
    ({
      active: since === undefined ? 'active' : `active since ${since}`,
      waiting: since === undefined ? 'waiting for confirmation' : `waiting for confirmation since ${since}`,
      unsubscribed: since === undefined ? 'unsubscribed' : `unsubscribed on ${since}`,
      bounced: since === undefined ? 'bounced' : `bounced on ${since}`,
    })[standing],
  registeredOn: (date: string) => `registered on ${date}`,
  /** What the dates in a list are. */
  legend: 'with the date of registration',
  /** Under a page, when it is the only one. */
  count: (count: number) => counted(count, 'receiver', 'receivers'),
  page: (page: number, first: number, last: number, total: number | undefined) =>
    `Page ${number(page)} · ${number(first)} to ${number(last)}${total === undefined ? '' : ` of ${number(total)}`}`,
  previousButton: '‹ Previous',
  nextButton: 'Next ›',
  firstPageButton: 'First page',
  healthButton: 'List health',
  addButton: 'Add an address',
  nobody: (filter: Filter, part: string | undefined) => `There are no ${kinds[filter]}${withPart(part)} in this group.`,
  blankInPart:
    'No address has a blank in it. If the words belong to the name of a group, quotes around it help: `"VIP customers" gmail`.',
  pastTheEnd: (page: number) => `There is no page ${number(page)} here. The group may have become shorter.`,
  whichGroup: 'In which group?',
  find: {
    modalTitle: 'Find an address',
    submit: 'Find',
    address: 'E-mail address',
    addressHint: 'Or a part of one, which is then looked for within a group.',
    errors: {
      missing: 'Please enter an address.',
      notAnAddress: 'This is neither an e-mail address nor a part of one.',
    },
    working: 'Looking the address up …',
    counts: (counts: Record<Standing, number>) => {
      const parts = [
        ...(counts.active > 0 ? [`active in ${number(counts.active)}`] : []),
        ...(counts.waiting > 0 ? [`unconfirmed in ${number(counts.waiting)}`] : []),
        ...(counts.unsubscribed > 0 ? [`unsubscribed from ${number(counts.unsubscribed)}`] : []),
        ...(counts.bounced > 0 ? [`bounced in ${number(counts.bounced)}`] : []),
      ];
      const groups = counts.active + counts.waiting + counts.unsubscribed + counts.bounced;
      return `In ${counted(groups, 'group', 'groups')}: ${parts.join(', ')}`;
    },
    source: (source: string) => `source: ${source}`,
    unnamedGroup: (id: string) => `Group ${id}`,
    nowhere: (address: string) => `${address} is not in any group of this account.`,
    unsubscribeButton: 'Unsubscribe',
    addButton: 'Add to a group',
    missing: `Which address should be looked up? For example: \`${slashCommand} find anna.mueller@example.com\``,
    several: 'One address is looked up at a time. Which one?',
    notAnAddress: (typed: string) =>
      `“${typed}” is not an e-mail address. A whole one is needed here, for example: \`${slashCommand} find anna.mueller@example.com\``,
    onlyPart: (part: string) =>
      `“${part}” is only part of an address, and a whole one is needed here. Within one group, a part can be looked for as well. In which group?`,
  },
};
