import { combobox } from './combobox.js';
import { h, list, textOf } from './dom.js';
import { editor } from './editor.js';
import { fileField } from './file-field.js';
import { textObject } from './mrkdwn.js';
import { t } from './texts.js';

/**
 * An element that holds a value, drawn with the value it has now.
 *
 * `changed` hears the value as the control API takes it (text, number as text, option value, array of option values,
 * rich text block, files, null for nothing); `final` is false while a person is still typing; `query` is what was typed
 * into an external select. `bare`: no label stands beside it. `dispatches`: it tells the app by itself.
 *
 * @typedef {{
 *   id: string, label: string, bare: boolean, dispatches?: boolean, describedBy: string | null, invalid: boolean,
 *   env: import('./blocks.js').Env,
 *   suggest: (query: string) => Promise<{ options: import('./combobox.js').Option[], note?: string }>,
 *   changed: (value: unknown, final: boolean, query?: string) => void,
 * }} FieldOptions
 */

/** Slack waits until typing pauses. */
const PAUSE_MS = 500;

/**
 * @param {Record<string, any>} element
 * @param {Record<string, any>} state one entry of `state.values`
 * @param {FieldOptions} options
 * @returns {HTMLElement}
 */
export function drawField(element, state, options) {
  const type = String(element.type);
  if (TEXT_INPUTS[type] !== undefined) return textInput(element, state, options);
  if (PICKERS[type] !== undefined) return picker(element, state, options);
  if (type === 'rich_text_input') return richInput(element, state, options);
  if (type === 'file_input') return fileField(element, state, options);
  if (type === 'checkboxes' || type === 'radio_buttons') return choices(element, state, options);
  if (type === 'static_select') return select(element, state, options);
  if (type.endsWith('_select')) return typeAhead(element, state, options);
  return h('p', { class: 'unsupported' }, t('blocks.unknown', { type }));
}

const aria = (options) => ({
  id: options.id,
  'aria-label': options.bare ? options.label : null,
  'aria-describedby': options.describedBy,
  'aria-invalid': options.invalid ? 'true' : null,
});

const TEXT_INPUTS = {
  plain_text_input: { type: 'text' },
  email_text_input: { type: 'email' },
  url_text_input: { type: 'url' },
  number_input: { type: 'text', inputmode: 'decimal' },
};

function textInput(element, state, options) {
  const multiline = element.multiline === true;
  const field = h(multiline ? 'textarea' : 'input', {
    ...aria(options),
    ...(multiline ? { rows: 6 } : TEXT_INPUTS[element.type]),
    autocomplete: 'off',
    placeholder: textOf(element.placeholder),
    autofocus: element.focus_on_load === true,
  });
  field.value = String(state.value ?? '');
  const value = () => (field.value === '' ? null : field.value);
  if (options.dispatches) dispatching(field, element, (final) => options.changed(value(), final));
  else {
    field.addEventListener('input', () => options.changed(value(), false));
    field.addEventListener('change', () => options.changed(value(), true));
  }
  return field;
}

/** An input that tells the app: when Enter is pressed, or at every letter, as the app wants it. */
function dispatching(field, element, tell) {
  const on = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  let timer;
  field.addEventListener('input', () => {
    tell(false);
    if (!on.includes('on_character_entered')) return;
    clearTimeout(timer);
    timer = setTimeout(() => tell(true), PAUSE_MS);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !on.includes('on_enter_pressed')) return;
    event.preventDefault();
    clearTimeout(timer);
    tell(true);
  });
}

const PICKERS = {
  datepicker: { type: 'date', read: (state) => state.selected_date ?? '', value: (text) => text },
  timepicker: { type: 'time', read: (state) => state.selected_time ?? '', value: (text) => text },
  datetimepicker: {
    type: 'datetime-local',
    read: (state) => (state.selected_date_time ? localMinutes(state.selected_date_time) : ''),
    value: (text) => Math.floor(new Date(text).getTime() / 1000),
  },
};

