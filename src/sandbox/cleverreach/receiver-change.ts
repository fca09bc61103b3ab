import { ApiError } from './errors.ts';
import { asString } from './input.ts';
import type { Account, Membership, Settings } from './model.ts';
import type { Member } from './receiver-book.ts';
import { cleanTag, type ReceiverInput, requireAddress } from './receiver-input.ts';
import { groupOf } from './state.ts';

/** `put` replaces tags and obeys every date; `upsert` respects an unsubscription; `plus` merges as well. */
export type ChangeMode = 'put' | 'upsert' | 'plus';

/** What a change needs to know beside the receiver. */
export interface ChangeContext {
  account: Account;
  settings: Settings;
  now: number;
  ip: string;
}

/**
 * Puts somebody into a group.
 *
 * Without any of the three dates the receiver is active (CleverReach's own note); with only some of them, what is left
 * out is 0, so `registered` alone makes somebody who still has to confirm. An address that is in the group already, in
 * whatever state, is 409 `Conflict: duplicate address`. One on the blacklist is an invalid address, as `isvalid` has it.
 */
export function addReceiver(context: ChangeContext, groupId: string, input: ReceiverInput): Member {
  const { account, now } = context;
  groupOf(account, groupId);
  const email = requireAddress(input.email);
  if (account.blacklist.has(email.toLowerCase())) throw new ApiError(400, `invalid address '${email}'`);
  if (account.receivers.member(groupId, email) !== undefined) throw new ApiError(409, 'duplicate address');
  const attributes = readAttributes(context, groupId, input.attributes, {}, false);
  const known = account.receivers.person(email)?.attributes ?? {};
  const globals = readAttributes(context, '0', input.globalAttributes, known, false);

  const noDates = input.registered === undefined && input.activated === undefined && input.deactivated === undefined;
  const person = account.receivers.personFor(email);
  const member = account.receivers.join(groupId, person, {
    registered: input.registered ?? now,
    activated: noDates ? now : (input.activated ?? 0),
    deactivated: input.deactivated ?? 0,
    imported: now,
    source: input.source ?? '',
    attributes,
  });
  person.attributes = globals;
  if (input.tags !== undefined) person.tags = mergeTags(person.tags, input.tags);
  if (input.orders !== undefined) person.orders.push(...input.orders);
  record(context, member, 'REST insert');
  return member;
}

/** Changes a member by what was sent; what was left out keeps its value. The address never changes. */
export function changeReceiver(context: ChangeContext, member: Member, input: ReceiverInput, mode: ChangeMode): Member {
  const { person, membership, groupId } = member;
  const plus = mode === 'plus';
  // Both are read before anything is written: a refused row changes nothing.
  const attributes = readAttributes(context, groupId, input.attributes, membership.attributes, plus);
  const globals = readAttributes(context, '0', input.globalAttributes, person.attributes, plus);
  membership.attributes = attributes;
  person.attributes = globals;
  if (input.registered !== undefined) membership.registered = input.registered;
  if (input.source !== undefined) membership.source = input.source;
  changeDates(membership, input, mode);
  if (input.tags !== undefined) person.tags = mergeTags(plus ? person.tags : [], input.tags);
  if (input.orders !== undefined) {
    // Only the "plus" calls are known to merge orders; the others, as with tags, replace them.
    person.orders = plus ? [...person.orders, ...input.orders] : input.orders;
  }
  record(context, member, 'REST update');
  return member;
}

/** Subscribes again: clears a deactivation, sets the activation if there was none. A bounce stays what it is. */
export function activate(context: ChangeContext, member: Member): void {
  if (member.membership.activated === 0) member.membership.activated = context.now;
  member.membership.deactivated = 0;
  member.membership.unsubscribedThemself = false;
  record(context, member, 'REST update');
}

/** Unsubscribes; somebody who is unsubscribed already keeps the time of that. */
export function deactivate(context: ChangeContext, member: Member): void {
  if (member.membership.deactivated === 0) member.membership.deactivated = context.now;
  record(context, member, 'REST update');
}

function changeDates(membership: Membership, input: ReceiverInput, mode: ChangeMode): void {
  if (input.activated !== undefined) {
    membership.activated = input.activated;
    const reactivates = input.activated > 0 && mode !== 'put' && !membership.unsubscribedThemself;
    if (reactivates && input.deactivated === undefined) membership.deactivated = 0;
  }
  if (input.deactivated !== undefined) {
    membership.deactivated = input.deactivated;
    if (input.deactivated === 0) membership.unsubscribedThemself = false;
  }
}

/** The stored values with the sent ones over them. Names are matched whatever their case. */
function readAttributes(
  { account, settings }: ChangeContext,
  groupId: string,
  sent: ReceiverInput['attributes'],
  stored: Record<string, string>,
  arithmetic: boolean,
): Record<string, string> {
  const result = { ...stored };
  for (const [rawName, value] of Object.entries(sent)) {
    const name = rawName.toLowerCase();
    if (!account.attributes.some((attribute) => attribute.groupId === groupId && attribute.name === name)) {
      if (settings.unknownAttributes === 'ignore') continue;
      throw new ApiError(400, `invalid attribute '${rawName}'`);
    }
    const text = value === null ? '' : typeof value === 'boolean' ? String(Number(value)) : asString(value);
    const step = arithmetic && /^[+-]\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
    result[name] = step === undefined ? text : String((Number(stored[name] ?? 0) || 0) + step);
  }
  return result;
}

/** Adds tags; one with a leading `-` is taken away. */
function mergeTags(stored: string[], sent: string[]): string[] {
  const tags = new Set(stored);
  for (const raw of sent) {
    if (raw.startsWith('-')) tags.delete(cleanTag(raw.slice(1)));
    else if (raw.trim() !== '') tags.add(cleanTag(raw));
  }
  return [...tags];
}

function record({ account, now, ip }: ChangeContext, { person, groupId }: Member, typeId: string): void {
  person.events = [...person.events, { stamp: now, type: 'api', typeId, value: ip, mailingId: '0', groupId }].slice(
    -250,
  );
  const group = account.groups.get(groupId);
  if (group !== undefined) group.lastChanged = now;
}
