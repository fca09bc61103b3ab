import { countingIn } from '../counting.ts';
import type { Texts } from '../index.ts';

const { counted } = countingIn('de-DE');

/** Was getan wurde, und was jemand vorhatte. */
const said = (who: string, did: string, meant: string, what: string) => ({
  done: `${who} hat ${what} ${did}.`,
  meant: `${who} wollte ${what} ${meant}`,
});
const into = (groups: string) => (groups === '' ? '' : ` in ${groups}`);
const off = (groups: string) => (groups === '' ? ' von allen Listen' : ` von ${groups}`);
const from = (groups: string) => (groups === '' ? ' in allen Listen' : ` in ${groups}`);

export const audit: Texts['audit'] = {
  title: 'Änderungen aus diesem Workspace',
  page: (page) => `Seite ${page}`,
  none: 'Von diesem Workspace aus wurde noch nichts geändert.',
  noMore: 'So weit zurück gibt es keine Änderungen.',
  newestButton: 'Neueste Änderungen',
  newerButton: 'Neuere',
  olderButton: 'Ältere',
  exportButton: 'Als Datei exportieren',
  unreadable: ':warning: Ein Eintrag, der nicht lesbar ist.',
  kept: (count) => `Aufbewahrt werden die neuesten ${count} Änderungen.`,
  moreGroups: (names, more) => `${names} und ${counted(more, 'weiteren Liste', 'weiteren Listen')}`,
  group: (id) => `Liste ${id}`,
  sentences: {
    'receiver.add': (who, { address, groups }) => said(who, 'eingetragen', 'eintragen', `${address}${into(groups)}`),
    'receiver.unsubscribe': (who, { address, groups }) =>
      said(who, 'abgemeldet', 'abmelden', `${address}${off(groups)}`),
    'receiver.undo': (who, { address, groups }) =>
      said(who, 'rückgängig gemacht', 'rückgängig machen', `die Abmeldung von ${address}${from(groups)}`),
    'receiver.opt-in': (who, { address, groups }) =>
      said(who, 'geschickt', 'schicken', `${address} eine Double-Opt-in-Mail${groups === '' ? '' : ` für ${groups}`}`),
    'mailing.draft': (who, { mailing, groups }) =>
      said(who, 'angelegt', 'anlegen', `den Entwurf „${mailing}“${groups === '' ? '' : ` für ${groups}`}`),
    'mailing.share': (who, { mailing }) => said(who, 'geteilt', 'teilen', `das Mailing „${mailing}“`),
    'groups.share': (who, { groups }) =>
      said(who, 'geteilt', 'teilen', `die Zahlen ${groups === '' ? 'aller Listen' : `von ${groups}`}`),
    'connection.connect': (who, { account }) => said(who, 'verbunden', 'verbinden', `das CleverReach-Konto ${account}`),
    'connection.disconnect': (who, { account }) =>
      said(who, 'getrennt', 'trennen', `die Verbindung zum CleverReach-Konto ${account}`),
    'settings.change': (who, { fields }) =>
      said(who, 'geändert', 'ändern', `die Einstellungen${fields === '' ? '' : ` (${fields})`}`),
    'oauth-app.change': (who) => said(who, 'hinterlegt', 'hinterlegen', 'eine eigene OAuth-App für diesen Workspace'),
  },
  appRemoved: (who) => said(who, 'entfernt', 'entfernen', 'die eigene OAuth-App dieses Workspace'),
  outcomes: {
    partly: ':warning: nur teilweise ausgeführt',
    failed: ':x: fehlgeschlagen',
    uncertain: ':warning: nicht bestätigt',
    nothing: 'nichts zu ändern, es war schon so',
  },
  export: {
    working: 'Die Änderungen werden zusammengestellt …',
    why: 'Die App verschickt die Datei als Direktnachricht und braucht dafür die Berechtigung, Dateien hochzuladen.',
    message: (count) =>
      `${counted(count, 'Änderung', 'Änderungen')} von diesem Workspace aus, die neuesten zuerst, als Datei:`,
    fileTitle: 'Änderungen mit CleverReach für Slack',
    fileName: 'cleverreach-aenderungen',
    sent: 'Die Datei liegt jetzt in der Direktnachricht der App.',
    failed: 'Die Datei konnte nicht verschickt werden.',
    nothing: 'Es gibt noch keine Änderungen zum Exportieren.',
    columns: {
      at: 'Zeit (UTC)',
      userId: 'Slack-Nutzer-ID',
      userName: 'Name',
      action: 'Vorgang',
      address: 'Adresse',
      groups: 'Empfängerlisten',
      groupIds: 'Listen-IDs',
      mailing: 'Mailing',
      mailingId: 'Mailing-ID',
      result: 'Ergebnis',
      detail: 'Details',
      reference: 'Referenz',
    },
    actions: {
      'receiver.add': 'Eintragen',
      'receiver.unsubscribe': 'Abmelden',
      'receiver.undo': 'Abmelden rückgängig machen',
      'receiver.opt-in': 'Double-Opt-in-Mail schicken',
      'mailing.draft': 'Entwurf anlegen',
      'mailing.share': 'Mailing teilen',
      'groups.share': 'Zahlen teilen',
      'connection.connect': 'Konto verbinden',
      'connection.disconnect': 'Verbindung trennen',
      'settings.change': 'Einstellungen ändern',
      'oauth-app.change': 'OAuth-App ändern',
    },
    results: {
      done: 'ausgeführt',
      partly: 'teilweise ausgeführt',
      failed: 'fehlgeschlagen',
      uncertain: 'nicht bestätigt',
      nothing: 'nichts zu ändern',
    },
    unreadable: 'Eintrag nicht lesbar',
  },
};