function localMinutes(seconds) {
  const when = new Date(seconds * 1000);
  return new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function picker(element, state, options) {
  const kind = PICKERS[element.type];
  const field = h('input', { ...aria(options), type: kind.type, autofocus: element.focus_on_load === true });
  field.value = kind.read(state);
  field.addEventListener('change', () => options.changed(field.value === '' ? null : kind.value(field.value), true));
  return field;
}

function richInput(element, state, options) {
  return editor({
    id: options.id,
    label: options.label,
    describedBy: options.describedBy,
    placeholder: textOf(element.placeholder),
    initial: state.rich_text_value ?? null,
    names: options.env.names,
    changed: options.changed,
  });
}

function choices(element, state, options) {
  const multiple = element.type === 'checkboxes';
  const chosen = multiple ? list(state.selected_options) : state.selected_option ? [state.selected_option] : [];
  const boxes = list(element.options).map((option, index) => {
    const id = `${options.id}-${index}`;
    const box = h('input', {
      type: multiple ? 'checkbox' : 'radio',
      name: options.id,
      id,
      value: String(option.value),
      'aria-describedby': option.description ? `${id}-more` : null,
    });
    box.checked = chosen.some((one) => one.value === option.value);
    const description = option.description
      ? h('small', { id: `${id}-more` }, ...textObject(option.description, options.env.names))
      : null;
    const label = h('label', { for: id }, ...textObject(option.text, options.env.names));
    return { box, row: h('div', { class: 'choice' }, box, h('div', {}, label, description)) };
  });
  const group = h(
    'div',
    {
      ...aria(options),
      'aria-label': options.label,
      // A group cannot be invalid, only described.
      'aria-invalid': multiple ? null : options.invalid ? 'true' : null,
      class: 'choices',
      role: multiple ? 'group' : 'radiogroup',
    },
    ...boxes.map(({ row }) => row),
  );
  group.addEventListener('change', () => {
    const values = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
    options.changed(multiple ? values : (values[0] ?? null), true);
  });
  return group;
}

/** The people, channels or conversations of the workspace as options. */
function entities(element, env) {
  const type = String(element.type);
  const people = env.users.map((user) => ({ text: user.realName || user.name, value: user.id }));
  if (type.includes('users')) return people;
  const filter = element.filter ?? {};
  const included = (kind) => !Array.isArray(filter.include) || filter.include.includes(kind);
  const isShared = (channel) => filter.exclude_external_shared_channels === true && channel.isShared;
  const channels = env.channels
    .filter((one) => (type.includes('channels') ? one.kind === 'public' : included(one.kind) && !isShared(one)))
    .map((channel) => ({ text: `#${channel.name}`, value: channel.id }));
  if (type.includes('channels') || !included('im')) return channels;
  const app = filter.exclude_bot_users === true ? [] : [{ text: env.appName, value: '@app' }];
  const others = people.filter((one) => one.value !== env.userId);
  return [...channels, ...others.map((one) => ({ text: one.text, value: `@${one.value}` })), ...app];
}

const asOption = (option, group = null) => ({ text: textOf(option.text), value: String(option.value), group });

function staticOptions(element) {
  const groups = list(element.option_groups);
  if (groups.length === 0) return list(element.options).map((option) => asOption(option));
  return groups.flatMap((group) => list(group.options).map((option) => asOption(option, textOf(group.label))));
}

const allOptions = (element, env) => (/static/.test(element.type) ? staticOptions(element) : entities(element, env));

function select(element, state, options) {
  const field = h(
    'select',
    { ...aria(options), autofocus: element.focus_on_load === true },
    h('option', { value: '' }, textOf(element.placeholder) || t('field.chooseOption')),
  );
  let group = null;
  let parent = field;
  for (const option of staticOptions(element)) {
    if (option.group !== group) {
      group = option.group;
      parent = group === null ? field : h('optgroup', { label: group });
      if (parent !== field) field.append(parent);
    }
    parent.append(h('option', { value: option.value }, option.text));
  }
  field.value = state.selected_option?.value ?? '';
  field.addEventListener('change', () => options.changed(field.value === '' ? null : field.value, true));
  return field;
}

function typeAhead(element, state, options) {
  const type = String(element.type);
  const multiple = type.startsWith('multi_');
  const external = type.includes('external');
  const all = external ? [] : allOptions(element, options.env);
  const contains = (query) => (option) => option.text.toLowerCase().includes(query.toLowerCase());
  return combobox({
    id: options.id,
    name: options.bare ? options.label : null,
    label: options.label,
    describedBy: options.describedBy,
    invalid: options.invalid,
    placeholder: textOf(element.placeholder) || t('field.chooseOption'),
    multiple,
    selected: chosenNow(state, all, options.env),
    load: external ? options.suggest : async (query) => ({ options: all.filter(contains(query)) }),
    changed(chosen, query) {
      const values = chosen.map((option) => option.value);
      options.changed(multiple ? values : (values[0] ?? null), true, external ? query : '');
    },
  });
}

/** What is chosen, whatever kind of select it is: the state names people and channels by their ids. */
function chosenNow(state, all, env) {
  const several = [state.selected_users, state.selected_conversations, state.selected_channels].find(Array.isArray);
  const one = [state.selected_user, state.selected_conversation, state.selected_channel].find(
    (id) => typeof id === 'string',
  );
  const ids = several ?? (one === undefined ? null : [one]);
  if (ids !== null)
    return ids.map((id) => all.find((option) => option.value === id) ?? { text: env.names.placeName(id), value: id });
  if (Array.isArray(state.selected_options) && state.selected_options.length > 0)
    return list(state.selected_options).map((option) => asOption(option));
  return state.selected_option ? [asOption(state.selected_option)] : [];
}
