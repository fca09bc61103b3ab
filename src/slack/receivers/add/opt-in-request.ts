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

/** The request as a button's value. */
export function optInValue({ groupId, formId = noForm, address }: OptInRequest): string {
  return `${groupId} ${formId} ${address}`;
}

/** Reads a button's value; undefined for one that is none, be it forged or of another version. */
export function readOptInValue(value: string): OptInRequest | undefined {
  const [, groupId, formId, written] = /^([1-9]\d{0,18}) (-|[1-9]\d{0,18}) (\S+)$/.exec(value) ?? [];
  const address = parseAddress(written ?? '');
  if (groupId === undefined || formId === undefined || address === undefined) return undefined;
  return { groupId, ...(formId === noForm ? {} : { formId }), address };
}
