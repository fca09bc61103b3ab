import type { Group, GroupStats } from '../../cleverreach/index.ts';
import type { Figures } from '../../texts/counting.ts';
import type { Reader } from '../../texts/index.ts';
import { mrkdwn } from '../kit/text.ts';
import { type Counted, shareOf } from './stats-charts.ts';

/** A group with its figures; without them where CleverReach did not give any. */
export interface GroupWithStats {
  group: Group;
  stats: GroupStats | undefined;
}

/** Those that have figures, the largest first. */
export function largestFirst(all: GroupWithStats[]): Counted[] {
  return all
    .filter((entry): entry is Counted => entry.stats !== undefined)
    .toSorted((a, b) => b.stats.total - a.stats.total || a.group.name.localeCompare(b.group.name));
}

export function totalsOf(counted: Counted[]): Figures {
  const sum = (pick: (stats: GroupStats) => number) => counted.reduce((total, { stats }) => total + pick(stats), 0);
  return {
    total: sum((s) => s.total),
    active: sum((s) => s.active),
    inactive: sum((s) => s.inactive),
    bounced: sum((s) => s.bounced),
  };
}

/** One group in one line, its name perhaps in bold type. */
export function figureLine(reader: Reader, { group, stats }: Counted, isBold = false): string {
  const { t } = reader;
  const name = mrkdwn(group.name, 60);
  return t.groups.figures(isBold ? `*${name}*` : name, stats, stats.total > 0 ? shareOf(reader, stats) : undefined);
}

/** How far it is, where more groups are on their way; `of` is how many there are. */
export function progressLine({ t, f }: Reader, done: number, of: number): string[] {
  return done < of ? [t.groups.progress(f.number(done), f.number(of))] : [];
}

/** What has to be known to read the figures: how old they are, and which are missing. */
export function notesOf(reader: Reader, all: GroupWithStats[]): string[] {
  const { t } = reader;
  const counted = largestFirst(all);
  const missing = all.filter(({ stats }) => stats === undefined);
  return [
    ...(counted.length > 1 ? [t.groups.countedPerList] : []),
    ageLine(reader, oldest(counted)),
    ...(missing.length > 0 ? [t.groups.statsMissing(nameList(missing))] : []),
  ];
}

export function ageLine({ t, f }: Reader, computedAt: Date | undefined): string {
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
