import type { Texts } from '../index.ts';

export const denied: Texts['denied'] = {
  guest: 'Gäste können die CleverReach-App nicht nutzen. Ein Vollmitglied dieses Workspace kann weiterhelfen.',
  stranger: 'Die CleverReach-App können nur Mitglieder des Workspace nutzen, in dem sie installiert ist.',
  unknown:
    'Slack hat nicht mitgeteilt, von wem diese Anfrage kommt. Es wurde nichts geändert. Bitte gleich noch einmal versuchen.',
};
