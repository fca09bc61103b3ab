import { parseAddress, splitAddresses } from '../../kit/addresses.ts';

/** What a person wrote where addresses were asked for. */
export interface WrittenAddresses {
  /** Each once, in the order in which they were written. */
  addresses: string[];
  /** What is no address, as it was written. */
  mistakes: string[];
}

/**
 * Reads addresses one a line, or with blanks, commas or semicolons between them, also as mail programs write and copy
 * them: `Anna Müller <anna@example.com>; mailto:ben@example.com`.
 */
export function readAddresses(text: string): WrittenAddresses {
  const read = text
    .split(/[\n\r,;]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(readEntry);
  return {
    addresses: [...new Set(read.flatMap(({ addresses }) => addresses))],
    mistakes: read.flatMap(({ mistakes }) => mistakes),
  };
}

/** What stands behind the command's word. */
export interface WrittenLine extends WrittenAddresses {
  /** The words that can be no address: a group, perhaps. */
  groupWords: string;
}

/** `a@example.com, b@example.com VIP customers`: words without an `@` are a group's. */
export function readLine(args: string): WrittenLine {
  const { addresses, rest } = splitAddresses(args);
  const words = rest.split(' ').filter((word) => word !== '');
  // Several addresses with nothing but a comma between them are one word.
  const joined = words.filter((word) => word.includes('@')).map(readAddresses);
  return {
    addresses: [...new Set([...addresses, ...joined.flatMap((read) => read.addresses)])],
    mistakes: joined.flatMap((read) => read.mistakes),
    groupWords: words.filter((word) => !/@|^[,;]+$/.test(word)).join(' '),
  };
}

function readEntry(entry: string): WrittenAddresses {
  const inBrackets = /^[^@<>]*(<[^<>\s]+>)$/.exec(entry)?.[1];
  const whole = parseAddress(inBrackets ?? entry);
  if (whole !== undefined) return { addresses: [whole], mistakes: [] };
  const words = entry.split(/\s+/);
  // Without an @ anywhere it is not words that are wrong but all of it: "anna at example.com".
  if (words.length === 1 || !entry.includes('@')) return { addresses: [], mistakes: [entry] };
  const read = words.map((word) => ({ word, address: parseAddress(word) }));
  return {
    addresses: read.flatMap(({ address }) => address ?? []),
    mistakes: read.flatMap(({ word, address }) => (address === undefined ? [word] : [])),
  };
}
