export const home = {
  welcome: 'CleverReach in Slack',
  /** What the app is good for, a line each. */
  intro: [
    'How the groups are doing: active, inactive and bounced receivers.',
    'Finding, adding and unsubscribing receivers, right where somebody asks for it.',
    'Mailing drafts, from scratch or from a message. Sending stays in CleverReach.',
  ],
  connected: (person: string, date: string) => `Connected by ${person} on ${date}`,
  lost: (person: string, date: string) => `No longer working. Connected by ${person} on ${date}`,
  unknown: 'Slack did not say who is looking. Please try again in a moment.',
  changers: (people: string[]) =>
    people.length === 0
      ? 'Changes are reserved for Slack admins here.'
      : `Changes are reserved for Slack admins and ${people.join(', ')} here.`,
  draftButton: 'Write a draft',
  addButton: 'Add a receiver',
  unsubscribeButton: 'Unsubscribe',
  findButton: 'Find …',
  statsButton: 'All figures',
  overviewButton: 'Overview',
  refreshButton: 'Refresh',
  largestOf: (shown: string, total: string) => `The ${shown} largest of ${total} groups`,
  asked: (date: string) => `Fetched ${date}`,
  drafts: 'Latest drafts',
  noDrafts: 'There are no drafts at the moment.',
  fetchingDrafts: 'Fetching the drafts …',
  created: (date: string) => `created ${date}`,
  showButton: 'Show',
  mailingsButton: 'All mailings',
  changes: 'Recent changes',
  auditButton: 'All changes',
  statusButton: 'Connection',
  settingsButton: 'Settings',
  helpButton: 'Help',
  help: (installer: string | undefined) =>
    installer === undefined
      ? '*Help* has every command and what it does.'
      : `*Help* has every command and what it does. ${installer} installed the app here and knows who runs it.`,
  about: (version: string, host: string) => `Version ${version}, running at ${host}`,
};
