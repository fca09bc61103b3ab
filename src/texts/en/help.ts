import { slashCommand } from '../slash-command.ts';

export const help = {
  title: 'CleverReach in Slack',
  connectedAs: (account: string) => `Connected to *${account}*.`,
  connectionBroken: (account: string) =>
    `:warning: The connection to *${account}* no longer works. \`${slashCommand} connect\` sets it up again.`,
  notConnected: 'No CleverReach account is connected to this workspace yet.',
  commands: {
    overview: 'all groups, and the newest receivers of the largest',
    stats: 'health of all groups, or of one',
    groups: 'the groups whose name contains a text',
    receivers: 'the receivers of a group, page by page',
    find: 'the groups an address is in',
    add: 'add an address to a group',
    unsubscribe: 'unsubscribe one or several addresses',
    mailings: 'the mailings, newest first',
    mailing: 'one mailing and its report',
    draft: 'write a mailing draft',
    status: 'which CleverReach account is connected',
    connect: 'connect a CleverReach account',
    disconnect: 'end the connection',
    settings: 'language, rights and defaults of this workspace',
    audit: 'the last changes, and who made them',
    help: 'this overview',
  },
  arguments: {
    group: '[group]',
    text: '[text]',
    receivers: '<group> [active|inactive|bounced] [part of an address]',
    address: '<address>',
    addition: '[address] [group]',
    addresses: '[address …] [group]',
    mailingState: '[draft|waiting|running|finished]',
    mailing: '<id>',
    subject: '[subject]',
  },
  topics: { groups: 'Groups', receivers: 'Receivers', mailings: 'Mailings', workspace: 'This workspace' },
  shortcuts:
    'There are shortcuts too: *Create mailing draft* and *Unsubscribe an address* in the shortcuts menu, and *Unsubscribe address* in the menu of any message.',
  unknownCommand: (word: string) => `There is no command “${word}”.`,
  didYouMean: 'Did you mean:',
};
