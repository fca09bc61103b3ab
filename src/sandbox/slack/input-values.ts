import type { FieldValue } from './control.ts';
import { isOffered } from './conversations.ts';
import type { Core } from './core.ts';
import { type Element, initialValue, optionsOf } from './elements.ts';
import { extensionOf, isUpload } from './files.ts';
import { get, isObject, objects, text, texts } from './json.ts';
import { typedRichText } from './typed-text.ts';
import type { Json, User } from './types.ts';

/** What an entry becomes in `state.values`, or why Slack's own client does not take it. */
export type Entered = { value: Json } | { error: string };

/** What Slack's editors take when the element says nothing. */
const TEXT_LIMIT = 3000;

/** The entry of a person in one element. `force` takes anything, as a forged client would send it. */
export function enter(
  core: Core,
  user: User,
  target: { element: Element; options: Json[]; entry: FieldValue; force: boolean },
): Entered {
  const { element, entry, force } = target;
  const { type } = element;
  if (entry === null || entry === '') return { value: initialValue({ type }) };
  if (type === 'rich_text_input') {
    if (isObject(entry)) return { value: { type, rich_text_value: entry } };
    return { value: { type, rich_text_value: typedRichText(String(entry)) } };
  }
  if (type === 'file_input') return uploaded(core, user, target);
  if (type.endsWith('picker')) return picked(type, String(entry));
  if (type === 'checkboxes' || type === 'radio_buttons' || type === 'overflow' || type.endsWith('_select'))
    return selected(core, user, target);
  const typed = String(entry);
  const line =
    type === 'plain_text_input' && element.element['multiline'] === true ? typed : typed.replace(/\s*\n\s*/g, ' ');
  const value = { type, value: force ? typed : line };
  const error = force ? null : complaint(element, value.value);
  return error === null ? { value } : { error };
}

/** Why Slack's client refuses the text of an input; null when it takes it. */
function complaint({ type, element }: Element, typed: string): string | null {
  const length = [...typed].length;
  const max = Number(element['max_length'] ?? TEXT_LIMIT);
  const min = Number(element['min_length'] ?? 0);
  if (length > max) return `Must be less than ${max + 1} characters`;
  if (length < min) return `Must be more than ${min - 1} characters`;
  if (type === 'email_text_input' && !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(typed))
    return 'Enter a valid email address';
  if (type === 'url_text_input' && !(URL.canParse(typed) && /^[a-z][\w+.-]*:\/\//i.test(typed)))
    return 'Enter a valid URL';
  if (type !== 'number_input') return null;
  const decimals = element['is_decimal_allowed'] === true;
  if (!(decimals ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(typed))
    return decimals ? 'Enter a number' : 'Enter a whole number';
  const number = Number(typed);
  if (number < Number(element['min_value'] ?? Number.NEGATIVE_INFINITY))
    return `Must be at least ${text(element, 'min_value')}`;
  if (number > Number(element['max_value'] ?? Number.POSITIVE_INFINITY))
    return `Must be at most ${text(element, 'max_value')}`;
  return null;
}

function picked(type: string, entry: string): Entered {
  if (type === 'datepicker')
    return /^\d{4}-\d\d-\d\d$/.test(entry)
      ? { value: { type, selected_date: entry } }
      : { error: 'Enter a date as YYYY-MM-DD' };
  if (type === 'timepicker')
    return /^\d\d:\d\d$/.test(entry) ? { value: { type, selected_time: entry } } : { error: 'Enter a time as HH:mm' };
  return /^\d{10}$/.test(entry)
    ? { value: { type, selected_date_time: Number(entry) } }
    : { error: 'Enter a time in unix seconds' };
}

/** One upload, or several under `files`. Nothing is stored when one of them is refused. */
function uploaded(
  core: Core,
  user: User,
  { element: { type, element }, entry, force }: { element: Element; entry: FieldValue; force: boolean },
): Entered {
  const several = objects(get(entry, 'files'));
  const uploads = several.length > 0 ? several : isObject(entry) ? [entry] : [];
  if (uploads.length === 0 || !uploads.every(isUpload)) return { error: 'Takes files as {name, content}' };
  const max = Number(element['max_files'] ?? 10);
  const types = texts(element['filetypes']);
  if (!force && uploads.length > max) return { error: `Takes at most ${max} files` };
  const other = uploads.find((upload) => !types.includes(extensionOf(text(upload, 'name'))));
  if (!force && types.length > 0 && other !== undefined) return { error: `Takes only ${types.join(', ')}` };
  return { value: { type, files: uploads.map((upload) => core.files.asJson(core.files.add(user, upload))) } };
}

function selected(
  core: Core,
  user: User,
  { element, options, entry, force }: { element: Element; options: Json[]; entry: FieldValue; force: boolean },
): Entered {
  const { type } = element;
  const wanted = Array.isArray(entry) ? entry : [String(entry)];
  const many = type === 'checkboxes' || type.startsWith('multi_');
  if (!many && wanted.length !== 1) return { error: 'Takes one option' };
  const max = Number(element.element['max_selected_items'] ?? Number.POSITIVE_INFINITY);
  if (wanted.length > max) return { error: `Takes at most ${max} options` };
  const entity = /(users|conversations|channels)_select$/.exec(type)?.[1];
  if (entity !== undefined) {
    const places = entity === 'users' ? [] : wanted.map((ref) => core.state.channelFor(user, ref));
    if (!force && places.some((place) => !isOffered(element.element, place)))
      return { error: 'That conversation is not offered here' };
    const ids =
      entity === 'users'
        ? wanted.map((ref) => core.state.user(ref.replace(/^@/, '')).id)
        : places.map((place) => place.id);
    return {
      value: many ? { type, [`selected_${entity}`]: ids } : { type, [`selected_${entity.slice(0, -1)}`]: ids[0] },
    };
  }
  const chosen: Json[] = [];
  for (const ref of wanted) {
    const matching = options.filter((option) => text(option, 'value') === ref || text(option, 'text', 'text') === ref);
    const [option] =
      matching.length > 1 ? matching.filter((entryOption) => text(entryOption, 'value') === ref) : matching;
    if (option !== undefined) chosen.push(option);
    else if (force) chosen.push({ text: { type: 'plain_text', text: ref, emoji: true }, value: ref });
    else {
      const there = options.map((known) => text(known, 'text', 'text')).join(', ') || 'none (type into it first)';
      return { error: `There is no option "${ref}". There is: ${there}` };
    }
  }
  return { value: many ? { type, selected_options: chosen } : { type, selected_option: chosen[0] } };
}

/** The options of an element that a person can see: its own, or what was last suggested. */
export function visibleOptions(element: Element, suggested: Json[] | undefined): Json[] {
  return element.type.includes('external_select') ? (suggested ?? []) : optionsOf(element.element);
}

/** Whether nothing was entered. */
function isBlank(value: Json | undefined): boolean {
  if (value === undefined) return true;
  return Object.entries(value)
    .filter(([key]) => key !== 'type')
    .every(([key, entered]) =>
      key === 'rich_text_value'
        ? objects(get(entered, 'elements')).every((part) => objects(get(part, 'elements')).length === 0)
        : entered === null || entered === '' || (Array.isArray(entered) && entered.length === 0),
    );
}

/** Why Slack's client does not let a view be submitted, by block_id. */
export function missingInputs(
  elements: Element[],
  values: Record<string, Record<string, Json>>,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const element of elements) {
    if (!element.isInput || element.block['optional'] === true) continue;
    if (isBlank(values[element.blockId]?.[element.actionId]))
      errors[element.blockId] = 'Please complete this required field.';
  }
  return errors;
}
