import type { Texts } from '../index.ts';

export const errors: Texts['errors'] = {
  title: 'Das hat nicht geklappt.',
  reference: (reference) => `Referenz ${reference}`,
  timeout: 'CleverReach hat nicht rechtzeitig geantwortet. Bitte gleich noch einmal versuchen.',
  unavailable: 'CleverReach ist gerade nicht erreichbar. Bitte in einigen Minuten noch einmal versuchen.',
  rateLimited:
    'CleverReach erhält gerade zu viele Anfragen von diesem Konto. Bitte in einer Minute noch einmal versuchen.',
  forbidden:
    'Der CleverReach-OAuth-App fehlt dafür eine Berechtigung. Sie lässt sich in CleverReach unter REST API aktivieren; danach bitte neu verbinden.',
  notFound: 'CleverReach findet das nicht mehr. Wahrscheinlich wurde es inzwischen gelöscht.',
  invalid: 'CleverReach hat diese Angaben abgelehnt.',
  conflict: 'Das gibt es laut CleverReach schon.',
  tooLarge: 'Das ist für CleverReach zu groß.',
  unexpected:
    'Die Antwort von CleverReach war unverständlich. Bitte noch einmal versuchen; falls das nicht hilft, bitte an die Administration wenden.',
  refused: 'CleverReach hat das nicht ausgeführt.',
  uncertain:
    'CleverReach hat nicht bestätigt, ob das ausgeführt wurde. Bitte erst in CleverReach nachsehen, bevor es noch einmal versucht wird.',
  storage: 'Die App erreicht gerade ihren Speicher nicht. Bitte in einer Minute noch einmal versuchen.',
  internal:
    'In der App selbst ist ein Fehler aufgetreten. Bitte noch einmal versuchen; falls das nicht hilft, bitte an die Administration wenden.',
  unknownAction:
    'Dieser Button oder dieses Formular stammt aus einer älteren Version der App. Bitte den Befehl noch einmal aufrufen.',
  expiredForm: 'Dieses Formular ist zu alt. Bitte neu öffnen.',
};
