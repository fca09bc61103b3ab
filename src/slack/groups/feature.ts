import type { Feature } from '../feature.ts';
import { connected, member } from '../guards.ts';
import { sharing } from '../share.ts';
import { showGroups } from './list.ts';
import { showOverview } from './overview.ts';
import { makeShareable } from './share-stats.ts';
import { showStats } from './stats.ts';
import { shareId } from './stats-messages.ts';
import { suggestGroups } from './suggest-groups.ts';

const share = sharing(shareId, makeShareable);

/** Groups: what there is, their health, and the choice of one. */
export const groupsFeature: Feature = {
  topic: 'groups',
  commands: [
    {
      words: { en: 'overview', de: 'übersicht' },
      usage: (t) => ({ does: t.help.commands.overview }),
      run: member(connected(showOverview)),
    },
    {
      words: { en: 'stats', de: 'statistik' },
      usage: (t) => ({ arguments: t.help.arguments.group, does: t.help.commands.stats }),
      run: member(connected(showStats)),
    },
    {
      words: { en: 'groups', de: 'gruppen' },
      usage: (t) => ({ arguments: t.help.arguments.text, does: t.help.commands.groups }),
      run: member(connected(showGroups)),
    },
  ],
  options: {
    'groups:choose': suggestGroups,
  },
  actions: share.actions,
  submissions: share.submissions,
};
