import { countingIn } from '../counting.ts';
import type { Texts } from '../index.ts';

const { counted } = countingIn('de-DE');

export const unsubscribe: Texts['unsubscribe'] = {
  modalTitle: 'Adresse abmelden',
  submit: 'Abmelden',
  intro: 'Die Adresse erhält aus den gewählten Listen keine Mailings mehr und bleibt dort als inaktiv stehen.',
  address: 'E-Mail-Adresse',
  which: 'Welche Adresse?',
  whichPlaceholder: 'Adresse wählen',
  severalFound: 'Es wurden mehrere Adressen gefunden. Bitte die Adresse eingeben, die abgemeldet werden soll.',
  group: 'Empfängerlisten',
  groupHint: 'Bleibt das Feld leer, wird die Adresse in jeder Liste abgemeldet, in der sie aktiv ist.',
  groupPlaceholder: 'Alle Listen',
  errors: {
    addressMissing: 'Bitte eine Adresse eingeben.',
    address: 'Das ist keine E-Mail-Adresse.',
    groupVanished: 'Eine dieser Empfängerlisten gibt es in CleverReach nicht mehr. Bitte neu wählen.',
  },
  working: 'Die Adresse wird abgemeldet …',
  notAnAddress: (typed) => `„${typed}“ ist keine E-Mail-Adresse. Bitte hier die Adresse eingeben.`,
  noAddressInMessage: 'In dieser Nachricht steht keine E-Mail-Adresse. Sie lässt sich hier eingeben.',
  title: 'Abgemeldet',
  titlePartly: 'Nicht überall abgemeldet',
  titleNotDone: 'Nicht abgemeldet',
  done: (address, count) => `${address} wurde von ${counted(count, 'Empfängerliste', 'Empfängerlisten')} abgemeldet:`,
  nothingActive: (address) => `${address} ist in keiner Empfängerliste aktiv, es wurde nichts geändert.`,
  notInLists: (address) => `${address} steht in keiner der gewählten Empfängerlisten, es wurde nichts geändert.`,
  notDone: (address) => `${address} konnte nicht abgemeldet werden.`,
  failed: 'Die Adresse wurde nicht abgemeldet.',
  alreadyInactive: 'Schon vorher inaktiv:',
  bounced: 'Erhält hier wegen früherer Bounces ohnehin keine Mailings:',
  failedIn: 'Nicht abgemeldet, weil CleverReach es ablehnte oder nicht antwortete:',
  uncertainIn: 'Von CleverReach nicht bestätigt, bitte dort nachsehen:',
  notLookedUp: 'Nicht geprüft:',
};
