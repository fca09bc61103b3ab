import { slashCommand } from '../slash-command.ts';

export const connection = {
  connectButton: 'Connect CleverReach',
  reconnectButton: 'Reconnect',
  disconnectButton: 'Disconnect',
  needed: 'This needs a CleverReach account. None is connected to this workspace yet.',
  resumes: 'Once connected, this carries on by itself.',
  offer:
    'Connect the CleverReach account this workspace should work with. A page opens first that says which data is shared.',
  linkValid: 'The link works for 30 minutes and only for this workspace.',
  broken:
    'CleverReach no longer accepts the connection to this account. It was ended there or has expired, and has to be set up again.',
  noApp:
    'This installation has no CleverReach OAuth app yet, so no account can be connected. Whoever runs this app can set CLEVERREACH_CLIENT_ID and CLEVERREACH_CLIENT_SECRET for all workspaces.',
  noAppForAdmin: 'Or this workspace uses an OAuth app of its own, which can be entered here:',
  noAppForOthers: `Or a Slack admin enters an OAuth app of this workspace’s own, in \`${slashCommand} settings\`.`,
  ownAppButton: 'Enter own OAuth app',
  notConnected: 'No CleverReach account is connected to this workspace yet.',
  whoConnects: (installer: string | undefined) =>
    installer === undefined
      ? `Slack admins and owners of this workspace can connect one with \`${slashCommand} connect\`.`
      : `Slack admins and owners of this workspace can connect one with \`${slashCommand} connect\`, and so can ${installer}, who installed the app.`,
  whoReconnects: (connector: string) =>
    `Slack admins and owners of this workspace can set it up again with \`${slashCommand} connect\`, and so can ${connector}, who connected the account.`,
  statusTitle: 'CleverReach connection',
  account: 'Account',
  connectedBy: 'Connected by',
  since: 'Since',
  tokenUntil: 'Access valid until',
  renews: 'renewed automatically',
  state: 'State',
  stateActive: 'working',
  stateBroken: 'broken, please reconnect',
  statusText: (account: string) => `This workspace is connected to the CleverReach account ${account}.`,
  statusBrokenText: (account: string) => `The connection to the CleverReach account ${account} no longer works.`,
  disconnectTitle: 'Disconnect CleverReach?',
  disconnectQuestion: (account: string) =>
    `This ends the connection to *${account}* for everyone in this workspace. The access token is revoked at CleverReach and deleted here. Nothing changes in CleverReach itself.`,
  disconnected: (account: string) =>
    `The connection to *${account}* has ended. The access token was revoked at CleverReach and deleted here.`,
  disconnectedUnrevoked: (account: string) =>
    `The connection to *${account}* has ended and the access token is deleted here. CleverReach could not be reached to revoke it; it can be removed in the CleverReach account under REST API.`,
  alreadyConnected: (account: string, person: string) =>
    `This workspace is already connected to the CleverReach account *${account}*. Only Slack admins and ${person}, who connected it, can end or replace the connection.`,
  nowConnected: (account: string) => `Connected to the CleverReach account *${account}*.`,
  resumeButton: 'Continue',
  resumeOffer: 'Everything is ready. Continue here:',
  scopeButton: 'Grant permission in Slack',
  scopeNote: 'This permission is asked for only when it is wanted. Slack may require an admin’s approval.',
};
