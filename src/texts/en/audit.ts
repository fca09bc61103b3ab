import { countingIn } from '../counting.ts';

const { counted } = countingIn('en-GB');

/** What an entry is about, each part safe for where it goes to; an empty one was not written down. */
interface AuditObjects {
  address: string;
  groups: string;
  mailing: string;
  account: string;
  /** Names of settings. */
  fields: string;
}

/** A sentence about what was done, and one about what somebody meant to do and did not, or not for certain. */
const said = (who: string, did: string, meant: string, what: string) => ({
  done: `${who} ${did} ${what}.`,
  meant: `${who} wanted to ${meant} ${what}`,
});
const to = (groups: string) => (groups === '' ? '' : ` to ${groups}`);
const from = (groups: string) => (groups === '' ? ' from all groups' : ` from ${groups}`);

export const audit = {
  title: 'Changes made from this workspace',
  page: (page: string) => `Page ${page}`,
  none: 'Nothing has been changed from this workspace yet.',
  noMore: 'There are no changes this far back.',
  newestButton: 'Newest changes',
  newerButton: 'Newer',
  olderButton: 'Older',
  exportButton: 'Export as file',
  unreadable: ':warning: An entry that cannot be read.',
  kept: (count: string) => `The newest ${count} changes are kept.`,
  moreGroups: (names: string, more: number) => `${names} and ${counted(more, 'more group', 'more groups')}`,
  group: (id: string) => `group ${id}`,
  sentences: {
    'receiver.add': (who: string, { address, groups }: AuditObjects) =>
      said(who, 'added', 'add', `${address}${to(groups)}`),
    'receiver.unsubscribe': (who: string, { address, groups }: AuditObjects) =>
      said(who, 'unsubscribed', 'unsubscribe', `${address}${from(groups)}`),
    'receiver.undo': (who: string, { address, groups }: AuditObjects) =>
      said(who, 'undid', 'undo', `the unsubscribing of ${address}${from(groups)}`),
    'receiver.opt-in': (who: string, { address, groups }: AuditObjects) =>
      said(who, 'sent', 'send', `${address} a double opt-in e-mail${groups === '' ? '' : ` for ${groups}`}`),
    'mailing.draft': (who: string, { mailing, groups }: AuditObjects) =>
      said(who, 'created', 'create', `the draft “${mailing}”${groups === '' ? '' : ` for ${groups}`}`),
    'mailing.share': (who: string, { mailing }: AuditObjects) =>
      said(who, 'shared', 'share', `the mailing “${mailing}”`),
    'groups.share': (who: string, { groups }: AuditObjects) =>
      said(who, 'shared', 'share', `the figures of ${groups === '' ? 'all groups' : groups}`),
    'connection.connect': (who: string, { account }: AuditObjects) =>
      said(who, 'connected', 'connect', `the CleverReach account ${account}`),
    'connection.disconnect': (who: string, { account }: AuditObjects) =>
      said(who, 'disconnected', 'disconnect', `the CleverReach account ${account}`),
    'settings.change': (who: string, { fields }: AuditObjects) =>
      said(who, 'changed', 'change', `the settings${fields === '' ? '' : ` (${fields})`}`),
    'oauth-app.change': (who: string) => said(who, 'entered', 'enter', 'an OAuth app of this workspace’s own'),
  },
  appRemoved: (who: string) => said(who, 'removed', 'remove', 'the OAuth app of this workspace’s own'),
  outcomes: {
    partly: ':warning: only done in part',
    failed: ':x: failed',
    uncertain: ':warning: not confirmed',
    nothing: 'nothing to change, it was like this already',
  },
  export: {
    working: 'Collecting the changes …',
    why: 'The app sends the file as a direct message, and for that it needs the permission to upload files.',
    message: (count: number) =>
      `${counted(count, 'change', 'changes')} made from this workspace, newest first, as a file:`,
    fileTitle: 'Changes made with CleverReach for Slack',
    fileName: 'cleverreach-changes',
    sent: 'The file is now in the app’s direct messages.',
    failed: 'The file could not be sent.',
    nothing: 'There are no changes to export yet.',
    columns: {
      at: 'Time (UTC)',
      userId: 'Slack user ID',
      userName: 'Name',
      action: 'Action',
      address: 'Address',
      groups: 'Groups',
      groupIds: 'Group IDs',
      mailing: 'Mailing',
      mailingId: 'Mailing ID',
      result: 'Result',
      detail: 'Detail',
      reference: 'Reference',
    },
    actions: {
      'receiver.add': 'add',
      'receiver.unsubscribe': 'unsubscribe',
      'receiver.undo': 'undo unsubscribing',
      'receiver.opt-in': 'send double opt-in e-mail',
      'mailing.draft': 'create draft',
      'mailing.share': 'share mailing',
      'groups.share': 'share figures',
      'connection.connect': 'connect account',
      'connection.disconnect': 'disconnect account',
      'settings.change': 'change settings',
      'oauth-app.change': 'change OAuth app',
    },
    results: {
      done: 'done',
      partly: 'in part',
      failed: 'failed',
      uncertain: 'not confirmed',
      nothing: 'nothing to change',
    },
    unreadable: 'entry cannot be read',
  },
};
