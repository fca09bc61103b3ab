import type { SectionBlock } from '@slack/types';
import type { Reader } from '../../../texts/index.ts';
import { section } from '../../kit/blocks.ts';
import { limits } from '../../kit/limits.ts';
import { mrkdwn } from '../../kit/text.ts';
import { byAddress, type Place } from './places.ts';

/** Names that are given of many; the number says the rest. */
const namesOfOneAddress = 20;
const namesInALine = { ofFew: { names: 5, length: 60 }, ofMany: { names: 3, length: 30 } };

/** So many addresses are looked over one by one; of more, a line each is all that is read. */
const fewAddresses = 10;

/** Room for the line that says how many more there are. */
const restLength = 80;

/**
 * Places under a heading: of one address its groups, a line each; of several a line for each address. As many lines as fit
 * into so many sections, and how many more there are.
 */
export function placeList(
  reader: Reader,
  label: string,
  places: Place[],
  { ofOneAddress, sections = 1 }: { ofOneAddress: boolean; sections?: number },
): SectionBlock[] {
  const { t } = reader;
  if (places.length === 0) return [];
  if (ofOneAddress) {
    const names = places.slice(0, namesOfOneAddress).map(({ group }) => `• ${mrkdwn(group.name, 100)}`);
    const rest = places.length - names.length;
    return [section([label, ...names, ...(rest > 0 ? [t.groups.moreMatches(rest)] : [])].join('\n'))];
  }
  const owners = byAddress(places);
  const lines = [...owners].map(([address, own]) => {
    return `• *${mrkdwn(address, 254)}*: ${namesOf(reader, own, owners.size > fewAddresses)}`;
  });
  return lineList(reader, label, lines, sections);
}

/** Lines about an address each, likewise. */
export function lineList({ t }: Reader, label: string, lines: string[], sections = 1): SectionBlock[] {
  if (lines.length === 0) return [];
  const full: string[] = [];
  let text = label;
  for (const [index, line] of lines.entries()) {
    if (text.length + line.length + restLength <= limits.sectionText) {
      text = `${text}\n${line}`;
    } else if (full.length + 1 < sections) {
      full.push(text);
      text = line;
    } else {
      text = `${text}\n${t.unsubscribe.moreAddresses(lines.length - index)}`;
      break;
    }
  }
  return [...full, text].map((part) => section(part));
}

/** The groups of these places in one line, shorter where many such lines stand below each other. */
export function namesOf({ t }: Reader, places: Place[], isOneOfMany = false): string {
  const room = isOneOfMany ? namesInALine.ofMany : namesInALine.ofFew;
  const names = places.slice(0, room.names).map(({ group }) => mrkdwn(group.name, room.length));
  const rest = places.length - names.length;
  return rest > 0 ? t.unsubscribe.andMore(names.join(', '), rest) : names.join(', ');
}
