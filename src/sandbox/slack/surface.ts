import type { Target, Which } from './control.ts';
import type { Core } from './core.ts';
import { type Element, elementsOf } from './elements.ts';
import { ControlError } from './errors.ts';
import { objects, text } from './json.ts';
import { channelName, commonPayload, messageJson } from './payloads.ts';
import type { Channel, Json, Message, StateValues, User, View } from './types.ts';

/** Something with elements in it that a person sees: a message or a view. */
export interface Surface {
  message: { message: Message; channel: Channel } | null;
  view: View | null;
  elements: Element[];
  values(): StateValues;
  setValue(element: Element, value: Json): void;
  /** Names the surface and the person, for what is remembered about it. */
  key: string;
}

/** Throws a ControlError when the person does not see it. */
export function surfaceFor(core: Core, user: User, target: Target): Surface {
  if (typeof target === 'object' && 'ts' in target) return messageSurface(core, user, target.channel, target.ts);
  const view = viewFor(core, user, target);
  return {
    message: null,
    view,
    elements: elementsOf(objects(view.content['blocks'])),
    values: () => view.values,
    setValue(element, value) {
      view.values = withValue(view.values, element, value);
      core.views.touch(view);
    },
    key: `${view.id} ${user.id}`,
  };
}

/** The view meant, if it is open and the person's own. */
export function viewFor(core: Core, user: User, target: 'modal' | 'home' | { id: string }): View {
  const view =
    target === 'modal'
      ? core.views.stackOf(user.id).at(-1)
      : target === 'home'
        ? core.views.homeOf(user.id)
        : core.views.byId(target.id);
  if (view === undefined || view === null || view.closed || view.user !== user.id)
    throw new ControlError('no_such_view', `${user.name} has no such view open.`);
  return view;
}

function messageSurface(core: Core, user: User, channelRef: string, ts: string): Surface {
  const channel = core.state.channelFor(user, channelRef);
  const message = core.messages.visibleTo(user, channel.id).find((entry) => entry.ts === ts);
  if (message === undefined)
    throw new ControlError('no_such_message', `${user.name} sees no message ${ts} in that channel.`);
  const attached = message.attachments.flatMap((attachment) => objects(attachment['blocks']));
  return {
    message: { message, channel },
    view: null,
    elements: elementsOf([...message.blocks, ...attached]),
    values: () => core.messages.valuesOf(message, user.id),
    setValue(element, value) {
      core.messages.setValues(message, user.id, withValue(core.messages.valuesOf(message, user.id), element, value));
    },
    key: `${message.channel} ${message.ts} ${user.id}`,
  };
}

function withValue(values: StateValues, element: Element, value: Json): StateValues {
  return { ...values, [element.blockId]: { ...values[element.blockId], [element.actionId]: value } };
}

/** The one element that is meant. Throws not_there or ambiguous, with what there is instead. */
export function pick(elements: Element[], which: Which, accepts: (element: Element) => boolean): Element {
  const candidates = elements.filter(accepts);
  const found = candidates.filter((element) => fits(element, which));
  const [first, second] = found;
  const wanted = typeof which === 'string' ? which : JSON.stringify(which);
  if (first === undefined) {
    const there = candidates.map(describe).join(', ') || 'none';
    throw new ControlError('not_there', `There is no "${wanted}" here. There is: ${there}.`);
  }
  if (second !== undefined)
    throw new ControlError('ambiguous', `"${wanted}" fits several: ${found.map(describe).join(', ')}.`);
  return first;
}

function fits(element: Element, which: Which): boolean {
  if (typeof which === 'string')
    return element.actionId === which || element.blockId === which || element.labels.includes(which);
  return (
    (which.label === undefined || element.labels.includes(which.label)) &&
    (which.actionId === undefined || element.actionId === which.actionId) &&
    (which.blockId === undefined || element.blockId === which.blockId) &&
    (which.value === undefined || valuesOf(element).includes(which.value))
  );
}

/** The value of a button; feedback buttons are two in one. */
const valuesOf = ({ element }: Element): string[] =>
  [text(element, 'value'), text(element, 'positive_button', 'value'), text(element, 'negative_button', 'value')].filter(
    (value) => value !== '',
  );

function describe(element: Element): string {
  return `"${element.labels[0] ?? element.type}" (${element.blockId}/${element.actionId})`;
}

/** The part of an interaction payload that says where it happened; `view` or `message` and `channel`, with `container`. */
export function whereabouts(core: Core, user: User, surface: Surface): Json {
  const common = commonPayload(core, user);
  if (surface.view !== null)
    return { ...common, container: { type: 'view', view_id: surface.view.id }, view: core.views.asJson(surface.view) };
  if (surface.message === null) return common;
  const { message, channel } = surface.message;
  const isEphemeral = message.ephemeralFor !== null;
  return {
    ...common,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id: channel.id, name: channelName(channel) },
    // Slack does not keep ephemeral messages, so it has none to send along.
    ...(isEphemeral ? {} : { message: messageJson(core, message) }),
  };
}
