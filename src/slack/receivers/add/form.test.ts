import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readerFor } from '../../../texts/index.ts';
import type { FormValues } from '../../payloads.ts';
import { additionSchema, readAddition } from './form.ts';
import { optInValue, readOptInValue } from './opt-in-request.ts';

const r = readerFor('en');
const text = (value: string): FormValues[string] => ({ value: { value } });
const chosen = (value: string): FormValues[string] => ({ value: { selected_option: { value } } });
const good: FormValues = {
  address: text('Nele@Example.com '),
  'group-12': chosen('12'),
  consent: chosen('opt-in'),
  source: text(''),
};

test('a form as it is sent comes to a receiver', () => {
  expect(readAddition(r, { ...good, 'form-12': chosen('7'), 'field-number-3': text('1,5') })).toEqual({
    groupBlock: 'group-12',
    addition: {
      address: 'nele@example.com',
      groupId: '12',
      consent: { by: 'opt-in', formId: '7' },
      source: '',
      firstName: '',
      lastName: '',
      fields: [{ id: '3', value: '1.5' }],
    },
  });
});

test('the form chosen for another group does not count', () => {
  const read = readAddition(r, { ...good, 'form-13': chosen('7') });
  expect(read).toMatchObject({ addition: { consent: { by: 'opt-in', formId: undefined } } });
});

test('line breaks in a name or a source are blanks', () => {
  const read = readAddition(r, { ...good, first_name: text('Nele\r\nBcc: x'), source: text('a\u0000b') });
  expect(read).toMatchObject({ addition: { firstName: 'Nele Bcc: x', source: 'a b' } });
});

test.each(['1e5', '0x10', '١٢', '--1', '1.2.3', '9'.repeat(20)])('%s is no number', (value) => {
  expect(readAddition(r, { ...good, 'field-number-3': text(value) })).toMatchObject({
    errors: { 'field-number-3': 'This is not a number.' },
  });
});

const blockId = fc.oneof(
  fc.constantFrom(...Object.keys(good), 'first_name', 'field-text-1', 'field-number-1', 'field-date-1', 'form-12'),
  fc.string(),
);
const value = fc.record(
  {
    value: fc.oneof(fc.string(), fc.constantFrom('a@example.com', '12'), fc.constant(null)),
    selected_option: fc.oneof(
      fc.record({ value: fc.constantFrom('12', 'opt-in', 'on-record', '') }),
      fc.constant(null),
    ),
    selected_date: fc.oneof(fc.constantFrom('2026-02-30', '2026-02-28'), fc.string(), fc.constant(null)),
  },
  { requiredKeys: [] },
);

test('whatever a forged form holds, it comes to a receiver as the job takes it, or to sentences', () => {
  fc.assert(
    fc.property(
      fc.dictionary(blockId, fc.dictionary(fc.string(), value, { maxKeys: 2 })),
      fc.boolean(),
      (forged, base) => {
        const read = readAddition(r, base ? { ...good, ...forged } : forged);
        if ('errors' in read) expect(Object.values(read.errors).every((sentence) => sentence.length > 0)).toBe(true);
        else expect(additionSchema.safeParse(read.addition).success).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('the value of the button comes back as it was, and nothing else is taken for one', () => {
  for (const request of [
    { groupId: '12', address: 'a@example.com' },
    { groupId: '12', formId: '7', address: 'a@example.com' },
  ]) {
    expect(readOptInValue(optInValue(request, 'a1b2c3d4e5'))).toEqual({ wanted: request, reference: 'a1b2c3d4e5' });
  }
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (forged) => {
      const read = readOptInValue(forged);
      if (read) expect(optInValue(read.wanted, read.reference)).toBe(forged.toLowerCase());
    }),
  );
});
