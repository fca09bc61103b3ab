import type { Texts } from '../index.ts';
import { slashCommand } from '../slash-command.ts';

export const denied: Texts['denied'] = {
  guest: 'Gäste können die CleverReach-App nicht nutzen. Ein Vollmitglied dieses Workspace kann weiterhelfen.',
  stranger: 'Die CleverReach-App können nur Mitglieder des Workspace nutzen, in dem sie installiert ist.',
  unknown:
    'Slack hat nicht mitgeteilt, von wem diese Anfrage kommt. Es wurde nichts geändert. Bitte gleich noch einmal versuchen.',
  changes: (people) =>
    people.length === 0
      ? 'Änderungen in CleverReach sind in diesem Workspace den Slack-Admins vorbehalten. Es wurde nichts geändert.'
      : `Änderungen in CleverReach sind in diesem Workspace den Slack-Admins und ${people.join(', ')} vorbehalten. Es wurde nichts geändert.`,
  settingsUnreadable: `Wer Änderungen vornehmen darf, steht in den Einstellungen dieses Workspace, und die sind nicht lesbar. Es wurde nichts geändert. Sobald ein Slack-Admin sie unter \`${slashCommand} einstellungen\` neu speichert, geht es wieder.`,
  managing: (person) =>
    person === undefined
      ? 'Dafür sind die Slack-Admins dieses Workspace zuständig.'
      : `Dafür sind die Slack-Admins dieses Workspace zuständig und ${person} (hat das CleverReach-Konto verbunden).`,
};
