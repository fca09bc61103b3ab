import type { Feature } from '../../feature.ts';
import { connected, member } from '../../guards.ts';
import { showFound, submitFind } from './show-found.ts';

/** Where an address is, and its state there. */
export const findFeature: Feature = {
  topic: 'receivers',
  commands: [
    {
      words: { en: 'find', de: 'suche' },
      usage: (t) => ({ arguments: t.help.arguments.address, does: t.help.commands.find }),
      run: member(connected(showFound)),
    },
  ],
  submissions: { 'receivers:find': member(connected(submitFind)) },
};
