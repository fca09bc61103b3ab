import type { Group, GroupStats } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import { type DataVisualizationBlock, dataTable, numberCell, textCell } from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import { plain, uniqueLabels } from '../kit/text.ts';

/** A group with its figures. */
export interface Counted {
  group: Group;
  stats: GroupStats;
}

/** All figures of each group; every column can be sorted. */
export function tableOf(reader: Reader, groups: Counted[]) {
  const { t, f } = reader;
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
      numberCell(Math.round(share * 1000) / 10, shareOf(reader, stats)),
    ];
  });
  return dataTable(t.groups.perList, [head.map(textCell), ...rows]);
}

/** Nothing to draw without receivers. Slack wants labels of at most twenty characters, all different, and every series to have every category. */
export function barsOf({ t }: Reader, groups: Counted[]): DataVisualizationBlock | undefined {
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
export function pieOf({ t }: Reader, stats: GroupStats): DataVisualizationBlock | undefined {
  const segments = [
    { label: t.groups.active, value: stats.active },
    { label: t.groups.inactive, value: stats.inactive },
    { label: t.groups.bounced, value: stats.bounced },
  ].filter(({ value }) => value > 0);
  if (segments.length === 0) return undefined;
  return {
    type: 'data_visualization',
    title: plain(t.groups.byState, limits.chartTitle),
    chart: { type: 'pie', segments },
  };
}

/** The share of active receivers as text; a dash where there is none to speak of. */
export function shareOf({ f }: Reader, stats: GroupStats): string {
  return stats.total > 0 ? f.percent(stats.active / stats.total) : '–';
}
