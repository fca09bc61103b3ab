import { combobox } from './combobox.js';
import { h, list, textOf } from './dom.js';
import { editor } from './editor.js';
import { textObject } from './mrkdwn.js';

/**
 * An element that holds a value, drawn with the value it has now.
 *
 * `changed` hears the value as the control API takes it (text, number as text, option value, array of option values,
 * rich text block, null for nothing); `final` is false while a person is still typing; `query` is what was typed into an
 * external select.
 *
 * @typedef {{
 *   id: string, label: string, describedBy: string | null, invalid: boolean,
 *   env: import('./blocks.js').Env,
 *   suggest: (query: string) => Promise<{ options: import('./combobox.js').Option[], note?: string }>,
 *   changed: (value: unknown, final: boolean, query?: string) => void,
 * }} FieldOptions
 */

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
  if (type === 'checkboxes' || type === 'radio_buttons') return choices(element, state, options);
  if (type.startsWith('multi_') || type === 'external_select') return typeAhead(element, state, options);
  if (type.endsWith('_select')) return select(element, state, options);
  return h('p', { class: 'unsupported' }, `This sandbox does not draw ${type} yet.`);
}

const aria = (options) => ({
  id: options.id,
  'aria-describedby': options.describedBy,
  'aria-invalid': options.invalid ? 'true' : null,
});

const TEXT_INPUTS = {
  plain_text_input: { type: 'text' },
  email_text_input: { type: 'email', autocomplete: 'off' },
  url_text_input: { type: 'url' },
  number_input: { type: 'text', inputmode: 'decimal' },
};

function textInput(element, state, options) {
  const multiline = element.multiline === true;
  const kind = TEXT_INPUTS[element.type];
  const field = h(multiline ? 'textarea' : 'input', {
    ...aria(options),
    ...(multiline ? { rows: 6 } : kind),
    placeholder: textOf(element.placeholder),
    autofocus: element.focus_on_load === true,
  });
  field.value = String(state.value ?? '');
  const value = () => (field.value === '' ? null : field.value);
  field.addEventListener('input', () => options.changed(value(), false));
  field.addEventListener('change', () => options.changed(value(), true));
  return field;
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
  const field = h('input', { ...aria(options), type: kind.type });
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
    });
    box.checked = chosen.some((one) => one.value === option.value);
    const description = option.description
      ? h('small', {}, ...textObject(option.description, options.env.names))
      : null;
    return {
      box,
      row: h(
        'div',
        { class: 'choice' },
        box,
        h('label', { for: id }, ...textObject(option.text, options.env.names), description),
      ),
    };
  });
  const group = h(
    'div',
    { ...aria(options), class: 'choices', role: multiple ? 'group' : 'radiogroup', 'aria-label': options.label },
    ...boxes.map(({ row }) => row),
  );
  group.addEventListener('change', () => {
    const values = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
    options.changed(multiple ? values : (values[0] ?? null), true);
  });
  return group;
}

/** The people or channels of the workspace as options. */
function entities(type, env) {
  if (type.includes('users')) return env.users.map((user) => ({ text: user.realName || user.name, value: user.id }));
  return env.channels.map((channel) => ({ text: `#${channel.name}`, value: channel.id }));
}

const asOption = (option, group = null) => ({ text: textOf(option.text), value: String(option.value), group });

function staticOptions(element) {
  const groups = list(element.option_groups);
  if (groups.length === 0) return list(element.options).map((option) => asOption(option));
  return groups.flatMap((group) => list(group.options).map((option) => asOption(option, textOf(group.label))));
}

function allOptions(element, env) {
  return /static/.test(element.type) ? staticOptions(element) : entities(String(element.type), env);
}

function select(element, state, options) {
  const all = allOptions(element, options.env);
  const current =
    state.selected_option?.value ?? state.selected_user ?? state.selected_conversation ?? state.selected_channel ?? '';
  const field = h(
    'select',
    { ...aria(options), 'aria-label': options.label },
    h('option', { value: '' }, textOf(element.placeholder) || 'Choose an option'),
  );
  let group = null;
  let parent = field;
  for (const option of all) {
    if (option.group !== undefined && option.group !== group) {
      group = option.group;
      parent = group === null ? field : h('optgroup', { label: group });
      if (parent !== field) field.append(parent);
    }
    parent.append(h('option', { value: option.value }, option.text));
  }
  field.value = current;
  field.addEventListener('change', () => options.changed(field.value === '' ? null : field.value, true));
  return field;
}

function typeAhead(element, state, options) {
  const type = String(element.type);
  const multiple = type.startsWith('multi_');
  const external = type.includes('external');
  const all = external ? [] : allOptions(element, options.env);
  const ids = [state.selected_users, state.selected_conversations, state.selected_channels].find(Array.isArray);
  const selected =
    ids !== undefined
      ? ids.map((id) => all.find((option) => option.value === id) ?? { text: id, value: id })
      : (multiple ? list(state.selected_options) : state.selected_option ? [state.selected_option] : []).map((one) =>
          asOption(one),
        );
  const contains = (query) => (option) => option.text.toLowerCase().includes(query.toLowerCase());
  return combobox({
    id: options.id,
    describedBy: options.describedBy,
    placeholder: textOf(element.placeholder) || 'Choose an option',
    multiple,
    selected,
    load: external ? options.suggest : async (query) => ({ options: all.filter(contains(query)) }),
    changed(chosen, query) {
      const values = chosen.map((option) => option.value);
      options.changed(multiple ? values : (values[0] ?? null), true, query);
    },
  });
}
