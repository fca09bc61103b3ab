import type { InputBlock, PlainTextOption } from '@slack/types';
import { plainText } from './blocks.ts';
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
  options: InputOptions & { initial?: string; maxLength: number; multiline?: boolean },
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

export function richTextInput(blockId: string, label: string, options: InputOptions = {}): InputBlock {
  return input(blockId, label, { type: 'rich_text_input', action_id: elementId }, options);
}

/** Whether `choiceInput` can offer all of these. */
export function isChoosable(choices: string[]): boolean {
  return choices.length <= limits.options && choices.every(({ length }) => length <= limits.optionValue);
}

/** One of a few choices that are known already. None is chosen beforehand. */
export function choiceInput(blockId: string, label: string, choices: string[], placeholder: string): InputBlock {
  const options = choices.map((value) => ({
    text: plainText(value, limits.optionText),
    value: plain(value, limits.optionValue),
  }));
  return input(
    blockId,
    label,
    {
      type: 'static_select',
      action_id: elementId,
      options,
      placeholder: plainText(placeholder, limits.placeholder),
    },
    {},
  );
}

/** A choice that is looked up while typing. `actionId` names the feature's `options` handler. */
export function lookupInput(
  blockId: string,
  label: string,
  actionId: string,
  options: InputOptions & { placeholder: string; several?: boolean; initial?: PlainTextOption },
): InputBlock {
  const { several, initial } = options;
  const common = {
    action_id: actionId,
    placeholder: plainText(options.placeholder, limits.placeholder),
    min_query_length: 0,
  };
  return input(
    blockId,
    label,
    several
      ? { type: 'multi_external_select', ...common, ...(initial ? { initial_options: [initial] } : {}) }
      : { type: 'external_select', ...common, ...(initial ? { initial_option: initial } : {}) },
    options,
  );
}
