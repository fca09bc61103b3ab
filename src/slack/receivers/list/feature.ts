import type { Feature } from '../../feature.ts';
import { connected, member } from '../../guards.ts';
import { showReceivers } from './show-receivers.ts';

/** The receivers of a group, page by page. */
export const receiversFeature: Feature = {
  topic: 'receivers',
  commands: [
    {
      words: { en: 'receivers', de: 'empfänger' },
      usage: (t) => ({ arguments: t.help.arguments.receivers, does: t.help.commands.receivers }),
      run: member(connected(showReceivers)),
    },
  ],
};
