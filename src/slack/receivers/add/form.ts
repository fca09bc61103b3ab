import * as z from 'zod';
import type { Reader } from '../../../texts/index.ts';
import { type Form, formOf, oneLine } from '../../form.ts';
import { parseAddress } from '../../kit/addresses.ts';
import type { FormValues } from '../../payloads.ts';
import { type FieldKind, fieldOfBlock } from './fields.ts';
import { consents, maxFieldLength, maxSourceLength } from './modal.ts';

/** A receiver as the form was filled in. */
export const additionSchema = z.object({
  address: z.string(),
  groupId: z.string(),
  consent: z.discriminatedUnion('by', [
    /** Without a form it is the group's first. */
    z.object({ by: z.literal('opt-in'), formId: z.string().optional() }),
    z.object({ by: z.literal('record') }),
  ]),
  /** `''` where none is known; never where consent is on record. */
  source: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  fields: z.array(z.object({ id: z.string(), value: z.string() })),
});
export type Addition = z.infer<typeof additionSchema>;

/** What a form came to: a receiver, or what is wrong with it, by the block id of the field. */
export type ReadAddition = { addition: Addition; groupBlock: string } | { errors: Record<string, string> };

/** Checks every field, also what Slack's client has checked before: a forged submission passes by the client. */
export function readAddition({ t, f }: Reader, values: FormValues): ReadAddition {
  const form = formOf(values);
  const texts = t.add.errors;
  const errors: Record<string, string> = {};
  const line = (blockId: string, max: number) => {
    const value = oneLine(form.text(blockId));
    if (value.length > max) errors[blockId] = texts.tooLong(f.number(value.length), f.number(max));
    return value;
  };

  const typed = form.text('address');
  const address = parseAddress(typed);
  if (address === undefined) errors['address'] = typed === '' ? texts.addressMissing : texts.address;
  const { blockId: groupBlock, groupId } = chosenGroup(values);
  if (groupId === undefined) errors[groupBlock] = texts.groupMissing;

  const firstName = line('first_name', maxFieldLength);
  const lastName = line('last_name', maxFieldLength);
  const fields = Object.keys(values).flatMap((blockId) => {
    const field = fieldOfBlock(blockId);
    if (!field) return [];
    const value = fieldValue(form, blockId, field.kind, line);
    if (value === undefined && field.kind !== 'text') errors[blockId] = texts[field.kind];
    return value ? [{ id: field.id, value }] : [];
  });

  const source = line('source', maxSourceLength);
  const consentBlock = 'consent-on-record' in values ? 'consent-on-record' : 'consent';
  const [consent] = form.chosen(consentBlock);
  if (consent !== consents.optIn && consent !== consents.onRecord) errors[consentBlock] = texts.consentMissing;
  if (consent === consents.onRecord && source === '') errors['source'] = texts.sourceMissing;

  if (Object.keys(errors).length > 0 || address === undefined || groupId === undefined) return { errors };
  const [formId] = form.chosen(`form-${groupId}`);
  const given: Addition['consent'] = consent === consents.onRecord ? { by: 'record' } : { by: 'opt-in', formId };
  return { addition: { address, groupId, consent: given, source, firstName, lastName, fields }, groupBlock };
}

/** The group that is chosen in the form, and the block it was chosen in. */
export function chosenGroup(values: FormValues): { blockId: string; groupId: string | undefined } {
  const blockId = Object.keys(values).find((id) => /^group(-|$)/.test(id)) ?? 'group';
  const [groupId] = formOf(values).chosen(blockId);
  return { blockId, groupId: groupId !== undefined && /^[1-9]\d{0,18}$/.test(groupId) ? groupId : undefined };
}

/** CleverReach takes every value as a text. `''` is one that was left empty, undefined one that does not fit its kind. */
function fieldValue(
  form: Form,
  blockId: string,
  kind: FieldKind,
  line: (blockId: string, max: number) => string,
): string | undefined {
  switch (kind) {
    case 'text':
      return line(blockId, maxFieldLength);
    case 'number': {
      const number = form.text(blockId).replace(',', '.');
      return number === '' || /^-?\d{1,15}(\.\d{1,10})?$/.test(number) ? number : undefined;
    }
    case 'date': {
      const date = form.date(blockId);
      return date === '' || z.iso.date().safeParse(date).success ? date : undefined;
    }
    case 'gender': {
      const [gender = ''] = form.chosen(blockId);
      return ['', 'female', 'male'].includes(gender) ? gender : undefined;
    }
  }
}
