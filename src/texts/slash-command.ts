/** The slash command, as the app's manifest registers it with Slack. */
export const slashCommand = '/cleverreach';
