import { slashCommand } from '../slash-command.ts';

export const denied = {
  guest: 'Guests cannot use the CleverReach app. A full member of this workspace can help.',
  stranger: 'Only members of the workspace in which the CleverReach app is installed can use it.',
  unknown: 'Slack did not say who this request comes from. Nothing was changed. Please try again in a moment.',
  changes: (people: string[]) =>
    people.length === 0
      ? 'Only Slack admins can make changes in CleverReach from this workspace. Nothing was changed.'
      : `Only Slack admins and ${people.join(', ')} can make changes in CleverReach from this workspace. Nothing was changed.`,
  settingsUnreadable: `The settings of this workspace, which say who can make changes, cannot be read. Nothing was changed. Once a Slack admin has saved them again in \`${slashCommand} settings\`, it works again.`,
  managing: (person: string | undefined) =>
    person === undefined
      ? 'This is for Slack admins and owners of this workspace.'
      : `This is for Slack admins and owners of this workspace, and for ${person}, who connected the CleverReach account.`,
};
