import { countingIn } from '../counting.ts';
import type { Texts } from '../index.ts';

const { number, counted } = countingIn('de-DE');

export const mailings: Texts['mailings'] = {
  listWorking: 'Die Mailings werden abgerufen …',
  working: 'Das Mailing wird abgerufen …',
  title: 'Mailings',
  titles: {
    draft: 'Entwürfe',
    waiting: 'Wartende Mailings',
    running: 'Laufende Mailings',
    finished: 'Versendete Mailings',
  },
  states: { draft: 'Entwurf', waiting: 'Wartend', running: 'Läuft', finished: 'Versendet', automation: 'Automation' },
  unknownState: 'Status unbekannt',
  since: {
    created: (state, date) => `${state} · angelegt am ${date}`,
    goesOut: (state, date) => `${state} · geht raus am ${date}`,
    started: (state, date) => `${state} seit ${date}`,
    sent: (state, date) => `${state} am ${date}`,
  },
  groupCount: (count) => counted(count, 'Liste', 'Listen'),
  id: 'ID',
  newest: (count) => `Die neuesten ${number(count)} über alle Status hinweg. Ältere stehen unter ihrem Status.`,
  all: (count) => `${counted(count, 'Mailing', 'Mailings')}${count === 1 ? '.' : ', die neuesten zuerst.'}`,
  page: (page) => `Seite ${number(page)}, die neuesten zuerst.`,
  none: 'In diesem Konto gibt es noch keine Mailings.',
  noneOf: {
    draft: 'Es gibt keine Entwürfe.',
    waiting: 'Kein Mailing wartet auf seinen Versand.',
    running: 'Gerade wird kein Mailing versendet.',
    finished: 'Es wurde noch kein Mailing versendet.',
  },
  noMore: 'Auf dieser Seite steht nichts mehr: Alle Mailings stehen auf den Seiten davor.',
  noSuchState: (word) => `Den Status „${word}“ gibt es nicht. Nach diesen lassen sich Mailings auflisten:`,
  allButton: 'Alle Mailings',
  stateButtons: { draft: 'Entwürfe', waiting: 'Wartende', running: 'Laufende', finished: 'Versendete' },
  previousButton: '‹ Zurück',
  nextButton: 'Weiter ›',
  writeButton: 'Entwurf schreiben',
  showButton: 'Ansehen',
  showLabel: (subject) => `„${subject}“ ansehen`,
  choose: 'Welches Mailing? Das sind die neuesten:',
  severalMatch: (words) => `Zu „${words}“ passen mehrere Mailings. Welches ist gemeint?`,
  moreMatches: (count) => `… und ${number(count)} weitere. Ein längerer Teil des Namens grenzt die Auswahl ein.`,
  noMatch: (words, searched) =>
    searched === 1
      ? `Das einzige Mailing hat „${words}“ weder im Namen noch im Betreff:`
      : `Keines der ${number(searched)} neuesten Mailings hat „${words}“ im Namen oder Betreff. Das sind die neuesten:`,
  noSuchId: (id) => `Ein Mailing mit der ID ${id} gibt es nicht. Vielleicht wurde es gelöscht. Das sind die neuesten:`,
  noSuchIdAtAll: (id) => `Ein Mailing mit der ID ${id} gibt es nicht, und auch kein anderes in diesem Konto.`,
  vanished: 'Dieses Mailing gibt es nicht mehr. Es wurde inzwischen in CleverReach gelöscht.',
  groups: 'Empfängerlisten',
  group: 'Empfängerliste',
  vanishedGroup: (id) => `${id} (gibt es nicht mehr)`,
  moreGroups: (count) => `und ${counted(count, 'weitere Liste', 'weitere Listen')}`,
  noGroups: 'noch keine gewählt',
  sender: 'Absender',
  state: 'Status',
  cardText: (subject) => `Mailing „${subject}“`,
  openButton: 'In CleverReach öffnen',
  previewButton: 'Vorschau',
  refreshButton: 'Aktualisieren',
  report: {
    title: 'Bericht',
    sent: 'Versendet',
    delivered: 'Zugestellt',
    opened: 'Geöffnet',
    clicked: 'Geklickt',
    bounced: 'Bounces',
    unsubscribed: 'Abgemeldet',
    missing: 'keine Angabe',
    shares:
      'Zugestellt und Bounces als Anteil an den versendeten, alles andere als Anteil an den zugestellten E-Mails. Jede Person zählt einmal.',
    chartTitle: 'Was aus dem Mailing wurde',
    chartAxis: 'Empfänger',
    unavailable: (reason) => `Der Bericht lässt sich nicht anzeigen. ${reason}`,
    none: 'CleverReach hat zu diesem Mailing keinen Bericht.',
    forbidden:
      'CleverReach gibt ihn nicht heraus. Bei einem Splittest stehen die Zahlen im Bericht des ganzen Tests und nicht in denen der einzelnen Versionen. Andernfalls fehlt der CleverReach-OAuth-App die Berechtigung für Berichte.',
  },
};
