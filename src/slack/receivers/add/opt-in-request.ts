import * as z from 'zod';
import { parseAddress } from '../../kit/addresses.ts';

/** For whom a double opt-in mail is wanted. */
export const optInRequestSchema = z.object({
  groupId: z.string(),
  /** The form that is to send it; without one, or when that one is gone, it is the group's first. */
  formId: z.string().optional(),
  address: z.string(),
});
export type OptInRequest = z.infer<typeof optInRequestSchema>;

const noForm = '-';

/**
 * The request as a button's value. `reference` is that of the request whose answer has the button: however often that one
 * button is pressed, a single mail is sent.
 */
export function optInValue({ groupId, formId = noForm, address }: OptInRequest, reference: string): string {
  return `${groupId} ${formId} ${address} ${reference}`;
}

/** Reads a button's value; undefined for one that is none, be it forged or of another version. */
export function readOptInValue(value: string): { wanted: OptInRequest; reference: string } | undefined {
  const [, groupId, formId, written, reference] =
    /^([1-9]\d{0,18}) (-|[1-9]\d{0,18}) (\S+) ([0-9a-z]{1,40})$/.exec(value) ?? [];
  const address = parseAddress(written ?? '');
  if (groupId === undefined || formId === undefined || address === undefined || reference === undefined)
    return undefined;
  return { wanted: { groupId, ...(formId === noForm ? {} : { formId }), address }, reference };
}
