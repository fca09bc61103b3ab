import { add } from './en/add.ts';
import { audit } from './en/audit.ts';
import { connection } from './en/connection.ts';
import { denied } from './en/denied.ts';
import { draft } from './en/draft.ts';
import { errors } from './en/errors.ts';
import { groups } from './en/groups.ts';
import { help } from './en/help.ts';
import { home } from './en/home.ts';
import { mailings } from './en/mailings.ts';
import { overview } from './en/overview.ts';
import { pages } from './en/pages.ts';
import { receivers } from './en/receivers.ts';
import { settings } from './en/settings.ts';
import { share } from './en/share.ts';
import { unsubscribe } from './en/unsubscribe.ts';

/**
 * The English texts, a file for each part of the product. They define the shape; the German ones have to match it, or they
 * do not compile.
 *
 * Parameters that come from people or from CleverReach are handed in already safe for the place they go to
 * (`slack/kit/text.ts` for Slack, escaping in `web/html.ts` for pages). Dates come in formatted, and so do numbers that
 * no word depends on.
 */
export const en = {
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
  /** Shown on top of a form whose submission takes longer than Slack waits. */
  late: {
    working: 'This is taking longer than usual …',
    taken: 'This is being done. The result comes as a message.',
    refused: 'Nothing has been changed. Please close this to get back to the form, and correct:',
  },
  /** Under what was read from CleverReach some seconds ago. */
  age: {
    asOf: (time: string) => `Fetched from CleverReach: as of ${time}`,
    refreshButton: 'Refresh',
  },
  close: 'Close',
  cancel: 'Cancel',
  notInstalled: (url: string) =>
    `The CleverReach app is not (or no longer) installed in this workspace. It can be installed here: ${url}`,
};
