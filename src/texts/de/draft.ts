import { countingIn } from '../counting.ts';
import type { Texts } from '../index.ts';

const { counted } = countingIn('de-DE');

export const draft: Texts['draft'] = {
  modalTitle: 'Neuer Entwurf',
  submit: 'Entwurf anlegen',
  intro: 'Legt einen Entwurf in CleverReach an. Es wird nichts versendet.',
  group: 'Empfängerliste',
  groupPlaceholder: 'Liste suchen',
  name: 'Name des Mailings',
  nameHint: 'Nur in CleverReach sichtbar. Bleibt das Feld leer, gilt der Betreff als Name.',
  subject: 'Betreff',
  senderName: 'Absendername',
  senderEmail: 'Absenderadresse',
  senderEmailHint: 'Eine Adresse, die in CleverReach als Absender freigegeben ist.',
  way: 'Inhalt',
  ways: { text: 'Hier schreiben', html: 'HTML einfügen', file: 'HTML-Datei verwenden' },
  body: 'Text',
  bodyHint: 'Daraus entstehen HTML, eine Textversion und ein Abmeldelink.',
  html: 'HTML',
  htmlHint:
    'Bis zu 3.000 Zeichen; längere Vorlagen gehen als Datei. Muss {UNSUBSCRIBE} enthalten, den Platzhalter von CleverReach für den Abmeldelink.',
  file: 'HTML-Datei',
  fileHint:
    'Eine .html-Datei bis 1 MB. Muss {UNSUBSCRIBE} enthalten, den Platzhalter von CleverReach für den Abmeldelink.',
  fileKept: (name) => `*${name}* ist ausgewählt. Eine andere Auswahl ersetzt sie.`,
  fileNeedsScope:
    'Um eine Datei aus Slack zu lesen, braucht die App in diesem Workspace eine weitere Berechtigung: `files:read`. Hier schreiben und HTML einfügen gehen auch ohne sie.',
  checkAgain: 'Erteilt? Erneut prüfen',
  checking: (name) => `:hourglass_flowing_sand: *${name}* wird aus Slack geholt und geprüft …`,
  checked: (name) =>
    `*${name}* ist in Ordnung. Der Entwurf wird angelegt, das Ergebnis kommt als Nachricht. Dieses Fenster kann geschlossen werden.`,
  notChecked: (name, problem) => `Der Entwurf wurde nicht angelegt. Mit *${name}* gibt es ein Problem: ${problem}`,
  openAgain: 'Formular wieder öffnen',
  messageCut: 'Die Nachricht ist zu lang für ein Formular. Übernommen sind ihre ersten 10.000 Zeichen.',
  keptGone: 'Die Eingaben von vorhin sind nicht mehr gespeichert. Bitte neu beginnen.',
  groupGone: 'Die vorausgewählte Empfängerliste gibt es in CleverReach nicht mehr.',
  noGroups:
    'In diesem CleverReach-Konto gibt es noch keine Empfängerliste. Ein Entwurf braucht eine; sie lässt sich in CleverReach anlegen.',
  errors: {
    subjectMissing: 'Ein Mailing braucht einen Betreff.',
    subjectTooLong: (length, limit) => `Der Betreff hat ${length} Zeichen, erlaubt sind ${limit}.`,
    nameTooLong: (length, limit) => `Der Name hat ${length} Zeichen, erlaubt sind ${limit}.`,
    senderNameMissing: 'Ein Mailing braucht einen Absendernamen.',
    senderNameTooLong: (length, limit) => `Der Absendername hat ${length} Zeichen, erlaubt sind ${limit}.`,
    senderEmail: 'Das ist keine E-Mail-Adresse.',
    groupMissing: 'Bitte eine Empfängerliste wählen.',
    groupVanished: 'Diese Empfängerliste gibt es in CleverReach nicht mehr. Bitte eine andere wählen.',
    bodyMissing: 'Ein Mailing braucht Inhalt.',
    htmlMissing: 'Bitte das HTML des Mailings einfügen.',
    htmlTooLong: (length, limit) =>
      `Das HTML hat ${length} Zeichen, erlaubt sind ${limit}. Längere Vorlagen gehen als Datei.`,
    htmlScript: (line, what) =>
      `Zeile ${line}: Skripte und aktive Inhalte sind in einem Mailing nicht erlaubt (${what}).`,
    htmlUnclosed: (line, what) => `Zeile ${line}: ${what} ist nicht geschlossen.`,
    htmlUnopened: (line, what) => `Zeile ${line}: ${what} schließt nichts, was offen ist.`,
    htmlMore: (count) =>
      `Dazu ${count === 1 ? 'kommt' : 'kommen'} ${counted(count, 'weiteres Problem', 'weitere Probleme')}.`,
    htmlNoUnsubscribe: 'Der Abmeldelink fehlt. Bitte {UNSUBSCRIBE} an der gewünschten Stelle einfügen.',
    htmlEmpty: 'Dieses HTML enthält weder Text noch Bild.',
    fileMissing: 'Bitte eine HTML-Datei auswählen.',
    fileKind: 'Das ist keine HTML-Datei.',
    fileTooLarge: (size, limit) => `Die Datei hat ${size} kB, erlaubt sind ${limit} kB.`,
    fileNoScope:
      'Die App darf in diesem Workspace noch keine Dateien lesen. Weiter geht es mit der Berechtigung, mit eigenem Text oder mit eingefügtem HTML.',
    fileRefused: 'Slack hat der App diese Datei nicht herausgegeben. Bitte noch einmal auswählen.',
    fileUnreachable: 'Slack hat die Datei nicht rechtzeitig geliefert. Bitte gleich noch einmal versuchen.',
  },
  working: 'Der Entwurf wird angelegt …',
  created: 'Der Entwurf liegt in CleverReach. Es wurde nichts versendet.',
  cardText: (subject) => `Entwurf „${subject}“ angelegt`,
  uncertain:
    'CleverReach hat nicht bestätigt, ob der Entwurf angelegt wurde. Bitte zuerst in CleverReach nachsehen, damit er bei einem neuen Versuch nicht doppelt entsteht.',
  failed: 'Der Entwurf wurde nicht angelegt.',
};
