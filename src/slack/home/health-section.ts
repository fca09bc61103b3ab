import type { Reader } from '../../texts/index.ts';
import { figureLine, largestFirst, notesOf, totalsOf } from '../groups/figures.ts';
import { tableOf } from '../groups/stats-charts.ts';
import { actions, type Block, button, commandButton, context, header, section } from '../kit/blocks.ts';
import { errorSentence } from '../kit/error-message.ts';
import { limits } from '../kit/limits.ts';
import { plain } from '../kit/text.ts';
import { fitLines } from '../kit/text-of.ts';
import type { Health, HomeContent } from './content.ts';

/** The largest groups and how they are doing; or why that is not to be seen. */
export function healthSection(reader: Reader, content: HomeContent, withTable: boolean): Block[] {
  return [header(reader.t.groups.statsTitle), ...healthBlocks(reader, content, withTable)];
}

function healthBlocks(reader: Reader, { health, askedAt }: HomeContent, withTable: boolean): Block[] {
  const { t, f } = reader;
  const refresh = button(t.home.refreshButton, 'home:refresh');
  if (health.state === 'pending') return [context(`:hourglass_flowing_sand: ${t.groups.working}`)];
  if (health.state === 'failed') return [section(`:warning: ${errorSentence(t, health.error)}`), actions(refresh)];
  const { groups, some } = health.value;
  if (groups === 0) return [section(t.groups.noGroups), actions(refresh)];
  const counted = largestFirst(some);
  return [
    ...(counted.length > 0 ? [section(totalsLine(reader, health.value)), figures(reader, counted, withTable)] : []),
    context(...notesOf(reader, some), t.home.asked(f.dateTime(askedAt))),
    actions(
      commandButton(t.home.statsButton, 'stats', 0),
      commandButton(t.home.overviewButton, 'overview', 1),
      refresh,
    ),
  ];
}

/** Of what is shown: nobody counts a thousand groups for a glance at ten. */
function totalsLine({ t, f }: Reader, { groups, some }: Health): string {
  const counted = largestFirst(some);
  const which =
    counted.length < groups
      ? t.home.largestOf(f.number(counted.length), f.number(groups))
      : t.groups.allGroups(counted.length);
  return `${which}: ${t.groups.totals(totalsOf(counted))}`;
}

function figures(reader: Reader, counted: ReturnType<typeof largestFirst>, withTable: boolean): Block {
  // A column of a glance; the whole names stand in the table of all figures.
  const short = (name: string) => plain(name, 50);
  if (withTable) {
    return tableOf(
      reader,
      counted.map(({ group, stats }) => ({ group: { ...group, name: short(group.name) }, stats })),
    );
  }
  const lines = counted.map((entry) => `• ${figureLine(reader, entry, true)}`);
  return section(fitLines(lines, limits.sectionText));
}
