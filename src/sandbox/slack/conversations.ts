import { initialValue } from './elements.ts';
import { flag, get, text, texts } from './json.ts';
import type { Channel, Json } from './types.ts';

/**
 * Whether a conversation is among those that a conversations or channels select offers. `filter.include` names the kinds;
 * `channels_select` offers public channels only.
 */
export function isOffered(element: Json, channel: Channel): boolean {
  if (text(element, 'type').endsWith('channels_select')) return channel.kind === 'public';
  const filter = element['filter'];
  const included = texts(get(filter, 'include'));
  const kind = channel.kind === 'dm' ? 'im' : channel.kind;
  if (included.length > 0 && !included.includes(kind)) return false;
  if (flag(get(filter, 'exclude_external_shared_channels')) && channel.isShared) return false;
  // Of the direct messages here, those of kind `im` are the app's.
  return !(flag(get(filter, 'exclude_bot_users')) && channel.kind === 'im');
}

/**
 * The value of an element that nobody has touched. With `default_to_current_conversation` it is the conversation the
 * person was looking at, unless an initial one is given, which goes first, or the filter leaves it out.
 */
export function initialIn(element: Json, current: Channel | undefined): Json {
  const value = initialValue(element);
  if (!flag(element['default_to_current_conversation']) || current === undefined) return value;
  if (!isOffered(element, current)) return value;
  if (value['selected_conversation'] === null) return { ...value, selected_conversation: current.id };
  const several = value['selected_conversations'];
  return Array.isArray(several) && several.length === 0 ? { ...value, selected_conversations: [current.id] } : value;
}
