import type { Texts } from '../index.ts';

export const home: Texts['home'] = {
  welcome: 'CleverReach in Slack',
  intro: [
    'Wie es um die Empfängerlisten steht: aktive und inaktive Empfänger, Bounces.',
    'Empfänger suchen, eintragen und abmelden, gleich dort, wo jemand darum bittet.',
    'Entwürfe für Mailings, auch aus einer Nachricht. Versendet wird in CleverReach.',
  ],
  connected: (person, date) => `Verbunden von ${person} am ${date}`,
  lost: (person, date) => `Unterbrochen. Verbunden von ${person} am ${date}`,
  unknown: 'Slack hat nicht mitgeteilt, wer hier liest. Bitte gleich noch einmal versuchen.',
  changers: (people) =>
    people.length === 0
      ? 'Änderungen sind hier den Slack-Admins vorbehalten.'
      : `Änderungen sind hier den Slack-Admins und ${people.join(', ')} vorbehalten.`,
  draftButton: 'Entwurf schreiben',
  addButton: 'Empfänger eintragen',
  unsubscribeButton: 'Empfänger abmelden',
  findButton: 'Suchen …',
  statsButton: 'Alle Zahlen',
  overviewButton: 'Übersicht',
  refreshButton: 'Aktualisieren',
  largestOf: (shown, total) => `Die ${shown} größten von ${total} Listen`,
  asked: (date) => `Abgerufen: ${date}`,
  drafts: 'Neueste Entwürfe',
  noDrafts: 'Zurzeit gibt es keine Entwürfe.',
  fetchingDrafts: 'Die Entwürfe werden abgerufen …',
  created: (date) => `angelegt am ${date}`,
  showButton: 'Ansehen',
  mailingsButton: 'Alle Mailings',
  changes: 'Letzte Änderungen',
  auditButton: 'Alle Änderungen',
  statusButton: 'Verbindung',
  settingsButton: 'Einstellungen',
  helpButton: 'Hilfe',
  help: (installer) =>
    installer === undefined
      ? '*Hilfe* zeigt alle Befehle und was sie tun.'
      : `*Hilfe* zeigt alle Befehle und was sie tun. ${installer} hat die App hier installiert und weiß, wer sie betreibt.`,
  about: (version, host) => `Version ${version}, läuft auf ${host}`,
};
