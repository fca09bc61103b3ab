export const denied = {
  guest: 'Guests of this workspace cannot use the CleverReach app. A full member can help.',
  stranger: 'Only members of the workspace in which the CleverReach app is installed can use it.',
  unknown: 'Slack did not say who this request comes from. Nothing was changed. Please try again in a moment.',
};
