import { slashCommand } from '../slash-command.ts';

export const pages = {
  back: 'Back to Slack',
  closeHint: 'This page can be closed.',
  reference: (reference: string) => `Reference: ${reference}`,
  install: {
    title: 'The app is installed',
    body: (workspace: string) => `CleverReach is now in the Slack workspace ${workspace}.`,
    next: 'One step is left: connect the CleverReach account it should work with.',
    connect: 'Connect CleverReach',
    orgBody: (organisation: string) =>
      `CleverReach is now available to the Slack organisation ${organisation}. In each workspace the app is added to, ${slashCommand} connect connects the account.`,
    grantedTitle: 'The permission is granted',
    granted:
      'Back in Slack, what needed it now works. A form that is still open notices when its choice is made again.',
    notGrantedTitle: 'The permission was not granted',
    notGranted: 'Slack installed the app without it. Everything else keeps working, and it can be granted later.',
    cancelledTitle: 'Nothing was installed',
    cancelled: 'The installation was cancelled in Slack.',
    failedTitle: 'The app was not installed',
    badState: 'This installation link was already used, has expired, or was opened in another browser.',
    failed: 'Slack did not complete the installation.',
    connected: (account: string) => `This workspace stays connected to the CleverReach account ${account}.`,
    broken: (account: string) =>
      `The connection to the CleverReach account ${account} no longer works. Slack admins and whoever connected it can set it up again with ${slashCommand} connect.`,
    noApp: `A CleverReach OAuth app is still missing. Whoever runs this app can set one for all workspaces, or a Slack admin enters one for this workspace in ${slashCommand} settings.`,
    again: 'Start again',
  },
  connect: {
    title: 'Connect CleverReach',
    lead: (workspace: string) => `This connects a CleverReach account to the Slack workspace ${workspace}.`,
    workspace: 'Slack workspace',
    person: 'Requested by',
    sharedTitle: 'What is shared',
    shared: [
      'All full members of this workspace can see groups, their figures, receivers and mailings.',
      'They can add and unsubscribe receivers and create mailing drafts. The app does not send mailings.',
      'The access token is stored encrypted and is revoked on disconnecting.',
    ],
    warning:
      'Do not continue if someone else sent you this link: it would connect your account to a workspace that is not yours.',
    replaces: (account: string) =>
      `The account ${account} is connected at the moment, and it works. Continuing puts another in its place, for everyone in this workspace.`,
    button: 'Continue to CleverReach',
    doneTitle: 'Connected',
    done: (account: string, workspace: string) =>
      `The CleverReach account ${account} is now connected to the Slack workspace ${workspace}.`,
    resumed: 'Slack is carrying on with your request.',
    alreadyTitle: 'Already connected',
    already: (account: string, workspace: string) =>
      `The Slack workspace ${workspace} is already connected to the CleverReach account ${account}. Only Slack admins and whoever connected it can replace the connection. Nothing was changed.`,
    deniedTitle: 'Not allowed',
    denied:
      'Only Slack admins and owners of this workspace can connect an account, and whoever installed the app or made the connection there is. Nothing was stored.',
    unknownTitle: 'Slack did not answer',
    unknown: 'Slack did not say in time who this link was made for, so nothing was stored.',
    expiredTitle: 'This link no longer works',
    expired: `It was already used or has expired. In Slack, ${slashCommand} connect gives a new one.`,
    badStateTitle: 'Not connected',
    badState:
      'This answer does not belong to a connection that was started in this browser, or it was used before. Nothing was stored.',
    cancelledTitle: 'Not connected',
    cancelled: 'The consent was refused in CleverReach. Nothing was stored.',
    refusedTitle: 'Not connected',
    refused: 'CleverReach did not accept the confirmation. It may have taken too long. Nothing was stored.',
    downTitle: 'CleverReach does not answer',
    down: 'CleverReach could not be reached to complete the connection. Nothing was stored.',
    noAppTitle: 'No CleverReach OAuth app',
    noApp: `This installation has no CleverReach OAuth app yet. Whoever runs this app can set CLEVERREACH_CLIENT_ID and CLEVERREACH_CLIENT_SECRET, or a Slack admin enters an OAuth app of the workspace’s own in ${slashCommand} settings.`,
    again: 'Try again',
  },
  notFoundTitle: 'There is nothing here',
  notFound: 'This address does not exist.',
  errorTitle: 'That did not work',
  error: 'Something went wrong. Please try again in a moment.',
  unavailable: 'The app cannot reach its storage at the moment. Please try again in a minute.',
};
