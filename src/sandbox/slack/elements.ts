import { newId } from './clock.ts';
import { get, isObject, objects, text, texts } from './json.ts';
import type { Json, StateValues } from './types.ts';

/** An interactive element inside blocks, with what a person calls it. */
export interface Element {
  block: Json;
  blockId: string;
  actionId: string;
  type: string;
  element: Json;
  /** What stands on it or beside it. */
  labels: string[];
  isInput: boolean;
}

const WITHOUT_STATE = new Set(['button', 'workflow_button', 'overflow', 'icon_button', 'feedback_buttons']);
const WITH_STATE = new Set([
  'checkboxes',
  'radio_buttons',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
  'file_input',
  ...['static', 'external', 'users', 'conversations', 'channels'].flatMap((kind) => [
    `${kind}_select`,
    `multi_${kind}_select`,
  ]),
]);
/** Blocks that hold elements; nested in others they get a block_id too. */
const HOLDERS = new Set(['actions', 'section', 'input', 'context_actions', 'card']);

/** A copy of the blocks in which every block has a block_id and every interactive element an action_id, as Slack fills them in. */
export function withIds(blocks: unknown): Json[] {
  const copy = objects(structuredClone(blocks));
  for (const block of copy) {
    if (text(block, 'block_id') === '') block['block_id'] = newId('', 5);
    fillIds(block);
  }
  return copy;
}

function fillIds(node: unknown): void {
  if (Array.isArray(node)) {
    for (const item of node) fillIds(item);
    return;
  }
  if (!isObject(node)) return;
  const type = text(node, 'type');
  if (HOLDERS.has(type) && text(node, 'block_id') === '') node['block_id'] = newId('', 5);
  if ((WITHOUT_STATE.has(type) || WITH_STATE.has(type)) && text(node, 'action_id') === '')
    node['action_id'] = newId('', 5);
  for (const value of Object.values(node)) fillIds(value);
}

/** Every interactive element of blocks that went through {@link withIds}, in reading order. */
export function elementsOf(blocks: Json[]): Element[] {
  const found: Element[] = [];
  for (const block of blocks) collect(block, block, found);
  return found;
}

function collect(node: unknown, block: Json, found: Element[]): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, block, found);
    return;
  }
  if (!isObject(node)) return;
  const type = text(node, 'type');
  if (WITHOUT_STATE.has(type) || WITH_STATE.has(type)) {
    const isInput = text(block, 'type') === 'input';
    const labels = [
      text(node, 'text', 'text'),
      text(node, 'placeholder', 'text'),
      text(node, 'accessibility_label'),
      text(node, 'positive_button', 'text', 'text'),
      text(node, 'negative_button', 'text', 'text'),
      isInput ? text(block, 'label', 'text') : type === 'button' ? '' : text(block, 'text', 'text'),
    ].filter((label) => label !== '');
    found.push({
      block,
      blockId: text(block, 'block_id'),
      actionId: text(node, 'action_id'),
      type,
      element: node,
      labels,
      isInput,
    });
    return;
  }
  const holder = text(node, 'block_id') !== '' ? node : block;
  for (const value of Object.values(node)) collect(value, holder, found);
}

/** Whether the element has a value in `state.values`. */
export function hasState(element: Element): boolean {
  return WITH_STATE.has(element.type);
}

/** The value of an element nobody has touched, in the shape of `state.values`. */
export function initialValue(element: Json): Json {
  const type = text(element, 'type');
  const initial = (key: string) => element[`initial_${key}`] ?? null;
  if (type === 'checkboxes' || /^multi_(static|external)_select$/.test(type))
    return { type, selected_options: objects(element['initial_options']) };
  if (type === 'radio_buttons' || type === 'static_select' || type === 'external_select')
    return { type, selected_option: initial('option') };
  const entity = /^(multi_)?(users|conversations|channels)_select$/.exec(type);
  if (entity?.[2] !== undefined) {
    const many = entity[2];
    const one = many.slice(0, -1);
    return entity[1] === undefined
      ? { type, [`selected_${one}`]: initial(one) }
      : { type, [`selected_${many}`]: texts(element[`initial_${many}`]) };
  }
  if (type === 'datepicker') return { type, selected_date: initial('date') };
  if (type === 'timepicker') return { type, selected_time: initial('time') };
  if (type === 'datetimepicker') return { type, selected_date_time: initial('date_time') };
  if (type === 'rich_text_input') return { type, rich_text_value: initial('value') };
  if (type === 'file_input') return { type, files: [] };
  return { type, value: initial('value') };
}

/**
 * `state.values` of blocks. What a person entered stays where block_id, action_id and type are the same as before; that
 * is why a view that is updated keeps what was typed, unless the block_id changes. `initial` gives what others begin with.
 */
export function valuesFor(
  blocks: Json[],
  before: StateValues = {},
  initial: (element: Json) => Json = initialValue,
): StateValues {
  const values: StateValues = {};
  for (const element of elementsOf(blocks)) {
    if (!hasState(element)) continue;
    const kept = before[element.blockId]?.[element.actionId];
    const value = kept !== undefined && kept['type'] === element.type ? kept : initial(element.element);
    values[element.blockId] = { ...values[element.blockId], [element.actionId]: value };
  }
  return values;
}

/** The options of a select, radio buttons, checkboxes or overflow, groups flattened. */
export function optionsOf(element: Json): Json[] {
  const groups = objects(element['option_groups']);
  return groups.length > 0 ? groups.flatMap((group) => objects(get(group, 'options'))) : objects(element['options']);
}
