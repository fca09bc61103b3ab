import { z } from 'zod';
import { ApiError } from './errors.ts';
import { check, flagOf, idSchema, integerOf, pageSizeOf } from './input.ts';
import type { Account } from './model.ts';
import { type Member, stateOf } from './receiver-book.ts';
import { groupOf } from './state.ts';

const ruleSchema = z.object({
  operator: z.string().nullish(),
  field: z.string().min(1),
  logic: z.string().nullish(),
  condition: z.union([z.string(), z.number()]).transform(String).nullish(),
});
type Rule = z.infer<typeof ruleSchema>;

const filterSchema = z.object({
  // Empty means all groups (observed live).
  groups: z.array(idSchema),
  operator: z.string().nullish(),
  rules: z.array(ruleSchema),
  // Spelled `orderby` here and `order_by` in lists.
  orderby: z.string().nullish(),
  detail: z.unknown().optional(),
  activeonly: z.unknown().optional(),
  pagesize: z.unknown().optional(),
  page: z.unknown().optional(),
});

/** The members that fit the rules of `POST /receivers/filter`, one entry for each group they are in. */
export function filterReceivers(account: Account, body: unknown): { members: Member[]; detail: number } {
  const filter = check(filterSchema, body);
  const groupIds = filter.groups.length === 0 ? [...account.groups.keys()] : filter.groups;
  for (const id of groupIds) groupOf(account, id);
  const matches = compile(filter.rules, filter.operator ?? 'AND');
  const activeOnly = flagOf(filter.activeonly);
  const found: Member[] = [];
  for (const id of groupIds) {
    for (const member of account.receivers.members(id)) {
      if ((!activeOnly || stateOf(member.membership) === 'active') && matches(member)) found.push(member);
    }
  }
  const sorted = sortMembers(found, filter.orderby ?? '');
  const size = pageSizeOf(filter.pagesize, 50, 5000);
  const page = integerOf(filter.page, 0);
  return { members: sorted.slice(page * size, (page + 1) * size), detail: integerOf(filter.detail, 0) };
}

/** Sorts by `<field> asc` or `<field> desc`; without an order they stay as they came. 400 for an unknown field. */
export function sortMembers(members: Member[], orderBy: string): Member[] {
  if (orderBy.trim() === '') return members;
  const [field = '', direction = 'asc', ...rest] = orderBy.trim().toLowerCase().split(/\s+/);
  const value = sortKey(field);
  if (value === undefined || rest.length > 0 || !['asc', 'desc'].includes(direction)) {
    throw new ApiError(400, 'invalid order_by');
  }
  const sign = direction === 'desc' ? -1 : 1;
  return [...members].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    return a === b ? 0 : a < b ? -sign : sign;
  });
}

function sortKey(field: string): ((member: Member) => number | string) | undefined {
  switch (field) {
    case 'id':
      return ({ person }) => Number(person.id);
    case 'email':
      return ({ person }) => person.email;
    case 'points':
    case 'stars':
      return ({ person }) => person[field];
    case 'source':
    case 'registered':
    case 'activated':
    case 'deactivated':
    case 'bounced':
    case 'imported':
      return ({ membership }) => membership[field];
    default:
      return undefined;
  }
}

type Test = (member: Member) => boolean;

/** Turns rules into one test: from left to right, brackets being rules of their own. 400 when they do not close. */
function compile(rules: Rule[], defaultOperator: string): Test {
  let position = 0;
  const group = (depth: number): Test => {
    let test: Test | undefined;
    while (position < rules.length) {
      const rule = rules[position];
      position += 1;
      if (rule === undefined) break;
      if (rule.field === ')') {
        if (depth === 0) throw new ApiError(400, 'invalid rules');
        return test ?? (() => true);
      }
      const next = rule.field === '(' ? group(depth + 1) : ruleTest(rule);
      const before = test;
      const either = (rule.operator || defaultOperator).toUpperCase() === 'OR';
      if (before === undefined) test = next;
      else if (either) test = (member) => before(member) || next(member);
      else test = (member) => before(member) && next(member);
    }
    if (depth > 0) throw new ApiError(400, 'invalid rules');
    return test ?? (() => true);
  };
  return group(0);
}

function ruleTest(rule: Rule): Test {
  const logic = (rule.logic ?? '').toLowerCase();
  const condition = (rule.condition ?? '').trim().toLowerCase();
  const field = rule.field.toLowerCase();
  if (field === 'tags') {
    const wanted = condition.split(',').map((tag) => tag.trim());
    const any: Test = ({ person }) => person.tags.some((tag) => wanted.includes(tag.toLowerCase()));
    if (logic === 'contains' || logic === 'eq') return any;
    if (logic === 'nocontains') return (member) => !any(member);
    throw new ApiError(400, 'invalid rules');
  }
  const value = fieldValue(field);
  switch (logic) {
    case 'eq':
      return (member) => value(member) === condition;
    case 'contains':
      return (member) => value(member).includes(condition);
    case 'nocontains':
      return (member) => !value(member).includes(condition);
    case 'bg':
      return (member) => Number(value(member)) > Number(condition);
    case 'sm':
      return (member) => Number(value(member)) < Number(condition);
    default:
      throw new ApiError(400, 'invalid rules');
  }
}

/** Everything is compared in lower case. A name that is no field is an attribute, of the group first. */
function fieldValue(field: string): (member: Member) => string {
  switch (field) {
    case 'email':
      return ({ person }) => person.email;
    case 'registered':
    case 'activated':
    case 'deactivated':
    case 'bounced':
      return ({ membership }) => String(membership[field]);
    case 'source':
      return ({ membership }) => membership.source.toLowerCase();
    default:
      return ({ person, membership }) => (membership.attributes[field] ?? person.attributes[field] ?? '').toLowerCase();
  }
}
