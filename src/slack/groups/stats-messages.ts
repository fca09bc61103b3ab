import type { Group, GroupStats } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import {
  actions,
  type Block,
  commandButton,
  context,
  type DataVisualizationBlock,
  dataTable,
  fields,
  header,
  type Message,
  numberCell,
  section,
  textCell,
} from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import { mrkdwn, plain, uniqueLabels } from '../kit/text.ts';

/** A group with its figures; without them where CleverReach did not give any. */
export interface GroupWithStats {
  group: Group;
  stats: GroupStats | undefined;
}
type Counted = Required<{ [K in keyof GroupWithStats]: NonNullable<GroupWithStats[K]> }>;

/** More bars than this cannot be told apart on a phone. */
const chartedGroups = 8;
/** Lines of figures for clients that draw neither table nor chart. */
const listedGroups = 20;

/** One group: a pie, the figures, how old they are, and what comes next. */
export function groupStatsMessage(reader: Reader, group: Group, stats: GroupStats): Message {
  const { t, f } = reader;
  const name = mrkdwn(group.name, 300);
  const share = stats.total > 0 ? f.percent(stats.active / stats.total) : '–';
  const figures = fields([
    [t.groups.active, f.number(stats.active)],
    [t.groups.inactive, f.number(stats.inactive)],
    [t.groups.bounced, f.number(stats.bounced)],
    [t.groups.total, f.number(stats.total)],
    [t.groups.activeShare, share],
  ]);
  const rest: Block[] = [
    ...(stats.total === 0 ? [section(t.groups.emptyGroup)] : []),
    figures,
    context(ageLine(reader, stats.computedAt)),
    actions(
      commandButton(t.groups.refreshButton, `stats ${group.id}`, 0),
      commandButton(t.groups.draftButton, 'draft', 1),
      commandButton(t.groups.allButton, 'stats', 2),
    ),
  ];
  const title = header(group.name);
  const pie = pieOf(reader, stats);
  return {
    text: t.groups.statsText(
      name,
      f.number(stats.total),
      f.number(stats.active),
      f.number(stats.inactive),
      f.number(stats.bounced),
    ),
    blocks: [title, ...(pie ? [pie] : []), ...rest],
    plainBlocks: [title, ...rest],
  };
}

/** All groups: totals, a sortable table, a chart of the largest, and the same figures in text. */
export function allStatsMessage(reader: Reader, all: GroupWithStats[]): Message {
  const { t, f } = reader;
  const counted = all.filter((entry): entry is Counted => entry.stats !== undefined);
  const missing = all.filter(({ stats }) => stats === undefined);
  const largest = counted.toSorted((a, b) => b.stats.total - a.stats.total || a.group.name.localeCompare(b.group.name));
  const sum = (pick: (stats: GroupStats) => number) =>
    f.number(counted.reduce((total, { stats }) => total + pick(stats), 0));
  const totals = [sum((s) => s.active), sum((s) => s.inactive), sum((s) => s.bounced)] as const;
  const shownInTable = largest.slice(0, limits.tableRows - 1);

  const top: Block[] = [
    header(t.groups.statsTitle),
    section(`${t.groups.allGroups(f.number(all.length))}: ${t.groups.totals(...totals)}`),
  ];
  const notes = [
    t.groups.countedPerList,
    ageLine(reader, oldest(counted)),
    ...(missing.length > 0 ? [t.groups.statsMissing(nameList(missing))] : []),
  ];
  const bottom: Block[] = [
    context(notes.join('\n')),
    actions(
      commandButton(t.groups.refreshButton, 'stats', 0),
      ...largest
        .slice(0, 4)
        .map(({ group }, index) => commandButton(plain(group.name, 40), `stats ${group.id}`, index + 1)),
    ),
  ];
  const more =
    largest.length > shownInTable.length
      ? [context(t.groups.more(f.number(shownInTable.length), f.number(largest.length)))]
      : [];
  const chart = barsOf(reader, largest.slice(0, chartedGroups));
  const lines = largest.slice(0, listedGroups).map((entry) => `• ${figureLine(reader, entry)}`);
  return {
    text: `${t.groups.overviewText(f.number(all.length), ...totals)}\n${lines.join('\n')}`,
    blocks: [
      ...top,
      ...(largest.length > 0 ? [tableOf(reader, shownInTable), ...more] : []),
      ...(chart ? [chart] : []),
      ...bottom,
    ],
    plainBlocks: [...top, ...(lines.length > 0 ? [section(lines.join('\n'))] : []), ...bottom],
  };
}

