/** Receivers as CleverReach answers them, turned into those of `model.ts`. */
import { z } from 'zod';
import type { Receiver, ReceiverEvent, ReceiverState } from './model.ts';
import {
  defined,
  flagValue,
  idValue,
  listIfSent,
  listValue,
  singleValue,
  textMapValue,
  textValue,
  timeValue,
} from './values.ts';

const receiverWire = z.object({
  id: idValue,
  email: z.string().min(1),
  group_id: idValue.nullish(),
  registered: timeValue,
  activated: timeValue,
  deactivated: timeValue,
  bounced: timeValue,
  active: flagValue,
  source: textValue,
  tags: listIfSent(textValue),
  // The value of an event is left out: mostly it is a person's IP address, which is nothing for a chat.
  events: listIfSent(
    z.object({ stamp: timeValue, type: textValue, type_id: textValue, mailing_id: textValue, groups_id: textValue }),
  ),
  attributes: textMapValue,
  global_attributes: textMapValue,
});

/**
 * A receiver; `groupId` is the group that was asked, for answers that leave it out. Where several were asked, a receiver
 * of no group does not fit: its state would be said of a list nobody knows.
 */
export function receiverAnswer(groupId?: string) {
  return singleValue(receiverWire).transform((wire, context): Receiver => {
    const inGroup = realId(wire.group_id ?? '') ?? groupId;
    if (inGroup === undefined) {
      context.addIssue({ code: 'custom', path: ['group_id'], message: 'expected a group' });
      return z.NEVER;
    }
    return defined({
      id: wire.id,
      email: wire.email,
      groupId: inGroup,
      state: receiverState(wire),
      registeredAt: wire.registered,
      activatedAt: wire.activated,
      deactivatedAt: wire.deactivated,
      bouncedAt: wire.bounced,
      source: wire.source || undefined,
      tags: wire.tags,
      events: wire.events?.map(toEvent),
      attributes: wire.attributes,
      globalAttributes: wire.global_attributes,
    });
  });
}

/** `GET /groups/{id}/receivers` and `POST /receivers/filter`. */
export function receiversAnswer(groupId?: string) {
  return listValue(receiverAnswer(groupId));
}

function toEvent(event: NonNullable<z.output<typeof receiverWire>['events']>[number]): ReceiverEvent {
  return defined({
    at: event.stamp,
    type: event.type,
    typeId: event.type_id,
    mailingId: realId(event.mailing_id),
    groupId: realId(event.groups_id),
  });
}

/** CleverReach writes `"0"` where there is none. */
function realId(id: string): string | undefined {
  return id === '' || id === '0' ? undefined : id;
}

/**
 * Active means activated, not deactivated and not bounced (live clients agree on it). The times go before the flag
 * `active`: a recorded answer has the flag false where all three conditions hold. The flag counts where `activated` is
 * not in the answer at all (zod keeps a key whose value became undefined and adds none that was missing).
 */
function receiverState(wire: z.output<typeof receiverWire>): ReceiverState {
  if (wire.bounced !== undefined) return 'bounced';
  if (wire.deactivated !== undefined) return 'inactive';
  const active = 'activated' in wire ? wire.activated !== undefined : wire.active;
  return active ? 'active' : 'inactive';
}
