import type { Texts } from '../index.ts';

export const overview: Texts['overview'] = {
  title: 'Übersicht',
  working: 'Die Übersicht wird zusammengestellt …',
  newest: (group) => `Neueste Empfänger von ${group}`,
  registered: (date) => `seit ${date}`,
  states: { active: 'aktiv', inactive: 'inaktiv', bounced: 'Bounce' },
  nobody: 'Noch steht niemand in einer Empfängerliste.',
  newestMissing: 'CleverReach hat sie nicht genannt. Bitte gleich noch einmal versuchen.',
};
