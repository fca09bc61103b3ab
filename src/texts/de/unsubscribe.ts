import { countingIn } from '../counting.ts';
import type { Texts } from '../index.ts';
import { slashCommand } from '../slash-command.ts';

const { number, counted } = countingIn('de-DE');

const addressesOf = (count: number) => counted(count, 'Adresse', 'Adressen');
const groupsOf = (count: number) => counted(count, 'Empfängerliste', 'Empfängerlisten');

export const unsubscribe: Texts['unsubscribe'] = {
  modalTitle: 'Adresse abmelden',
  next: 'Weiter',
  intro:
    'Wer abgemeldet ist, erhält über die Liste keine Mailings mehr und bleibt dort als inaktiv gespeichert. Der nächste Schritt zeigt, was sich ändert.',
  addresses: 'E-Mail-Adressen',
  addressesHint: (most) => `Eine oder mehrere, höchstens ${number(most)}: eine je Zeile oder mit Kommas getrennt.`,
  which: 'Welche Adressen?',
  whichPlaceholder: 'Adressen wählen',
  onlyFirstFound: (count) =>
    `Hier stehen nur die ersten ${number(count)} Adressen aus dieser Nachricht zur Wahl. Die übrigen lassen sich mit \`${slashCommand} abmelden\` eingeben.`,
  severalFound: 'Es wurden mehrere Adressen gefunden. Bitte die Adressen eingeben, die abgemeldet werden sollen.',
  group: 'Empfängerlisten',
  groupHint: 'Bleibt das Feld leer, wird jede Adresse von allen Listen abgemeldet, in denen sie aktiv ist.',
  groupPlaceholder: 'Alle Listen',
  errors: {
    addressMissing: 'Bitte eine Adresse eingeben.',
    mistakes: (written, more) => {
      const named = written.map((word) => `„${word}“`).join(', ');
      if (more > 0) return `${named} und ${number(more)} weitere sind keine E-Mail-Adressen.`;
      return written.length > 1 ? `${named} sind keine E-Mail-Adressen.` : `${named} ist keine E-Mail-Adresse.`;
    },
    tooMany: (count, most) =>
      `Das sind ${addressesOf(count)}. Auf einmal lassen sich höchstens ${number(most)} abmelden.`,
  },
  notAnAddress: (typed) => `:warning: „${typed}“ ist keine E-Mail-Adresse. Bitte hier berichtigen.`,
  neither: (typed) =>
    `:warning: „${typed}“ ist weder eine E-Mail-Adresse noch eine Empfängerliste. Bitte hier die Adresse eingeben.`,
  notAllFit: (count) => `${addressesOf(count)} ${count === 1 ? 'passte' : 'passten'} nicht mehr in das Feld.`,
  noAddressInMessage: ':warning: In dieser Nachricht steht keine E-Mail-Adresse. Sie lässt sich hier eingeben.',
  findingGroup: (words) => `Die Empfängerliste „${words}“ wird gesucht …`,
  groupNotLookedUp: (words) =>
    `:warning: Die Empfängerliste „${words}“ ließ sich in CleverReach nicht suchen. Bitte hier wählen.`,
  entryOver: 'Eingaben bleiben nur eine halbe Stunde erhalten. Bitte noch einmal eingeben.',

  lookingUp: (count) => `${addressesOf(count)} ${count === 1 ? 'wird' : 'werden'} in CleverReach geprüft …`,
  lookedUp: (done, count) => `Adressen werden in CleverReach geprüft: ${number(done)} von ${number(count)} …`,
  willChangeOne: (address, groups) => `*${address}* wird von *${groupsOf(groups)}* abgemeldet:`,
  willChange: (addresses, groups) =>
    `*${addressesOf(addresses)}* werden abgemeldet, insgesamt von *${groupsOf(groups)}*:`,
  alreadyInactive: 'Schon inaktiv in:',
  bounced: 'Hier kommen wegen früherer Bounces ohnehin keine Mailings mehr an:',
  unchanged: 'Nichts ändert sich für:',
  nothingToChange: '*Es gibt nichts zu ändern.*',
  inactiveIn: (groups) => `schon inaktiv in ${groups}`,
  bouncedIn: (groups) => `gebounct in ${groups}`,
  inNoGroup: 'in keiner Empfängerliste',
  inNoChosenGroup: 'in keiner der gewählten Empfängerlisten',
  vanished: (groups) => `In CleverReach nicht mehr vorhanden und daher ausgelassen: ${groups}`,
  consequence: 'Über diese Listen kommen dann keine Mailings mehr. Zehn Minuten lang lässt sich das rückgängig machen.',
  confirm: (count) => `${addressesOf(count)} abmelden`,
  back: 'Zurück',
  tryAgain: 'Noch einmal versuchen',
  nothingYet: 'Es wurde nichts geändert. Die Eingaben bleiben erhalten.',
  planOver: 'Das wurde schon abgeschickt oder vor mehr als einer halben Stunde geprüft. *Zurück* führt zum Formular.',
  andMore: (names, rest) => `${names} und ${number(rest)} weitere`,
  moreAddresses: (rest) => `… und ${counted(rest, 'weitere Adresse', 'weitere Adressen')}.`,

  working: (count) => `${addressesOf(count)} ${count === 1 ? 'wird' : 'werden'} abgemeldet …`,
  progress: (done, all) => `${number(done)} von ${number(all)} erledigt …`,
  title: 'Abgemeldet',
  titlePartly: 'Nicht überall abgemeldet',
  titleNotDone: 'Nicht abgemeldet',
  titleUncertain: 'Unklar, ob abgemeldet',
  done: (address, groups) => `${address} wurde von ${groupsOf(groups)} abgemeldet:`,
  doneMany: (addresses, groups) =>
    `*${addressesOf(addresses)}* wurden abgemeldet, insgesamt von *${groupsOf(groups)}*:`,
  nothingLeft: 'Es gab nichts mehr zu ändern.',
  failed: 'Es wurde nichts abgemeldet.',
  inactiveMeanwhile: 'Inzwischen schon inaktiv:',
  absentMeanwhile: 'Nicht mehr in der Liste:',
  failedIn: 'Nicht abgemeldet, weil CleverReach es ablehnte oder nicht antwortete:',
  uncertainIn: 'Von CleverReach nicht bestätigt, bitte dort nachsehen:',
  notLookedUp: 'Nicht geprüft und daher nicht geändert:',

  undo: 'Rückgängig machen',
  undoUntil: (time) => `Möglich bis ${time}.`,
  undoAgain: 'Noch einmal versuchen',
  undoWorking: (count) => `${addressesOf(count)} ${count === 1 ? 'wird' : 'werden'} wieder aktiviert …`,
  undone: 'Rückgängig gemacht',
  undonePartly: 'Nicht überall rückgängig gemacht',
  undoneNot: 'Nicht rückgängig gemacht',
  undoneUncertain: 'Unklar, ob rückgängig gemacht',
  activeAgain: (address, groups) => `${address} ist wieder aktiv in ${groupsOf(groups)}:`,
  activeAgainMany: (addresses, groups) =>
    `*${addressesOf(addresses)}* sind wieder aktiv, insgesamt in *${groupsOf(groups)}*:`,
  activeMeanwhile: 'Inzwischen schon wieder aktiv:',
  changedMeanwhile: 'Inzwischen in CleverReach geändert und daher so gelassen:',
  undoFailed: 'Es wurde nichts rückgängig gemacht.',
  undoFailedIn: 'Weiterhin abgemeldet, weil CleverReach es ablehnte oder nicht antwortete:',
  undoLate: 'Das lässt sich nicht mehr rückgängig machen: Die zehn Minuten sind vorbei.',
  undoUsed: 'Das wurde schon rückgängig gemacht oder lässt sich nicht mehr rückgängig machen.',
  wayBack:
    'Wird die Adresse mit einer Double-Opt-in-Mail neu eingetragen, ist sie wieder aktiv, sobald die Person zustimmt.',
  add: 'Adresse eintragen',
};
