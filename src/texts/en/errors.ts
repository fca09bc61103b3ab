export const errors = {
  title: 'That did not work.',
  reference: (reference: string) => `Reference ${reference}`,
  againButton: 'Try again',
  timeout: 'CleverReach did not answer in time. Please try again in a moment.',
  unavailable: 'CleverReach cannot be reached at the moment. Please try again in a few minutes.',
  rateLimited: 'CleverReach is getting too many requests from this account right now. Please try again in a minute.',
  forbidden:
    'The CleverReach OAuth app lacks a permission for this. It can be enabled in CleverReach under REST API; then please reconnect.',
  notFound: 'CleverReach cannot find this any more. It has probably been deleted. Please run the command again.',
  invalid: 'CleverReach did not accept these details. Please check them and try again.',
  conflict: 'This exists in CleverReach already. Please check there.',
  tooLarge: 'This is too large for CleverReach. Please shorten it and try again.',
  unexpected:
    'The answer from CleverReach could not be understood. Please try again; if it persists, tell a Slack admin.',
  refused: 'CleverReach did not carry this out. Please try again; if it persists, tell a Slack admin.',
  uncertain: 'CleverReach did not confirm whether this was done. Please check in CleverReach before trying again.',
  givenUp:
    'Several attempts at this were cut short, and it is not known whether it was done. Please check in CleverReach before trying again.',
  storage: 'The app cannot reach its storage at the moment. Please try again in a minute.',
  slack: 'Slack did not accept this. Please try again in a moment; if it persists, tell a Slack admin.',
  internal: 'Something went wrong in the app itself. Please try again; if it persists, tell a Slack admin.',
  unknownAction: 'This button or form is from an older version of the app. Please run the command again.',
  expiredForm: 'This form is too old. Please open it again.',
};
