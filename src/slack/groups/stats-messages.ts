import type { Group, GroupStats } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import { maskAddressesIn } from '../kit/addresses.ts';
import { refreshLine } from '../kit/age.ts';
import { actions, type Block, commandButton, context, fields, header, type Message, section } from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import { plain } from '../kit/text.ts';
import { fitLines, textOf } from '../kit/text-of.ts';
import { shareButton } from '../share.ts';
import { ageLine, figureLine, type GroupWithStats, largestFirst, notesOf, progressLine, totalsOf } from './figures.ts';
import { barsOf, pieOf, shareOf, tableOf } from './stats-charts.ts';

/** More bars than this cannot be told apart on a phone. */
const chartedGroups = 8;
/** Lines of figures for clients that draw neither table nor chart. */
const listedGroups = 20;
/** Groups that have a button to their own figures; more buttons are a heap. */
const offeredGroups = 3;

/** The actions behind _Share in channel_. */
export const shareId = 'groups:share';
/** What that button carries where it means the figures of all groups; else it is the id of one. */
export const allGroups = 'all';

/** For the person who asked. `asksFirst`: others read along where it will stand, so sharing posts there after a question. */
interface ForOne {
  asksFirst?: boolean;
}

/** One group: a pie, the figures, how old they are, and what comes next. */
export function groupStatsMessage(
  reader: Reader,
  group: Group,
  stats: GroupStats,
  { asksFirst = false }: ForOne = {},
): Message {
  const { t } = reader;
  const next = actions(
    commandButton(t.groups.refreshButton, refreshLine(`stats ${group.id}`), 0),
    commandButton(t.groups.receiversButton, `receivers ${group.id}`, 1),
    commandButton(t.groups.draftButton, `draft group:${group.id}`, 2),
    commandButton(t.groups.allButton, 'stats', 3),
    shareButton(reader, shareId, group.id, { asksFirst }),
  );
  return groupMessage(reader, group, stats, [next]);
}

/** One group as everyone in a channel may see it: no button that is one person's, and no address that it may be called by. */
export function sharedGroupStatsMessage(reader: Reader, group: Group, stats: GroupStats): Message {
  return groupMessage(reader, masked(group), stats, []);
}

function groupMessage(reader: Reader, group: Group, stats: GroupStats, next: Block[]): Message {
  const { t, f } = reader;
  const share = shareOf(reader, stats);
  const figures = fields([
    [t.groups.active, f.number(stats.active)],
    [t.groups.inactive, f.number(stats.inactive)],
    [t.groups.bounced, f.number(stats.bounced)],
    [t.groups.total, f.number(stats.total)],
    [t.groups.activeShare, share],
  ]);
  const empty = stats.total === 0 ? [section(t.groups.emptyGroup)] : [];
  const age = context(ageLine(reader, stats.computedAt));
  const rest: Block[] = [...empty, figures, age, ...next];
  const title = header(group.name);
  const pie = pieOf(reader, stats);
  return {
    text: `${figureLine(reader, { group, stats })}\n${textOf([...empty, age])}`,
    blocks: [title, ...(pie ? [pie] : []), ...rest],
    plainBlocks: [title, ...rest],
  };
}

/**
 * All groups: totals, a sortable table, a chart of the largest, and the same figures in text. `of` is how many groups there
 * are where `all` are only those whose figures have come by now.
 */
export function allStatsMessage(
  reader: Reader,
  all: GroupWithStats[],
  { of = all.length, asksFirst = false }: ForOne & { of?: number } = {},
): Message {
  const { t } = reader;
  const next = actions(
    commandButton(t.groups.refreshButton, refreshLine('stats'), 0),
    ...largestFirst(all)
      .slice(0, offeredGroups)
      .map(({ group }, index) => commandButton(plain(group.name, 40), `stats ${group.id}`, index + 1)),
    shareButton(reader, shareId, allGroups, { asksFirst }),
  );
  return allMessage(reader, all, of, all.length < of ? [] : [next]);
}

/** All groups as everyone in a channel may see them, likewise. */
export function sharedAllStatsMessage(reader: Reader, all: GroupWithStats[]): Message {
  const named = all.map(({ group, stats }) => ({ group: masked(group), stats }));
  return allMessage(reader, named, all.length, []);
}

function masked(group: Group): Group {
  return { ...group, name: maskAddressesIn(group.name) };
}

function allMessage(reader: Reader, all: GroupWithStats[], of: number, next: Block[]): Message {
  const { t, f } = reader;
  const counted = largestFirst(all);

  const top: Block[] = [
    header(t.groups.statsTitle),
    ...progressLine(reader, all.length, of).map((line) => context(line)),
    section(`${t.groups.allGroups(all.length)}: ${t.groups.totals(totalsOf(counted))}`),
  ];
  const isGoingOn = all.length < of;
  const notes = notesOf(reader, all);
  const bottom: Block[] = [context(notes.join('\n')), ...next];
  const onlyLargest = (shown: number) =>
    counted.length > shown ? [context(t.groups.onlyLargest(f.number(shown), f.number(counted.length)))] : [];
  const tabled = counted.slice(0, limits.tableRows - 1);
  const chart = barsOf(reader, counted.slice(0, chartedGroups));
  const lines = counted.slice(0, listedGroups).map((entry) => `• ${figureLine(reader, entry, true)}`);
  const plainBlocks = [
    ...top,
    ...(lines.length > 0 ? [section(fitLines(lines, limits.sectionText)), ...onlyLargest(lines.length)] : []),
    ...bottom,
  ];
  return {
    text: textOf(plainBlocks),
    blocks: [
      ...top,
      ...(tabled.length > 0 ? [tableOf(reader, tabled), ...onlyLargest(tabled.length)] : []),
      // A chart that jumps with every group that comes in would tell nothing.
      ...(chart && !isGoingOn ? [chart] : []),
      ...bottom,
    ],
    plainBlocks,
  };
}
