import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { receiverAnswer } from './receiver-wire.ts';
import { searchBody } from './requests.ts';

const ruleSchema = z.object({ operator: z.string(), field: z.string(), logic: z.string(), condition: z.string() });
type Rule = z.infer<typeof ruleSchema>;

/** What is not documented of the rules, in each reading. */
interface Reading {
  /** Whether `bg` takes in the number itself. */
  inclusive: boolean;
  /** Whether an operator joins its rule with the one before it or with the one behind it. */
  joins: 'before' | 'behind';
}

/** Whether the times fit the rules, which are read from left to right; an operator left out is AND. */
function fits(rules: Rule[], times: Record<string, number>, reading: Reading): boolean {
  const rest = [...rules];
  function untilTheEnd(): boolean {
    let result: boolean | undefined;
    let joinedBy = '';
    for (let rule = rest.shift(); rule !== undefined && rule.field !== ')'; rule = rest.shift()) {
      const value = rule.field === '(' ? untilTheEnd() : holds(rule, times, reading);
      const operator = reading.joins === 'before' ? rule.operator : joinedBy;
      joinedBy = rule.operator;
      if (result === undefined) result = value;
      else result = operator === 'OR' ? result || value : result && value;
    }
    return result ?? true;
  }
  return untilTheEnd();
}

function holds({ field, logic, condition }: Rule, times: Record<string, number>, { inclusive }: Reading): boolean {
  const time = times[field];
  // The rule on the address, which every receiver of this test has.
  if (time === undefined) return true;
  if (logic === 'eq') return time === Number(condition);
  return inclusive ? time >= Number(condition) : time > Number(condition);
}

const time = fc.integer({ min: 1_000_000, max: 4_000_000_000 });
const never = fc.constant(0);

test.each([
  { inclusive: false, joins: 'before' },
  { inclusive: false, joins: 'behind' },
  { inclusive: true, joins: 'before' },
  { inclusive: true, joins: 'behind' },
] satisfies Reading[])(
  'a search by state finds those, and only those, that have it when they are read (%o)',
  (reading) => {
    const times = fc.record({
      activated: fc.oneof(never, time),
      // Some clients write 1 for "at some time".
      deactivated: fc.oneof(never, fc.constant(1), time),
      bounced: fc.oneof(never, time),
    });
    fc.assert(
      fc.property(times, fc.constantFrom('active', 'inactive', 'bounced'), (wire, state) => {
        const body = z.object({ rules: z.array(ruleSchema) }).parse(searchBody({ email: { contains: 'a' }, state }));
        const receiver = receiverAnswer('1').parse({ id: 1, email: 'a@example.org', ...wire });
        expect(fits(body.rules, wire, reading)).toBe(receiver.state === state);
      }),
    );
  },
);
