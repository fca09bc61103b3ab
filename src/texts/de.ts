import { add } from './de/add.ts';
import { audit } from './de/audit.ts';
import { connection } from './de/connection.ts';
import { denied } from './de/denied.ts';
import { draft } from './de/draft.ts';
import { errors } from './de/errors.ts';
import { groups } from './de/groups.ts';
import { help } from './de/help.ts';
import { home } from './de/home.ts';
import { mailings } from './de/mailings.ts';
import { overview } from './de/overview.ts';
import { pages } from './de/pages.ts';
import { receivers } from './de/receivers.ts';
import { settings } from './de/settings.ts';
import { share } from './de/share.ts';
import { unsubscribe } from './de/unsubscribe.ts';
import type { Texts } from './index.ts';

/** The German texts, in CleverReach's own German words and without addressing anyone as “Sie” or “du”. */
export const de: Texts = {
  help,
  overview,
  groups,
  receivers,
  add,
  unsubscribe,
  mailings,
  draft,
  share,
  connection,
  settings,
  audit,
  home,
  denied,
  errors,
  pages,
  late: {
    working: 'Das dauert länger als sonst …',
    taken: 'Das wird gerade erledigt. Das Ergebnis kommt als Nachricht.',
    refused: 'Es wurde nichts geändert. Bitte dieses Fenster schließen und im Formular korrigieren:',
  },
  age: {
    asOf: (time) => `Aus CleverReach abgerufen: Stand ${time}`,
    refreshButton: 'Aktualisieren',
  },
  close: 'Schließen',
  cancel: 'Abbrechen',
  notInstalled: (url) =>
    `Die CleverReach-App ist in diesem Workspace nicht (oder nicht mehr) installiert. Hier lässt sie sich installieren: ${url}`,
};
