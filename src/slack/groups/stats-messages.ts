import type { Group, GroupStats } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import { actions, type Block, commandButton, context, fields, header, type Message, section } from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import { mrkdwn, plain } from '../kit/text.ts';
import { fitLines, textOf } from '../kit/text-of.ts';
import { barsOf, type Counted, pieOf, shareOf, tableOf } from './stats-charts.ts';

/** A group with its figures; without them where CleverReach did not give any. */
export interface GroupWithStats {
  group: Group;
  stats: GroupStats | undefined;
}

/** More bars than this cannot be told apart on a phone. */
const chartedGroups = 8;
/** Lines of figures for clients that draw neither table nor chart. */
const listedGroups = 20;

/** One group: a pie, the figures, how old they are, and what comes next. */
export function groupStatsMessage(reader: Reader, group: Group, stats: GroupStats): Message {
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
  const rest: Block[] = [
    ...empty,
    figures,
    age,
    actions(
      commandButton(t.groups.refreshButton, `stats ${group.id}`, 0),
      commandButton(t.groups.draftButton, 'draft', 1),
      commandButton(t.groups.allButton, 'stats', 2),
    ),
  ];
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
export function allStatsMessage(reader: Reader, all: GroupWithStats[], of = all.length): Message {
  const { t, f } = reader;
  const counted = all.filter((entry): entry is Counted => entry.stats !== undefined);
  const missing = all.filter(({ stats }) => stats === undefined);
  const largest = counted.toSorted((a, b) => b.stats.total - a.stats.total || a.group.name.localeCompare(b.group.name));
  const sum = (pick: (stats: GroupStats) => number) => counted.reduce((total, { stats }) => total + pick(stats), 0);
  const totals = {
    total: sum((s) => s.total),
    active: sum((s) => s.active),
    inactive: sum((s) => s.inactive),
    bounced: sum((s) => s.bounced),
  };

  const top: Block[] = [
    header(t.groups.statsTitle),
    section(`${t.groups.allGroups(all.length)}: ${t.groups.totals(totals)}`),
  ];
  const isGoingOn = all.length < of;
  const notes = [
    ...(isGoingOn ? [t.groups.progress(f.number(all.length), f.number(of))] : []),
    ...(counted.length > 1 ? [t.groups.countedPerList] : []),
    ageLine(reader, oldest(counted)),
    ...(missing.length > 0 ? [t.groups.statsMissing(nameList(missing))] : []),
  ];
  const next = actions(
    commandButton(t.groups.refreshButton, 'stats', 0),
    ...largest
      .slice(0, 4)
      .map(({ group }, index) => commandButton(plain(group.name, 40), `stats ${group.id}`, index + 1)),
  );
  const bottom: Block[] = [context(notes.join('\n')), ...(isGoingOn ? [] : [next])];
  const onlyLargest = (shown: number) =>
    largest.length > shown ? [context(t.groups.onlyLargest(f.number(shown), f.number(largest.length)))] : [];
  const tabled = largest.slice(0, limits.tableRows - 1);
  const chart = barsOf(reader, largest.slice(0, chartedGroups));
  const lines = largest.slice(0, listedGroups).map((entry) => `• ${figureLine(reader, entry)}`);
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
      ...(chart ? [chart] : []),
      ...bottom,
    ],
    plainBlocks,
  };
}

function figureLine(reader: Reader, { group, stats }: Counted): string {
  const { t } = reader;
  return t.groups.figures(mrkdwn(group.name, 60), stats, stats.total > 0 ? shareOf(reader, stats) : undefined);
}

function ageLine({ t, f }: Reader, computedAt: Date | undefined): string {
  return computedAt ? t.groups.computedAt(f.dateTime(computedAt)) : t.groups.computedAtUnknown;
}

function oldest(groups: Counted[]): Date | undefined {
  const times = groups.map(({ stats }) => stats.computedAt?.getTime());
  return times.length === 0 || times.includes(undefined) ? undefined : new Date(Math.min(...times.map(Number)));
}

function nameList(groups: { group: Group }[]): string {
  const names = groups.slice(0, 10).map(({ group }) => mrkdwn(group.name, 60));
  return groups.length > names.length ? `${names.join(', ')} …` : names.join(', ');
}
