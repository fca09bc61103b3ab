import type { Group, Receiver } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import { refreshLine } from '../kit/age.ts';
import { actions, type Block, commandButton, context, divider, header, type Message, section } from '../kit/blocks.ts';
import { lineSections } from '../kit/line-sections.ts';
import { mrkdwn } from '../kit/text.ts';
import { textOf } from '../kit/text-of.ts';
import { known, standingIcons, standingOf } from '../receivers/standing.ts';
import { figureLine, type GroupWithStats, largestFirst, notesOf, progressLine, totalsOf } from './figures.ts';

/** The newest receivers of the largest group; none where CleverReach did not give them. */
export interface Newest {
  group: Group;
  receivers: Receiver[] | undefined;
}

/** Lines to a section: a longer one Slack folds up. */
const linesPerSection = 15;
/** More than this nobody reads as lines; the table of `stats` has them all. */
const listedGroups = 60;

/**
 * Every group in one line, then the newest receivers of the largest. `of` is how many groups there are where `all` are only
 * those whose figures have come by now.
 */
export function overviewMessage(reader: Reader, all: GroupWithStats[], newest?: Newest, of = all.length): Message {
  const { t, f } = reader;
  const counted = largestFirst(all);
  const lines = counted.slice(0, listedGroups).map((entry) => `• ${figureLine(reader, entry, true)}`);
  const blocks: Block[] = [
    header(t.overview.title),
    ...progressLine(reader, all.length, of).map((line) => context(line)),
    section(`${t.groups.allGroups(all.length)}: ${t.groups.totals(totalsOf(counted))}`),
    ...lineSections(lines, linesPerSection),
    ...(counted.length > lines.length
      ? [context(t.groups.onlyLargest(f.number(lines.length), f.number(counted.length)))]
      : []),
    context(notesOf(reader, all).join('\n')),
    ...(newest ? [divider(), ...newestBlocks(reader, newest)] : []),
    ...(newest || all.length === of ? [nextSteps(reader, newest?.group)] : []),
  ];
  return { text: textOf(blocks), blocks };
}

function newestBlocks(reader: Reader, { group, receivers }: Newest): Block[] {
  const { t, f } = reader;
  const title = `*${t.overview.newest(mrkdwn(group.name, 150))}*`;
  if (!receivers) return [section(`${title}\n${t.overview.newestMissing}`)];
  if (receivers.length === 0) return [section(t.overview.nobody)];
  const lines = receivers.map((receiver) => {
    const { standing } = standingOf(receiver);
    const registeredAt = known(receiver.registeredAt);
    const facts = [
      t.receivers.standing(standing, undefined),
      ...(registeredAt ? [t.receivers.registeredOn(f.date(registeredAt))] : []),
    ];
    return `${standingIcons[standing]} ${[mrkdwn(receiver.email, 254), ...facts].join(' · ')}`;
  });
  return [section([title, ...lines].join('\n'))];
}

function nextSteps({ t }: Reader, largest: Group | undefined): Block {
  return actions(
    commandButton(t.groups.refreshButton, refreshLine('overview'), 0),
    commandButton(t.groups.allStatsButton, 'stats', 1),
    ...(largest ? [commandButton(t.groups.receiversButton, `receivers ${largest.id}`, 2)] : []),
  );
}
