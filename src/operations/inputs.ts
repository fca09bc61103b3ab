/** The values several operations take. */
import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** An id as CleverReach numbers groups, receivers and mailings: digits, from 1. */
export const idInput = z
  .string()
  .trim()
  .regex(/^[1-9]\d{0,18}$/, 'expected a number from 1');

/** What stands before the `@`: the characters of an unquoted local part, at most 64. */
const LOCAL_PART = /^(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;

/** Two labels or more, the last with a letter in it: `localhost` and `127.0.0.1` are no mail domains. */
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * An e-mail address, trimmed and in lower case. A domain with letters beyond ASCII is written as the mail servers know
 * it (`münchen.example` as `xn--mnchen-3ya.example`).
 */
export const emailInput = z.string().transform((text, context) => {
  const address = parseEmail(text.trim());
  if (address !== undefined) return address;
  context.addIssue({ code: 'invalid_format', format: 'email', message: 'expected an e-mail address' });
  return z.NEVER;
});

function parseEmail(text: string): string | undefined {
  // Longer than any address, so not worth a look.
  if (text.length > 320) return undefined;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  // Checked before it is put in lower case, which turns some letters beyond ASCII (the Kelvin sign) into plain ones.
  if (!LOCAL_PART.test(local)) return undefined;
  const domain = text.slice(at + 1);
  const ascii = /^[\x20-\x7e]*$/.test(domain) ? domain.toLowerCase() : domainToASCII(domain);
  const address = `${local.toLowerCase()}@${ascii}`;
  return DOMAIN.test(ascii) && address.length <= 254 ? address : undefined;
}

/** A receiver of a group: by id or by e-mail address. */
export const receiverInput = z.string().transform((text, context) => {
  const id = idInput.safeParse(text);
  if (id.success) return id.data;
  const email = emailInput.safeParse(text);
  if (email.success) return email.data;
  context.addIssue({ code: 'invalid_format', format: 'receiver', message: 'expected an id or an e-mail address' });
  return z.NEVER;
});

/** A text of one line that is not empty: nothing in it may start a new line in the header of a mail. */
export function lineInput(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'expected one line');
}

/** Attributes by name. */
export const attributesInput = z.record(z.string().min(1), z.string());
