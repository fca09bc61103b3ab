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
  const defaultOperator = filter.operator ?? 'AND';
  const matches = compile(filter.rules, defaultOperator);
  const activeOnly = flagOf(filter.activeonly);
  const fits: Test = (member) => (!activeOnly || stateOf(member.membership) === 'active') && matches(member);
  const address = oneAddress(filter.rules, defaultOperator);
  const orderBy = filter.orderby ?? '';
  const found =
    address === undefined
      ? membersInOrder(account, groupIds, orderBy, fits)
      : sortMembers(groupIds.flatMap((id) => account.receivers.member(id, address) ?? []).filter(fits), orderBy);
  const size = pageSizeOf(filter.pagesize, 50, 5000);
  const members = pageOf(found, integerOf(filter.page, 0) * size, size);
  return { members, detail: integerOf(filter.detail, 0) };
}

/** The address that whoever is found must have, where the rules say so: then nobody else need be looked at. */
function oneAddress(rules: Rule[], defaultOperator: string): string | undefined {
  const allAnd = rules.every(({ field, operator }) => !isBracket(field) && !isOr(operator, defaultOperator));
  const rule = allAnd ? rules.find(({ field, logic }) => isWord(field, 'email') && isWord(logic, 'eq')) : undefined;
  return rule?.condition?.includes('@') === true ? rule.condition : undefined;
}

/** From the `first`th on, `size` at most; nothing behind them is looked at. */
export function pageOf(members: Iterable<Member>, first: number, size: number): Member[] {
  const page: Member[] = [];
  let seen = 0;
  for (const member of members) {
    seen += 1;
    if (seen > first) page.push(member);
    if (page.length === size) break;
  }
  return page;
}

/**
 * The members of groups that fit, in an order as `sortMembers` takes it. They come one by one, and of a crowd that is in
 * this order anyway nobody is looked at who is not asked for.
 */
export function* membersInOrder(account: Account, groupIds: string[], orderBy: string, fits: Test): Generator<Member> {
  const order = readOrder(orderBy);
  for (const member of order === undefined ? inTurn(account, groupIds) : merged(account, groupIds, order)) {
    if (fits(member)) yield member;
  }
}

function* inTurn({ receivers }: Account, groupIds: string[]): Generator<Member> {
  for (const id of groupIds) yield* receivers.members(id);
}

function* merged({ receivers }: Account, groupIds: string[], order: Order): Generator<Member> {
  const rest = groupIds.map((id) => receivers.unrecordedInOrder(id, order.field, order.descending));
  const sorted = groupIds
    .flatMap((id, index) => (rest[index] === undefined ? [...receivers.members(id)] : receivers.recorded(id)))
    .sort(order.compare);
  let heads = [sorted, ...rest].flatMap((sequence) => {
    const iterator = sequence?.[Symbol.iterator]();
    const next = iterator?.next();
    return iterator === undefined || next === undefined || next.done ? [] : [{ iterator, member: next.value }];
  });
  while (heads.length > 0) {
    const head = heads.reduce((best, other) => (order.compare(other.member, best.member) < 0 ? other : best));
    yield head.member;
    const next = head.iterator.next();
    if (next.done) heads = heads.filter((other) => other !== head);
    else head.member = next.value;
  }
}

/** Sorts by `<field> asc` or `<field> desc`; without an order they stay as they came. 400 for an unknown field. */
export function sortMembers(members: Member[], orderBy: string): Member[] {
  const order = readOrder(orderBy);
  return order === undefined ? members : members.toSorted(order.compare);
}

interface Order {
  field: string;
  descending: boolean;
  compare: (one: Member, other: Member) => number;
}

function readOrder(orderBy: string): Order | undefined {
  if (orderBy.trim() === '') return undefined;
  const [field = '', direction = 'asc', ...rest] = orderBy.trim().toLowerCase().split(/\s+/);
  const value = sortKey(field);
  if (value === undefined || rest.length > 0 || !['asc', 'desc'].includes(direction)) {
    throw new ApiError(400, 'invalid order_by');
  }
  const descending = direction === 'desc';
  const sign = descending ? -1 : 1;
  const compare = (one: Member, other: Member) => {
    const [a, b] = [value(one), value(other)];
    return a === b ? 0 : a < b ? -sign : sign;
  };
  return { field, descending, compare };
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
      const either = isOr(rule.operator, defaultOperator);
      if (before === undefined) test = next;
      else if (either) test = (member) => before(member) || next(member);
      else test = (member) => before(member) && next(member);
    }
    if (depth > 0) throw new ApiError(400, 'invalid rules');
    return test ?? (() => true);
  };
  return group(0);
}

function isOr(operator: string | null | undefined, defaultOperator: string): boolean {
  return isWord(operator || defaultOperator, 'or');
}

function isBracket(field: string): boolean {
  return field === '(' || field === ')';
}

function isWord(text: string | null | undefined, word: string): boolean {
  return text?.toLowerCase() === word;
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
