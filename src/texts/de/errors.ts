import type { Texts } from '../index.ts';

export const errors: Texts['errors'] = {
  title: 'Das hat nicht geklappt.',
  reference: (reference) => `Referenz ${reference}`,
  againButton: 'Noch einmal versuchen',
  timeout: 'CleverReach hat nicht rechtzeitig geantwortet. Bitte gleich noch einmal versuchen.',
  unavailable: 'CleverReach ist gerade nicht erreichbar. Bitte in einigen Minuten noch einmal versuchen.',
  rateLimited:
    'CleverReach erhält gerade zu viele Anfragen von diesem Konto. Bitte in einer Minute noch einmal versuchen.',
  forbidden:
    'Der CleverReach-OAuth-App fehlt dafür eine Berechtigung. Sie lässt sich in CleverReach unter REST API aktivieren; danach bitte neu verbinden.',
  notFound:
    'CleverReach findet das nicht mehr. Wahrscheinlich wurde es inzwischen gelöscht. Bitte den Befehl noch einmal aufrufen.',
  invalid: 'CleverReach hat diese Angaben abgelehnt. Bitte prüfen und noch einmal versuchen.',
  conflict: 'Das gibt es in CleverReach schon. Bitte dort nachsehen.',
  tooLarge: 'Das ist für CleverReach zu groß. Bitte kürzen und noch einmal versuchen.',
  unexpected:
    'Die Antwort von CleverReach war unverständlich. Bitte noch einmal versuchen; falls das nicht hilft, bitte die Slack-Admins informieren.',
  refused:
    'CleverReach hat das nicht ausgeführt. Bitte noch einmal versuchen; falls das nicht hilft, bitte die Slack-Admins informieren.',
  uncertain:
    'CleverReach hat nicht bestätigt, ob das ausgeführt wurde. Bitte erst in CleverReach nachsehen, dann erneut versuchen.',
  givenUp:
    'Mehrere Anläufe wurden unterbrochen, und es ist nicht bekannt, ob das ausgeführt wurde. Bitte erst in CleverReach nachsehen, dann erneut versuchen.',
  storage: 'Die App erreicht gerade ihren Speicher nicht. Bitte in einer Minute noch einmal versuchen.',
  slack:
    'Slack hat das nicht angenommen. Bitte gleich noch einmal versuchen; falls das nicht hilft, bitte die Slack-Admins informieren.',
  internal:
    'In der App selbst ist ein Fehler aufgetreten. Bitte noch einmal versuchen; falls das nicht hilft, bitte die Slack-Admins informieren.',
  unknownAction:
    'Dieser Button oder dieses Formular stammt aus einer älteren Version der App. Bitte den Befehl noch einmal aufrufen.',
  expiredForm: 'Dieses Formular ist zu alt. Bitte neu öffnen.',
};
