import type { Group, Receiver } from '../../../cleverreach/index.ts';
import type { Reader } from '../../../texts/index.ts';
import { actions, type Block, commandButton, context, header, type Message, section } from '../../kit/blocks.ts';
import { lineSections } from '../../kit/line-sections.ts';
import { mrkdwn } from '../../kit/text.ts';
import { textOf } from '../../kit/text-of.ts';
import { personName } from '../person-name.ts';
import { known, standingIcons, standingOf } from '../standing.ts';
import { type ReceiverFilter, receiversLine } from './query.ts';

/** What stands on one page of a group's receivers. */
export interface ReceiversPage extends ReceiverFilter {
  group: Group;
  /** From 1. */
  page: number;
  /** At most {@link receiversPerPage}. */
  receivers: Receiver[];
  hasNext: boolean;
  /** How many there are, as CleverReach last counted; left out where that is not known. */
  counted?: number | undefined;
}

/** As many as one looks through without scrolling. */
export const receiversPerPage = 15;

/** A longer section is folded up by Slack. */
const linesPerSection = 5;

/** Each receiver in a line, the filters over them, the pages under them. */
export function receiversMessage(reader: Reader, shown: ReceiversPage): Message {
  const { t } = reader;
  const { group, state, part, page, receivers } = shown;
  const title = header(group.name);
  const lead = section(t.receivers.shown(state, part === undefined ? undefined : mrkdwn(part, 254)));
  if (receivers.length === 0) return emptyMessage(reader, shown, title, lead);
  const withLines = (lines: string[]): Block[] => [
    title,
    lead,
    filterButtons(reader, shown),
    ...lineSections(lines, linesPerSection),
    context(`${placeLine(reader, shown)} · ${t.receivers.legend}`),
    actions(
      ...(page > 1 ? [pageButton(t.receivers.previousButton, shown, page - 1, 0)] : []),
      ...(shown.hasNext ? [pageButton(t.receivers.nextButton, shown, page + 1, 1)] : []),
      ...nextSteps(reader, group),
    ),
  ];
  return {
    text: textOf(withLines(receivers.map((receiver) => spokenLine(reader, receiver)))),
    blocks: withLines(receivers.map((receiver) => shortLine(reader, receiver))),
  };
}

function emptyMessage(reader: Reader, shown: ReceiversPage, title: Block, lead: Block): Message {
  const { t } = reader;
  const { group, state, part, page } = shown;
  const isWhole = state === 'all' && part === undefined;
  const blocks =
    page > 1
      ? [
          title,
          lead,
          section(t.receivers.pastTheEnd(page)),
          actions(pageButton(t.receivers.firstPageButton, shown, 1, 0), ...nextSteps(reader, group)),
        ]
      : [
          title,
          section(
            isWhole
              ? t.groups.emptyGroup
              : t.receivers.nobody(state, part === undefined ? undefined : mrkdwn(part, 254)),
          ),
          ...(part?.includes(' ') ? [context(t.receivers.blankInPart)] : []),
          ...(isWhole ? [] : [filterButtons(reader, shown)]),
          actions(...nextSteps(reader, group)),
        ];
  return { text: textOf(blocks), blocks };
}

/** Everything a filter keeps, and another state; to the first page, since the pages are others. */
function filterButtons({ t }: Reader, { group, state, part }: ReceiversPage): Block {
  const filters: ReceiverFilter['state'][] = ['all', 'active', 'inactive', 'bounced'];
  return actions(
    ...filters.map((filter, index) => {
      const label = t.receivers.filters[filter];
      const line = receiversLine({ group: group.id, state: filter, part });
      return commandButton(filter === state ? t.receivers.chosenFilter(label) : label, line, index);
    }),
  );
}

function pageButton(label: string, { group, state, part }: ReceiversPage, page: number, index: number) {
  return commandButton(label, receiversLine({ group: group.id, state, part, page }), index);
}

function nextSteps({ t }: Reader, { id }: Group) {
  return [
    commandButton(t.receivers.addButton, `add ${id}`, 2),
    commandButton(t.receivers.healthButton, `stats ${id}`, 3),
  ];
}

/**
 * Which page this is, and of how many receivers. On the last page the number is known for certain; on the others it is
 * CleverReach's own count, which may be older than the list.
 */
function placeLine({ t }: Reader, { page, receivers, hasNext, counted }: ReceiversPage): string {
  const before = (page - 1) * receiversPerPage;
  const last = before + receivers.length;
  if (page === 1 && !hasNext) return t.receivers.count(last);
  const total = hasNext ? counted : last;
  return t.receivers.page(
    page,
    before + 1,
    last,
    total !== undefined && total >= last + Number(hasNext) ? total : undefined,
  );
}

/** An icon says that somebody is active; every other state is said in words too. */
function shortLine(reader: Reader, receiver: Receiver): string {
  const { t, f } = reader;
  const { standing } = standingOf(receiver);
  const registeredAt = known(receiver.registeredAt);
  // Somebody waits since they were registered, and that date is there already.
  const words = standing === 'waiting' ? t.receivers.standing('waiting', undefined) : stateWords(reader, receiver);
  const facts = [
    ...nameIn(receiver),
    ...(registeredAt ? [f.date(registeredAt)] : []),
    ...(standing === 'active' ? [] : [words]),
  ];
  return `${standingIcons[standing]} ${[mrkdwn(receiver.email, 254), ...facts].join(' · ')}`;
}

/** The same for a screen reader, to whom a green circle says nothing. */
function spokenLine(reader: Reader, receiver: Receiver): string {
  const { t, f } = reader;
  const registeredAt = known(receiver.registeredAt);
  return [
    `• ${mrkdwn(receiver.email, 254)}`,
    ...nameIn(receiver),
    ...(registeredAt ? [t.receivers.registeredOn(f.date(registeredAt))] : []),
    stateWords(reader, receiver),
  ].join(', ');
}

function nameIn(receiver: Receiver): string[] {
  const name = personName(receiver);
  return name === undefined ? [] : [mrkdwn(name, 60)];
}

function stateWords({ t, f }: Reader, receiver: Receiver): string {
  const { standing, since } = standingOf(receiver);
  return t.receivers.standing(standing, since && f.date(since));
}
