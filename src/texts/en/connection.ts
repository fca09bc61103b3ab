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
  told: {
    broken: (account: string) =>
      `CleverReach no longer accepts the connection to the account *${account}*. Until it is set up again, nothing can be looked up or changed from this workspace.`,
    app: (account: string) =>
      `CleverReach no longer accepts this workspace’s own OAuth app, with which the account *${account}* is connected. Perhaps its secret was changed there, or the app was removed.`,
    appUntil: (until: string) =>
      `Access lasts until ${until} at the longest. Before that, enter the new secret here or connect the account again.`,
    appOver:
      'Until the new secret is entered here, or the account is connected again, nothing can be looked up or changed from this workspace.',
    why: 'You get this message because you connected the account.',
  },
  noApp:
    'This installation has no CleverReach OAuth app yet, so no account can be connected. Whoever runs this app can set CLEVERREACH_CLIENT_ID and CLEVERREACH_CLIENT_SECRET for all workspaces.',
  noAppForAdmin: 'Or this workspace uses an OAuth app of its own, which can be entered here:',
  noAppForOthers: `Or a Slack admin enters an OAuth app of this workspace’s own, in \`${slashCommand} settings\`.`,
  ownAppButton: 'Enter own OAuth app',
  ownAppShort: 'Own OAuth app',
  ownApp: {
    modalTitle: 'Own OAuth app',
    submit: 'Save',
    intro:
      'With an OAuth app of its own in CleverReach, this workspace connects independently of whoever runs this Slack app.',
    steps:
      '*1.* In CleverReach under _My Account › Extras_ (or _Interfaces_) _› REST API_, create an OAuth app and tick the permissions to read recipients and mailings, to change recipients and to create mailings.\n*2.* Enter this address there as redirect URL, exactly so:',
    clientId: 'Client ID',
    clientSecret: 'Client secret',
    secretStored: 'Stored; leave empty to keep',
    connectionStays:
      'The account that is connected keeps working with the app it was connected with, until it is reconnected.',
    removeButton: 'Remove',
    removeTitle: 'Remove the OAuth app?',
    removeQuestion:
      'The client ID and the secret are deleted here. The account that is connected keeps working with them until it is reconnected. Nothing changes in CleverReach.',
    saved: 'The OAuth app is stored. From now on, this workspace connects with it.',
    removed: 'The OAuth app is removed.',
    own: (clientId: string) => `This workspace connects with an OAuth app of its own: ${clientId}.`,
    operators: 'This workspace connects with the OAuth app of whoever runs this Slack app.',
    none: 'There is none yet, so no account can be connected.',
    unreadable: 'The stored OAuth app cannot be read. Please enter it again, or remove it.',
    errors: {
      idMissing: 'Please enter the client ID.',
      id: 'A client ID has neither blanks nor special characters.',
      secretMissing: 'Please enter the secret that belongs to this client ID.',
      secret: 'A secret has neither blanks nor special characters.',
      unknown: 'CleverReach does not know this client ID.',
      otherRedirect: (url: string) =>
        `In CleverReach, this OAuth app has another redirect URL. Please enter ${url} there.`,
    },
  },
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
