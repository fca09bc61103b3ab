import type { Group, Receiver } from '../../../cleverreach/index.ts';
import type { Reader } from '../../../texts/index.ts';
import { actions, type Block, commandButton, context, type Message, section } from '../../kit/blocks.ts';
import { lineSections } from '../../kit/line-sections.ts';
import { mrkdwn } from '../../kit/text.ts';
import { textOf } from '../../kit/text-of.ts';
import { personName } from '../person-name.ts';
import { type Standing, standingIcons, standingOf } from '../standing.ts';

/** An address, and itself as a receiver of every group it is in. */
export interface FoundAddress {
  address: string;
  receivers: Receiver[];
  /** The account's groups, for their names. */
  groups: Group[];
}

/** More groups than this are only counted. */
const listedGroups = 30;
/** A longer section is folded up by Slack. */
const linesPerSection = 10;

const order: Standing[] = ['active', 'waiting', 'unsubscribed', 'bounced'];

/** Where the address is and its state there, active ones first; and what can be done about it. */
export function foundMessage(reader: Reader, { address, receivers, groups }: FoundAddress): Message {
  const { t } = reader;
  const texts = t.receivers.find;
  const bold = `*${mrkdwn(address, 254)}*`;
  const add = commandButton(texts.addButton, `add ${address}`, 1);
  if (receivers.length === 0) {
    const lead = section(texts.nowhere(bold));
    return { text: textOf([lead]), blocks: [lead, actions(add)] };
  }
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const places = receivers
    .map((receiver) => ({
      receiver,
      group: names.get(receiver.groupId) ?? texts.unnamedGroup(receiver.groupId),
      ...standingOf(receiver),
    }))
    .sort(
      (a, b) =>
        order.indexOf(a.standing) - order.indexOf(b.standing) ||
        a.group.localeCompare(b.group, reader.language, { numeric: true }),
    );
  const lines = places.slice(0, listedGroups).map((place) => placeLine(reader, place));
  const rest = places.length - lines.length;
  const name = receivers.map(personName).find((known) => known !== undefined);
  const counts = countsOf(places.map(({ standing }) => standing));
  const lead = [
    `${bold}${name === undefined ? '' : ` · ${mrkdwn(name, 100)}`}`,
    ...(places.length > 1 ? [texts.counts(counts)] : []),
  ];
  const blocks: Block[] = [
    section(lead.join('\n')),
    ...lineSections(lines, linesPerSection),
    ...(rest > 0 ? [context(t.groups.moreMatches(rest))] : []),
    actions(...(counts.active > 0 ? [commandButton(texts.unsubscribeButton, `unsubscribe ${address}`, 0)] : []), add),
  ];
  return { text: textOf(blocks), blocks };
}

/** More than a few are several searches. */
const offeredAddresses = 10;

export function severalAddressesMessage({ t }: Reader, addresses: string[]): Message {
  const lead = section(t.receivers.find.several);
  const offered = addresses.slice(0, offeredAddresses);
  return {
    text: textOf([lead, section(offered.map((address) => `• ${mrkdwn(address, 254)}`).join('\n'))]),
    blocks: [lead, actions(...offered.map((address, index) => commandButton(address, `find ${address}`, index)))],
  };
}

/** A sentence that says what is expected. */
export function questionMessage(sentence: string): Message {
  const blocks = [section(sentence)];
  return { text: textOf(blocks), blocks };
}

interface Place {
  receiver: Receiver;
  /** The group's name. */
  group: string;
  standing: Standing;
  since: Date | undefined;
}

function placeLine({ t, f }: Reader, { receiver, group, standing, since }: Place): string {
  const source = receiver.source?.trim();
  const facts = [
    t.receivers.standing(standing, since && f.date(since)),
    ...(source ? [t.receivers.find.source(mrkdwn(source, 60))] : []),
  ];
  return `${standingIcons[standing]} *${mrkdwn(group, 100)}* · ${facts.join(' · ')}`;
}

function countsOf(standings: Standing[]): Record<Standing, number> {
  const counts: Record<Standing, number> = { active: 0, waiting: 0, unsubscribed: 0, bounced: 0 };
  for (const standing of standings) counts[standing] += 1;
  return counts;
}