/** Several groups fit, or none does: the choice carries on with `word`, the command that was asked for. */
export function chooseGroupMessage(
  { t, f }: Reader,
  word: string,
  wanted: string,
  groups: Group[],
  reason: 'several' | 'none',
): Message {
  const name = mrkdwn(wanted, 150);
  const sentence = reason === 'several' ? t.groups.severalMatch(name) : `${t.groups.noMatch(name)} ${t.groups.closest}`;
  const offered = groups.slice(0, 10);
  const rest = groups.length - offered.length;
  return {
    text: `${sentence} ${nameList(offered.map((group) => ({ group })))}`,
    blocks: [
      section(sentence),
      actions(...offered.map((group, index) => commandButton(group.name, `${word} ${group.id}`, index))),
      ...(reason === 'several' && rest > 0 ? [context(t.groups.moreMatches(f.number(rest)))] : []),
    ],
  };
}

export function noGroupsMessage({ t }: Reader): Message {
  return { text: t.groups.noGroups };
}

function tableOf({ t, f }: Reader, groups: Counted[]) {
  const head = [
    t.groups.group,
    t.groups.active,
    t.groups.inactive,
    t.groups.bounced,
    t.groups.total,
    t.groups.activeShare,
  ];
  const rows = groups.map(({ group, stats }) => {
    const share = stats.total > 0 ? stats.active / stats.total : 0;
    return [
      textCell(group.name),
      numberCell(stats.active, f.number(stats.active)),
      numberCell(stats.inactive, f.number(stats.inactive)),
      numberCell(stats.bounced, f.number(stats.bounced)),
      numberCell(stats.total, f.number(stats.total)),
      numberCell(Math.round(share * 1000) / 10, stats.total > 0 ? f.percent(share) : '–'),
    ];
  });
  return dataTable(t.groups.statsTitle, [head.map(textCell), ...rows]);
}

/** Slack wants labels of at most twenty characters, all different, and every series to have every category. */
function barsOf({ t }: Reader, groups: Counted[]): DataVisualizationBlock | undefined {
  const filled = groups.filter(({ stats }) => stats.total > 0);
  if (filled.length === 0) return undefined;
  const categories = uniqueLabels(
    filled.map(({ group }) => group.name),
    limits.chartLabel,
  );
  const series = (name: string, pick: (stats: GroupStats) => number) => ({
    name,
    data: filled.map(({ stats }, index) => ({ label: categories[index] ?? '', value: pick(stats) })),
  });
  return {
    type: 'data_visualization',
    title: plain(t.groups.largest, limits.chartTitle),
    chart: {
      type: 'bar',
      series: [
        series(t.groups.active, (s) => s.active),
        series(t.groups.inactive, (s) => s.inactive),
        series(t.groups.bounced, (s) => s.bounced),
      ],
      axis_config: { categories, x_label: t.groups.chartAxisGroup, y_label: t.groups.chartAxisReceivers },
    },
  };
}

/** Segments of zero are refused; a group without receivers has no pie. */
function pieOf({ t }: Reader, stats: GroupStats): DataVisualizationBlock | undefined {
  const segments = [
    { label: t.groups.active, value: stats.active },
    { label: t.groups.inactive, value: stats.inactive },
    { label: t.groups.bounced, value: stats.bounced },
  ].filter(({ value }) => value > 0);
  if (segments.length === 0) return undefined;
  return { type: 'data_visualization', title: t.groups.statsTitle, chart: { type: 'pie', segments } };
}

function figureLine({ t, f }: Reader, { group, stats }: Counted): string {
  return t.groups.overviewLine(
    mrkdwn(group.name, 60),
    f.number(stats.active),
    f.number(stats.inactive),
    f.number(stats.bounced),
  );
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
