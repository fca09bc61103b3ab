import type { Group } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import {
  actions,
  type Block,
  commandButton,
  context,
  dataTable,
  header,
  type Message,
  section,
  textCell,
} from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import { unquoted } from '../kit/quotes.ts';
import { mrkdwn, plain } from '../kit/text.ts';
import { fitLines, textOf } from '../kit/text-of.ts';

/** Lines for clients that do not draw tables. */
const listedGroups = 25;
/** Buttons that lead on; more groups are better found by typing. */
const offeredGroups = 5;

/** The groups whose name contains what was typed, or all of them: when each was made and last written to. */
export function groupListMessage(reader: Reader, groups: Group[], wanted: string): Message {
  const { t, f } = reader;
  const title = wanted === '' ? t.groups.listTitle : t.groups.searchTitle(plain(unquoted(wanted), 60));
  const dateOf = (date: Date | undefined, none: string) => (date ? f.date(date) : none);
  const tabled = groups.slice(0, limits.tableRows - 1);
  const table = dataTable(title, [
    [t.groups.group, t.groups.id, t.groups.created, t.groups.lastMailing].map(textCell),
    ...tabled.map(({ name, id, createdAt, lastMailingAt, locked }) =>
      [
        locked ? `${plain(name, 80)} (${t.groups.locked})` : name,
        id,
        dateOf(createdAt, '–'),
        dateOf(lastMailingAt, t.groups.noneYet),
      ].map(textCell),
    ),
  ]);
  const top: Block[] = [header(title), section(t.groups.allGroups(groups.length))];
  const lines = groups.slice(0, listedGroups).map(({ name, id, lastMailingAt, locked }) => {
    const mailing = `${t.groups.lastMailing}: ${dateOf(lastMailingAt, t.groups.noneYet)}`;
    return `• ${[`*${mrkdwn(name, 80)}*`, `${t.groups.id} ${mrkdwn(id, 40)}`, mailing, ...(locked ? [t.groups.locked] : [])].join(' · ')}`;
  });
  const rest = (shown: number) => (groups.length > shown ? [context(t.groups.moreMatches(groups.length - shown))] : []);
  const plainBlocks = [
    ...top,
    section(fitLines(lines, limits.sectionText)),
    ...rest(lines.length),
    nextSteps(reader, groups),
  ];
  return {
    text: textOf(plainBlocks),
    blocks: [...top, table, ...rest(tabled.length), nextSteps(reader, groups)],
    plainBlocks,
  };
}

/** One group has all that can be done with it; of several, each leads to its figures. */
function nextSteps({ t }: Reader, groups: Group[]): Block {
  const [first, ...others] = groups;
  if (first && others.length === 0) {
    return actions(
      commandButton(t.receivers.healthButton, `stats ${first.id}`, 0),
      commandButton(t.groups.receiversButton, `receivers ${first.id}`, 1),
    );
  }
  return actions(
    ...groups
      .slice(0, offeredGroups)
      .map(({ name, id }, index) => commandButton(plain(name, 40), `stats ${id}`, index)),
    commandButton(t.groups.allStatsButton, 'stats', offeredGroups),
  );
}
