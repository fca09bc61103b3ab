import type { Texts } from '../index.ts';

export const overview: Texts['overview'] = {
  title: 'Übersicht',
  working: 'Die Übersicht wird zusammengestellt …',
  newest: (group) => `Neueste Empfänger von ${group}`,
  nobody: 'Noch steht niemand in einer Empfängerliste.',
  newestMissing: 'Sie ließen sich nicht abrufen. Bitte gleich noch einmal versuchen.',
};
