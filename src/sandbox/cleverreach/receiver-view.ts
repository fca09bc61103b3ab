import type { Account, Membership, Person, ReceiverEvent } from './model.ts';
import { type Member, stateOf } from './receiver-book.ts';

/** The bits of `detail`. */
export const DETAIL = { events: 1, orders: 2, tags: 4, all: 7 } as const;

/** Only so many events are attached to a receiver (observed live). */
const EVENTS_ATTACHED = 250;

/**
 * A receiver as CleverReach shows it.
 *
 * `place` is null when no group was named: the fields that belong to a group are then empty. A group without attributes
 * of its own shows `{}` where a receiver is read alone and PHP's `[]` in lists; both were seen at CleverReach, a client
 * has to take either.
 */
export function receiverView(
  account: Account,
  person: Person,
  place: { groupId: string; membership: Membership } | null,
  detail: number,
  emptyMap: 'object' | 'array',
) {
  const membership = place?.membership;
  const groupId = place?.groupId ?? '0';
  return {
    id: person.id,
    email: person.email,
    imported: membership?.imported ?? 0,
    bounced: membership?.bounced ?? 0,
    group_id: groupId,
    activated: membership?.activated ?? 0,
    registered: membership?.registered ?? 0,
    deactivated: membership?.deactivated ?? 0,
    last_ip: person.lastIp,
    last_location: person.lastLocation,
    last_client: person.lastClient,
    points: person.points,
    stars: person.stars,
    source: membership?.source ?? '',
    attributes: place === null ? [] : attributeMap(account, groupId, membership?.attributes ?? {}, emptyMap),
    global_attributes: attributeMap(account, '0', person.attributes, emptyMap),
    active: membership !== undefined && stateOf(membership) === 'active',
    conversion_rate: 0,
    open_rate: person.openRate,
    click_rate: person.clickRate,
    ...((detail & DETAIL.tags) === 0 ? {} : { tags: person.tags }),
    ...((detail & DETAIL.events) === 0 ? {} : { events: person.events.slice(-EVENTS_ATTACHED).map(eventView) }),
    ...((detail & DETAIL.orders) === 0 ? {} : { orders: person.orders }),
  };
}

/** A receiver of a list. */
export function listedReceiver(account: Account, member: Member, detail: number) {
  return receiverView(account, member.person, member, detail, 'array');
}

/** A receiver read alone, with everything. */
export function singleReceiver(account: Account, member: Member) {
  return receiverView(account, member.person, member, DETAIL.all, 'object');
}

/** Every defined attribute by name, one without a value as `""`. */
function attributeMap(
  account: Account,
  groupId: string,
  values: Record<string, string>,
  emptyMap: 'object' | 'array',
): Record<string, string> | [] {
  const defined = account.attributes.filter((attribute) => attribute.groupId === groupId);
  if (defined.length === 0 && emptyMap === 'array') return [];
  return Object.fromEntries(defined.map((attribute) => [attribute.name, values[attribute.name] ?? '']));
}

function eventView(event: ReceiverEvent) {
  return {
    stamp: event.stamp,
    type: event.type,
    type_id: event.typeId,
    value: event.value,
    mailing_id: event.mailingId,
    groups_id: event.groupId,
  };
}
