import { parseAddress } from '../kit/addresses.ts';

/** An address is no longer than this, so neither is a part of one. */
const longestAddress = 254;

/**
 * A part of an address as CleverReach is asked for it: taken out of what Slack makes of addresses and host names, and without
 * what no address has. Undefined if nothing is left.
 */
export function addressPartOf(text: string): string | undefined {
  const label = /^<[^<>|]*\|([^<>|]+)>$/.exec(text)?.[1];
  const part = (parseAddress(text) ?? label ?? text)
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[\p{Cc}\s"„“”«»‟<>]+/gu, ' ')
    .trim()
    .slice(0, longestAddress)
    // Halves of characters, which the cut can leave too.
    .replace(/\p{Cs}/gu, '')
    .trim();
  return part === '' ? undefined : part;
}
