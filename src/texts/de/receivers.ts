import { countingIn } from '../counting.ts';
import type { Texts } from '../index.ts';
import { slashCommand } from '../slash-command.ts';

const { number, counted } = countingIn('de-DE');

const withPart = (part: string | undefined) => (part === undefined ? '' : ` mit „${part}“ in der Adresse`);

export const receivers: Texts['receivers'] = {
  working: 'Die Empfänger werden abgerufen …',
  shown: (filter, part) => {
    const kind = {
      all: part === undefined ? 'Alle Empfänger' : 'Empfänger',
      active: 'Aktive Empfänger',
      inactive: 'Inaktive Empfänger',
      bounced: 'Gebouncte Empfänger',
    }[filter];
    return `${kind}${withPart(part)}, die neuesten zuerst`;
  },
  filters: { all: 'Alle', active: 'Aktiv', inactive: 'Inaktiv', bounced: 'Bounces' },
  chosenFilter: (filter) => `✓ ${filter}`,
  standing: (standing, since) =>
    ({
      active: since === undefined ? 'aktiv' : `aktiv seit ${since}`,
      waiting: since === undefined ? 'wartet auf Bestätigung' : `wartet seit ${since} auf Bestätigung`,
      unsubscribed: since === undefined ? 'abgemeldet' : `abgemeldet am ${since}`,
      bounced: since === undefined ? 'gebounct' : `gebounct am ${since}`,
    })[standing],
  registeredOn: (date) => `registriert am ${date}`,
  legend: 'mit dem Datum der Registrierung',
  count: (count) => counted(count, 'Empfänger', 'Empfänger'),
  page: (page, first, last, total) =>
    `Seite ${number(page)} · ${number(first)} bis ${number(last)}${total === undefined ? '' : ` von ${number(total)}`}`,
  previousButton: '‹ Zurück',
  nextButton: 'Weiter ›',
  firstPageButton: 'Erste Seite',
  healthButton: 'Zustand der Liste',
  addButton: 'Adresse eintragen',
  nobody: (filter, part) => {
    const kind = {
      all: 'Empfänger',
      active: 'aktiven Empfänger',
      inactive: 'inaktiven Empfänger',
      bounced: 'gebouncten Empfänger',
    }[filter];
    return `In dieser Liste gibt es keine ${kind}${withPart(part)}.`;
  },
  blankInPart:
    'Eine Adresse enthält kein Leerzeichen. Gehören die Wörter zum Namen einer Liste, helfen Anführungszeichen: `"VIP-Kunden" gmail`.',
  pastTheEnd: (page) => `Eine Seite ${number(page)} gibt es hier nicht. Vielleicht ist die Liste inzwischen kürzer.`,
  whichGroup: 'In welcher Empfängerliste?',
  find: {
    modalTitle: 'Adresse suchen',
    submit: 'Suchen',
    address: 'E-Mail-Adresse',
    addressHint: 'Oder ein Teil davon, der dann innerhalb einer Liste gesucht wird.',
    errors: {
      missing: 'Bitte eine Adresse eingeben.',
      notAnAddress: 'Das ist weder eine E-Mail-Adresse noch ein Teil davon.',
    },
    working: 'Die Adresse wird gesucht …',
    counts: (counts) => {
      const parts = [
        ...(counts.active > 0 ? [`in ${number(counts.active)} aktiv`] : []),
        ...(counts.waiting > 0 ? [`in ${number(counts.waiting)} unbestätigt`] : []),
        ...(counts.unsubscribed > 0 ? [`in ${number(counts.unsubscribed)} abgemeldet`] : []),
        ...(counts.bounced > 0 ? [`in ${number(counts.bounced)} gebounct`] : []),
      ];
      const groups = counts.active + counts.waiting + counts.unsubscribed + counts.bounced;
      return `In ${counted(groups, 'Empfängerliste', 'Empfängerlisten')}: ${parts.join(', ')}`;
    },
    source: (source) => `Quelle: ${source}`,
    unnamedGroup: (id) => `Liste ${id}`,
    nowhere: (address) => `${address} steht in keiner Empfängerliste dieses Kontos.`,
    unsubscribeButton: 'Abmelden',
    addButton: 'In eine Liste eintragen',
    missing: `Welche Adresse wird gesucht? Zum Beispiel: \`${slashCommand} suche anna.mueller@example.com\``,
    several: 'Gesucht wird immer eine Adresse. Welche?',
    notAnAddress: (typed) =>
      `„${typed}“ ist keine E-Mail-Adresse. Gesucht wird nach einer ganzen, zum Beispiel: \`${slashCommand} suche anna.mueller@example.com\``,
    onlyPart: (part) =>
      `„${part}“ ist nur ein Teil einer Adresse, gesucht wird hier nach einer ganzen. Innerhalb einer Liste lässt sich auch nach einem Teil suchen. In welcher?`,
  },
};
