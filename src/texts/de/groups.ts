import { countingIn } from '../counting.ts';
import type { Texts } from '../index.ts';

const { number, counted } = countingIn('de-DE');

export const groups: Texts['groups'] = {
  working: 'Die Zahlen werden abgerufen …',
  progress: (done, of) => `:hourglass_flowing_sand: ${done} von ${of} Listen bisher …`,
  statsTitle: 'Zustand der Empfängerlisten',
  allGroups: (count) => counted(count, 'Empfängerliste', 'Empfängerlisten'),
  totals: ({ active, inactive, bounced }) =>
    `*${number(active)}* aktiv, ${number(inactive)} inaktiv, ${counted(bounced, 'Bounce', 'Bounces')}`,
  figures: (group, { total, active, inactive, bounced }, activeShare) =>
    `${group}: ${number(total)} Empfänger, ${number(active)} aktiv${activeShare === undefined ? '' : ` (${activeShare})`}, ${number(inactive)} inaktiv, ${counted(bounced, 'Bounce', 'Bounces')}`,
  perList: 'Empfänger je Liste',
  largest: 'Größte Empfängerlisten',
  byState: 'Empfänger nach Status',
  chartAxisGroup: 'Empfängerliste',
  chartAxisReceivers: 'Empfänger',
  group: 'Empfängerliste',
  total: 'Gesamt',
  active: 'Aktiv',
  inactive: 'Inaktiv',
  bounced: 'Bounces',
  activeShare: 'Anteil aktiv',
  computedAt: (date) => `Stand der Zahlen: ${date}`,
  computedAtUnknown: 'CleverReach gibt nicht an, von wann diese Zahlen sind.',
  countedPerList: 'Wer in mehreren Listen steht, zählt in jeder einmal.',
  onlyLargest: (shown, total) => `Zu sehen sind nur die ${shown} größten von ${total} Listen.`,
  statsMissing: (names) => `Keine Zahlen erhalten für: ${names}`,
  emptyGroup: 'In dieser Liste gibt es noch keine Empfänger.',
  noGroups:
    'In diesem Konto gibt es noch keine Empfängerlisten. Sie werden in CleverReach unter *Empfänger* angelegt und erscheinen dann sofort hier.',
  noMatch: (text) => `Keine Empfängerliste passt zu „${text}“.`,
  existing: 'Diese gibt es:',
  closest: 'Die ähnlichsten Namen:',
  severalMatch: (text) => `Zu „${text}“ passen mehrere Empfängerlisten. Welche ist gemeint?`,
  moreMatches: (count) => `… und ${counted(count, 'weitere Liste', 'weitere Listen')}.`,
  narrowDown: 'Ein längerer Teil des Namens grenzt die Auswahl ein.',
  noSuchId: (id) => `Eine Empfängerliste mit der ID ${id} gibt es nicht (mehr).`,
  vanished: 'Diese Empfängerliste gibt es nicht mehr. Sie wurde inzwischen in CleverReach gelöscht.',
  searchTitle: (text) => `Listen mit „${text}“`,
  listTitle: 'Empfängerlisten',
  id: 'ID',
  created: 'Angelegt',
  lastMailing: 'Letztes Mailing',
  noneYet: 'noch keines',
  locked: 'gesperrt',
  receiversButton: 'Empfänger',
  allStatsButton: 'Zahlen aller Listen',
  allButton: 'Alle Listen',
  refreshButton: 'Aktualisieren',
  draftButton: 'Entwurf schreiben',
};
