import { countingIn, type Figures } from '../counting.ts';

const { number, counted } = countingIn('en-GB');

export const groups = {
  working: 'Fetching the figures …',
  progress: (done: string, of: string) => `:hourglass_flowing_sand: ${done} of ${of} groups so far …`,
  statsTitle: 'List health',
  allGroups: (count: number) => counted(count, 'group', 'groups'),
  totals: ({ active, inactive, bounced }: Figures) =>
    `*${number(active)}* active, ${number(inactive)} inactive, ${number(bounced)} bounced`,
  figures: (group: string, { total, active, inactive, bounced }: Figures, activeShare: string | undefined) =>
    `${group}: ${counted(total, 'receiver', 'receivers')}, ${number(active)} active${activeShare === undefined ? '' : ` (${activeShare})`}, ${number(inactive)} inactive, ${number(bounced)} bounced`,
  perList: 'Receivers per group',
  largest: 'Largest groups',
  byState: 'Receivers by state',
  chartAxisGroup: 'Group',
  chartAxisReceivers: 'Receivers',
  group: 'Group',
  total: 'Total',
  active: 'Active',
  inactive: 'Inactive',
  bounced: 'Bounced',
  activeShare: 'Active share',
  computedAt: (date: string) => `Figures as of ${date}`,
  computedAtUnknown: 'CleverReach does not say how old these figures are.',
  countedPerList: 'An address that is in several groups counts once in each.',
  onlyLargest: (shown: string, total: string) => `Only the ${shown} largest of ${total} groups are shown.`,
  statsMissing: (names: string) => `No figures available for: ${names}`,
  emptyGroup: 'This group has no receivers yet.',
  noGroups:
    'There are no groups in this account yet. Create one in CleverReach under *Recipients*; it appears here at once.',
  noMatch: (text: string) => `No group matches “${text}”.`,
  existing: 'These exist:',
  closest: 'The most similar names:',
  severalMatch: (text: string) => `Several groups match “${text}”. Which one is meant?`,
  moreMatches: (count: number) => `… and ${counted(count, 'more group', 'more groups')}.`,
  narrowDown: 'Type more of the name to narrow this down.',
  vanished: 'This group no longer exists. It has been deleted in CleverReach.',
  allButton: 'All groups',
  refreshButton: 'Refresh',
  draftButton: 'Write a draft',
};
