import type { InputBlock, PlainTextOption, RichTextBlock } from '@slack/types';
import { type Option, plainText } from './blocks.ts';
import { limits } from './limits.ts';
import { plain } from './text.ts';

interface InputOptions {
  optional?: boolean;
  hint?: string;
  /** Whether Slack tells of a choice at once, as a pressed button, and not only when the form is submitted. */
  tellsAtOnce?: boolean;
}

/** Input blocks hold one element each, so the element's action id needs no name of its own. */
const elementId = 'value';

function input(blockId: string, label: string, element: InputBlock['element'], options: InputOptions): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plainText(label, limits.inputLabel),
    element,
    optional: options.optional ?? false,
    ...(options.tellsAtOnce ? { dispatch_action: true } : {}),
    ...(options.hint === undefined ? {} : { hint: plainText(options.hint, limits.inputHint) }),
  };
}

export function textInput(
  blockId: string,
  label: string,
  options: InputOptions & { initial?: string; maxLength: number; multiline?: boolean; placeholder?: string },
): InputBlock {
  const initial = options.initial?.slice(0, options.maxLength);
  return input(
    blockId,
    label,
    {
      type: 'plain_text_input',
      action_id: elementId,
      max_length: options.maxLength,
      multiline: options.multiline ?? false,
      ...(options.placeholder ? { placeholder: plainText(options.placeholder, limits.placeholder) } : {}),
      ...(initial ? { initial_value: initial } : {}),
    },
    options,
  );
}

export function emailInput(
  blockId: string,
  label: string,
  options: InputOptions & { initial?: string } = {},
): InputBlock {
  return input(
    blockId,
    label,
    { type: 'email_text_input', action_id: elementId, ...(options.initial ? { initial_value: options.initial } : {}) },
    options,
  );
}

export function richTextInput(
  blockId: string,
  label: string,
  options: InputOptions & { initial?: RichTextBlock | undefined } = {},
): InputBlock {
  const { initial } = options;
  return input(
    blockId,
    label,
    { type: 'rich_text_input', action_id: elementId, ...(initial ? { initial_value: initial } : {}) },
    options,
  );
}

/** One file with one of these endings. Needs the scope `files:read`, without which Slack refuses the whole form. */
export function fileInput(blockId: string, label: string, endings: string[], options: InputOptions = {}): InputBlock {
  return input(blockId, label, { type: 'file_input', action_id: elementId, filetypes: endings, max_files: 1 }, options);
}

/** Whether `choicesInput` can offer all of these. */
export function isChoosable(choices: string[]): boolean {
  return choices.length <= limits.options && choices.every(({ length }) => length <= limits.optionValue);
}

/** Several of a few choices that are known already: boxes to check, or a list to choose from where they are too many. */
export function choicesInput(
  blockId: string,
  label: string,
  choices: string[],
  options: InputOptions & { placeholder: string; initial?: string[] },
): InputBlock {
  const all = choices.map((value) => ({
    text: plainText(value, limits.optionText),
    value: plain(value, limits.optionValue),
  }));
  const initial = all.filter((_, index) => options.initial?.includes(choices[index] ?? ''));
  const common = { action_id: elementId, options: all, ...(initial.length > 0 ? { initial_options: initial } : {}) };
  return input(
    blockId,
    label,
    choices.length <= limits.choices
      ? { type: 'checkboxes', ...common }
      : { type: 'multi_static_select', ...common, placeholder: plainText(options.placeholder, limits.placeholder) },
    options,
  );
}

/** One of a few choices that have a name and a value of their own. */
export function selectInput(
  blockId: string,
  label: string,
  choices: Option[],
  options: InputOptions & { placeholder: string; initial?: Option },
): InputBlock {
  const { initial, placeholder } = options;
  return input(
    blockId,
    label,
    {
      type: 'static_select',
      action_id: elementId,
      options: choices.slice(0, limits.options),
      placeholder: plainText(placeholder, limits.placeholder),
      ...(initial ? { initial_option: initial } : {}),
    },
    options,
  );
}

/**
 * One of a few choices that are all to be seen, each perhaps with a line that says what it means. `actionId` names what happens
 * when another is chosen, where Slack is to tell of that at once.
 */
export function radioInput(
  blockId: string,
  label: string,
  choices: (Option & { description?: Option['text'] })[],
  options: InputOptions & { initial?: Option | undefined; actionId?: string } = {},
): InputBlock {
  const { initial, actionId = elementId } = options;
  return input(
    blockId,
    label,
    {
      type: 'radio_buttons',
      action_id: actionId,
      options: choices.slice(0, limits.choices),
      ...(initial ? { initial_option: initial } : {}),
    },
    options,
  );
}

export function numberInput(blockId: string, label: string, options: InputOptions = {}): InputBlock {
  return input(blockId, label, { type: 'number_input', action_id: elementId, is_decimal_allowed: true }, options);
}

/** A day, `2026-11-25` in the submitted form. */
export function dateInput(blockId: string, label: string, options: InputOptions = {}): InputBlock {
  return input(blockId, label, { type: 'datepicker', action_id: elementId }, options);
}

/** A choice that is looked up while typing. `actionId` names the feature's `options` handler. */
export function lookupInput(
  blockId: string,
  label: string,
  actionId: string,
  options: InputOptions & { placeholder: string; several?: boolean; initial?: PlainTextOption | PlainTextOption[] },
): InputBlock {
  const { several } = options;
  const initial = [options.initial ?? []].flat();
  const [first] = initial;
  const common = {
    action_id: actionId,
    placeholder: plainText(options.placeholder, limits.placeholder),
    min_query_length: 0,
  };
  return input(
    blockId,
    label,
    several
      ? { type: 'multi_external_select', ...common, ...(first ? { initial_options: initial } : {}) }
      : { type: 'external_select', ...common, ...(first ? { initial_option: first } : {}) },
    options,
  );
}

/**
 * A conversation to post in, at first the one the person is looking at. Its submission brings a `response_url`, so the app
 * needs not be a member. Channels that are shared with other organisations are not offered.
 */
export function conversationInput(blockId: string, label: string, placeholder: string, options: InputOptions = {}) {
  return input(
    blockId,
    label,
    {
      type: 'conversations_select',
      action_id: elementId,
      placeholder: plainText(placeholder, limits.placeholder),
      default_to_current_conversation: true,
      response_url_enabled: true,
      filter: {
        include: ['public', 'private', 'mpim', 'im'],
        exclude_bot_users: true,
        exclude_external_shared_channels: true,
      },
    },
    options,
  );
}

/** One thing that holds or does not. */
export function checkInput(
  blockId: string,
  label: string,
  choice: { value: string; label: string; isChecked: boolean },
): InputBlock {
  const option = { text: plainText(choice.label, limits.optionText), value: choice.value };
  return input(
    blockId,
    label,
    {
      type: 'checkboxes',
      action_id: elementId,
      options: [option],
      ...(choice.isChecked ? { initial_options: [option] } : {}),
    },
    { optional: true },
  );
}

/** People of the workspace. */
export function peopleInput(
  blockId: string,
  label: string,
  options: InputOptions & { placeholder: string; max: number; initial: readonly string[] },
): InputBlock {
  return input(
    blockId,
    label,
    {
      type: 'multi_users_select',
      action_id: elementId,
      placeholder: plainText(options.placeholder, limits.placeholder),
      max_selected_items: options.max,
      ...(options.initial.length > 0 ? { initial_users: [...options.initial] } : {}),
    },
    options,
  );
}
