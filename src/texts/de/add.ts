import { countingIn } from '../counting.ts';
import type { Texts } from '../index.ts';

const { counted } = countingIn('de-DE');

export const add: Texts['add'] = {
  modalTitle: 'Empfänger eintragen',
  submit: 'Eintragen',
  address: 'E-Mail-Adresse',
  group: 'Empfängerliste',
  groupPlaceholder: 'Liste suchen',
  firstName: 'Vorname',
  lastName: 'Nachname',
  genders: { female: 'weiblich', male: 'männlich' },
  genderPlaceholder: 'Keine Angabe',
  consent: 'Wie wurde eingewilligt?',
  optIn: 'Double-Opt-in-Mail senden',
  optInMeans: 'Aktiv erst nach Bestätigung, wie es das deutsche Recht erwartet',
  onRecord: 'Einwilligung liegt vor',
  onRecordMeans: 'Sofort aktiv; die Einwilligung muss nachweisbar sein',
  form: 'Formular für die E-Mail',
  source: 'Quelle der Einwilligung',
  sourceHint:
    'Nötig, wenn die Einwilligung vorliegt, zum Beispiel „Bestellformular vom 3. Mai 2026“. Wird in CleverReach gespeichert.',
  chooseGroup: 'Sobald eine Liste gewählt ist, erscheinen hier ihre Felder und Formulare.',
  findingGroup: (words) => `:hourglass_flowing_sand: Die Liste „${words}“ wird gesucht …`,
  loading: ':hourglass_flowing_sand: Felder und Formulare der Liste werden abgerufen …',
  fieldsFailed:
    ':warning: Die Felder dieser Liste ließen sich nicht abrufen. Die Adresse lässt sich auch ohne sie eintragen.',
  formsFailed:
    ':warning: Ob diese Liste ein Formular für Double-Opt-in hat, ließ sich nicht abrufen. Hat sie eines, verschickt ihr erstes Formular die E-Mail; hat sie keines, wird nichts eingetragen.',
  groupsFailed: ':warning: Die Empfängerlisten ließen sich nicht abrufen. Bitte hier eine Liste wählen.',
  noForm:
    'Ein Double-Opt-in ist in dieser Liste nicht möglich, weil sie noch kein Formular hat. Formulare entstehen in CleverReach unter *Formulare*.',
  noNameFields: 'Diese Liste hat keine Felder für Vor- und Nachname.',
  moreFields: (count) =>
    `… und ${counted(count, 'weiteres Feld, das', 'weitere Felder, die')} sich in CleverReach ausfüllen ${count === 1 ? 'lässt' : 'lassen'}.`,
  notAnAddress: (typed) => `:warning: „${typed}“ ist keine E-Mail-Adresse. Bitte hier die Adresse eingeben.`,
  severalAddresses: 'Hier lässt sich immer nur eine Adresse eintragen. Die erste steht schon im Feld.',
  neither: (typed) =>
    `:warning: „${typed}“ ist weder eine E-Mail-Adresse noch eine Empfängerliste. Beides lässt sich hier eingeben.`,
  errors: {
    addressMissing: 'Bitte eine Adresse eingeben.',
    address: 'Das ist keine E-Mail-Adresse.',
    groupMissing: 'Bitte eine Empfängerliste wählen.',
    groupVanished: 'Diese Empfängerliste gibt es in CleverReach nicht mehr. Bitte eine andere wählen.',
    consentMissing: 'Bitte angeben, wie eingewilligt wurde.',
    sourceMissing: 'Liegt die Einwilligung vor, bitte auch ihre Quelle angeben.',
    tooLong: (length, limit) => `Das sind ${length} Zeichen, erlaubt sind ${limit}.`,
    number: 'Das ist keine Zahl.',
    date: 'Das ist kein Datum. Bitte eines im Kalender wählen.',
    gender: 'Bitte eine der Möglichkeiten wählen.',
  },
  working: 'Die Adresse wird eingetragen …',
  failed: 'Die Adresse wurde nicht eingetragen.',
  title: 'Eingetragen',
  titlePending: 'Eingetragen, Bestätigung steht aus',
  titleNoMail: 'Eingetragen, aber ohne E-Mail',
  titleMailUncertain: 'Eingetragen, Versand der E-Mail unklar',
  titlePresent: 'Schon in dieser Liste',
  titleNotDone: 'Nicht eingetragen',
  titleUncertain: 'Unklar, ob eingetragen',
  added: (address, group) => `${address} ist jetzt in *${group}* aktiv und erhält die Mailings dieser Liste.`,
  pending: (address, group) =>
    `${address} steht in *${group}*, vorerst inaktiv. Die Double-Opt-in-Mail ist unterwegs: Mit dem Klick auf den Link darin wird die Adresse aktiv.`,
  inactive: (address, group) => `${address} steht in *${group}* als inaktiv und erhält keine Mailings.`,
  present: {
    active: (address, group, since) =>
      `${address} ist in *${group}* ${since === undefined ? 'bereits' : `seit ${since}`} aktiv.`,
    waiting: (address, group, since) =>
      `${address} steht ${since === undefined ? 'bereits' : `seit ${since}`} in *${group}* und wartet auf Bestätigung: Der Link in der Double-Opt-in-Mail wurde noch nicht angeklickt.`,
    unsubscribed: (address, group, on) =>
      `${address} wurde ${on === undefined ? '' : `am ${on} `}von *${group}* abgemeldet. Wieder aktiv wird die Adresse nur, wenn die Person selbst eine Double-Opt-in-Mail bestätigt.`,
    bounced: (address, group, on) =>
      `${address} steht in *${group}*, aber ${on === undefined ? '' : `am ${on} `}kam eine E-Mail als unzustellbar zurück (Bounce). Deshalb verschickt CleverReach nichts mehr an diese Adresse. Ist sie richtig geschrieben, lässt sich ihr Status in CleverReach prüfen.`,
  },
  nothingChanged: 'Es wurde nichts geändert, auch kein Feld.',
  optInNeedsForm:
    'Eine Double-Opt-in-Mail lässt sich von hier nicht senden, weil die Liste kein Formular hat. Formulare entstehen in CleverReach unter *Formulare*.',
  noFormResult: (address, group) =>
    `${address} wurde nicht eingetragen, weil *${group}* kein Formular hat, das die Double-Opt-in-Mail verschicken könnte. Formulare entstehen in CleverReach unter *Formulare*. Liegt die Einwilligung vor, geht es auch ohne.`,
  refused: (address, group) =>
    `CleverReach hat diese Angaben abgelehnt, deshalb wurde ${address} nicht in *${group}* eingetragen. Vielleicht steht die Adresse dort auf der Blacklist.`,
  uncertain: (address, group) => `CleverReach hat nicht bestätigt, ob ${address} in *${group}* eingetragen wurde.`,
  uncertainNotThere: 'Kurz danach stand die Adresse nicht dort. Bitte vor einem zweiten Versuch noch einmal nachsehen.',
  uncertainNotLooked:
    'Auch nachsehen ließ es sich gerade nicht. Bitte vor einem zweiten Versuch in CleverReach prüfen.',
  mailNotSent: 'Die Double-Opt-in-Mail wurde nicht verschickt.',
  mailAccount:
    'CleverReach hat dieses Konto für solche E-Mails noch nicht freigeschaltet. Dafür müssen die Kontodaten vollständig und von CleverReach geprüft sein.',
  mailRefused:
    'CleverReach lehnt den Versand an diese Adresse ab, zum Beispiel zum Schutz vor Spam, oder der OAuth-App fehlt die Berechtigung für Formulare.',
  mailUncertain:
    'CleverReach hat nicht bestätigt, ob die Double-Opt-in-Mail verschickt wurde. Wird sie noch einmal gesendet, kommt sie vielleicht doppelt an.',
  formUsed: (form) => `Formular: ${form}`,
  sourceUsed: (source) => `Quelle der Einwilligung: ${source}`,
  notSaved: (values) => `Nicht gespeichert, weil es dafür kein Feld gibt: ${values}`,
  kept: (fields) => `Unverändert, weil die Adresse dort aus einer anderen Liste schon andere Angaben hat: ${fields}`,
  findButton: 'In allen Listen suchen',
  againButton: 'Neu ausfüllen',
  optInButton: 'Double-Opt-in-Mail senden',
  optInAgainButton: 'E-Mail noch einmal senden',
  optInRetryButton: 'Versand erneut versuchen',
  optInConfirmTitle: 'E-Mail senden?',
  optInConfirm: 'Diese Person ist abgemeldet. Die E-Mail sollte sie nur erhalten, wenn sie darum gebeten hat.',
  optInConfirmSend: 'Senden',
  optInWorking: 'Die Double-Opt-in-Mail wird verschickt …',
  optInFailed: 'Die Double-Opt-in-Mail wurde nicht verschickt.',
  optInSentTitle: 'E-Mail unterwegs',
  optInNotSentTitle: 'E-Mail nicht verschickt',
  optInUncertainTitle: 'Versand der E-Mail unklar',
  optInSent: (address, group) =>
    `Die Double-Opt-in-Mail an ${address} ist unterwegs. Bis der Link darin angeklickt ist, bleibt die Adresse in *${group}* inaktiv.`,
  optInNothing: 'Es gibt nichts zu bestätigen, deshalb wurde keine E-Mail verschickt.',
  optInNotNeeded: (address, group) =>
    `${address} ist in *${group}* aktiv. Es gibt nichts zu bestätigen, und es wurde keine E-Mail verschickt.`,
  optInGone: (address, group) => `${address} steht nicht mehr in *${group}*, es wurde keine E-Mail verschickt.`,
};
